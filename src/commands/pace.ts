import type { ImportProgress } from '../ingest/apple-export/import-export.ts'

/** How fast an import is; null until enough was seen to tell. */
export interface Pace {
  recordsPerSecond: number | null
  secondsLeft: number | null
}

interface Seen {
  atMs: number
  bytesRead: number
  records: number
}

/** Long enough that a busy moment does not double the time left, short enough to follow what is read now. */
const WINDOW_MS = 10_000
/** What is kept of the window is bounded, however often it is told. */
const KEPT_EVERY_MS = 250
const ENOUGH_MS = 1_000

/**
 * The pace of the last seconds. What was done before the first progress that it is told is another run's, and counts
 * for nothing.
 */
export class PaceMeter {
  #window: Seen[] = []

  /** @param atMs of a clock that only goes forward */
  observe({ bytesRead, bytesTotal, records }: ImportProgress, atMs: number): Pace {
    const now = { atMs, bytesRead, records }
    const lastMs = this.#window.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
    if (atMs - lastMs >= KEPT_EVERY_MS) this.#window.push(now)
    // One from before the window stays, so that it is always as long as it should be.
    while ((this.#window[1]?.atMs ?? atMs) <= atMs - WINDOW_MS) this.#window.shift()
    const from = this.#window[0] ?? now
    const seconds = (atMs - from.atMs) / 1000
    if (seconds * 1000 < ENOUGH_MS) return { recordsPerSecond: null, secondsLeft: null }
    const bytesPerSecond = (bytesRead - from.bytesRead) / seconds
    return {
      recordsPerSecond: Math.round((records - from.records) / seconds),
      secondsLeft: bytesPerSecond > 0 ? Math.ceil((bytesTotal - bytesRead) / bytesPerSecond) : null,
    }
  }
}
