import { Problem } from '../problem.ts'

const RETRY_AFTER_SECONDS = 60

/**
 * Who may export now. An export holds a connection of the pool for as long as its client takes to load it, so that only
 * few may run, and one of a user.
 */
export class ExportTurns {
  readonly #maximum: number
  readonly #running = new Set<string>()

  constructor(maximum: number) {
    this.#maximum = maximum
  }

  /**
   * @returns ends the turn
   * @throws {Problem} overloaded
   */
  take(userId: string): () => void {
    const refuse = (detail: string) =>
      new Problem('overloaded', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS })
    if (this.#running.has(userId)) throw refuse('An export of this account is being loaded: wait for its end')
    if (this.#running.size >= this.#maximum) throw refuse('Other exports are being loaded: ask again later')
    this.#running.add(userId)
    let isOver = false
    return () => {
      // Once only: the next turn may be of the same user.
      if (!isOver) this.#running.delete(userId)
      isOver = true
    }
  }
}
