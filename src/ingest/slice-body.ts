import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import type { Incoming } from '../formats/incoming.ts'
import { SHORT_TURN_MS } from './in-turns.ts'
import type { GroupedSum } from './judge/mixed-grouping.ts'
import type { RawId } from './ledger/raw.ts'
import type { Account, Report } from './report.ts'
import { Batch } from './rows/batch.ts'
import type { JudgedBatch } from './rows/judged-batch.ts'

/** More than phones send at once; a body of millions is judged and written in parts of this many items. */
const ITEMS_PER_SLICE = 24_000
/** A heart rate takes as much in Health Auto Export's JSON. */
const BYTES_PER_ITEM = 100

/** Reading the clock for every record would cost more than judging some of them. */
const RECORDS_PER_LOOK = 32

export interface Slice {
  batch: JudgedBatch
  /** Nothing comes after it; a body without items has one empty slice. */
  last: boolean
  /** The sums of this slice and of those before that the client grouped. */
  groupedSums: readonly GroupedSum[]
  /** Of an import: has the ledger remember, in the slice's transaction, that reading goes on behind it. */
  keepPlace?(client: ClientBase, account: Account, before: Account): Promise<void>
  /** What the report says beside the account. */
  besides?: Partial<Report>
}

/** A slice that is being judged. */
export interface Judging {
  /** What of it is judged so far; undefined when it is judged, or cannot be. */
  batch: Batch | undefined
  slice: Promise<Slice>
}

/** A body's items, judged, in slices that bound the memory. An item is never cut. */
export class SlicedBody {
  private readonly records: Iterator<Incoming>
  private readonly raw: RawId
  private readonly expectedItems: number
  private readonly nowUs = Date.now() * 1000
  private readonly groupedSums: GroupedSum[] = []
  /** The record with which the next slice begins, where it is read already. */
  private next: IteratorResult<Incoming> | undefined
  private position = 0
  /** The slice that was begun last. */
  current: Judging | undefined

  /** @param bodyBytes of the decoded body */
  constructor(incoming: Iterable<Incoming>, raw: RawId, bodyBytes = 0) {
    this.records = incoming[Symbol.iterator]()
    this.raw = raw
    this.expectedItems = Math.min(Math.ceil(bodyBytes / BYTES_PER_ITEM), ITEMS_PER_SLICE)
  }

  /** Begins with the next slice: the first one, or when the one before is judged and was not the last. */
  judgeNext(): Judging {
    const batch = new Batch(this.raw, this.nowUs, this.position, this.expectedItems)
    const judging: Judging = { batch, slice: this.judge(batch) }
    const end = () => {
      judging.batch = undefined
    }
    judging.slice.then(end, end)
    this.current = judging
    return judging
  }

  /** Lets other requests run in between. */
  private async judge(batch: Batch): Promise<Slice> {
    let turnEndsMs = performance.now() + SHORT_TURN_MS
    let next = this.next ?? this.records.next()
    for (let records = 1; !next.done; records++) {
      if (batch.size >= ITEMS_PER_SLICE && !batch.continues(next.value)) break
      batch.add(next.value)
      if (records % RECORDS_PER_LOOK === 0 && performance.now() > turnEndsMs) {
        await letOthersRun()
        turnEndsMs = performance.now() + SHORT_TURN_MS
      }
      next = this.records.next()
    }
    this.next = next
    const judged = batch.close()
    this.position += judged.items.size
    for (const sum of batch.groupedSums) this.groupedSums.push(sum)
    return { batch: judged, last: next.done === true, groupedSums: this.groupedSums }
  }
}
