import type { Pool } from 'pg'
import type { Partitions } from '../database/partitions.ts'
import type { Incoming } from '../formats/incoming.ts'
import { type Committed, commitSlice } from './commit-slice.ts'
import { type DisabledTypes, withholdDisabled } from './disabled-types.ts'
import type { RawId } from './raw.ts'
import { Account, type Report } from './report.ts'
import { type Judging, SlicedBody } from './slice-body.ts'
import { UserTurns } from './user-turns.ts'

/** A phone gives up after half a minute or a minute; its bytes are stored, and are written in their turn all the same. */
export const writers = new UserTurns(30_000)

export interface IngestDeps {
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
}

export interface Ingestion {
  raw: RawId
  format: string
  incoming: Iterable<Incoming>
  /** Judging it takes some milliseconds, so that who waits for that may hold the user. */
  isShort?: boolean
  /** It was ingested before, and is read again with today's code. */
  replay?: true
}

/**
 * So many bodies at a time have a transaction that waits for them to be judged: each holds one of the pool's connections, which
 * others have something to do with.
 */
const MAX_EARLY = 3
let early = 0

/**
 * The way in of a body, whichever door it came through: judge each record, write what is new or changed, account for
 * all. The rows, the report and the raw row's final status are durable together when this returns; of a body too large
 * for one slice the earlier slices are durable before, and are found as duplicates if it has to be read again. While the
 * database writes a slice, the next one is judged.
 * @throws {Problem} unauthorized, when the user was erased meanwhile
 */
export function ingest(deps: IngestDeps, ingestion: Ingestion): Promise<Report> {
  return writers.take(ingestion.raw.userId, async () => {
    const body = new SlicedBody(withholdDisabled(ingestion.incoming, deps.disabledTypes), ingestion.raw)
    let judging = body.judgeNext()
    let writing: Promise<Committed> = Promise.resolve({ account: new Account() })
    try {
      for (;;) {
        const { account, report } = await writing
        if (report) return report
        writing = commitJudging(deps, ingestion, judging, account)
        // Awaited when there are further slices: until then a failure is nobody's yet.
        writing.catch(() => {})
        if (!(await judging.slice).last) judging = body.judgeNext()
      }
    } finally {
      // Whatever ended it, nothing is read or written any more when this returns.
      await Promise.allSettled([writing, judging.slice])
    }
  })
}

/** A transaction begins with what takes no processor: it may as well do so while a slice is judged that soon is. */
function commitJudging(
  deps: IngestDeps,
  ingestion: Ingestion,
  judging: Judging,
  account: Account,
): Promise<Committed> {
  if (!ingestion.isShort || early >= MAX_EARLY) {
    return judging.slice.then(slice => commitSlice(deps, ingestion, slice, account))
  }
  early++
  const judged = judging.slice.finally(() => {
    early--
  })
  // It is told by whoever waits for it, which nobody does where the transaction has failed already.
  judged.catch(() => {})
  return commitSlice(deps, ingestion, judged, account)
}
