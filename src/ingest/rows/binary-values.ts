import type { ColumnType, Value } from '../judge/storage-kind.ts'
import type { GrowingBytes } from './growing-bytes.ts'

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in epoch microseconds. */
const POSTGRES_EPOCH_US = 946_684_800_000_000
const TWO_TO_32 = 4_294_967_296
export const LENGTH_BYTES = 4
export const UUID_BYTES = 16

/** Texts of which a few are in millions of rows, as they are written; each with its length. */
export class RememberedTexts {
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

/** How values of a type stand in PostgreSQL's binary format: behind their length in bytes, in the order of the network. */
interface BinaryForm {
  /** Writes the length and the value. */
  write(bytes: GrowingBytes, value: Exclude<Value, null>, texts: RememberedTexts): void
  /** @param length of the value, which begins at `at` */
  read(bytes: Buffer, at: number, length: number): Value
}

const readInteger64 = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * TWO_TO_32 + bytes.readUInt32BE(at + 4)

const writeInteger64 = (bytes: GrowingBytes, value: number) => {
  bytes.writeInt32(8)
  bytes.writeInt64(value)
}

const scalarForms = {
  timestamptz: {
    write: (bytes, value) => writeInteger64(bytes, Math.round(value as number) - POSTGRES_EPOCH_US),
    read: (bytes, at) => readInteger64(bytes, at) + POSTGRES_EPOCH_US,
  },
  bigint: { write: (bytes, value) => writeInteger64(bytes, value as number), read: readInteger64 },
  'double precision': {
    write: (bytes, value) => {
      bytes.writeInt32(8)
      bytes.writeDouble(value as number)
    },
    read: (bytes, at) => bytes.readDoubleBE(at),
  },
  integer: {
    write: (bytes, value) => {
      bytes.writeInt32(4)
      bytes.writeInt32(value as number)
    },
    read: (bytes, at) => bytes.readInt32BE(at),
  },
  smallint: {
    write: (bytes, value) => {
      bytes.writeInt32(2)
      bytes.writeInt16(value as number)
    },
    read: (bytes, at) => bytes.readInt16BE(at),
  },
  boolean: {
    write: (bytes, value) => {
      bytes.writeInt32(1)
      bytes.writeByte(value ? 1 : 0)
    },
    read: (bytes, at) => bytes[at] === 1,
  },
  text: {
    write: (bytes, value, texts) => texts.write(bytes, value as string),
    read: (bytes, at, length) => bytes.toString('utf8', at, at + length),
  },
  // The version of its format goes before the text, which is PostgreSQL's own and not canonical.
  jsonb: {
    write: (bytes, value, texts) => texts.write(bytes, value as string, '\x01'),
    read: (bytes, at, length) => bytes.toString('utf8', at + 1, at + length),
  },
} satisfies Partial<Record<ColumnType, BinaryForm>>

/** Dimensions, whether there are nulls, the type; length and lower bound of the one dimension. */
const ARRAY_HEADER_BYTES = 20
const ELEMENT_BYTES = 12

/** An array of one dimension, or of none where it is empty. @param oid of the elements' type in pg_type */
function arrayForm(oid: number, element: BinaryForm): BinaryForm {
  return {
    write(bytes, value, texts) {
      const list = value as readonly (number | string | null)[]
      bytes.reserve(LENGTH_BYTES + ARRAY_HEADER_BYTES + list.length * ELEMENT_BYTES)
      const start = bytes.length
      bytes.writeInt32(0)
      bytes.writeInt32(list.length === 0 ? 0 : 1)
      bytes.writeInt32(list.includes(null) ? 1 : 0)
      bytes.writeInt32(oid)
      if (list.length > 0) {
        bytes.writeInt32(list.length)
        bytes.writeInt32(1)
      }
      for (const member of list) {
        if (member !== null) element.write(bytes, member, texts)
        else bytes.writeInt32(-1)
      }
      bytes.setInt32(start, bytes.length - start - LENGTH_BYTES)
    },
    read(bytes, start, length) {
      const end = start + length
      const list: (number | string | null)[] = []
      for (let at = start + ARRAY_HEADER_BYTES; at < end; ) {
        const size = bytes.readInt32BE(at)
        at += LENGTH_BYTES
        list.push(size < 0 ? null : (element.read(bytes, at, size) as number | string))
        at += Math.max(size, 0)
      }
      return list
    },
  }
}

const uuidArray = arrayForm(2950, { write: () => {}, read: readUuid })

/** By the type of a column. */
export const binaryForms: Record<ColumnType, BinaryForm> = {
  ...scalarForms,
  'text[]': arrayForm(25, scalarForms.text),
  'double precision[]': arrayForm(701, scalarForms['double precision']),
  'timestamptz[]': arrayForm(1184, scalarForms.timestamptz),
}

/** A UUID as the text that the driver would give. */
export function readUuid(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + UUID_BYTES)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** An array of them, with its length before it; null for none. */
export function readUuids(bytes: Buffer, start: number): (string | null)[] | null {
  const length = bytes.readInt32BE(start)
  if (length < 0) return null
  return uuidArray.read(bytes, start + LENGTH_BYTES, length) as (string | null)[]
}
