import type { Transform } from 'node:stream'
import { joinBytes } from './join-bytes.ts'

/** Of what comes out of the engine at once: fewer turns of the event loop than with Node's 16 kB. */
export const EXPANDED_CHUNK_BYTES = 65_536

/**
 * All that an engine of node:zlib makes of the bytes. Node's own functions that do this put the chunks together in one go.
 * @returns undefined where that is above the limit: it stops there
 * @throws what the engine tells of bytes that it cannot expand
 */
export async function expandBytes(
  engine: Transform,
  packed: Buffer,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  engine.end(packed)
  for await (const chunk of engine as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return joinBytes(chunks)
}
