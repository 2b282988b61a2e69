import { Problem } from '../problem.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import { formatContext, parseBody } from './parse-body.ts'
import { failRaw, type RawId } from './raw.ts'
import type { Report } from './report.ts'

/** The header by which a client names its format instead of having it recognised. */
export const formatHeader = 'x-export-format'

export interface Unprocessed {
  raw: RawId
  /** The decoded body. */
  bytes: Buffer
  clientHeaders: Readonly<Record<string, string>>
}

/**
 * From a stored body to its report: what a request, the recovery after a crash and a replay have in common.
 * @throws {Problem} of parseBody, with the ingestion's id: the body is kept, and marked as failed
 */
export async function processRaw(
  deps: IngestDeps,
  { raw, bytes, clientHeaders }: Unprocessed,
): Promise<Report> {
  const { format, body } = await parseOrFail(deps, raw, bytes, clientHeaders)
  const incoming = format.read(body, formatContext(clientHeaders))
  return ingest(deps, { raw, format: format.name, incoming })
}

async function parseOrFail(
  { pool }: IngestDeps,
  raw: RawId,
  bytes: Buffer,
  headers: Unprocessed['clientHeaders'],
) {
  try {
    return parseBody(bytes, headers[formatHeader])
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await failRaw(pool, raw, { path: '', code: error.code, detail: error.detail })
    throw new Problem(error.code, error.detail, { ingestionId: raw.id })
  }
}
