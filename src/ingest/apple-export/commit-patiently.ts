import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseUnavailable } from '../../database/database-error.ts'
import { Problem } from '../../problem.ts'
import { type IngestDeps, writers } from '../ingest.ts'
import type { Account } from '../report.ts'
import type { Slice } from '../slice-body.ts'
import { type Committed, commitSlice, type SliceOwner } from '../write/commit-slice.ts'

const PAUSES_MS = [100, 500, 2_000, 5_000, 10_000]

/**
 * As `commitSlice`, in the user's turn. An import of minutes meets what a request is spared: a phone whose upload has the
 * user's lock for long, a database that restarts. It waits for these.
 */
export async function commitPatiently(
  deps: IngestDeps,
  owner: SliceOwner,
  slice: Slice,
  account: Account,
): Promise<Committed> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await writers.take(owner.raw.userId, () => commitSlice(deps, owner, slice, account))
    } catch (error) {
      if (!isForNow(error)) throw error
      await sleep(pauseMs)
    }
  }
  return writers.take(owner.raw.userId, () => commitSlice(deps, owner, slice, account))
}

const isForNow = (error: unknown): boolean =>
  isDatabaseUnavailable(error) || (error instanceof Problem && error.code === 'overloaded')
