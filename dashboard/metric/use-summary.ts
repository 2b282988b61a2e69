import { useMemo } from 'preact/hooks'
import type { Statistics } from '../api/statistics.ts'
import { useAnswer } from '../api/use-answer.ts'
import { type Sources, summandsOf } from './questions.ts'
import type { Horizon, Span } from './span.ts'
import { type Summary, sumUp } from './sum-up.ts'

/** What a span comes to, as far as it is known. */
export interface Known {
  /** Undefined where nothing was measured, or nothing is known. */
  summary: Summary | undefined
  is: 'asked' | 'known' | 'unknown'
}

/** @param span undefined: nothing is asked */
export function useSummary(
  metric: string,
  span: Span | undefined,
  sources: Sources,
  { today }: Horizon,
): Known {
  const question = span && summandsOf(metric, span, sources)
  const { data, outdated, problem } = useAnswer<Statistics>(question?.path, question?.params)
  return useMemo(() => {
    if (data !== undefined && !outdated) return { summary: sumUp(data, today), is: 'known' }
    return { summary: undefined, is: span === undefined || problem ? 'unknown' : 'asked' }
  }, [data, outdated, today, span === undefined, problem])
}
