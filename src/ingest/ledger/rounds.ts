const LOOK_EVERY_MS = 10_000

/** Work that is looked for when somebody says so and from time to time, one round after the other. */
export class Rounds {
  readonly #work: () => Promise<void>
  readonly #everyMs: number
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #wanted = false
  #closed = false

  /** @param work does what there is until there is none, or until `isClosed`; it must not throw */
  constructor(work: () => Promise<void>, everyMs = LOOK_EVERY_MS) {
    this.#work = work
    this.#everyMs = everyMs
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Begins to look for work, now and from time to time. */
  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#everyMs).unref()
    this.wake()
  }

  /** Looks for work now rather than at the next round. */
  wake(): void {
    this.#wanted = true
    this.#working ??= this.#begin().finally(() => {
      this.#working = undefined
      if (this.#wanted && !this.#closed) this.wake()
    })
  }

  /** Resolves when the work under way is done; what else is waiting stays for the next start. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#working
  }

  #begin(): Promise<void> {
    this.#wanted = false
    return this.#work()
  }
}
