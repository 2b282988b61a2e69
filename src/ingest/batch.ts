import type { Incoming, IncomingDevice, Place } from '../formats/incoming.ts'
import { idOfDevice } from './device.ts'
import { Entries, type Entry } from './entries.ts'
import { judge } from './judge.ts'
import type { KindRow, Omission, Rejection } from './judgement.ts'
import { mergeRows, sourceRow } from './merge-rows.ts'
import type { GroupedSum } from './mixed-grouping.ts'
import { isGroupedSum, quantity } from './quantity.ts'
import type { Account } from './report.ts'
import { orderOfItem } from './report-order.ts'
import type { StorageKind } from './storage-kind.ts'
import type { Outcome } from './write-rows.ts'

/** What one item has in one row: the first to report it, or a later one that changed it or did not. */
interface Part {
  entry: Entry
  role: 'first' | 'correction' | 'repetition'
  /** The twin is of another source, although a value that the client grouped is one for all sources. */
  isOfOtherSource?: boolean
}

/** One of two grouped values is hidden by the other, which its client may not know. */
const groupedBySource: Omission = {
  at: '',
  code: 'mixed_grouping',
  detail:
    'this body has a grouped value of the same time from another source: a grouped value is one for all sources, so one of ' +
    'them is kept; switch grouping off in the app to keep both',
}

interface Item {
  place: Place
  type: string
  rows: readonly KindRow[]
  parts: Part[]
  rejection?: Rejection
  omissions: readonly Omission[]
  uncatalogued: readonly string[]
}

/** What nearly every item has: an array of its own for each would be millions of them. */
const none: readonly never[] = []

/**
 * Items of an ingestion, judged, and their rows without twins: PostgreSQL refuses to write one row twice in a
 * statement. `settle` gives every item its outcome once the rows have theirs.
 */
export class Batch {
  readonly entries = new Map<StorageKind, Entries>()
  /** Where the samples came from, by the ids that their rows have. */
  readonly devices = new Map<number, IncomingDevice>()
  private readonly items: Item[] = []
  readonly groupedSums: GroupedSum[] = []
  private readonly ingestionId: string
  private readonly nowUs: number
  readonly firstPosition: number

  /**
   * @param nowUs the end of the acceptable times
   * @param firstPosition how many items of the body came before
   */
  constructor(ingestionId: string, nowUs: number, firstPosition = 0) {
    this.ingestionId = ingestionId
    this.nowUs = nowUs
    this.firstPosition = firstPosition
  }

  get size(): number {
    return this.items.length
  }

  /** Whether a record belongs to the item that came last: those with one place are kept whole or rejected whole. */
  continues(record: Incoming): boolean {
    const place = this.items.at(-1)?.place
    return place !== undefined && place.index === record.index && place.path === record.path
  }

  add(record: Incoming): void {
    if (!this.continues(record)) {
      this.enterLast()
      // A place of its own: with the record's the batch would hold all that the client wrote.
      const place = { path: record.path, index: record.index }
      this.items.push({ place, type: '', rows: none, parts: [], omissions: none, uncatalogued: none })
    }
    const item = this.items.at(-1)!
    const judgement = judge(record, this.nowUs)
    item.type = record.countedAs ?? judgement.type
    if (!judgement.ok) {
      item.rejection ??= judgement.rejection
      return
    }
    item.rows = item.rows.length === 0 ? judgement.rows : [...item.rows, ...judgement.rows]
    this.noteDevice(record)
    if (judgement.omissions) item.omissions = [...item.omissions, ...judgement.omissions]
    if (judgement.uncatalogued !== undefined) {
      item.uncatalogued = [...item.uncatalogued, judgement.uncatalogued]
    }
  }

  /** Gives the last item's rows their places among the rows to write: call it when all records are added. */
  enterLast(): void {
    const item = this.items.at(-1)
    if (!item) return
    if (!item.rejection) {
      for (const kindRow of item.rows) {
        const part = this.enter(kindRow)
        item.parts.push(part)
        if (part.isOfOtherSource) item.omissions = [...item.omissions, groupedBySource]
        this.noteGroupedSum(item.place, kindRow)
      }
    }
    item.rows = none
  }

  private enter({ kind, row }: KindRow): Part {
    let ofKind = this.entries.get(kind)
    if (!ofKind) {
      ofKind = new Entries(kind)
      this.entries.set(kind, ofKind)
    }
    const twin = ofKind.find(row)
    if (!twin) return { entry: ofKind.add(row), role: 'first' }
    const report = orderOfItem(this.ingestionId, this.firstPosition + this.items.length)
    const merged = mergeRows(kind, sourceRow(kind, twin.row, this.ingestionId), sourceRow(kind, row, report))
    const isOfOtherSource = row.grouped === true && row.source !== twin.row.source
    if (merged.changed || merged.hiddenChanged) twin.row = merged.row
    return { entry: twin, role: merged.changed ? 'correction' : 'repetition', isOfOtherSource }
  }

  private noteDevice(record: Incoming): void {
    if ((record.kind !== 'sample' && record.kind !== 'sleep_stage') || !record.device) return
    const id = idOfDevice(record.device)
    if (id !== null) this.devices.set(id, record.device)
  }

  private noteGroupedSum(place: Place, { kind, row }: KindRow): void {
    if (kind !== quantity || !isGroupedSum(row)) return
    this.groupedSums.push({
      place,
      metric: row.metric as string,
      recordedAtUs: row.recorded_at as number,
      durationS: row.duration_s as number,
    })
  }

  /** Counts every item, by the outcomes of its rows. */
  settle(account: Account): void {
    for (const { place, type, parts, rejection, omissions, uncatalogued } of this.items) {
      const outcomes = parts.map(outcomeOfPart)
      const refusal = rejection ?? outcomes.find(outcome => typeof outcome === 'object')
      if (refusal) account.reject(type, place, refusal)
      else account.keep(type, combine(outcomes as Outcome[]))
      for (const omission of omissions) account.omit(place, omission)
      if (!refusal) for (const name of uncatalogued) account.nameUncatalogued(name)
    }
  }
}

/** Where the row ends as it was stored before, its corrections within the body came to nothing. */
function outcomeOfPart({ entry, role }: Part): Outcome | Rejection {
  if (role === 'first' || typeof entry.outcome === 'object' || entry.outcome === 'duplicate')
    return entry.outcome
  return role === 'correction' ? 'updated' : 'duplicate'
}

/** The first row is the item's own; what hangs on it (a route, a series) can only add to it. */
function combine(outcomes: readonly Outcome[]): Outcome {
  if (outcomes[0] === 'inserted') return 'inserted'
  return outcomes.every(outcome => outcome === 'duplicate') ? 'duplicate' : 'updated'
}
