import type { Pool } from 'pg'
import type { Partitions } from '../database/partitions.ts'
import type { Incoming } from '../formats/incoming.ts'
import { type Committed, commitSlice } from './commit-slice.ts'
import { type DisabledTypes, withholdDisabled } from './disabled-types.ts'
import type { RawId } from './raw.ts'
import { Account, type Report } from './report.ts'
import { sliceBody } from './slice-body.ts'
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
  /** It was ingested before, and is read again with today's code. */
  replay?: true
}

/**
 * The way in of a body, whichever door it came through: judge each record, write what is new or changed, account for
 * all. The rows, the report and the raw row's final status are durable together when this returns; of a body too large
 * for one slice the earlier slices are durable before, and are found as duplicates if it has to be read again. While the
 * database writes a slice, the next one is judged.
 * @throws {Problem} unauthorized, when the user was erased meanwhile
 */
export function ingest(deps: IngestDeps, ingestion: Ingestion): Promise<Report> {
  return writers.take(ingestion.raw.userId, async () => {
    const records = withholdDisabled(ingestion.incoming, deps.disabledTypes)
    let writing: Promise<Committed> = Promise.resolve({ account: new Account() })
    try {
      for await (const slice of sliceBody(records, ingestion.raw)) {
        const { account, report } = await writing
        if (report) return report
        writing = commitSlice(deps, ingestion, slice, account)
        // Awaited when there are further slices: until then a failure is nobody's yet.
        writing.catch(() => {})
      }
      const { report } = await writing
      if (!report) throw new Error('A body ends with a last slice')
      return report
    } finally {
      // Whatever ended the reading, nothing is written any more when this returns.
      await writing.catch(() => {})
    }
  })
}
