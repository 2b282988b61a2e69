import { Problem } from '../problem.ts'

const RETRY_AFTER_SECONDS = 60

/**
 * Who may do now what takes minutes and holds something scarce for as long, a connection of the pool or room on the
 * disk: only few, and one of a user.
 */
export class LongTurns {
  readonly #maximum: number
  readonly #refusals: { ofUser: string; ofOthers: string }
  readonly #running = new Set<string>()

  /** @param refusals what is told of a turn of the same user, and of others */
  constructor(maximum: number, refusals: { ofUser: string; ofOthers: string }) {
    this.#maximum = maximum
    this.#refusals = refusals
  }

  /**
   * @returns ends the turn
   * @throws {Problem} overloaded
   */
  take(userId: string): () => void {
    const refuse = (detail: string) =>
      new Problem('overloaded', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS })
    if (this.#running.has(userId)) throw refuse(this.#refusals.ofUser)
    if (this.#running.size >= this.#maximum) throw refuse(this.#refusals.ofOthers)
    this.#running.add(userId)
    let isOver = false
    return () => {
      // Once only: the next turn may be of the same user.
      if (!isOver) this.#running.delete(userId)
      isOver = true
    }
  }
}
