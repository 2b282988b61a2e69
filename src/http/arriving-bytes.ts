import { createHash } from 'node:crypto'
import { Problem } from '../problem.ts'
import { SMALL_BODY_BYTES } from './body-room.ts'

/**
 * Puts a body together while it arrives, piece by piece: neither a copy of it all nor its hash keeps others waiting at
 * the end. Memory that nothing is written to is not there yet: a length that is announced and never comes costs nothing.
 */
export class ArrivingBytes {
  readonly #hash = createHash('sha256')
  readonly #maxBytes: number
  /** All of one that may be large or has told its length. */
  #bytes: Buffer | undefined
  /** What has come of another. */
  readonly #chunks: Buffer[] = []
  #length = 0

  /** @param length as announced; undefined where it was not */
  constructor(length: number | undefined, maxBytes: number) {
    this.#maxBytes = maxBytes
    // Above 4 KB it is not from Node's pool, and may be handed to another thread.
    if (length !== undefined) this.#bytes = Buffer.allocUnsafe(length)
  }

  get length(): number {
    return this.#length
  }

  add(chunk: Buffer): void {
    this.#hash.update(chunk)
    const at = this.#length
    this.#length += chunk.length
    if (!this.#bytes && this.#length <= SMALL_BODY_BYTES) {
      this.#chunks.push(chunk)
      return
    }
    this.#bytes ??= this.#makeLarge()
    if (chunk.copy(this.#bytes, at) < chunk.length) {
      throw new Problem('invalid_request', 'The body is not as long as its content-length says')
    }
  }

  end(): { sent: Buffer; sha256: Buffer } {
    const sent = this.#bytes?.subarray(0, this.#length) ?? Buffer.concat(this.#chunks, this.#length)
    return { sent, sha256: this.#hash.digest() }
  }

  #makeLarge(): Buffer {
    const bytes = Buffer.allocUnsafeSlow(this.#maxBytes)
    let at = 0
    for (const chunk of this.#chunks.splice(0)) at += chunk.copy(bytes, at)
    return bytes
  }
}
