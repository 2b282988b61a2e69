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
  const { format, body } = await parseOrFail(deps, raw, decoded)
  const incoming = format.read(body, formatContext(decoded.clientHeaders))
  return ingest(deps, { raw, format: format.name, incoming })
}

async function parseOrFail({ pool }: IngestDeps, raw: RawId, decoded: DecodedBody) {
  try {
    return parseBody(decoded)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await failRaw(pool, raw, { path: '', code: error.code, detail: error.detail })
    throw new Problem(error.code, error.detail, { ingestionId: raw.id })
  }
}
