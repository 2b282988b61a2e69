import type { Pool } from 'pg'
import { Problem } from '../problem.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import { failRaw, importNotKept, type RawId } from './ledger/raw.ts'
import { readRaw } from './ledger/read-raw.ts'
import { decodeBody } from './parse/decode-body.ts'
import { type DecodedBody, formatContext, parseBody } from './parse/parse-body.ts'
import type { Report } from './report.ts'

/**
 * From this size on a body is worth a thread of its own. A smaller one, as nearly every body of a phone is, is parsed in 20 ms and
 * judged in turns within 150 ms, sooner than a thread has taken it up.
 */
export const LARGE_BODY_BYTES = 2_097_152

export interface Unprocessed extends DecodedBody {
  /** A promise while the bytes are still being stored: they are read meanwhile, and nothing is written before. */
  raw: RawId | Promise<RawId>
  /** It was ingested before, and is read again with today's code. */
  replay?: true
}

export interface StoredDeps extends IngestDeps {
  maxBodyBytes: number
}

/**
 * As `processRaw`, from the bytes in the database.
 * @returns undefined where the user has no such body
 * @throws {Problem} body_not_kept, and those of decodeBody and parseBody, with the ingestion's id
 */
export async function processStored(deps: StoredDeps, id: RawId, replay?: true): Promise<Report | undefined> {
  const stored = await readRaw(deps.pool, id)
  if (!stored) return undefined
  if (stored.isImport) throw importNotKept(id.id)
  if (stored.isGone) {
    throw new Problem('body_not_kept', 'Types are switched off on this server: send the body again', {
      ingestionId: id.id,
    })
  }
  const { sent, contentEncoding, contentType, clientHeaders, format } = stored
  const bytes = await orFail(deps, id, () => decodeBody(sent, contentEncoding, deps.maxBodyBytes))
  return processRaw(deps, id.userId, {
    raw: id,
    bytes,
    contentType,
    clientHeaders,
    format,
    ...(replay && { replay }),
  })
}

/**
 * From a stored body to its report: what a request, the recovery after a crash and a replay have in common.
 * @throws whatever storing the bytes throws
 * @throws {Problem} of parseBody, with the ingestion's id: the body is kept, and marked as failed
 */
export async function processRaw(
  deps: IngestDeps,
  userId: string,
  { raw: storing, replay, ...decoded }: Unprocessed,
): Promise<Report> {
  const reading = readIncoming(deps.pool, userId, decoded)
  // Told below, where there is a row in the ledger to tell it in; and where storing fails, by whoever waits for that.
  reading.catch(() => {})
  Promise.resolve(storing).catch(() => {})
  const { format, incoming } = await orFail(deps, storing, () => reading)
  const bodyBytes = decoded.bytes.length
  return ingest(deps, {
    userId,
    raw: storing,
    format: format.name,
    incoming,
    bodyBytes,
    isShort: bodyBytes < LARGE_BODY_BYTES,
    ...(replay && { replay }),
  })
}

/** The body's items, not yet looked at. @throws {Problem} of parseBody and formatContext */
async function readIncoming(pool: Pool, userId: string, decoded: DecodedBody) {
  const { format, body } = await parseBody(decoded)
  const timezone = format.writesLocalTimes ? await readTimezone(pool, userId) : undefined
  return { format, incoming: format.read(body, formatContext(decoded.clientHeaders, timezone)) }
}

/** A body that cannot be read is marked as failed; the problem leaves with the ingestion's id. */
async function orFail<T>(
  { pool }: IngestDeps,
  storing: RawId | Promise<RawId>,
  read: () => T | Promise<T>,
): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const raw = await storing
    await failRaw(pool, raw, { path: '', code: error.code, detail: error.detail })
    throw new Problem(error.code, error.detail, { ingestionId: raw.id })
  }
}

/** Where the user's days begin, and where the clock of their phone is taken to be. */
async function readTimezone(pool: Pool, userId: string): Promise<string | undefined> {
  const { rows } = await pool.query('select timezone from users where id = $1', [userId])
  return rows[0]?.timezone
}
