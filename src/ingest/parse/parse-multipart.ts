import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { Problem } from '../../problem.ts'

/** The app sends one part for each of its eight kinds of records. */
const MAX_PARTS = 1_000

const tooManyParts = `A form is taken with up to ${MAX_PARTS} parts: one for each file of the app`

/** One part of a form, in the order in which it stood in the body. */
export interface Part {
  name: string
  bytes: Buffer
}

/**
 * The parts of a multipart/form-data body. Every part is taken as bytes, whether it has a filename or not; how long a
 * part may be is a question of the whole body, and that was asked before.
 * @throws {Problem} body_not_multipart
 */
export async function parseMultipart(bytes: Buffer, contentType: string): Promise<Part[]> {
  const parts: Promise<Part>[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      const form = new Busboy({
        headers: { 'content-type': contentType } as BusboyHeaders,
        isPartAFile: () => true,
        // A name that is cut short would be another part.
        limits: { fieldNameSize: 1_000, fileSize: Number.POSITIVE_INFINITY, parts: MAX_PARTS },
      })
      form.on('file', (name, stream) => {
        const part = readPart(name ?? '', stream)
        // Told by `form` as well; here it must only not be unhandled.
        part.catch(() => {})
        parts.push(part)
      })
      form.on('partsLimit', () => reject(new Problem('body_not_multipart', tooManyParts)))
      form.on('error', reject)
      form.on('finish', resolve)
      form.end(bytes)
    })
    return await Promise.all(parts)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(
      'body_not_multipart',
      'The body is not complete multipart/form-data with the boundary that its content-type names: ' +
        'it may have been cut off on its way; send it again',
    )
  }
}

async function readPart(name: string, stream: AsyncIterable<Buffer>): Promise<Part> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return { name, bytes: Buffer.concat(chunks) }
}
