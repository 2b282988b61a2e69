import { Problem } from '../problem.ts'

/**
 * One work of a user at a time in this process. Without it those that wait for the user's lock in the database would
 * each hold a connection, and a single phone could take them all from everybody else.
 */
export class UserTurns {
  private readonly last = new Map<string, Promise<unknown>>()
  private readonly maxWaitMs: number

  constructor(maxWaitMs: number) {
    this.maxWaitMs = maxWaitMs
  }

  /** Whether work of this user would begin at once. */
  isFree(userId: string): boolean {
    return !this.last.has(userId)
  }

  /**
   * Runs `work` when all earlier work of this user has ended, whichever way it ended.
   * @throws {Problem} overloaded when its turn does not come in time; `work` is not run then
   */
  async take<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(userId) ?? Promise.resolve()
    let timer: NodeJS.Timeout | undefined
    let waitedTooLong = false
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        waitedTooLong = true
        reject(
          new Problem('overloaded', 'Other bodies of this account are being written: send this one again'),
        )
      }, this.maxWaitMs)
    })
    const turn = before.then(() => {
      clearTimeout(timer)
      return waitedTooLong ? patience : work()
    })
    const settled = turn.catch(() => {})
    this.last.set(userId, settled)
    try {
      return await Promise.race([turn, patience])
    } finally {
      settled.then(() => {
        if (this.last.get(userId) === settled) this.last.delete(userId)
      })
    }
  }
}
