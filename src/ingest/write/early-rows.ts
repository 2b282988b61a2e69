import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import type { Acting } from '../../database/as-user.ts'
import type { Partitions } from '../../database/partitions.ts'
import { nextHour } from '../rollups/hours.ts'
import type { Stretch } from '../rollups/stretches.ts'
import { streamMessage } from '../rows/binary-rows.ts'
import type { Entries } from '../rows/entries.ts'
import { columnsOf } from '../rows/kind-columns.ts'
import type { Judging, Slice } from '../slice-body.ts'
import { hasRows } from './has-rows.ts'
import { copyRows, mayCopy } from './insert-rows.ts'
import { hasRoom, hasRoomFor } from './room-for-rows.ts'
import type { Writing } from './write-rows.ts'

/** So many are judged while is asked what has to be known before the first is written. */
const FROM_ROWS = 1_500
/** Fewer are not worth a system call. */
const ROWS_PER_PIECE = 500

/** What is known of a transaction before its slice is judged. */
export type UnjudgedWriting = Pick<Writing, 'userId' | 'ingestionId' | 'stretches'>

/** The first rows of a kind, which were written while others were still judged. */
interface EarlyRows {
  entries: Entries
  count: number
}

/** What was begun before the slice was judged does not fit what it turned out to be: it begins again. */
export class BegunTooEarly extends Error {
  override name = 'BegunTooEarly'
}

/** A slice that is judged, and what of it is written already. */
export interface Taken {
  slice: Slice
  early?: EarlyRows | undefined
}

/**
 * Waits until the slice is judged, and writes what it can meanwhile. Partitions are not made within a transaction: their locks would
 * hold up everybody else.
 * @throws {BegunTooEarly} when the transaction has to begin again
 * @throws whatever the judging throws
 */
export async function takeJudging(
  acting: Acting,
  writing: UnjudgedWriting,
  judging: Judging,
  partitions: Partitions,
): Promise<Taken> {
  const early = await writeEarlyRows(acting, writing, judging, partitions)
  const slice = await judging.slice
  if (!hasRoom(partitions, slice.batch)) throw new BegunTooEarly('A month has no partition yet')
  if (early?.entries.hasEarlyChanges) throw new BegunTooEarly('A row was changed after it was written')
  return { slice, early }
}

/**
 * Writes rows of a slice while others of it are judged: those of one kind, as long as they come in the order of their times,
 * and nothing is stored of their streams from the first one on. Most of a history is so. The first kind of which there are enough is
 * the only one that is looked at.
 * @returns undefined where none were written; where they change later, the transaction must not be committed
 */
async function writeEarlyRows(
  acting: Acting,
  writing: UnjudgedWriting,
  judging: Judging,
  partitions: Partitions,
): Promise<EarlyRows | undefined> {
  const entries = await findPlainRows(judging)
  if (!entries || !(await mayCopy(acting, entries.kind.table))) return undefined
  const { kind, plainStretches: stretches } = entries
  if (!stretches || !(await areAllNew(acting.client, writing, entries, stretches))) return undefined
  const early = { entries, count: 0 }
  const mayGoOn = () =>
    entries.plainStretches?.length === stretches.length && hasRoomFor(partitions, kind, entries.untaken)
  if (!mayGoOn()) return undefined
  const ids = { user_id: writing.userId, ingestion_id: writing.ingestionId }
  await copyRows(
    acting,
    { table: kind.table, ids, columns: columnsOf(kind) },
    streamMessage(takeRows(judging, early, mayGoOn, writing.ingestionId)),
  )
  return early
}

/** The rows of the first kind that has many in their order; undefined where all is judged before there are. */
async function findPlainRows(judging: Judging): Promise<Entries | undefined> {
  while (judging.batch) {
    for (const entries of judging.batch.entriesSoFar()) {
      // Once only: a transaction that has failed took some with it.
      const isUntouched = entries.untaken.length === entries.size
      if (entries.size >= FROM_ROWS && entries.plainStretches && isUntouched) return entries
    }
    await letOthersRun()
  }
  return undefined
}

async function* takeRows(
  judging: Judging,
  early: EarlyRows,
  mayGoOn: () => boolean,
  ingestionId: string,
): AsyncGenerator<Buffer> {
  const { entries } = early
  for (;;) {
    const isOver = judging.batch === undefined
    const { length } = entries.untaken
    if (isOver || length >= ROWS_PER_PIECE) {
      if (!mayGoOn()) return
      early.count += length
      yield entries.takeEarly(ingestionId)
    }
    if (isOver) return
    await letOthersRun()
  }
}

/** Whether no row is stored that may be one of these, or of those to come. */
async function areAllNew(
  client: ClientBase,
  { userId, stretches: asking }: UnjudgedWriting,
  entries: Entries,
  stretches: readonly Stretch[],
): Promise<boolean> {
  // A grouped row may be stored under another source.
  if (stretches.some(({ groupingS }) => groupingS > 0)) return false
  const { kind, groupNames, untaken } = entries
  const endS = Math.max(...stretches.map(({ firstS }) => nextHour(firstS)))
  if (!(await asking.areEmpty(stretches))) return false
  // What is left are the hours in which the streams begin.
  return !(await hasRows(client, kind, {
    userId,
    groupNames,
    firstUs: untaken[0]!,
    lastUs: endS * 1_000_000,
  }))
}
