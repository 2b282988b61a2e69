import { Problem } from '../problem.ts'

/**
 * Lets little Argon2 run at once. Each run occupies a thread of the pool that file reads and zlib share, and a core:
 * without a bound, forty made-up secrets hold everybody else up for seconds.
 */
export class Argon2Queue {
  readonly #concurrency: number
  readonly #length: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** @param bounds how many run at once, and how many more may wait */
  constructor({ concurrency, length }: { concurrency: number; length: number }) {
    this.#concurrency = concurrency
    this.#length = length
  }

  /** @throws {Problem} overloaded when too many wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#concurrency) {
      this.#running++
    } else {
      if (this.#waiting.length >= this.#length) {
        throw new Problem('overloaded', 'Too many keys are being checked; send the same request again', {
          retryAfterSeconds: 1,
        })
      }
      // Whoever finishes hands its place on, so that nobody who comes later takes it.
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
