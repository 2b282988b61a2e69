import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReceivedFile, UploadFolder } from '../ingest/apple-export/upload-folder.ts'
import { Problem } from '../problem.ts'
import { allowArrival } from './arrival-time.ts'
import { askForBody } from './expect-continue.ts'
import { readFileName } from './header-text.ts'

/** Of 4 GB that is 200 KB a second. */
const MAX_UPLOAD_MS = 6 * 3_600_000
/** What is left of a refused one is thrown away, so that a client which sends all before it listens gets its answer. */
const MAX_REST_MS = 300_000
const MAX_NAME_LENGTH = 255

/** Whether a content-type says that a body is an export, to be imported later. */
export function isExport(contentType: string | undefined): boolean {
  const [mediaType = ''] = (contentType ?? '').split(';', 1)
  return /^application\/(x-)?zip(-compressed)?$/i.test(mediaType.trim())
}

/** What the client calls its file, well-formed and not too long. */
export function fileNameOf(request: FastifyRequest): string {
  const name = readFileName(request.headers['content-disposition']) ?? 'export.zip'
  return name.slice(0, MAX_NAME_LENGTH).toWellFormed()
}

/**
 * Streams the body to a file as fast as the disk takes it.
 * @throws {Problem} encoding_unsupported and body_too_large, before it is read where its headers tell; invalid_request,
 *   for one that breaks off. Nothing of it is left then
 */
export async function receiveExport(
  request: FastifyRequest,
  reply: FastifyReply,
  { folder, maxBytes }: { folder: UploadFolder; maxBytes: number },
): Promise<ReceivedFile> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== '') {
    throw new Problem(
      'encoding_unsupported',
      'Send the zip without Content-Encoding: it is compressed already',
    )
  }
  const tooLarge = () =>
    new Problem('body_too_large', `The file is above ${maxBytes} bytes: the server’s MAX_IMPORT_BYTES`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  const { raw } = request
  async function* limited(): AsyncGenerator<Buffer> {
    let bytes = 0
    try {
      for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
        bytes += chunk.length
        if (bytes > maxBytes) throw tooLarge()
        yield chunk
      }
    } catch (error) {
      if (error instanceof Problem) throw error
      // Told to nobody: the client is gone.
      throw new Problem('invalid_request', 'The connection ended before the body did')
    }
  }
  allowArrival(raw, reply.raw, MAX_UPLOAD_MS)
  askForBody(request, reply)
  try {
    return await folder.receive(limited())
  } finally {
    allowArrival(raw, reply.raw, MAX_REST_MS)
    raw.resume()
  }
}
