const BLOCK_BYTES = 65_536

/** Many small pieces that are given out again at the end: kept side by side, as a Buffer each they take ten times as much. */
export class PackedBytes {
  readonly #full: Buffer[] = []
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  #used = 0
  length = 0

  add(piece: Buffer): void {
    this.length += piece.length
    for (let start = 0; start < piece.length; ) {
      if (this.#used === BLOCK_BYTES) {
        this.#full.push(this.#block)
        this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
        this.#used = 0
      }
      const taken = piece.copy(this.#block, this.#used, start)
      this.#used += taken
      start += taken
    }
  }

  /** All of it, in the order in which it was added. */
  *chunks(): Generator<Buffer> {
    yield* this.#full
    yield this.#block.subarray(0, this.#used)
  }
}
