import type { Transform } from 'node:stream'

/** Of what is expanded a piece may become a thousand times as long. */
const PIECE_BYTES = 16_384

/**
 * What a compressor or an expander makes of the content. Nothing is read ahead: when this generator has ended, however
 * it ended, the content's has too, and nobody uses its connection any more.
 * @throws what the content throws, and the stream's own error
 */
export async function* throughZlib(
  content: AsyncIterable<Buffer>,
  stream: Transform,
): AsyncGenerator<Buffer> {
  const made: Buffer[] = []
  stream.on('data', chunk => made.push(chunk))
  // It also comes to whoever is writing, below.
  stream.on('error', () => {})
  try {
    for await (const chunk of content) {
      for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
        await settled(done => stream.write(chunk.subarray(start, start + PIECE_BYTES), done))
        yield* made.splice(0)
      }
    }
    await settled(done => {
      stream.once('end', done).once('error', done)
      stream.end()
    })
    yield* made.splice(0)
  } finally {
    stream.destroy()
  }
}

const settled = (begin: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    begin(error => (error ? reject(error) : resolve()))
  })
