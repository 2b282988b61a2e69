import Piscina from 'piscina'
import { isDatabaseUnavailable } from '../../database/database-error.ts'
import { Partitions } from '../../database/partitions.ts'
import { createPool } from '../../database/pool.ts'
import { Problem, type ProblemCode } from '../../problem.ts'
import { MAX_ERRORS_IN_ANSWER } from '../describe-report.ts'
import type { RawId } from '../ledger/raw.ts'
import { processRaw, processStored, type StoredDeps, type Unprocessed } from '../process-raw.ts'
import type { Report } from '../report.ts'

/** What a thread is started with. */
export interface ThreadSettings {
  databaseUrl: string
  disabledTypes: readonly string[]
  maxBodyBytes: number
}

/** A body to process: its bytes, which are handed over, or those that the database has. */
export type ThreadTask =
  | ({ kind: 'sent'; raw: RawId } & Omit<Unprocessed, 'raw' | 'bytes'> & { bytes: Uint8Array })
  | { kind: 'stored'; raw: RawId; replay?: true }

/** What came of it: an error loses its class on the way between threads. */
export type ThreadResult =
  | { report: Report | undefined }
  | { problem: { code: ProblemCode; detail: string; ingestionId?: string | undefined } }

/** Writes one slice while the next is judged; a partition is made on a connection of its own. */
const CONNECTIONS = 2

const { databaseUrl, disabledTypes, maxBodyBytes } = Piscina.workerData as ThreadSettings
// Who uses a connection that breaks is told so by its own statement.
const pool = createPool(databaseUrl, { onError: () => {}, max: CONNECTIONS })
const deps: StoredDeps = {
  pool,
  partitions: new Partitions(pool),
  disabledTypes: new Set(disabledTypes),
  maxBodyBytes,
}

/** Runs in a thread of its own: what a large body takes of the processor, nobody else has to wait for. */
export default async function processBody(task: ThreadTask): Promise<ThreadResult> {
  try {
    const report = await (task.kind === 'stored'
      ? processStored(deps, task.raw, task.replay)
      : processRaw(deps, task.raw.userId, { ...task, bytes: asBuffer(task.bytes) }))
    return { report: report && withFewErrors(report) }
  } catch (error) {
    if (error instanceof Problem) {
      const { code, detail, ingestionId } = error
      return { problem: { code, detail, ingestionId } }
    }
    if (!isDatabaseUnavailable(error)) throw error
    const detail = 'Send the same request again: it was not acknowledged, and repeating is always safe'
    return { problem: { code: 'database_unavailable', detail } }
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

/** The ledger has all of them; one more than an answer lists says that there are more. */
const withFewErrors = (report: Report): Report => ({
  ...report,
  errors: report.errors.slice(0, MAX_ERRORS_IN_ANSWER + 1),
})
