import type { Rejection } from './judgement.ts'
import type { Row, StorageKind, Value } from './storage-kind.ts'
import type { Outcome } from './write-rows.ts'

/** A row to be written once, though several items of the body may have reported it. */
export interface Entry {
  row: Row
  /** Set by who writes it. */
  outcome: Outcome | Rejection
}

/** So many rows of one time are compared one by one; nobody but a stranger who means harm has thousands. */
const MAX_COMPARED = 8

/**
 * Rows of one kind without twins. They are found by their time, and a few of one time by comparing them: a text made of
 * each identity would cost more than all the rest of finding.
 */
export class Entries {
  private readonly kind: StorageKind
  private readonly time: string
  private readonly byTime = new Map<number, Entry[] | Map<string, Entry>>()
  private readonly all: Entry[] = []
  private isSorted = true
  private latest = -Infinity

  constructor(kind: StorageKind) {
    this.kind = kind
    this.time = timeOf(kind)
  }

  /** The entry whose row is the same record as this one. */
  find(row: Row): Entry | undefined {
    const ofTime = this.byTime.get(row[this.time] as number)
    return Array.isArray(ofTime)
      ? ofTime.find(entry => isSameRecord(this.kind, entry.row, row))
      : ofTime?.get(identityOf(this.kind, row))
  }

  /** @param row that {@link find} does not find */
  add(row: Row): Entry {
    const time = row[this.time] as number
    const entry: Entry = { row, outcome: 'duplicate' }
    const ofTime = this.byTime.get(time)
    if (ofTime === undefined) this.byTime.set(time, [entry])
    else if (!Array.isArray(ofTime)) ofTime.set(identityOf(this.kind, row), entry)
    else if (ofTime.push(entry) > MAX_COMPARED) {
      this.byTime.set(time, new Map(ofTime.map(one => [identityOf(this.kind, one.row), one])))
    }
    this.all.push(entry)
    if (time <= this.latest) this.isSorted = false
    this.latest = time
    return entry
  }

  /** The times of the rows, in epoch microseconds. */
  times(): Iterable<number> {
    return this.byTime.keys()
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

/** The text that two rows share when they are the same record. */
function identityOf({ identity, fields }: StorageKind, row: Row): string {
  const ungrouped = row.grouped ? [] : fields.filter(field => field.identifiesUngrouped)
  return [...identity, ...ungrouped].map(({ name }) => row[name]).join('\0')
}

/** Whether two rows have one identity. */
function isSameRecord({ identity, fields }: StorageKind, a: Row, b: Row): boolean {
  for (const { name } of identity) if (a[name] !== b[name]) return false
  if (a.grouped) return true
  for (const { name, identifiesUngrouped } of fields)
    if (identifiesUngrouped && a[name] !== b[name]) return false
  return true
}

function compareValues(a: Value, b: Value): number {
  if (a === b || a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
