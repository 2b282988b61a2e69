import type { Incoming, IncomingDevice, Place } from '../formats/incoming.ts'
import { BatchItem, type Part } from './batch-item.ts'
import { idOfDevice } from './device.ts'
import { Entries } from './entries.ts'
import { judge } from './judge.ts'
import type { KindRow, Omission } from './judgement.ts'
import { mergeRows, sourceRow } from './merge-rows.ts'
import type { GroupedSum } from './mixed-grouping.ts'
import { type Portion, portionsOf } from './portion.ts'
import { isGroupedSum, quantity } from './quantity.ts'
import type { RawId } from './raw.ts'
import type { Account } from './report.ts'
import { orderOfItem } from './report-order.ts'
import type { StorageKind } from './storage-kind.ts'

/** One of two grouped values is hidden by the other, which its client may not know. */
const groupedBySource: Omission = {
  at: '',
  code: 'mixed_grouping',
  detail:
    'this body has a grouped value of the same time from another source: a grouped value is one for all sources, so one of ' +
    'them is kept; switch grouping off in the app to keep both',
}

/**
 * Items of an ingestion, judged, and their rows without twins: PostgreSQL refuses to write one row twice in a
 * statement. `settle` gives every item its outcome once the rows have theirs.
 */
export class Batch {
  readonly entries = new Map<StorageKind, Entries>()
  /** Where the samples came from, by the ids that their rows have. */
  readonly devices = new Map<number, IncomingDevice>()
  readonly groupedSums: GroupedSum[] = []
  readonly firstPosition: number
  private readonly items: BatchItem[] = []
  private lastItem: BatchItem | undefined
  private lastDevice: IncomingDevice | undefined
  private allPortions: readonly Portion[] | undefined
  private readonly raw: RawId
  private readonly nowUs: number

  /**
   * @param raw the ingestion that it is a part of
   * @param nowUs the end of the acceptable times
   * @param firstPosition how many items of the body came before
   */
  constructor(raw: RawId, nowUs: number, firstPosition = 0) {
    this.raw = raw
    this.nowUs = nowUs
    this.firstPosition = firstPosition
  }

  get size(): number {
    return this.items.length
  }

  /** Whether a record belongs to the item that came last: those with one place are kept whole or rejected whole. */
  continues({ path, index }: Place): boolean {
    const { lastItem } = this
    return lastItem !== undefined && lastItem.index === index && lastItem.path === path
  }

  add(record: Incoming): void {
    if (!this.continues(record)) this.begin(record)
    const item = this.lastItem!
    const judgement = judge(record, this.nowUs)
    item.type = record.countedAs ?? judgement.type
    if (!judgement.ok) {
      item.rejection ??= judgement.rejection
      return
    }
    item.accept(judgement)
    this.noteDevice(record)
  }

  private begin(place: Place): void {
    this.enterLast()
    this.lastItem = new BatchItem(place)
    this.items.push(this.lastItem)
  }

  /** Gives the last item's rows their places among the rows to write: call it when all records are added. */
  enterLast(): void {
    this.lastItem?.enterRows(this.enter)
  }

  /** Its rows, as they are written: from when all records are added. */
  get portions(): readonly Portion[] {
    this.allPortions ??= [...this.entries.values()].flatMap(portionsOf)
    return this.allPortions
  }

  private readonly enter = ({ kind, row }: KindRow): Part => {
    const item = this.lastItem!
    this.noteGroupedSum(item, { kind, row })
    let ofKind = this.entries.get(kind)
    if (!ofKind) {
      ofKind = new Entries(kind, { userId: this.raw.userId, ingestionId: this.raw.id })
      this.entries.set(kind, ofKind)
    }
    const index = ofKind.find(row)
    if (index === undefined) return { entries: ofKind, index: ofKind.add(row) }
    const first = ofKind.rowAt(index)
    const report = orderOfItem(this.raw.id, this.firstPosition + this.items.length)
    const merged = mergeRows(kind, sourceRow(kind, first, this.raw.id), sourceRow(kind, row, report))
    if (row.grouped === true && row.source !== first.source) item.omit(groupedBySource)
    if (merged.changed || merged.hiddenChanged) ofKind.replace(index, merged.row)
    return { entries: ofKind, index, role: merged.changed ? 'correction' : 'repetition' }
  }

  private noteGroupedSum({ path, index }: Place, { kind, row }: KindRow): void {
    if (kind !== quantity || !isGroupedSum(row)) return
    this.groupedSums.push({
      // A place of its own: these outlive the batch, which an item would keep in memory.
      place: { path, index },
      metric: row.metric as string,
      recordedAtUs: row.recorded_at as number,
      durationS: row.duration_s as number,
    })
  }

  private noteDevice(record: Incoming): void {
    if ((record.kind !== 'sample' && record.kind !== 'sleep_stage') || !record.device) return
    // Records in a row are mostly of one device.
    if (record.device === this.lastDevice) return
    this.lastDevice = record.device
    const id = idOfDevice(record.device)
    if (id !== null) this.devices.set(id, record.device)
  }

  /** Counts every item, by the outcomes of its rows. */
  settle(account: Account): void {
    for (const item of this.items) item.settle(account)
  }
}
