import { useState } from 'preact/hooks'
import { noAnswer, Problem } from './problem.ts'

/** Something that is being sent: whether it still is, and what was wrong with it. */
export interface Sending {
  busy: boolean
  problem: Problem | undefined
  /** @returns whether it worked */
  run(work: () => Promise<void>): Promise<boolean>
}

/** For what is sent from here by a button. */
export function useSending(): Sending {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  return {
    busy,
    problem,
    run: async work => {
      setBusy(true)
      setProblem(undefined)
      try {
        await work()
        return true
      } catch (error) {
        setProblem(error instanceof Problem ? error : noAnswer())
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
