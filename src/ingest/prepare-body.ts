import { Problem } from '../problem.ts'
import { keepNothing, type Redaction, redactBody } from './disabled-types/redact-body.ts'
import { failRaw, type RawBody, storeRaw } from './ledger/raw.ts'
import type { decodeBody } from './parse/decode-body.ts'
import type { DecodedBody } from './parse/parse-body.ts'
import type { StoredDeps } from './process-raw.ts'

/**
 * What comes before a body is stored, whichever door it came through: it is decoded, and what of it may not be kept is
 * found, and set as the body's redaction.
 * @param decode decodeBody, or what does the same within the memory that it may use
 * @throws {Problem} of decode; bytes that do not decode are kept all the same, and a bomb is not
 */
export async function prepareBody(
  deps: StoredDeps,
  raw: RawBody,
  decode: typeof decodeBody,
): Promise<{ decoded: DecodedBody; redaction: Redaction | undefined }> {
  const { contentType, clientHeaders } = raw
  const decoded = { bytes: await decodeOrKeep(deps, raw, decode), contentType, clientHeaders }
  const redaction = await redactBody(decoded, deps.disabledTypes, deps.maxBodyBytes)
  if (redaction) raw.redaction = redaction
  return { decoded, redaction }
}

async function decodeOrKeep(deps: StoredDeps, raw: RawBody, decode: typeof decodeBody): Promise<Buffer> {
  try {
    return await decode(raw.sent, raw.contentEncoding, deps.maxBodyBytes)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'body_undecodable') throw error
    // Whether a type that is switched off is in them, nobody can tell.
    if (deps.disabledTypes.size > 0) raw.redaction = keepNothing
    const stored = await storeRaw(deps, raw, 'received')
    await failRaw(deps.pool, stored, { path: '', code: error.code, detail: error.detail })
    throw new Problem(error.code, error.detail, { ingestionId: stored.id })
  }
}
