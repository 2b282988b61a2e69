import type { Pool } from 'pg'
import { Problem } from '../problem.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import { type DecodedBody, formatContext, parseBody } from './parse-body.ts'
import { failRaw, type RawId } from './raw.ts'
import type { Report } from './report.ts'

export interface Unprocessed extends DecodedBody {
  raw: RawId
}

/**
 * From a stored body to its report: what a request, the recovery after a crash and a replay have in common.
 * @throws {Problem} of parseBody, with the ingestion's id: the body is kept, and marked as failed
 */
export async function processRaw(deps: IngestDeps, { raw, ...decoded }: Unprocessed): Promise<Report> {
  const { format, body, context } = await parseOrFail(deps, raw, decoded)
  return ingest(deps, { raw, format: format.name, incoming: format.read(body, context) })
}

async function parseOrFail({ pool }: IngestDeps, raw: RawId, decoded: DecodedBody) {
  try {
    const parsed = await parseBody(decoded)
    const timezone = parsed.format.writesLocalTimes ? await readTimezone(pool, raw.userId) : undefined
    return { ...parsed, context: formatContext(decoded.clientHeaders, timezone) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await failRaw(pool, raw, { path: '', code: error.code, detail: error.detail })
    throw new Problem(error.code, error.detail, { ingestionId: raw.id })
  }
}

/** Where the user's days begin, and where the clock of their phone is taken to be. */
async function readTimezone(pool: Pool, userId: string): Promise<string | undefined> {
  const { rows } = await pool.query('select timezone from users where id = $1', [userId])
  return rows[0]?.timezone
}
