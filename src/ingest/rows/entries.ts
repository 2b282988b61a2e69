import type { Column, Row, StorageKind } from '../judge/storage-kind.ts'
import { TouchedRollups } from '../rollups/rollups.ts'
import type { Stretch } from '../rollups/stretches.ts'
import { decodeRow, type EncodedRows, RowEncoder, replaceLastId } from './binary-rows.ts'
import { GrowingNumbers } from './growing-numbers.ts'
import { columnsOf, groupColumnOf } from './kind-columns.ts'
import type { CollectedRows } from './ordered-rows.ts'
import { RowGroup } from './row-group.ts'
import { RowIdentities } from './row-identities.ts'

/** The user and the ingestion, which are columns of every row. */
export interface RowOwner {
  userId: string
  ingestionId: string
}

/**
 * Rows of one kind without twins, each to be written once, though several items of the body may have reported it. They are
 * held as they are written, in bytes: as objects, a body's rows were most of its memory and a third of its time.
 */
export class Entries {
  readonly kind: StorageKind
  readonly columns: readonly Column[]
  private readonly time: string
  /** Of the rows, in epoch microseconds. */
  private readonly times: GrowingNumbers
  private readonly encoder: RowEncoder
  /** Where each row begins, and behind them where the next one will. */
  private readonly starts: GrowingNumbers
  /** Rows that a twin has changed. */
  private readonly replaced = new Map<number, Row>()
  private readonly identities: RowIdentities
  /** The column by whose values rows are grouped, if the kind has one. */
  private readonly groupColumn: string | undefined
  private readonly groups = new Map<string, RowGroup>()
  /** That of each row, by its number. */
  private readonly groupOf: GrowingNumbers
  private lastGroup: RowGroup | undefined
  /** A row that is written behind the others, and may turn out to be a twin. */
  private draft: Row | undefined
  private isSorted = true
  private latest = -Infinity
  private rollups: TouchedRollups | undefined = new TouchedRollups()
  /** How many rows are taken already. */
  private early = 0
  /** One of those has changed since. */
  hasEarlyChanges = false

  /** @param expected about how many rows, if it is known */
  constructor(kind: StorageKind, { userId, ingestionId }: RowOwner, expected = 0) {
    this.kind = kind
    this.times = new GrowingNumbers(expected)
    this.starts = new GrowingNumbers(expected + 1)
    this.groupOf = new GrowingNumbers(expected)
    this.columns = columnsOf(kind)
    this.time = timeOf(kind)
    this.groupColumn = groupColumnOf(kind)
    this.encoder = new RowEncoder([userId, ingestionId], this.columns, { expected })
    this.starts.push(0)
    this.identities = new RowIdentities(kind, this.encoder, this.starts)
  }

  /** The index of the row that is the same record as this one. */
  find(row: Row): number | undefined {
    const time = row[this.time] as number
    const group = this.groupFor(row)
    if (!group.mayHave(time)) return undefined
    const twin = group.find(time, this.writeDraft(row))
    if (twin !== undefined) this.withdrawDraft()
    return twin
  }

  /** @param row that {@link find} does not find. @returns its index */
  add(row: Row): number {
    const time = row[this.time] as number
    const index = this.writeDraft(row)
    this.draft = undefined
    this.times.push(time)
    this.starts.push(this.encoder.bytes.length)
    const { rolledUp } = this.kind
    if (rolledUp) this.rollups?.addNew(rolledUp, row)
    const group = this.groupFor(row)
    group.add(time, index)
    this.groupOf.push(group.number)
    if (time <= this.latest) this.isSorted = false
    else this.latest = time
    return index
  }

  private groupFor(row: Row): RowGroup {
    const name = this.groupColumn === undefined ? '' : (row[this.groupColumn] as string)
    // Rows of one mostly come in a row.
    if (this.lastGroup?.name === name) return this.lastGroup
    let group = this.groups.get(name)
    if (!group) {
      group = new RowGroup(name, this.groups.size, this.times, this.identities)
      this.groups.set(name, group)
    }
    this.lastGroup = group
    return group
  }

  get size(): number {
    return this.times.length
  }

  /** The values of the column by which rows are grouped. */
  get groupNames(): string[] {
    return [...this.groups.keys()]
  }

  /**
   * The streams of its rows, where these can be written as they come: none has a time before the last one's, or was changed. Only
   * of kinds that are summed up is it known what is stored of them.
   */
  get plainStretches(): readonly Stretch[] | undefined {
    return this.kind.rolledUp && this.isSorted ? this.rollups?.stretches : undefined
  }

  /** The times of the rows that {@link takeEarly} would take, in epoch microseconds. */
  get untaken(): Float64Array {
    return this.times.all.subarray(this.early)
  }

  /** The rows that were added since it was asked last, to be written before all are known. @param ingestionId theirs */
  takeEarly(ingestionId: string): Buffer {
    const { encoder, early } = this
    const bytes = encoder.bytes.all
    this.early = this.times.length
    const starts = this.starts.all.subarray(early)
    const [start, end] = [starts[0], starts.at(-1)]
    replaceLastId(bytes, {
      starts: starts.subarray(0, -1),
      valuesAt: encoder.beginning.length,
      id: ingestionId,
    })
    return bytes.subarray(start, end)
  }

  /** @param row what a twin made of it; it has the same identity */
  replace(index: number, row: Row): void {
    if (index < this.early) this.hasEarlyChanges = true
    this.replaced.set(index, row)
    this.rollups = undefined
  }

  rowAt(index: number): Row {
    const { bytes, beginning } = this.encoder
    const known = this.replaced.get(index)
    return known ?? decodeRow(this.columns, bytes.all, this.starts.at(index) + beginning.length)
  }

  /** What it has, to be written; nothing is added behind this. */
  collect(): CollectedRows {
    const early = this.hasEarlyChanges ? 0 : this.early
    const order = this.order(early)
    return {
      early,
      times: this.times.all,
      order,
      encoded: this.encode(order),
      rollups: this.kind.rolledUp && this.rollups,
      hasTwins: this.replaced.size > 0,
    }
  }

  /**
   * Those that were taken early, then the others; each ascending by time, and by identity: batches that overlap then lock
   * their rows in one order and cannot deadlock.
   */
  private order(early: number): Uint32Array {
    const { times, identities, groupOf } = this
    const added = new Uint32Array(times.length)
    for (let index = 0; index < added.length; index++) added[index] = index
    if (this.isSorted) return added
    const names = [...this.groups.keys()]
    const compareGroups = (a: number, b: number) => (a === b ? 0 : names[a]! < names[b]! ? -1 : 1)
    // An array finds what is in order already, as the rows of one group are; a typed one compares all anew.
    const order = Array.from(added.subarray(early)).sort(
      (a, b) =>
        times.at(a) - times.at(b) || compareGroups(groupOf.at(a), groupOf.at(b)) || identities.compare(a, b),
    )
    added.set(order, early)
    return added
  }

  /** The rows in an order. */
  private encode(order: Uint32Array): EncodedRows {
    const { encoder, starts, replaced } = this
    const bytes = encoder.bytes.all
    if (this.isSorted && replaced.size === 0) {
      return { bytes, starts: Uint32Array.from(starts.all), valuesAt: encoder.beginning.length }
    }
    const reordered = encoder.another(order.length)
    const places = new Uint32Array(order.length + 1)
    for (const [place, index] of order.entries()) {
      const row = replaced.get(index)
      if (row) reordered.write(row)
      else reordered.bytes.append(bytes.subarray(starts.at(index), starts.at(index + 1)))
      places[place + 1] = reordered.bytes.length
    }
    return { bytes: reordered.bytes.all, starts: places, valuesAt: encoder.beginning.length }
  }

  /** @returns the index that it would have */
  private writeDraft(row: Row): number {
    if (this.draft !== row) {
      this.withdrawDraft()
      this.encoder.write(row)
      this.draft = row
    }
    return this.times.length
  }

  private withdrawDraft(): void {
    this.draft = undefined
    this.encoder.bytes.length = this.starts.at(this.times.length)
  }
}

/** The column that orders the rows of a kind. */
export const timeOf = (kind: StorageKind): string =>
  kind.identity.find(({ type }) => type === 'timestamptz')!.name
