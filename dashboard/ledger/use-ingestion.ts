import { useEffect, useState } from 'preact/hooks'
import { addressOf, ask } from '../api/client.ts'
import type { IngestionError, IngestionWithErrors } from '../api/ingestions.ts'
import { noAnswer, Problem } from '../api/problem.ts'
import { type Answer, useAnswer } from '../api/use-answer.ts'

const PAGE = 500

export interface IngestionPages {
  answer: Answer<IngestionWithErrors>
  /** Of all pages so far. */
  errors: readonly IngestionError[]
  /** Asks for the next page of errors; undefined where there is none. */
  more: (() => void) | undefined
  moreProblem: Problem | undefined
  loadingMore: boolean
}

/** One ingestion, its errors page by page. */
export function useIngestion(id: string): IngestionPages {
  const path = `/v1/ingestions/${encodeURIComponent(id)}`
  const answer = useAnswer<IngestionWithErrors>(path, { limit: PAGE })
  const first = answer.data
  const [others, setOthers] = useState<{ errors: readonly IngestionError[]; cursor: string | null }>()
  const [loadingMore, setLoadingMore] = useState(false)
  const [moreProblem, setMoreProblem] = useState<Problem>()
  // It was read again, or asked for again: the pages behind the first may be others.
  useEffect(() => setOthers(undefined), [first])

  const cursor = others ? others.cursor : first?.next_cursor
  const more = async (from: string) => {
    setLoadingMore(true)
    setMoreProblem(undefined)
    try {
      const page = await ask<IngestionWithErrors>(addressOf(path, { limit: PAGE, cursor: from }))
      setOthers(known => ({ errors: [...(known?.errors ?? []), ...page.errors], cursor: page.next_cursor }))
    } catch (error) {
      setMoreProblem(error instanceof Problem ? error : noAnswer())
    }
    setLoadingMore(false)
  }
  return {
    answer,
    errors: [...(first?.errors ?? []), ...(others?.errors ?? [])],
    more: typeof cursor === 'string' ? () => void more(cursor) : undefined,
    moreProblem,
    loadingMore,
  }
}
