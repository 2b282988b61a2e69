import type { Rejection } from '../judge/judgement.ts'
import type { Column, Row, StorageKind } from '../judge/storage-kind.ts'
import { TouchedRollups } from '../rollups/rollups.ts'
import type { Stretch } from '../rollups/stretches.ts'
import type { Outcome } from '../write/write-rows.ts'
import { decodeRow, type EncodedRows } from './binary-rows.ts'
import { LENGTH_BYTES } from './binary-values.ts'
import { columnsOf } from './kind-columns.ts'
import type { OrderedRows } from './ordered-rows.ts'

/** How many rows one statement takes: large enough to hide the round trip, small enough for the memory of both ends. */
const MAX_ROWS = 24_000

/** Rows of one kind that are written by one statement, in the order in which they are written. */
export class Portion {
  readonly kind: StorageKind
  /** Of its rows, and of no others. */
  readonly encoded: EncodedRows
  private readonly all: OrderedRows
  /** The place of its first row among all. */
  private readonly start: number
  private readonly columns: readonly Column[]
  private decoded: readonly Row[] | undefined

  /** @param end the place behind its last row */
  constructor(all: OrderedRows, start: number, end: number) {
    const { encoded } = all.collected
    this.kind = all.kind
    this.all = all
    this.start = start
    this.columns = columnsOf(all.kind)
    this.encoded = { ...encoded, starts: encoded.starts.subarray(start, end + 1) }
  }

  /** How many rows it has. */
  get size(): number {
    return this.encoded.starts.length - 1
  }

  rowAt(index: number): Row {
    const { bytes, starts, valuesAt } = this.encoded
    return this.decoded?.[index] ?? decodeRow(this.columns, bytes, starts[index]! + valuesAt)
  }

  /** All of its rows as objects, which is dear for many. */
  rows(): readonly Row[] {
    this.decoded ??= Array.from({ length: this.size }, (_, index) => this.rowAt(index))
    return this.decoded
  }

  /** The time of a row, in epoch microseconds. */
  timeAt(index: number): number {
    const { times, order } = this.all.collected
    return times[order[this.start + index]!]!
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
    this.all.note(this.start + index, outcome)
  }

  reject(index: number, rejection: Rejection): void {
    this.all.reject(this.start + index, rejection)
  }

  private get isAll(): boolean {
    return this.size === this.all.collected.order.length
  }

  /**
   * The streams of its rows, and of others of the slice; undefined where they are not known. What is stored of those tells as much of
   * these, because rollups are written behind all rows.
   */
  get stretches(): readonly Stretch[] | undefined {
    return this.all.stretches
  }

  /** The rollups that its rows touch where all of them are new; whoever takes them may add to them. */
  sumUp(): TouchedRollups {
    const known = this.isAll ? this.all.takeRollups() : undefined
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
    return new Portion(this.all, this.start + start, this.start + end)
  }
}

/**
 * The rows in their order, cut where one statement has enough, and where another order begins.
 * @param first the place of the first one
 */
export function portionsOf(rows: OrderedRows, first = 0): Portion[] {
  const { order, early } = rows.collected
  const portions: Portion[] = []
  for (let start = first, end: number; start < order.length; start = end) {
    end = Math.min(start + MAX_ROWS, start < early ? early : order.length)
    portions.push(new Portion(rows, start, end))
  }
  return portions
}
