import { describeReport } from './describe-report.ts'
import { type RawBody, storeRaw } from './ledger/raw.ts'
import { hashInPieces } from './ledger/sha256.ts'
import { decodeBody } from './parse/decode-body.ts'
import { prepareBody } from './prepare-body.ts'
import { processRaw, type StoredDeps } from './process-raw.ts'

/**
 * A body from the host instead of a request: kept, read and accounted for alike.
 * @param body from a file it has neither a key nor headers
 * @returns what POST /v1/ingest answers
 * @throws {Problem} of prepareBody and processRaw
 */
export async function importBody(
  deps: StoredDeps,
  body: Pick<RawBody, 'userId' | 'sent' | 'contentType' | 'contentEncoding'> &
    Partial<Pick<RawBody, 'keyId' | 'clientHeaders'>>,
) {
  const startedMs = performance.now()
  const sha256 = await hashInPieces(body.sent)
  const raw: RawBody = { keyId: null, clientHeaders: {}, ...body, sha256 }
  const { decoded, redaction } = await prepareBody(deps, raw, decodeBody)
  const storing = storeRaw(deps, raw, 'received')
  const report = await processRaw(deps, raw.userId, { raw: storing, ...(redaction?.kept ?? decoded) })
  return describeReport((await storing).id, report, startedMs)
}
