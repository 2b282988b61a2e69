import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { readAsUser } from '../database/as-user.ts'
import { type Credential, listWorking } from '../keys/list-working.ts'
import { Problem } from '../problem.ts'
import {
  type EndedIngestion,
  type EndPosition,
  listEndedIngestions,
  nobody,
  readPresent,
} from '../query/ended-ingestions.ts'

const ASK_EVERY_MS = 1_000
/** By how much an end may become visible later than one after it. */
const LATE_US = 10_000_000
/** Who comes back later than this is told what ended since then. */
const LONGEST_ABSENCE_US = 86_400_000_000
const PAGE_LENGTH = 200
/** A browser opens six connections to a host at most. */
const MAX_FOLLOWERS_OF_USER = 10

/** Somebody who wants to hear of the ingestions of a user that end. */
export interface Follower extends Credential {
  tell(ended: EndedIngestion): void
  /** There will be no more: the service stops, or what they came in with does not work any more. */
  end(): void
}

/** How far a follower has been told. */
interface Progress {
  untilUs: number
  /** When they ended, of those that were told and may be met again. */
  told: Map<string, number>
}

/**
 * Tells whoever follows what ended, in whichever process it was written. While there are followers the database is asked
 * once a second: in one statement who of them may still hear it, and in one for each user what ended since.
 */
export class IngestionFeed {
  readonly #pool: Pool
  readonly #log: Pick<Logger, 'warn'>
  /** Without progress until it is known from where on they are told. */
  readonly #followers = new Map<Follower, Progress | undefined>()
  #asking: Promise<void> | undefined
  readonly #stopping = new AbortController()
  #hasWarned = false

  constructor({ pool, log }: { pool: Pool; log: Pick<Logger, 'warn'> }) {
    this.#pool = pool
    this.#log = log
  }

  /**
   * @param after the last that the follower was told before it came back; undefined for what ends from now on
   * @returns call it when the follower is gone
   * @throws {Problem} overloaded when the user has too many followers
   */
  async follow(follower: Follower, after: EndPosition | undefined): Promise<() => void> {
    if (this.#stopping.signal.aborted) throw new Problem('overloaded', 'The service is stopping')
    const ofUser = [...this.#followers.keys()].filter(({ userId }) => userId === follower.userId)
    if (ofUser.length >= MAX_FOLLOWERS_OF_USER) {
      throw new Problem(
        'overloaded',
        `Events of one account go to ${MAX_FOLLOWERS_OF_USER} places at most: close one of them`,
      )
    }
    this.#followers.set(follower, undefined)
    try {
      const progress = await this.#begin(follower, after)
      // It may have been ended meanwhile.
      if (this.#followers.has(follower)) this.#followers.set(follower, progress)
    } catch (error) {
      this.#followers.delete(follower)
      throw error
    }
    this.#asking ??= this.#keepAsking().finally(() => {
      this.#asking = undefined
    })
    return () => this.#followers.delete(follower)
  }

  /** Ends all who follow. Resolves when the last question is answered. */
  async close(): Promise<void> {
    for (const follower of this.#followers.keys()) this.#end(follower)
    this.#stopping.abort()
    await this.#asking
  }

  /** Who begins now is not told what has ended already, however late that became visible. */
  #begin({ userId }: Follower, after: EndPosition | undefined): Promise<Progress> {
    return readAsUser(this.#pool, userId, async client => {
      const present = await readPresent(client)
      // One that lies ahead is none that this database has told: nothing would ever come after it.
      if (after && after.endedAtUs <= present.endedAtUs + LATE_US) {
        const untilUs = Math.max(after.endedAtUs, present.endedAtUs - LONGEST_ABSENCE_US)
        return { untilUs, told: new Map([[after.id, after.endedAtUs]]) }
      }
      const question = { userId, after: earlier(present.endedAtUs), limit: PAGE_LENGTH }
      const before = await listEndedIngestions(client, question)
      return { untilUs: present.endedAtUs, told: new Map(before.map(({ id, endedAtUs }) => [id, endedAtUs])) }
    })
  }

  async #keepAsking(): Promise<void> {
    while (this.#followers.size > 0) {
      try {
        await this.#endWhoMayNotHear()
        const users = new Set([...this.#followers.keys()].map(({ userId }) => userId))
        for (const userId of users) await this.#tell(userId)
        this.#hasWarned = false
      } catch (error) {
        // One line for each time that it stops working. Who follows is told later.
        if (!this.#hasWarned) this.#log.warn({ error }, 'followers of ingestions have to wait')
        this.#hasWarned = true
      }
      await sleep(ASK_EVERY_MS, undefined, { ref: false, signal: this.#stopping.signal }).catch(() => {})
    }
  }

  async #endWhoMayNotHear(): Promise<void> {
    const asked = [...this.#followers.keys()]
    const working = await listWorking(this.#pool, asked)
    for (const follower of asked) if (!working.has(follower)) this.#end(follower)
  }

  async #tell(userId: string): Promise<void> {
    const followers = [...this.#followers].filter(
      (each): each is [Follower, Progress] => each[0].userId === userId && each[1] !== undefined,
    )
    if (followers.length === 0) return
    let after: EndPosition | undefined = earlier(Math.min(...followers.map(([, { untilUs }]) => untilUs)))
    while (after) {
      const question = { userId, after, limit: PAGE_LENGTH }
      const ended: EndedIngestion[] = await readAsUser(this.#pool, userId, client =>
        listEndedIngestions(client, question),
      )
      for (const one of ended) for (const each of followers) tellOnce(...each, one)
      after = ended.length === PAGE_LENGTH ? ended.at(-1) : undefined
    }
    for (const [, progress] of followers) forgetEarlier(progress)
  }

  #end(follower: Follower): void {
    this.#followers.delete(follower)
    follower.end()
  }
}

const earlier = (timeUs: number): EndPosition => ({ endedAtUs: timeUs - LATE_US, id: nobody })

function tellOnce(follower: Follower, progress: Progress, ended: EndedIngestion): void {
  const { endedAtUs, id } = ended
  if (progress.told.has(id) || endedAtUs <= progress.untilUs - LATE_US) return
  follower.tell(ended)
  progress.told.set(id, endedAtUs)
  progress.untilUs = Math.max(progress.untilUs, endedAtUs)
}

function forgetEarlier({ told, untilUs }: Progress): void {
  for (const [id, endedAtUs] of told) if (endedAtUs <= untilUs - LATE_US) told.delete(id)
}
