import type { Pool } from 'pg'
import type { Partitions } from '../database/partitions.ts'
import type { Incoming } from '../formats/incoming.ts'
import { type DisabledTypes, withholdDisabled } from './disabled-types/disabled-types.ts'
import { nextIngestionId, type RawId } from './ledger/raw.ts'
import { Account, type Report } from './report.ts'
import { type Judging, SlicedBody } from './slice-body.ts'
import { UserTurns } from './user-turns.ts'
import { type Committed, commitSlice } from './write/commit-slice.ts'

/** A phone gives up after half a minute or a minute; its bytes are stored, and are written in their turn all the same. */
export const writers = new UserTurns(30_000)

export interface IngestDeps {
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
}

export interface Ingestion {
  userId: string
  /** A promise while the bytes are still being stored: they are judged meanwhile, and nothing is written before. */
  raw: RawId | Promise<RawId>
  format: string
  incoming: Iterable<Incoming>
  /** Of the decoded body, by which room is made for its rows. */
  bodyBytes?: number
  /** Judging it takes a fraction of a second, so that who waits for that may hold the user. */
  isShort?: boolean
  /** It was ingested before, and is read again with today's code. */
  replay?: true
}

/** In place of a body's own id, which says when it was stored, as long as it is not. No client can name it. */
const standInId = nextIngestionId()

/** Users of whom a body is judged before its turn has come. One only: what waits takes less memory while it is not judged. */
const opened = new Set<string>()

interface StoredIngestion extends Ingestion {
  raw: RawId
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
 * @throws whatever storing the bytes throws
 */
export async function ingest(deps: IngestDeps, ingestion: Ingestion): Promise<Report> {
  const { userId, incoming, bodyBytes, raw: storing } = ingestion
  const id = storing instanceof Promise ? standInId : storing.id
  const body = new SlicedBody(withholdDisabled(incoming, deps.disabledTypes), { userId, id }, bodyBytes)
  const isNext = writers.isFree(userId) && !opened.has(userId)
  if (isNext) {
    opened.add(userId)
    body.judgeNext()
  }
  try {
    const raw = await storing
    return await writers.take(userId, () => writeBody(deps, { ...ingestion, raw }, body))
  } finally {
    if (isNext) opened.delete(userId)
    // Nothing is read or written any more when this returns, whatever ended it.
    await Promise.allSettled([body.current?.slice])
  }
}

async function writeBody(deps: IngestDeps, ingestion: StoredIngestion, body: SlicedBody): Promise<Report> {
  let judging = body.current ?? body.judgeNext()
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
    await Promise.allSettled([writing])
  }
}

/** A transaction begins with what takes no processor: it may as well do so while a slice is judged that soon is. */
function commitJudging(
  deps: IngestDeps,
  ingestion: StoredIngestion,
  judging: Judging,
  account: Account,
): Promise<Committed> {
  if (!judging.batch || !ingestion.isShort || early >= MAX_EARLY) {
    return judging.slice.then(slice => commitSlice(deps, ingestion, slice, account))
  }
  early++
  const end = () => {
    early--
  }
  judging.slice.then(end, end)
  return commitSlice(deps, ingestion, judging, account)
}
