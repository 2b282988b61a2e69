import { Problem } from '../problem.ts'
import { decodeBody } from './decode-body.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import { type DecodedBody, formatContext, parseBody } from './parse-body.ts'
import { failRaw, type RawId, readRaw } from './raw.ts'
import type { Report } from './report.ts'

export interface Unprocessed extends DecodedBody {
  raw: RawId
  /** It was ingested before, and is read again with today's code. */
  replay?: true
}

export interface StoredDeps extends IngestDeps {
  maxBodyBytes: number
}

/**
 * As `processRaw`, from the bytes in the database.
 * @returns undefined where the user has no such body
 * @throws {Problem} of decodeBody and parseBody, with the ingestion's id
 */
export async function processStored(deps: StoredDeps, id: RawId, replay?: true): Promise<Report | undefined> {
  const stored = await readRaw(deps.pool, id)
  if (!stored) return undefined
  const { sent, contentEncoding, contentType, clientHeaders, format } = stored
  const bytes = await orFail(deps, id, () => decodeBody(sent, contentEncoding, deps.maxBodyBytes))
  return processRaw(deps, { raw: id, bytes, contentType, clientHeaders, format, ...(replay && { replay }) })
}

/**
 * From a stored body to its report: what a request, the recovery after a crash and a replay have in common.
 * @throws {Problem} of parseBody, with the ingestion's id: the body is kept, and marked as failed
 */
export async function processRaw(
  deps: IngestDeps,
  { raw, replay, ...decoded }: Unprocessed,
): Promise<Report> {
  const { format, body } = await orFail(deps, raw, () => parseBody(decoded))
  const incoming = format.read(body, formatContext(decoded.clientHeaders))
  return ingest(deps, { raw, format: format.name, incoming, ...(replay && { replay }) })
}

/** A body that cannot be read is marked as failed; the problem leaves with the ingestion's id. */
async function orFail<T>({ pool }: IngestDeps, raw: RawId, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await failRaw(pool, raw, { path: '', code: error.code, detail: error.detail })
    throw new Problem(error.code, error.detail, { ingestionId: raw.id })
  }
}
