import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { Problem } from '../problem.ts'
import { turnOnBatchRequests } from './smaller-bodies.ts'

type Decode = (sent: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

/** Node has zstd since 22.15; its types for Node 20 do not know it. */
const { zstdDecompress } = zlib as unknown as { zstdDecompress?: typeof zlib.gunzip }

const decoders = new Map<string, Decode>([
  ['gzip', promisify(zlib.gunzip) as Decode],
  ['x-gzip', promisify(zlib.gunzip) as Decode],
  ['br', promisify(zlib.brotliDecompress) as Decode],
  ...(zstdDecompress ? [['zstd', promisify(zstdDecompress) as Decode] as const] : []),
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
  const decode = decoders.get(contentEncoding)
  if (!decode) throw unsupportedEncoding()
  try {
    return await decode(sent, { maxOutputLength: maxBytes })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Problem(
        'body_too_large',
        `The decoded body is above ${maxBytes} bytes: send it in parts. ${turnOnBatchRequests}`,
      )
    }
    throw new Problem('body_undecodable', `The body is not complete or not ${contentEncoding}: send it again`)
  }
}

/** The problem of a body in an encoding that nobody here can decode. */
export function unsupportedEncoding(): Problem {
  return new Problem(
    'encoding_unsupported',
    `Send the body plain or with one of: ${contentEncodings.join(', ')}`,
  )
}
