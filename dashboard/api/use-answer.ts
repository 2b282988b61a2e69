import { useEffect, useReducer, useRef } from 'preact/hooks'
import { keptAnswer, onAnswers, outdate, wantAnswer } from './answers.ts'
import { addressOf, type Params } from './client.ts'
import { noAnswer, Problem } from './problem.ts'

/** What a view has of an answer. With `data` and a `problem` at once, a newer one could not be had. */
export interface Answer<T> {
  data: T | undefined
  problem: Problem | undefined
  /** A first or a newer answer is on its way. */
  loading: boolean
  /** `data` is the answer to the question before, and stays until that to this one is there. */
  outdated: boolean
  again(): void
}

/**
 * The answer to a question by GET: from memory at once where it was asked before, and then newer.
 * @param path undefined: nothing is asked (yet)
 * @param load how it is asked where one request is not all, such as page by page; the same function each time
 */
export function useAnswer<T>(
  path: string | undefined,
  params: Params = {},
  load?: (url: string) => Promise<T>,
): Answer<T> {
  const url = path === undefined ? undefined : addressOf(path, params)
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const before = useRef<T | undefined>(undefined)
  useEffect(() => {
    if (url === undefined) return
    const look = () => {
      const kept = keptAnswer(url)
      // Somebody outdated it, and it did not fail since.
      if (kept?.at === 0 && kept.error === undefined) wantAnswer(url, load)
      redraw(undefined)
    }
    const unlisten = onAnswers(look)
    wantAnswer(url, load)
    redraw(undefined)
    return unlisten
  }, [url])

  const kept = url === undefined ? undefined : keptAnswer(url)
  const data = kept?.data as T | undefined
  if (data !== undefined) before.current = data
  const problem = kept?.error === undefined ? undefined : toProblem(kept.error)
  const outdated = data === undefined && before.current !== undefined && problem === undefined
  return {
    data: outdated ? before.current : data,
    problem,
    loading:
      url !== undefined &&
      (kept === undefined || kept.pending !== undefined || (data === undefined && !problem)),
    outdated,
    again: () => {
      if (url === undefined) return
      outdate(url)
      wantAnswer(url, load)
      redraw(undefined)
    },
  }
}

const toProblem = (error: unknown): Problem => (error instanceof Problem ? error : noAnswer())
