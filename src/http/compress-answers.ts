import { pipeline, Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { chooseEncoding } from './choose-encoding.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer's bytes are somebody's own, and go out as they are. */
    verbatim?: true
  }
}

/** Below this the headers of an answer are most of it. */
const MIN_BYTES = 1024

/** Nothing that is compressed already, or that is told bit by bit as it happens. A problem is small. */
const compressible =
  /^(application\/(json|geo\+json|x-ndjson|gpx\+xml|javascript)|text\/(csv|css|html)|image\/svg\+xml)(;|$)/

interface Encoding {
  whole(bytes: string | Buffer): Promise<Buffer>
  /** Passes on all that it has at the end of each chunk, so that a slow question shows what it has found. */
  stream(): Transform
}

/** Node has zstd since 22.15; its types for Node 20 do not know it. */
const { zstdCompress, createZstdCompress, constants } = zlib as unknown as {
  zstdCompress?: typeof zlib.gzip
  createZstdCompress?: (options: { flush: number }) => Transform
  constants: typeof zlib.constants & { ZSTD_e_flush: number }
}
const { BROTLI_OPERATION_FLUSH, BROTLI_PARAM_QUALITY, Z_SYNC_FLUSH, ZSTD_e_flush } = constants
/** As long as gzip takes, for a fifth less; Brotli's own choice, 11, takes a hundred times as long. */
const params = { [BROTLI_PARAM_QUALITY]: 4 }
const brotli = promisify<string | Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)

/** The one that we like best first. */
const encodings = new Map<string, Encoding>([
  ...(zstdCompress && createZstdCompress
    ? [
        [
          'zstd',
          {
            whole: promisify(zstdCompress) as Encoding['whole'],
            stream: () => createZstdCompress({ flush: ZSTD_e_flush }),
          },
        ] as const,
      ]
    : []),
  [
    'br',
    {
      whole: bytes => brotli(bytes, { params }),
      stream: () => zlib.createBrotliCompress({ flush: BROTLI_OPERATION_FLUSH, params }),
    },
  ],
  [
    'gzip',
    {
      whole: promisify(zlib.gzip) as Encoding['whole'],
      stream: () => zlib.createGzip({ flush: Z_SYNC_FLUSH }),
    },
  ],
])
const offered = [...encodings.keys()]

/**
 * Compresses what is read, as the client accepts it. Only that: no secret stands in an answer to GET, and an answer that
 * holds a new key is never compressed beside the name that its caller chose.
 */
export function compressAnswers(server: FastifyInstance): void {
  server.addHook('onSend', async ({ method, headers, routeOptions }, reply, payload: unknown) => {
    // A stream that fails before its first byte left is answered with a problem after all.
    if (reply.statusCode !== 200) reply.removeHeader('content-encoding')
    // What has no body says the same of the one that it stands for.
    if (reply.statusCode === 304) addVary(reply, 'Accept-Encoding')
    const isRead = method === 'GET' || method === 'HEAD'
    if (!isRead || routeOptions.config.verbatim || !isCompressible(reply)) return payload
    addVary(reply, 'Accept-Encoding')
    const chosen = chooseEncoding(headers['accept-encoding'] as string | undefined, offered)
    if (chosen === undefined) return payload
    const encoding = encodings.get(chosen)!
    if (payload instanceof Readable) {
      reply.header('content-encoding', chosen)
      // That of a file is how long it is before.
      reply.removeHeader('content-length')
      if (method === 'HEAD') return payload
      // Who ends first, in whichever way, ends the other; the sender of the answer sees it at the far end.
      return pipeline(payload, encoding.stream(), () => {})
    }
    if (!isText(payload) || Buffer.byteLength(payload) < MIN_BYTES) return payload
    reply.header('content-encoding', chosen)
    // Nobody reads it, and how long it would be is not known without making it.
    if (method === 'HEAD') return Readable.from([])
    return encoding.whole(payload)
  })
}

const isText = (payload: unknown): payload is string | Buffer =>
  typeof payload === 'string' || Buffer.isBuffer(payload)

const isCompressible = (reply: FastifyReply): boolean =>
  reply.statusCode === 200 && compressible.test(String(reply.getHeader('content-type')))

/** Names one more header of the request on which the answer depends. */
export function addVary(reply: FastifyReply, name: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', before === undefined ? name : `${before}, ${name}`)
}
