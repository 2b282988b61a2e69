import { LRUCache } from 'lru-cache'

/** Fixed windows that begin with a caller's first request. */
export const WINDOW_SECONDS = 3_600
const WINDOW_MS = WINDOW_SECONDS * 1_000
/** What the end of a window may differ by when two tell of it. */
const TOLD_WITHIN_MS = 5_000

/** `ingest` and `read` count by key, `unauthenticated` by address. */
export type LimitName = 'ingest' | 'read' | 'unauthenticated'

/** Where a count stands. */
export interface Count {
  points: number
  /** Until its window ends. */
  msLeft: number
}

/** The counts of one service. Processes that serve together all ask the same ones, where an answer takes its time. */
export interface Counts {
  /** Counts one more. */
  add(name: LimitName, id: string): Count | Promise<Count>
  /** Counts one less. */
  takeBack(name: LimitName, id: string): Count | Promise<Count>
  /** Takes over what was counted elsewhere. */
  follow(name: LimitName, id: string, count: Count): void
  /** How many wrong secrets of this key came from this address. */
  wrongSecrets(address: string, keyId: string): number | Promise<number>
  addWrongSecret(address: string, keyId: string): void
  /** Removes every count of keys that are gone. */
  forget(keyIds: readonly string[]): void
}

/** Counts that end with the process. Each is looked at and changed at once, so that none is lost between the two. */
export class MemoryCounts implements Counts {
  readonly #windows = new LRUCache<string, { points: number }>({ ttl: WINDOW_MS, ttlAutopurge: true })
  /** The addresses that are counted for a key, by which these counts are found again. */
  readonly #guessers = new LRUCache<string, Set<string>>({ max: 10_000, ttl: WINDOW_MS })

  add(name: LimitName, id: string): Count {
    return this.#add(`${name} ${id}`)
  }

  takeBack(name: LimitName, id: string): Count {
    const window = this.#windows.get(`${name} ${id}`)
    if (window && window.points > 0) window.points--
    return { points: window?.points ?? 0, msLeft: this.#windows.getRemainingTTL(`${name} ${id}`) }
  }

  follow(name: LimitName, id: string, { points, msLeft }: Count): void {
    const held = this.#windows.get(`${name} ${id}`)
    const heldMsLeft = this.#windows.getRemainingTTL(`${name} ${id}`)
    // Within a window the highest count is the last one, in whichever order they arrive from several processes. One that
    // ends at another time is another window: that of a Redis that was emptied.
    const isSameWindow = Math.abs(heldMsLeft - msLeft) < TOLD_WITHIN_MS
    if (held && isSameWindow && held.points >= points) return
    this.#windows.set(`${name} ${id}`, { points }, { ttl: Math.max(1, Math.ceil(msLeft)) })
  }

  wrongSecrets(address: string, keyId: string): number {
    return this.#windows.get(guess(address, keyId))?.points ?? 0
  }

  addWrongSecret(address: string, keyId: string): void {
    this.#add(guess(address, keyId))
    const guessers = this.#guessers.get(keyId) ?? new Set()
    this.#guessers.set(keyId, guessers.add(address))
  }

  forget(keyIds: readonly string[]): void {
    for (const keyId of keyIds) {
      for (const name of ['ingest', 'read']) this.#windows.delete(`${name} ${keyId}`)
      for (const address of this.#guessers.get(keyId) ?? []) this.#windows.delete(guess(address, keyId))
      this.#guessers.delete(keyId)
    }
  }

  #add(id: string): Count {
    const window = this.#windows.get(id) ?? { points: 0 }
    window.points++
    if (!this.#windows.has(id)) this.#windows.set(id, window)
    return { points: window.points, msLeft: this.#windows.getRemainingTTL(id) }
  }
}

const guess = (address: string, keyId: string): string => `wrong-secret ${address} ${keyId}`
