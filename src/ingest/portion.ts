import { decodeRow, type EncodedRows } from './binary-rows.ts'
import { LENGTH_BYTES } from './binary-values.ts'
import type { Entries } from './entries.ts'
import type { Rejection } from './judgement.ts'
import { TouchedRollups } from './rollups.ts'
import type { Row, StorageKind } from './storage-kind.ts'
import type { Stretch } from './stretches.ts'
import type { Outcome } from './write-rows.ts'

/** How many rows one statement takes: large enough to hide the round trip, small enough for the memory of both ends. */
const MAX_ROWS = 24_000

/** Rows of one kind that are written by one statement, in the order in which they are written. */
export class Portion {
  readonly kind: StorageKind
  /** Of its rows, and of no others. */
  readonly encoded: EncodedRows
  private readonly entries: Entries
  /** The places of its rows among the entries. */
  private readonly order: Uint32Array
  private decoded: readonly Row[] | undefined

  constructor(entries: Entries, order: Uint32Array, encoded: EncodedRows) {
    this.kind = entries.kind
    this.entries = entries
    this.order = order
    this.encoded = encoded
  }

  /** How many rows it has. */
  get size(): number {
    return this.order.length
  }

  rowAt(index: number): Row {
    const { bytes, starts, valuesAt } = this.encoded
    return this.decoded?.[index] ?? decodeRow(this.entries.columns, bytes, starts[index]! + valuesAt)
  }

  /** All of its rows as objects, which is dear for many. */
  rows(): readonly Row[] {
    this.decoded ??= Array.from(this.order, (_, index) => this.rowAt(index))
    return this.decoded
  }

  /** The time of a row, in epoch microseconds. */
  timeAt(index: number): number {
    return this.entries.listTimes()[this.order[index]!]!
  }

  /** The different values of the first column, of a kind whose first column is a text. */
  firstValues(): string[] {
    const { bytes, starts, valuesAt } = this.encoded
    const values = new Set<string>()
    let known: Buffer | undefined
    for (let index = 0; index < this.size; index++) {
      const at = starts[index]! + valuesAt + LENGTH_BYTES
      const text = bytes.subarray(at, at + bytes.readInt32BE(at - LENGTH_BYTES))
      // Rows in a row mostly have the same.
      if (known?.equals(text)) continue
      values.add(text.toString())
      known = text
    }
    return [...values]
  }

  note(index: number, outcome: Outcome): void {
    this.entries.note(this.order[index]!, outcome)
  }

  reject(index: number, rejection: Rejection): void {
    this.entries.reject(this.order[index]!, rejection)
  }

  private get isAll(): boolean {
    return this.size === this.entries.listTimes().length
  }

  /** The streams of its rows; undefined where they are not known. */
  get stretches(): readonly Stretch[] | undefined {
    return this.isAll ? this.entries.stretches : undefined
  }

  /** The rollups that its rows touch where all of them are new; whoever takes them may add to them. */
  sumUp(): TouchedRollups {
    const known = this.isAll ? this.entries.takeRollups() : undefined
    if (known) return known
    const rollups = new TouchedRollups()
    const { rolledUp } = this.kind
    if (rolledUp) for (let index = 0; index < this.size; index++) rollups.addNew(rolledUp, this.rowAt(index))
    return rollups
  }

  /** The same rows in two, for when the database refuses one of them. */
  halves(): Portion[] {
    const middle = this.size >> 1
    return [this.part(0, middle), this.part(middle, this.size)]
  }

  /** @param end the index behind its last row */
  part(start: number, end: number): Portion {
    const encoded = { ...this.encoded, starts: this.encoded.starts.subarray(start, end + 1) }
    return new Portion(this.entries, this.order.subarray(start, end), encoded)
  }
}

/** The rows in their order, cut where one statement has enough. */
export function portionsOf(entries: Entries): Portion[] {
  const order = entries.order()
  const all = new Portion(entries, order, entries.encode(order))
  const portions: Portion[] = []
  for (let start = 0; start < all.size; start += MAX_ROWS) {
    portions.push(all.part(start, Math.min(start + MAX_ROWS, all.size)))
  }
  return portions
}
