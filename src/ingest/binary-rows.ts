import type { Column, ColumnType, Row, Value } from './storage-kind.ts'

/**
 * Rows in PostgreSQL's binary format of COPY (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
 */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)])
const TRAILER = Buffer.from([0xff, 0xff])

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in epoch microseconds. */
const POSTGRES_EPOCH_US = 946_684_800_000_000
const TWO_TO_32 = 4_294_967_296
const LENGTH_BYTES = 4
/** No value of a fixed length takes more. */
const MAX_FIXED_BYTES = 8
/** Grows by doubling where the texts need it. */
const FIRST_BYTES = 65_536

/** A buffer with room for the next bytes; a Buffer of Node has none. */
class Bytes {
  buffer = Buffer.allocUnsafe(FIRST_BYTES)
  length = 0

  reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }

  append(bytes: Buffer): void {
    this.reserve(bytes.length)
    this.length += bytes.copy(this.buffer, this.length)
  }
}

type Encode = (bytes: Bytes, value: Exclude<Value, null>, remembered: Map<string, Buffer>) => void

const writeInteger64 = (bytes: Bytes, value: number) => {
  const high = Math.floor(value / TWO_TO_32)
  bytes.buffer.writeInt32BE(8, bytes.length)
  bytes.buffer.writeInt32BE(high, bytes.length + 4)
  bytes.buffer.writeUInt32BE(value - high * TWO_TO_32, bytes.length + 8)
  bytes.length += 12
}

const writeText = (bytes: Bytes, text: string, version = '') => {
  // No character takes more than three bytes for each of its UTF-16 units.
  bytes.reserve(LENGTH_BYTES + version.length + text.length * 3)
  const start = bytes.length + LENGTH_BYTES
  const { buffer } = bytes
  const written = version === '' ? 0 : buffer.write(version, start, 'latin1')
  const length = text === '' ? written : written + buffer.write(text, start + written, 'utf8')
  buffer.writeInt32BE(length, bytes.length)
  bytes.length = start + length
}

/** Texts of which a few are in millions of rows, as they are written; each with its length. */
const MAX_REMEMBERED = 1_000
/** What is longer hardly comes again. */
const MAX_REMEMBERED_LENGTH = 100

const writeRememberedText = (bytes: Bytes, remembered: Map<string, Buffer>, text: string) => {
  const known = remembered.get(text)
  if (known) {
    bytes.append(known)
    return
  }
  const start = bytes.length
  writeText(bytes, text)
  if (text.length > MAX_REMEMBERED_LENGTH || remembered.size >= MAX_REMEMBERED) return
  remembered.set(text, Buffer.from(bytes.buffer.subarray(start, bytes.length)))
}

/** The types whose values can be written so; the others travel as array parameters only. */
const encoders: Partial<Record<ColumnType, Encode>> = {
  timestamptz: (bytes, value) => writeInteger64(bytes, Math.round(value as number) - POSTGRES_EPOCH_US),
  bigint: (bytes, value) => writeInteger64(bytes, value as number),
  'double precision': (bytes, value) => {
    bytes.buffer.writeInt32BE(8, bytes.length)
    bytes.buffer.writeDoubleBE(value as number, bytes.length + 4)
    bytes.length += 12
  },
  integer: (bytes, value) => {
    bytes.buffer.writeInt32BE(4, bytes.length)
    bytes.buffer.writeInt32BE(value as number, bytes.length + 4)
    bytes.length += 8
  },
  smallint: (bytes, value) => {
    bytes.buffer.writeInt32BE(2, bytes.length)
    bytes.buffer.writeInt16BE(value as number, bytes.length + 4)
    bytes.length += 6
  },
  boolean: (bytes, value) => {
    bytes.buffer.writeInt32BE(1, bytes.length)
    bytes.buffer[bytes.length + 4] = value ? 1 : 0
    bytes.length += 5
  },
  text: (bytes, value, remembered) => writeRememberedText(bytes, remembered, value as string),
  // The version of its format goes before the text.
  jsonb: (bytes, value) => writeText(bytes, value as string, '\x01'),
}

/** Whether rows of these columns can be written so. */
export const hasBinaryForm = (columns: readonly Column[]): boolean =>
  columns.every(({ type }) => encoders[type] !== undefined)

/**
 * The rows as one message of COPY … WITH (FORMAT binary).
 * @param first values of type uuid that stand before the columns, the same in each row
 */
export function encodeRows(
  first: readonly string[],
  columns: readonly Column[],
  rows: readonly Row[],
): Buffer {
  const bytes = new Bytes()
  bytes.append(HEADER)
  const start = encodeStart(first, columns.length)
  const remembered = new Map<string, Buffer>()
  const fields = columns.map(({ name, type }) => ({ name, encode: encoders[type]! }))
  for (const row of rows) {
    bytes.append(start)
    for (const { name, encode } of fields) {
      const value = row[name] ?? null
      bytes.reserve(LENGTH_BYTES + MAX_FIXED_BYTES)
      if (value !== null) encode(bytes, value, remembered)
      else bytes.length = bytes.buffer.writeInt32BE(-1, bytes.length)
    }
  }
  bytes.append(TRAILER)
  return bytes.buffer.subarray(0, bytes.length)
}

/** What each row begins with: how many fields it has, and those that are the same in all. */
function encodeStart(ids: readonly string[], columns: number): Buffer {
  const count = Buffer.alloc(2)
  count.writeInt16BE(ids.length + columns)
  const fields = ids.map(id => Buffer.from(`00000010${id.replaceAll('-', '')}`, 'hex'))
  return Buffer.concat([count, ...fields])
}
