import { GrowingBytes } from './growing-bytes.ts'
import type { Column, ColumnType, Row, Value } from './storage-kind.ts'

/**
 * Rows in PostgreSQL's binary format of COPY (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
 */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)])
const TRAILER = Buffer.from([0xff, 0xff])

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in epoch microseconds. */
const POSTGRES_EPOCH_US = 946_684_800_000_000
const LENGTH_BYTES = 4
/** No value of a fixed length takes more. */
const MAX_FIXED_BYTES = 8

const writeInteger64 = (bytes: GrowingBytes, value: number) => {
  bytes.writeInt32(8)
  bytes.writeInt64(value)
}

/** Texts of which a few are in millions of rows, as they are written; each with its length. */
class RememberedTexts {
  private readonly known = new Map<string, Buffer>()
  private last: { text: string; written: Buffer } | undefined

  write(bytes: GrowingBytes, text: string, before = ''): void {
    // Rows in a row mostly have the same: told by comparing, without hashing each.
    let written = this.last?.text === text ? this.last.written : this.known.get(text)
    if (!written) {
      const start = bytes.length
      bytes.writeText(text, before)
      if (text.length > MAX_REMEMBERED_LENGTH || this.known.size >= MAX_REMEMBERED) return
      written = bytes.copyFrom(start)
      this.known.set(text, written)
    } else bytes.append(written)
    if (this.last?.text !== text) this.last = { text, written }
  }
}

const MAX_REMEMBERED = 1_000
/** What is longer hardly comes again. */
const MAX_REMEMBERED_LENGTH = 100

type Encode = (bytes: GrowingBytes, value: Exclude<Value, null>, texts: RememberedTexts) => void

/** The types whose values can be written so; the others travel as array parameters only. */
const encoders: Partial<Record<ColumnType, Encode>> = {
  timestamptz: (bytes, value) => writeInteger64(bytes, Math.round(value as number) - POSTGRES_EPOCH_US),
  bigint: (bytes, value) => writeInteger64(bytes, value as number),
  'double precision': (bytes, value) => {
    bytes.writeInt32(8)
    bytes.writeDouble(value as number)
  },
  integer: (bytes, value) => {
    bytes.writeInt32(4)
    bytes.writeInt32(value as number)
  },
  smallint: (bytes, value) => {
    bytes.writeInt32(2)
    bytes.writeInt16(value as number)
  },
  boolean: (bytes, value) => {
    bytes.writeInt32(1)
    bytes.writeByte(value ? 1 : 0)
  },
  text: (bytes, value, texts) => texts.write(bytes, value as string),
  // The version of its format goes before the text.
  jsonb: (bytes, value, texts) => texts.write(bytes, value as string, '\x01'),
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
  const start = encodeStart(first, columns.length)
  const fixedBytes = start.length + columns.length * (LENGTH_BYTES + MAX_FIXED_BYTES)
  // Texts take about as much as those values spare that are null or shorter.
  const bytes = new GrowingBytes(rows.length * fixedBytes, fixedBytes)
  bytes.append(HEADER)
  const fields = columns.map(({ name, type }) => ({
    name,
    encode: encoders[type]!,
    texts: new RememberedTexts(),
  }))
  for (const row of rows) {
    bytes.reserve(0)
    bytes.append(start)
    for (const { name, encode, texts } of fields) {
      const value = row[name] ?? null
      if (value !== null) encode(bytes, value, texts)
      else bytes.writeInt32(-1)
    }
  }
  bytes.append(TRAILER)
  return bytes.all
}

/** What each row begins with: how many fields it has, and those that are the same in all. */
function encodeStart(ids: readonly string[], columns: number): Buffer {
  const count = Buffer.alloc(2)
  count.writeInt16BE(ids.length + columns)
  const fields = ids.map(id => Buffer.from(`00000010${id.replaceAll('-', '')}`, 'hex'))
  return Buffer.concat([count, ...fields])
}
