import { useRef } from 'preact/hooks'
import type { Answer } from './use-answer.ts'

/**
 * Whether each of these has been answered, well or not. It stays so: what is drawn by then stays drawn, whatever is asked again.
 * Parts that stand above one another are drawn together by it, since one that came late would push those below.
 */
export function useAllHere(answers: readonly Answer<unknown>[]): boolean {
  const areHere = useRef(false)
  areHere.current ||= answers.every(({ data, problem }) => data !== undefined || problem !== undefined)
  return areHere.current
}
