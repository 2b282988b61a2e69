import { ask } from './client.ts'

/** An answer that is asked for, and what came. */
export interface Kept {
  data?: unknown
  error?: unknown
  /** When the data came, in ms since 1970. */
  at: number
  pending?: Promise<void> | undefined
  /** What is on its way was asked for before something changed it. */
  isOvertaken?: boolean
}

/** Answers by address, the least recently looked at first. */
const answers = new Map<string, Kept>()
const MAX_ANSWERS = 300
/** Younger than this it is not asked for again unless somebody wants to. */
const FRESH_MS = 30_000

const listeners = new Set<() => void>()

/** What is known of an address now. Who shows it looks whenever an answer comes, so that it is never the oldest. */
export function keptAnswer(url: string): Kept | undefined {
  const kept = answers.get(url)
  if (kept) {
    answers.delete(url)
    answers.set(url, kept)
  }
  return kept
}

/**
 * Asks unless the answer is fresh or on its way.
 * @param load how, where it is not asked at once
 * @returns when it has come, or has failed: nothing is thrown
 */
export async function wantAnswer(url: string, load: (url: string) => Promise<unknown> = ask): Promise<void> {
  const kept = answers.get(url) ?? { at: 0 }
  answers.delete(url)
  answers.set(url, kept)
  const oldest = answers.keys().next().value
  if (answers.size > MAX_ANSWERS && oldest !== undefined) answers.delete(oldest)
  if (kept.pending !== undefined) return kept.pending
  if (kept.data !== undefined && Date.now() - kept.at < FRESH_MS) return
  kept.isOvertaken = false
  kept.pending = load(url)
    .then(
      data => {
        kept.data = data
        kept.at = kept.isOvertaken ? 0 : Date.now()
        delete kept.error
      },
      (error: unknown) => {
        kept.error = error
      },
    )
    .finally(() => {
      delete kept.pending
      tell()
    })
  return kept.pending
}

/** Asks again for all whose address begins so: what was sent has changed it. What is shown stays until then. */
export function outdate(path: string): void {
  for (const [url, kept] of answers) {
    if (!url.startsWith(path)) continue
    kept.at = 0
    kept.isOvertaken = true
  }
  tell()
}

/** Somebody comes back to the page, or the network to it: what is no longer fresh is asked for again, and what failed. */
export function refreshAnswers(): void {
  for (const kept of answers.values()) {
    if (Date.now() - kept.at < FRESH_MS) continue
    kept.at = 0
    delete kept.error
  }
  tell()
}

/** Of another person, or of nobody, nothing may be left. */
export function forgetAnswers(): void {
  answers.clear()
  tell()
}

/** @returns call it to hear no more */
export function onAnswers(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of [...listeners]) listener()
}
