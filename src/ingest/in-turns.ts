import { setImmediate as letOthersRun } from 'node:timers/promises'

/** How long work may keep the event loop from everybody else. */
const TURN_MS = 5

/**
 * Does work that pauses after each short step, in turns between which others run. Work of few steps is done at once.
 * @throws what the work throws
 */
export async function inTurns<T>(work: Generator<void, T, void>): Promise<T> {
  let turnEndsMs = performance.now() + TURN_MS
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() < turnEndsMs) continue
    await letOthersRun()
    turnEndsMs = performance.now() + TURN_MS
  }
}
