import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { contentEncodings, unsupportedEncoding } from '../ingest/parse/decode-body.ts'
import { syntaxOf } from '../ingest/parse/media-type.ts'
import { turnOnBatchRequests } from '../ingest/parse/smaller-bodies.ts'
import { Problem } from '../problem.ts'
import { restartArrival } from './arrival-time.ts'
import { ArrivingBytes } from './arriving-bytes.ts'
import { callerOf } from './authenticate.ts'
import type { BodyPlace, BodyRoom } from './body-room.ts'
import { askForBody } from './expect-continue.ts'
import { applyLimit, type RateLimits } from './rate-limit.ts'

/** A body as it came over the wire, content-encoding and all. */
export interface ReceivedBody {
  sent: Buffer
  /** Of `sent`. */
  sha256: Buffer
  contentType: string | null
  /** Lower case; null where the body was sent plain. */
  contentEncoding: string | null
  /** The memory that it has. Whoever receives it leaves it, when nothing of the body is needed any more. */
  place: BodyPlace
}

interface Bounds {
  bodyRoom: BodyRoom
  limits: RateLimits
  maxBodyBytes: number
}

/** Leaves the bodies of this plugin's routes unread, for `receiveBody` to read: they must be kept exactly as sent. */
export function leaveBodiesUnread(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))
}

/**
 * The exact bytes of a body in JSON or CSV, in whatever content-encoding. What cannot be taken is refused before it is read,
 * and what there is no memory for waits unread.
 * @throws {Problem} media_type_unsupported, encoding_unsupported, body_too_large, overloaded
 */
export async function receiveBody(
  request: FastifyRequest,
  reply: FastifyReply,
  { bodyRoom, limits, maxBodyBytes }: Bounds,
): Promise<ReceivedBody> {
  const contentType = request.headers['content-type'] ?? null
  const contentEncoding = readEncoding(request.headers['content-encoding'])
  const length = readLength(request.headers['content-length'])
  if (syntaxOf(contentType) === undefined) {
    throw new Problem(
      'media_type_unsupported',
      'Send the body with Content-Type: application/json. In Health Auto Export choose JSON (or CSV) as Export Format; ' +
        'in Shortcuts choose JSON as Request Body',
    )
  }
  if (contentEncoding !== null && !contentEncodings.includes(contentEncoding)) throw unsupportedEncoding()
  if ((length ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes)
  let place: BodyPlace | undefined
  try {
    const { userId } = callerOf(request)
    place = await bodyRoom.enter({
      userId,
      length,
      isEncoded: contentEncoding !== null,
      request: request.raw,
    })
    restartArrival(request.raw)
    askForBody(request, reply)
    const bytes = await readAll(request, { length, maxBytes: maxBodyBytes, place })
    return { ...bytes, contentType, contentEncoding, place }
  } catch (error) {
    place?.leave()
    // It was told to come back, which must not cost it a request of its hour.
    const isSentAway = error instanceof Problem && error.code === 'overloaded'
    if (!place || isSentAway)
      applyLimit(reply, 'ingest', await limits.uncount('ingest', callerOf(request).keyId))
    if (error instanceof Problem) throw error
    // Told to nobody: the client is gone. It keeps the log from calling this a fault of ours.
    throw new Problem('invalid_request', 'The connection ended before the body did')
  } finally {
    // What still comes is thrown away. Left unread it would block the connection: a client that sends all before it
    // listens never got its answer, and a shutdown would wait for it.
    request.raw.resume()
  }
}

async function readAll(
  { raw }: FastifyRequest,
  { length, maxBytes, place }: { length: number | undefined; maxBytes: number; place: BodyPlace },
): Promise<{ sent: Buffer; sha256: Buffer }> {
  const bytes = new ArrivingBytes(length, maxBytes)
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
    const total = bytes.length + chunk.length
    if (total > maxBytes) throw tooLarge(maxBytes)
    if (length === undefined) await place.growTo(total, maxBytes, raw)
    bytes.add(chunk)
  }
  return bytes.end()
}

const tooLarge = (maxBytes: number) =>
  new Problem(
    'body_too_large',
    `The body is above ${maxBytes} bytes: send it in parts. ${turnOnBatchRequests}`,
  )

const readLength = (header: string | undefined): number | undefined =>
  header === undefined ? undefined : Number(header)

function readEncoding(header: string | undefined): string | null {
  const encoding = header?.trim().toLowerCase() ?? ''
  return encoding === '' || encoding === 'identity' ? null : encoding
}
