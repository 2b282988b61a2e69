import { binaryForms, RememberedTexts } from './binary-values.ts'
import { GrowingBytes } from './growing-bytes.ts'
import type { Column, Row } from './storage-kind.ts'

/**
 * Rows in PostgreSQL's binary format of COPY (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
 */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)])
const TRAILER = Buffer.from([0xff, 0xff])
/** Where the first row begins. */
export const HEADER_BYTES = HEADER.length

const LENGTH_BYTES = 4
/** No value of a fixed length takes more. */
const MAX_FIXED_BYTES = 8

/** Whether rows of these columns can be written so. */
export const hasBinaryForm = (columns: readonly Column[]): boolean =>
  columns.every(({ type }) => binaryForms[type] !== undefined)

/** Rows as COPY … WITH (FORMAT binary) takes them. */
export interface EncodedRows {
  /** All of them, as one message. */
  bytes: Buffer
  /** Where each begins in `bytes`, and behind them where the last one ends. */
  starts: Uint32Array
  /** What each begins with: how many fields it has, and those that are the same in all. */
  beginning: Buffer
}

/**
 * @param ids values of type uuid that stand before the columns, the same in each row
 */
export function encodeRows(
  ids: readonly string[],
  columns: readonly Column[],
  rows: readonly Row[],
): EncodedRows {
  const beginning = encodeBeginning(ids, columns.length)
  const fixedBytes = beginning.length + columns.length * (LENGTH_BYTES + MAX_FIXED_BYTES)
  // Texts take about as much as those values spare that are null or shorter.
  const bytes = new GrowingBytes(rows.length * fixedBytes, fixedBytes)
  bytes.append(HEADER)
  const starts = new Uint32Array(rows.length + 1)
  const fields = columns.map(({ name, type }) => ({
    name,
    form: binaryForms[type]!,
    texts: new RememberedTexts(),
  }))
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    starts[index] = bytes.length
    bytes.reserve(0)
    bytes.append(beginning)
    for (const { name, form, texts } of fields) {
      const value = row[name] ?? null
      if (value !== null) form.write(bytes, value, texts)
      else bytes.writeInt32(-1)
    }
  }
  starts[rows.length] = bytes.length
  bytes.append(TRAILER)
  return { bytes: bytes.all, starts, beginning }
}

/** Some of the rows as a message of their own. @param indexes ascending */
export function pickRows({ bytes, starts }: EncodedRows, indexes: readonly number[]): Buffer {
  const pieces: Buffer[] = [HEADER]
  for (let first = 0; first < indexes.length; ) {
    let end = first + 1
    while (indexes[end] === indexes[end - 1]! + 1) end++
    pieces.push(bytes.subarray(starts[indexes[first]!], starts[indexes[end - 1]! + 1]))
    first = end
  }
  return Buffer.concat([...pieces, TRAILER])
}

function encodeBeginning(ids: readonly string[], columns: number): Buffer {
  const count = Buffer.alloc(2)
  count.writeInt16BE(ids.length + columns)
  const fields = ids.map(id => Buffer.from(`00000010${id.replaceAll('-', '')}`, 'hex'))
  return Buffer.concat([count, ...fields])
}
