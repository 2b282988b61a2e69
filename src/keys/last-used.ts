import type { Pool } from 'pg'
import type { Log } from './log.ts'

const FLUSH_EVERY_MS = 15_000

/** Remembers when keys were used and writes it in sets, so that a request costs no write. */
export class LastUsed {
  readonly #pool: Pool
  readonly #log: Log | undefined
  readonly #timer: NodeJS.Timeout
  /** At most one entry for each key in the database: only verified keys are noted. */
  #noted = new Map<string, Date>()
  #flushing: Promise<void> = Promise.resolve()

  /** @param log hears when a write failed; what it would have written goes with the next one */
  constructor(pool: Pool, log?: Log) {
    this.#pool = pool
    this.#log = log
    this.#timer = setInterval(() => void this.#flushOrWarn(), FLUSH_EVERY_MS).unref()
  }

  /** A verified key was used just now. */
  note(keyId: string): void {
    this.#noted.set(keyId, new Date())
  }

  /** The key is gone. What is being written finds no row of it. */
  forget(keyId: string): void {
    this.#noted.delete(keyId)
  }

  /** Writes what was noted; one statement for all keys. Rejects, and keeps the notes, when the database refuses. */
  flush(): Promise<void> {
    // One after the other: two at once could lock the same rows.
    this.#flushing = this.#flushing.catch(() => {}).then(() => this.#write())
    return this.#flushing
  }

  /** Writes what is left. A database that is gone does not keep the service from stopping. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#flushOrWarn()
  }

  async #write(): Promise<void> {
    if (this.#noted.size === 0) return
    const notes = this.#noted
    this.#noted = new Map()
    try {
      await this.#pool.query(
        // Locked in one order, so that two instances that flush the same keys do not deadlock. Another instance may
        // have noted a later use: last_used_at only moves forward.
        `with used as (
           select id, at from api_keys join unnest($1::text[], $2::timestamptz[]) as note (key_id, at) using (key_id)
           where last_used_at is null or last_used_at < at
           order by id
           for no key update of api_keys
         )
         update api_keys set last_used_at = at from used where api_keys.id = used.id`,
        [[...notes.keys()], [...notes.values()]],
      )
    } catch (error) {
      this.#noted = new Map([...notes, ...this.#noted])
      throw error
    }
  }

  async #flushOrWarn(): Promise<void> {
    await this.flush().catch((error: Error) => {
      this.#log?.warn(`The last use of keys could not be written, and is tried again: ${error.message}`)
    })
  }
}
