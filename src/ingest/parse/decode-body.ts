import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { Problem } from '../../problem.ts'
import { EXPANDED_CHUNK_BYTES, expandBytes } from './expand-bytes.ts'
import { turnOnBatchRequests } from './smaller-bodies.ts'

type CreateDecoder = (options: { chunkSize: number }) => Transform

/** Node has zstd since 22.15; its types for Node 20 do not know it. */
const { createZstdDecompress } = zlib as unknown as { createZstdDecompress?: CreateDecoder }

const decoders = new Map<string, CreateDecoder>([
  ['gzip', zlib.createGunzip],
  ['x-gzip', zlib.createGunzip],
  ['br', zlib.createBrotliDecompress],
  ...(createZstdDecompress ? [['zstd', createZstdDecompress] as const] : []),
])

/** The content-encodings that this runtime can decode. */
export const contentEncodings = [...decoders.keys()]

/**
 * The body without its content-encoding. Decoding stops at the limit: a bomb never unfolds.
 * @throws {Problem} encoding_unsupported, body_too_large, body_undecodable
 */
export async function decodeBody(
  sent: Buffer,
  contentEncoding: string | null,
  maxBytes: number,
): Promise<Buffer> {
  if (contentEncoding === null) return sent
  const createDecoder = decoders.get(contentEncoding)
  if (!createDecoder) throw unsupportedEncoding()
  const decoder = createDecoder({ chunkSize: EXPANDED_CHUNK_BYTES })
  const decoded = await expandBytes(decoder, sent, maxBytes).catch(() => {
    throw new Problem('body_undecodable', `The body is not complete or not ${contentEncoding}: send it again`)
  })
  if (decoded) return decoded
  throw new Problem(
    'body_too_large',
    `The decoded body is above ${maxBytes} bytes: send it in parts. ${turnOnBatchRequests}`,
  )
}

/** The problem of a body in an encoding that nobody here can decode. */
export function unsupportedEncoding(): Problem {
  return new Problem(
    'encoding_unsupported',
    `Send the body plain or with one of: ${contentEncodings.join(', ')}`,
  )
}
