import { setImmediate as letOthersRun } from 'node:timers/promises'

/** How long work may keep the event loop from everybody else. */
const TURN_MS = 5
/**
 * The same where something of the same body is written meanwhile: in several statements, each of which waits for the end of a
 * turn.
 */
export const SHORT_TURN_MS = 0.25

/**
 * Does work that pauses after each short step, in turns between which others run. Work of few steps is done at once.
 * @throws what the work throws
 */
export async function inTurns<T>(work: Generator<void, T, void>, turnMs = TURN_MS): Promise<T> {
  let turnEndsMs = performance.now() + turnMs
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() < turnEndsMs) continue
    await letOthersRun()
    turnEndsMs = performance.now() + turnMs
  }
}
