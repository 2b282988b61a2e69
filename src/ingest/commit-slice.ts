import type { Pool, PoolClient } from 'pg'
import { actAs, writerRole } from '../database/as-user.ts'
import { isDataError, isUniqueViolation } from '../database/database-error.ts'
import { holdUser } from '../database/hold-user.ts'
import type { Partitions } from '../database/partitions.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Batch } from './batch.ts'
import { keepDevices } from './device.ts'
import type { Entry } from './entries.ts'
import { findMixedGroupings } from './mixed-grouping.ts'
import { finishRaw, hasEarlierPending, lockRaw, type RawId } from './raw.ts'
import type { Account, Report } from './report.ts'
import { TouchedRollups } from './rollups.ts'
import type { Slice } from './slice-body.ts'
import type { StorageKind } from './storage-kind.ts'
import { type Writing, writeRows } from './write-rows.ts'

/** How many rows one statement takes: large enough to hide the round trip, small enough for the memory of both ends. */
const ROWS_PER_STATEMENT = 12_000

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
 * @param account what came before; it stays as it is
 * @returns with a report, when the slice was the last or somebody else has finished this ingestion
 * @throws {Problem} unauthorized, when the user was erased meanwhile
 */
export async function commitSlice(
  { pool, partitions }: { pool: Pool; partitions: Partitions },
  ingestion: SliceOwner,
  slice: Slice,
  account: Account,
): Promise<Committed> {
  for (let attempt = 1; ; attempt++) {
    await makeRoom(partitions, slice.batch)
    try {
      return await inTransaction(pool, client => write(client, slice, ingestion, account))
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !(isUniqueViolation(error) || isMissingPartition(error))) throw error
      partitions.forget()
    }
  }
}

/** Partitions are made before the transaction and outside it: their locks would hold up everybody else. */
async function makeRoom(partitions: Partitions, batch: Batch): Promise<void> {
  for (const [kind, entries] of batch.entries) {
    if (!kind.partitioned) continue
    await partitions.ensure(
      kind.table,
      entries.times().map(us => us / 1000),
    )
  }
}

async function write(
  client: PoolClient,
  { batch, last, groupedSums, keepPlace, besides }: Slice,
  { raw, format, replay }: SliceOwner,
  account: Account,
): Promise<Committed> {
  await lockUser(client, raw.userId)
  const finished = await lockRaw(client, raw)
  if (finished && !replay) return { account, report: finished }
  // A replay may be followed by that of an earlier ingestion which could not be read before, as if it had been pending.
  const affirm = replay ?? (await hasEarlierPending(client, raw))
  const rollups = new TouchedRollups()
  for (const [kind, entries] of batch.entries) {
    for (const portion of portionsOf(entries.sorted())) {
      const writing = { userId: raw.userId, ingestionId: raw.id, firstPosition: batch.firstPosition, affirm }
      await writeOrSplit(client, kind, writing, portion, rollups)
    }
  }
  await rollups.refresh(client, raw.userId)
  await keepDevices(client, raw.userId, batch.devices)
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
  await finishRaw(client, raw, report)
  return { account: whole, report }
}

/** As many rows as one statement takes, and again as many. */
export function* portionsOf(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let start = 0; start < entries.length; start += ROWS_PER_STATEMENT) {
    yield entries.slice(start, start + ROWS_PER_STATEMENT)
  }
}

/** One writer per user. */
async function lockUser(client: PoolClient, userId: string): Promise<void> {
  await holdUser(client, userId)
  await actAs(client, writerRole, userId)
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [userId])
}

/**
 * Judging should leave nothing for the database to refuse. Where it refuses a row all the same, the batch is halved
 * until that row stands alone: it is rejected, and the others are kept.
 */
async function writeOrSplit(
  client: PoolClient,
  kind: StorageKind,
  writing: Writing,
  entries: readonly Entry[],
  rollups: TouchedRollups,
): Promise<void> {
  await client.query('savepoint rows')
  try {
    const written = await writeRows(
      client,
      kind,
      writing,
      entries.map(({ row }) => row),
    )
    entries.forEach((entry, index) => {
      const { outcome, before } = written[index]!
      entry.outcome = outcome
      if (!kind.rolledUp || outcome === 'duplicate') return
      if (!before) rollups.addNew(kind.rolledUp, entry.row)
      else for (const touched of [before, entry.row]) rollups.addChanged(kind.rolledUp, touched)
    })
    await client.query('release savepoint rows')
  } catch (error) {
    if (!isDataError(error) || isMissingPartition(error)) throw error
    await client.query('rollback to savepoint rows')
    if (entries.length === 1) {
      entries[0]!.outcome = { code: 'refused_by_database', detail: 'a value does not fit its column' }
      return
    }
    const middle = entries.length >> 1
    await writeOrSplit(client, kind, writing, entries.slice(0, middle), rollups)
    await writeOrSplit(client, kind, writing, entries.slice(middle), rollups)
  }
}

/** Somebody removed a partition that we remember. A refused row has the same SQLSTATE, but names a constraint. */
function isMissingPartition(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === '23514' &&
    !('constraint' in error && error.constraint)
  )
}
