import type { IncomingDevice } from '../../formats/incoming.ts'
import type { Account } from '../report.ts'
import { type JudgedItems, settleItems } from './judged-items.ts'
import type { OrderedRows } from './ordered-rows.ts'
import { type Portion, portionsOf } from './portion.ts'

/** What is known of a batch when all of it is judged. */
export interface Judged {
  /** What its rows name as their ingestion: see `belongTo`. */
  ingestionId: string
  /** How many items of the ingestion came before. */
  firstPosition: number
  /** Of each kind that occurs; items name a kind by its place here. */
  rows: readonly OrderedRows[]
  items: JudgedItems
  /** Where the samples came from, by the ids that their rows have. */
  devices: ReadonlyMap<number, IncomingDevice>
}

/** Items of an ingestion that are judged and can be written. `settle` gives each its outcome once the rows have theirs. */
export class JudgedBatch {
  private named: string
  readonly firstPosition: number
  readonly rows: readonly OrderedRows[]
  readonly items: JudgedItems
  readonly devices: ReadonlyMap<number, IncomingDevice>

  constructor({ ingestionId, firstPosition, rows, items, devices }: Judged) {
    this.named = ingestionId
    this.firstPosition = firstPosition
    this.rows = rows
    this.items = items
    this.devices = devices
  }

  /** What its rows name as their ingestion. */
  get ingestionId(): string {
    return this.named
  }

  get portions(): Portion[] {
    return this.rows.flatMap(rows => portionsOf(rows))
  }

  /** Says which ingestion it is of, if it was judged before that was known. */
  belongTo(ingestionId: string): void {
    if (ingestionId === this.named) return
    for (const rows of this.rows) rows.renameIngestion(this.named, ingestionId)
    this.named = ingestionId
  }

  /** Counts every item, by the outcomes of its rows. */
  settle(account: Account): void {
    settleItems(this.items, this.rows, account)
  }
}
