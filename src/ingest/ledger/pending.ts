import { randomUUID } from 'node:crypto'
import { type PendingDeps, PendingWorker } from './pending-worker.ts'
import { Rounds } from './rounds.ts'
import { recallUsers } from './waiting-users.ts'

/** Where the background tells what became of a body; never a name or a value. */
export interface Log {
  info(fields: object, text: string): void
  error(fields: object, text: string): void
}

/** Each holds a body in memory, and some of the ten connections of the pool. */
const WORKERS = 2
/** It reads all that waits, and what it finds is two minutes old. */
const RECALL_EVERY_MS = 60_000

/**
 * Ingests what was stored and not yet written: bodies that asked for an answer at once, and bodies whose process died
 * or whose database failed between the two. Users take turns, so that nobody waits for all that somebody else has sent;
 * of one user the bodies are written one at a time, in the order in which they came. Two processes that meet at one body
 * lose nothing: the second finds it finished, or what the first has written as duplicates.
 */
export class PendingIngestions {
  readonly #deps: PendingDeps
  /** What is older and not finished was left by a process that is gone. */
  #leftBefore = new Date()
  readonly #workers: readonly PendingWorker[]
  readonly #recalls = new Rounds(() => this.#recall(), RECALL_EVERY_MS)

  constructor(deps: PendingDeps) {
    this.#deps = deps
    const ids = Array.from({ length: WORKERS }, () => randomUUID())
    this.#workers = ids.map(id => new PendingWorker(deps, id, ids, () => this.#leftBefore))
  }

  /** Begins to look for work, now and from time to time. */
  start(): void {
    this.#recalls.start()
    for (const worker of this.#workers) worker.start()
  }

  /** Looks for work now rather than at the next round. */
  wake(): void {
    for (const worker of this.#workers) worker.wake()
  }

  /** Another process of this service is gone: what it left is looked for now, rather than when no request takes so long. */
  takeUpWhatIsLeft(): void {
    this.#leftBefore = new Date()
    this.#recalls.wake()
  }

  /** Resolves when the bodies under way are done; what else is waiting stays for the next start. */
  async close(): Promise<void> {
    await Promise.all([this.#recalls, ...this.#workers].map(one => one.close()))
  }

  async #recall(): Promise<void> {
    try {
      await recallUsers(this.#deps.pool, this.#leftBefore)
      this.wake()
    } catch (error) {
      this.#deps.log.error({ error }, 'users could not be recalled into the queue')
    }
  }
}
