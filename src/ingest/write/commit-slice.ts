import type { ClientBase, Pool } from 'pg'
import type { Acting } from '../../database/as-user.ts'
import { isDataError, isUniqueViolation } from '../../database/database-error.ts'
import { type BegunWriting, writeAsUser } from '../../database/hold-user.ts'
import type { Partitions } from '../../database/partitions.ts'
import { findMixedGroupings } from '../judge/mixed-grouping.ts'
import { finishingRaw, lockingRaw, type RawId, readLocked } from '../ledger/raw.ts'
import type { Account, Report } from '../report.ts'
import { TouchedRollups } from '../rollups/rollups.ts'
import { Stretches } from '../rollups/stretches.ts'
import { Portion, portionsOf } from '../rows/portion.ts'
import type { Judging, Slice } from '../slice-body.ts'
import { BegunTooEarly, type Taken, takeJudging, type UnjudgedWriting } from './early-rows.ts'
import { keepingDevices } from './keep-devices.ts'
import { makeRoom } from './room-for-rows.ts'
import { noteUpdate } from './row-updates.ts'
import { noteOutcomes, type Writing, writeRows } from './write-rows.ts'

/** How often a writer that meets another one's row starts again: it finds the row the next time. */
const MAX_ATTEMPTS = 3

/** The ingestion that a slice is a part of. */
export interface SliceOwner {
  raw: RawId
  format: string
  /** It was ingested before, and is read again with today's code. */
  replay?: true
}

/** What is durable now: the account with this slice, and the report where there is nothing to come. */
export interface Committed {
  account: Account
  report?: Report
}

/**
 * Writes a slice, and accounts for it: all in one transaction with what the ledger says of it.
 * @param slice may still be being judged: the transaction begins meanwhile, and writes what it can
 * @param account what came before; it stays as it is
 * @returns with a report, when the slice was the last or somebody else has finished this ingestion
 * @throws {Problem} unauthorized, when the user was erased meanwhile
 * @throws whatever the judging throws
 */
export async function commitSlice(
  { pool, partitions }: { pool: Pool; partitions: Partitions },
  ingestion: SliceOwner,
  slice: Slice | Judging,
  account: Account,
): Promise<Committed> {
  const { raw } = ingestion
  let writePortion = writeWhole
  let given = slice
  for (let conflicts = 0; ; ) {
    if (isJudged(given)) await makeRoom(partitions, given.batch)
    else await partitions.learn()
    const takeSlice = async (acting: Acting, writing: UnjudgedWriting): Promise<Taken> =>
      isJudged(given) ? { slice: given } : takeJudging(acting, writing, given, partitions)
    try {
      return await writeAsUser(
        pool,
        raw.userId,
        'records',
        begun => write(begun, takeSlice, ingestion, account, writePortion),
        () => [lockingRaw(raw)],
      )
    } catch (error) {
      // Whatever it was, the next attempt is one that knows all.
      if (!isJudged(given)) given = await given.slice
      if (error instanceof BegunTooEarly) continue
      if (isRefusal(error) && writePortion === writeWhole) {
        writePortion = writeOrSplit
        continue
      }
      conflicts++
      if (conflicts >= MAX_ATTEMPTS || !(isUniqueViolation(error) || isMissingPartition(error))) throw error
      partitions.forget()
      // What the streams said of what is stored was not all: the next attempt looks for each row.
      for (const rows of given.batch.rows) rows.takeRollups()
    }
  }
}

const isJudged = (slice: Slice | Judging): slice is Slice => !('slice' in slice)

async function write(
  begun: BegunWriting,
  takeSlice: (acting: Acting, writing: UnjudgedWriting) => Promise<Taken>,
  { raw, format, replay }: SliceOwner,
  account: Account,
  writePortion: typeof writeWhole,
): Promise<Committed> {
  const {
    client,
    opened: [locked],
    atLast,
  } = begun
  const { report: finished, hasEarlierPending } = readLocked(locked!)
  if (finished && !replay) return { account, report: finished }
  // A replay may be followed by that of an earlier ingestion which could not be read before, as if it had been pending.
  const affirm = replay ?? hasEarlierPending
  const rollups = new TouchedRollups()
  const stretches = new Stretches(client, raw.userId)
  const unjudged = { userId: raw.userId, ingestionId: raw.id, stretches }
  const { slice, early } = await takeSlice(begun, unjudged)
  const { batch, last, groupedSums, keepPlace, besides } = slice
  batch.belongTo(raw.id)
  const writing = { ...unjudged, firstPosition: batch.firstPosition, affirm }
  for (const rows of batch.rows) {
    const written = early?.entries.kind === rows.kind ? early.count : 0
    if (written > 0) await accountForEarly(client, writing, new Portion(rows, 0, written), rollups)
    for (const portion of portionsOf(rows, written)) {
      await writePortion(begun, writing, portion, rollups)
    }
  }
  for (const statement of await rollups.refresh(begun, raw.userId, stretches)) atLast(statement)
  if (batch.devices.size > 0) atLast(keepingDevices(raw.userId, batch.devices))
  const whole = account.copy()
  batch.settle(whole)
  if (!last) {
    await keepPlace?.(client, whole, account)
    return { account: whole }
  }
  for (const { place, detail } of findMixedGroupings(groupedSums)) {
    whole.omit(place, { at: '', code: 'mixed_grouping', detail })
  }
  const report = { ...whole.report(format), ...besides }
  atLast(finishingRaw(raw, report))
  return { account: whole, report }
}

/** Rows that are written already, all of which are new. */
async function accountForEarly(
  client: ClientBase,
  { userId, affirm }: Writing,
  portion: Portion,
  rollups: TouchedRollups,
): Promise<void> {
  for (let index = 0; index < portion.size; index++) portion.note(index, 'inserted')
  rollups.absorb(portion.sumUp())
  if (affirm) await noteUpdate(client, userId)
}

async function writeWhole(
  acting: Acting,
  writing: Writing,
  portion: Portion,
  rollups: TouchedRollups,
): Promise<void> {
  const comparison = await writeRows(acting, writing, portion)
  noteOutcomes(portion, comparison)
  const { rolledUp } = portion.kind
  if (!rolledUp) return
  const { fresh, changed } = comparison
  if (fresh.length === portion.size) return rollups.absorb(portion.sumUp())
  for (const index of fresh) rollups.addNew(rolledUp, portion.rowAt(index))
  for (const { stored, merged } of changed) {
    if (merged.changed) for (const touched of [stored, merged.row]) rollups.addChanged(rolledUp, touched)
  }
}

/**
 * Judging should leave nothing for the database to refuse. Where it refuses a row all the same, the portion is halved
 * until that row stands alone: it is rejected, and the others are kept.
 */
async function writeOrSplit(
  acting: Acting,
  writing: Writing,
  portion: Portion,
  rollups: TouchedRollups,
): Promise<void> {
  const { client } = acting
  await client.query('savepoint rows')
  try {
    await writeWhole(acting, writing, portion, rollups)
    await client.query('release savepoint rows')
  } catch (error) {
    if (!isRefusal(error)) throw error
    await client.query('rollback to savepoint rows')
    if (portion.size === 1) {
      portion.reject(0, { code: 'refused_by_database', detail: 'a value does not fit its column' })
      return
    }
    for (const half of portion.halves()) await writeOrSplit(acting, writing, half, rollups)
  }
}

/** The database refused the value of a row. */
const isRefusal = (error: unknown): boolean => isDataError(error) && !isMissingPartition(error)

/** Somebody removed a partition that we remember. A refused row has the same SQLSTATE, but names a constraint. */
function isMissingPartition(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === '23514' &&
    !('constraint' in error && error.constraint)
  )
}
