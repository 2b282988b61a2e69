import type { Rejection } from './judgement.ts'
import type { Row, StorageKind, Value } from './storage-kind.ts'
import { Twins } from './twins.ts'
import type { Outcome } from './write-rows.ts'

/** A row to be written once, though several items of the body may have reported it. */
export interface Entry {
  row: Row
  /** Set by who writes it. */
  outcome: Outcome | Rejection
}

/** Rows of one kind without twins. */
export class Entries {
  private readonly kind: StorageKind
  private readonly time: string
  private readonly all: Entry[] = []
  /** Made when a row comes that may have a twin; of rows that come in the order of their times none does. */
  private twins: Twins | undefined
  private isSorted = true
  private earliest = Infinity
  private latest = -Infinity

  constructor(kind: StorageKind) {
    this.kind = kind
    this.time = timeOf(kind)
  }

  /** The entry whose row is the same record as this one. */
  find(row: Row): Entry | undefined {
    const time = row[this.time] as number
    if (time > this.latest || time < this.earliest) return undefined
    this.twins ??= new Twins(this.kind, this.time, this.all)
    return this.twins.find(row)
  }

  /** @param row that {@link find} does not find */
  add(row: Row): Entry {
    const time = row[this.time] as number
    const entry: Entry = { row, outcome: 'duplicate' }
    this.all.push(entry)
    this.twins?.add(entry)
    if (time <= this.latest) this.isSorted = false
    else this.latest = time
    if (time < this.earliest) this.earliest = time
    return entry
  }

  /** The times of the rows, in epoch microseconds. */
  times(): number[] {
    return this.all.map(({ row }) => row[this.time] as number)
  }

  /** Ascending by identity: batches that overlap then lock their rows in one order and cannot deadlock. */
  sorted(): readonly Entry[] {
    if (this.isSorted) return this.all
    return [...this.all].sort((a, b) => this.compare(a.row, b.row))
  }

  private compare(a: Row, b: Row): number {
    const byTime = (a[this.time] as number) - (b[this.time] as number)
    if (byTime !== 0) return byTime
    for (const { name } of [...this.kind.identity, ...this.kind.fields]) {
      const order = compareValues(a[name]!, b[name]!)
      if (order !== 0) return order
    }
    return 0
  }
}

/** The column that orders the rows of a kind. */
export const timeOf = (kind: StorageKind): string =>
  kind.identity.find(({ type }) => type === 'timestamptz')!.name

function compareValues(a: Value, b: Value): number {
  if (a === b || a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
