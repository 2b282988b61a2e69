/**
 * One ingestion of a user at a time in this process. Without it those that wait for the user's lock in the database
 * would each hold a connection, and a single phone could take them all from everybody else.
 */
export class UserTurns {
  private readonly last = new Map<string, Promise<unknown>>()

  /** Runs `work` when all earlier work of this user has ended, whichever way it ended. */
  async take<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(userId) ?? Promise.resolve()
    const turn = before.then(work, work)
    const settled = turn.catch(() => {})
    this.last.set(userId, settled)
    try {
      return await turn
    } finally {
      if (this.last.get(userId) === settled) this.last.delete(userId)
    }
  }
}
