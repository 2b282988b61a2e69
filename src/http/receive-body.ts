import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contentEncodings, unsupportedEncoding } from '../ingest/decode-body.ts'
import { joinBytes } from '../ingest/join-bytes.ts'
import { syntaxOf } from '../ingest/media-type.ts'
import { turnOnBatchRequests } from '../ingest/smaller-bodies.ts'
import { Problem } from '../problem.ts'

/** A body as it came over the wire, content-encoding and all. */
export interface ReceivedBody {
  sent: Buffer
  contentType: string | null
  /** Lower case; null where the body was sent plain. */
  contentEncoding: string | null
}

/** Leaves the bodies of this plugin's routes unread, for `receiveBody` to read: they must be kept exactly as sent. */
export function leaveBodiesUnread(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))
}

/**
 * The exact bytes of a body in JSON or CSV, in whatever content-encoding. What cannot be taken is refused before it is read.
 * @throws {Problem} media_type_unsupported, encoding_unsupported, body_too_large
 */
export async function receiveBody(request: FastifyRequest, maxBytes: number): Promise<ReceivedBody> {
  const contentType = request.headers['content-type'] ?? null
  const contentEncoding = readEncoding(request.headers['content-encoding'])
  if (syntaxOf(contentType) === undefined) {
    throw new Problem(
      'media_type_unsupported',
      'Send the body with Content-Type: application/json. In Health Auto Export choose JSON (or CSV) as Export Format; ' +
        'in Shortcuts choose JSON as Request Body',
    )
  }
  if (contentEncoding !== null && !contentEncodings.includes(contentEncoding)) throw unsupportedEncoding()
  const tooLarge = () =>
    new Problem(
      'body_too_large',
      `The body is above ${maxBytes} bytes: send it in parts. ${turnOnBatchRequests}`,
    )
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let sentBytes = 0
  try {
    for await (const chunk of request.raw.iterator({ destroyOnReturn: false })) {
      sentBytes += chunk.length
      if (sentBytes > maxBytes) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    // Told to nobody: the client is gone. It keeps the log from calling this a fault of ours.
    throw new Problem('invalid_request', 'The connection ended before the body did')
  } finally {
    // What still comes is thrown away. Left unread it would block the connection: a client that sends all before it
    // listens never got its answer, and a shutdown would wait for it.
    request.raw.resume()
  }
  return { sent: await joinBytes(chunks), contentType, contentEncoding }
}

function readEncoding(header: string | undefined): string | null {
  const encoding = header?.trim().toLowerCase() ?? ''
  return encoding === '' || encoding === 'identity' ? null : encoding
}
