import { Problem } from '../problem.ts'

const RETRY_AFTER_SECONDS = 60

/** What takes minutes and holds something scarce for as long: a connection of the pool, or room on the disk. */
export type LongWork = 'export' | 'upload'

/** How many of a kind may go on at once. */
const MAX_AT_ONCE: Record<LongWork, number> = { export: 2, upload: 2 }

/** Begun, or not: because of a work of the same user, or of those of others. */
export type Beginning = 'begun' | 'of_user' | 'of_others'

/** The long works that one service is at. Processes that serve together all ask the same. */
export interface RunningWorks {
  begin(work: LongWork, userId: string): Beginning | Promise<Beginning>
  /** Of one that was begun. */
  end(work: LongWork, userId: string): void
}

export class MemoryWorks implements RunningWorks {
  readonly #users: Record<LongWork, Set<string>> = { export: new Set(), upload: new Set() }

  begin(work: LongWork, userId: string): Beginning {
    const users = this.#users[work]
    if (users.has(userId)) return 'of_user'
    if (users.size >= MAX_AT_ONCE[work]) return 'of_others'
    users.add(userId)
    return 'begun'
  }

  end(work: LongWork, userId: string): void {
    this.#users[work].delete(userId)
  }
}

/** Who may do a long work now: only few, and one of a user. */
export class LongTurns {
  readonly #work: LongWork
  readonly #running: RunningWorks
  readonly #refusals: { of_user: string; of_others: string }

  /** @param refusals what is told of a work of the same user, and of others */
  constructor(work: LongWork, running: RunningWorks, refusals: { of_user: string; of_others: string }) {
    this.#work = work
    this.#running = running
    this.#refusals = refusals
  }

  /**
   * @returns ends the turn
   * @throws {Problem} overloaded
   */
  async take(userId: string): Promise<() => void> {
    const beginning = await this.#running.begin(this.#work, userId)
    if (beginning !== 'begun') {
      throw new Problem('overloaded', this.#refusals[beginning], { retryAfterSeconds: RETRY_AFTER_SECONDS })
    }
    let isOver = false
    return () => {
      // Once only: the next turn may be of the same user.
      if (!isOver) this.#running.end(this.#work, userId)
      isOver = true
    }
  }
}
