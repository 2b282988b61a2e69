import type { Incoming, IncomingDevice, Place } from '../../formats/incoming.ts'
import { idOfDevice } from '../judge/device.ts'
import { judge } from '../judge/judge.ts'
import type { KindRow, Omission } from '../judge/judgement.ts'
import type { GroupedSum } from '../judge/mixed-grouping.ts'
import { isGroupedSum, quantity } from '../judge/quantity.ts'
import type { StorageKind } from '../judge/storage-kind.ts'
import type { RawId } from '../ledger/raw.ts'
import { orderOfItem } from '../report-order.ts'
import { mergeRows, sourceRow } from '../write/merge-rows.ts'
import { BatchItem, type Part } from './batch-item.ts'
import { Entries } from './entries.ts'
import { JudgedBatch } from './judged-batch.ts'
import { ItemCollector } from './judged-items.ts'
import { OrderedRows } from './ordered-rows.ts'

/** One of two grouped values is hidden by the other, which its client may not know. */
const groupedBySource: Omission = {
  at: '',
  code: 'mixed_grouping',
  detail:
    'this body has a grouped value of the same time from another source: a grouped value is one for all sources, so one of ' +
    'them is kept; switch grouping off in the app to keep both',
}

/**
 * Judges items of an ingestion, and collects their rows without twins: PostgreSQL refuses to write one row twice in a
 * statement.
 */
export class Batch {
  private readonly entries = new Map<StorageKind, { kind: number; ofKind: Entries }>()
  private readonly devices = new Map<number, IncomingDevice>()
  readonly groupedSums: GroupedSum[] = []
  readonly firstPosition: number
  private readonly items: ItemCollector
  private lastItem: BatchItem | undefined
  private lastDevice: IncomingDevice | undefined
  private readonly raw: RawId
  private readonly nowUs: number
  private readonly expectedItems: number

  /**
   * @param raw the ingestion that it is a part of, or what stands for it until it has an id
   * @param nowUs the end of the acceptable times
   * @param firstPosition how many items of the body came before
   * @param expectedItems about how many, if it is known: by them room is made
   */
  constructor(raw: RawId, nowUs: number, firstPosition = 0, expectedItems = 0) {
    this.raw = raw
    this.nowUs = nowUs
    this.firstPosition = firstPosition
    this.expectedItems = expectedItems
    this.items = new ItemCollector(expectedItems)
  }

  get size(): number {
    return this.items.size + (this.lastItem ? 1 : 0)
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
  }

  /** Gives the last item's rows their places among the rows to write. */
  private enterLast(): void {
    const { lastItem } = this
    if (!lastItem) return
    lastItem.enterRows(this.enter)
    this.items.add(lastItem)
    this.lastItem = undefined
  }

  /** The rows of each kind so far. */
  *entriesSoFar(): Generator<Entries> {
    for (const { ofKind } of this.entries.values()) yield ofKind
  }

  /** What it has; nothing is added behind this. */
  close(): JudgedBatch {
    this.enterLast()
    return new JudgedBatch({
      ingestionId: this.raw.id,
      firstPosition: this.firstPosition,
      rows: Array.from(this.entries, ([kind, { ofKind }]) => new OrderedRows(kind, ofKind.collect())),
      items: this.items.collect(),
      devices: this.devices,
    })
  }

  private readonly enter = ({ kind, row }: KindRow): Part => {
    const item = this.lastItem!
    this.noteGroupedSum(item, { kind, row })
    const { kind: number, ofKind } = this.entriesOf(kind)
    const index = ofKind.find(row)
    if (index === undefined) return { kind: number, index: ofKind.add(row) }
    const first = ofKind.rowAt(index)
    const report = orderOfItem(this.raw.id, this.firstPosition + this.size)
    const merged = mergeRows(kind, sourceRow(kind, first, this.raw.id), sourceRow(kind, row, report))
    if (row.grouped === true && row.source !== first.source) item.omit(groupedBySource)
    if (merged.changed || merged.hiddenChanged) ofKind.replace(index, merged.row)
    return { kind: number, index, role: merged.changed ? 'correction' : 'repetition' }
  }

  private entriesOf(kind: StorageKind): { kind: number; ofKind: Entries } {
    let known = this.entries.get(kind)
    if (!known) {
      const owner = { userId: this.raw.userId, ingestionId: this.raw.id }
      known = { kind: this.entries.size, ofKind: new Entries(kind, owner, this.expectedItems) }
      this.entries.set(kind, known)
    }
    return known
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
}
