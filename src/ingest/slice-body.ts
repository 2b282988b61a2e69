import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import type { Incoming } from '../formats/incoming.ts'
import { Batch } from './batch.ts'
import type { JudgedBatch } from './judged-batch.ts'
import type { GroupedSum } from './mixed-grouping.ts'
import type { RawId } from './raw.ts'
import type { Account, Report } from './report.ts'

/** More than phones send at once; a body of millions is judged and written in parts of this many items. */
const ITEMS_PER_SLICE = 24_000

/**
 * How long judging may keep the event loop from everybody else: above all from the slice before, which is being written in a
 * dozen statements, each of which waits for the end of a turn.
 */
const TURN_MS = 1
/** Reading the clock for every record would cost more than judging some of them. */
const RECORDS_PER_LOOK = 64

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

/**
 * A body's items, judged, in slices that bound the memory. Lets other requests run in between. An item is never cut.
 */
export async function* sliceBody(incoming: Iterable<Incoming>, raw: RawId): AsyncGenerator<Slice> {
  const nowUs = Date.now() * 1000
  const groupedSums: GroupedSum[] = []
  let batch = new Batch(raw, nowUs)
  const close = (last: boolean): Slice => {
    const judged = batch.close()
    for (const sum of batch.groupedSums) groupedSums.push(sum)
    return { batch: judged, last, groupedSums }
  }
  let turnEndsMs = performance.now() + TURN_MS
  let records = 0
  for (const record of incoming) {
    if (batch.size >= ITEMS_PER_SLICE && !batch.continues(record)) {
      yield close(false)
      batch = new Batch(raw, nowUs, batch.firstPosition + batch.size)
    }
    batch.add(record)
    if (++records % RECORDS_PER_LOOK === 0 && performance.now() > turnEndsMs) {
      await letOthersRun()
      turnEndsMs = performance.now() + TURN_MS
    }
  }
  yield close(true)
}
