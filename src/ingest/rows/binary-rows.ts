import type { Column, Row, Value } from '../judge/storage-kind.ts'
import { binaryForms, LENGTH_BYTES, RememberedTexts, UUID_BYTES } from './binary-values.ts'
import { GrowingBytes } from './growing-bytes.ts'

/**
 * Rows in PostgreSQL's binary format of COPY (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format").
 */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)])
const TRAILER = Buffer.from([0xff, 0xff])
/** Where the first row of a message begins. */
export const HEADER_BYTES = HEADER.length
/** Of the number of fields, with which each row begins. */
export const COUNT_BYTES = 2

/** No value of a fixed length takes more. */
const MAX_FIXED_BYTES = 8
const FIRST_ROWS = 64

/** Rows of the same columns, one behind the other. */
export interface EncodedRows {
  bytes: Buffer
  /** Where each begins in `bytes`, and behind them where the last one ends. */
  starts: Uint32Array
  /** How far behind its start a row's columns begin, behind what is the same in all. */
  valuesAt: number
}

/** What COPY … WITH (FORMAT binary) takes and gives: the pieces of one message. */
export const copyMessage = (rows: readonly Buffer[]): Buffer[] => [HEADER, ...rows, TRAILER]

/** The same of rows that come one piece after the other. */
export async function* streamMessage(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield HEADER
  yield* rows
  yield TRAILER
}

/**
 * Writes another id over the last one that the rows begin with.
 * @param starts where rows begin
 * @param id a value of type uuid
 */
export function replaceLastId(
  bytes: Buffer,
  { starts, valuesAt, id }: { starts: ArrayLike<number>; valuesAt: number; id: string },
): void {
  const written = encodeUuid(id)
  for (let row = 0; row < starts.length; row++) written.copy(bytes, starts[row]! + valuesAt - written.length)
}

/** Writes rows, one behind the other. */
export class RowEncoder {
  /** What each row begins with: how many fields it has, and those that are the same in all. */
  readonly beginning: Buffer
  readonly bytes: GrowingBytes
  private readonly ids: readonly string[]
  private readonly columns: readonly Column[]
  private readonly fields: readonly {
    name: string
    form: (typeof binaryForms)['text']
    texts: RememberedTexts
  }[]

  /**
   * @param ids values of type uuid that stand before the columns, the same in each row
   * @param rows for how many there is room from the beginning, and about how many there will be, where that is known
   */
  constructor(
    ids: readonly string[],
    columns: readonly Column[],
    { first = FIRST_ROWS, expected = 0 }: { first?: number; expected?: number },
  ) {
    this.ids = ids
    this.columns = columns
    this.beginning = encodeBeginning(ids, columns.length)
    const fixedBytes = this.beginning.length + columns.length * (LENGTH_BYTES + MAX_FIXED_BYTES)
    // Texts take about as much as those values spare that are null or shorter.
    this.bytes = new GrowingBytes({
      first: first * fixedBytes,
      expected: expected * fixedBytes,
      margin: fixedBytes,
    })
    this.fields = columns.map(({ name, type }) => ({
      name,
      form: binaryForms[type],
      texts: new RememberedTexts(),
    }))
  }

  /** One like it, that has written nothing yet. @param rows how many there will be */
  another(rows: number): RowEncoder {
    return new RowEncoder(this.ids, this.columns, { first: rows })
  }

  write(row: Row): void {
    const { bytes } = this
    bytes.append(this.beginning)
    for (const { name, form, texts } of this.fields) {
      const value = row[name] ?? null
      if (value !== null) form.write(bytes, value, texts)
      else bytes.writeInt32(-1)
    }
  }
}

/** All rows as the pieces of a message of COPY. @param ids as RowEncoder takes them */
export function encodeRows(
  ids: readonly string[],
  columns: readonly Column[],
  rows: readonly Row[],
): Buffer[] {
  const encoder = new RowEncoder(ids, columns, { first: rows.length })
  for (const row of rows) encoder.write(row)
  return copyMessage([encoder.bytes.all])
}

/** Some of the rows, each as it is, with neighbours in one piece. @param indexes ascending */
export function pickRows({ bytes, starts }: EncodedRows, indexes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  for (let first = 0; first < indexes.length; ) {
    let end = first + 1
    while (indexes[end] === indexes[end - 1]! + 1) end++
    pieces.push(bytes.subarray(starts[indexes[first]!], starts[indexes[end - 1]! + 1]))
    first = end
  }
  return pieces
}

/** A row of these columns. @param at where the length of the first one stands; jsonb is read as it was written */
export function decodeRow(columns: readonly Column[], bytes: Buffer, start: number): Record<string, Value> {
  const row: Record<string, Value> = {}
  let at = start
  for (const { name, type } of columns) {
    const length = bytes.readInt32BE(at)
    at += LENGTH_BYTES
    row[name] = length < 0 ? null : binaryForms[type].read(bytes, at, length)
    at += Math.max(length, 0)
  }
  return row
}

function encodeBeginning(ids: readonly string[], columns: number): Buffer {
  const count = Buffer.alloc(COUNT_BYTES)
  count.writeInt16BE(ids.length + columns)
  const length = Buffer.from([0, 0, 0, UUID_BYTES])
  return Buffer.concat([count, ...ids.flatMap(id => [length, encodeUuid(id)])])
}

const encodeUuid = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
