import { useMemo, useRef } from 'preact/hooks'
import type { Samples } from '../api/samples.ts'
import type { Statistics } from '../api/statistics.ts'
import { type Answer, useAnswer } from '../api/use-answer.ts'
import { pointsOf, type Question, type Sources, samplesOf } from './questions.ts'
import type { Span } from './span.ts'

/** A span with what its chart draws: samples, or points that stand for many. */
export type Shown = { span: Span; sources: Sources } & ({ samples: Samples } | { points: Statistics })

/** What a span shows: until it has come, what the span before shows stays, whole. */
export function useShown(metric: string, span: Span, sources: Sources): Answer<Shown> {
  const isRaw = span.step === 'sample'
  const samples = useQuestion<Samples>(isRaw ? samplesOf(metric, span, sources) : undefined)
  const isTooMuch =
    isRaw && !samples.outdated && samples.data !== undefined && samples.data.next_cursor !== null
  const isPoints = !isRaw || isTooMuch
  const points = useQuestion<Statistics>(isPoints ? pointsOf(metric, span, sources) : undefined)

  const answer = isPoints ? points : samples
  const hasCome = answer.data !== undefined && !answer.outdated
  const before = useRef<Shown>(undefined)
  const now = useMemo<Shown | undefined>(() => {
    if (!hasCome) return undefined
    return isPoints ? { span, sources, points: points.data! } : { span, sources, samples: samples.data! }
  }, [hasCome, span, sources, isPoints, points.data, samples.data])
  if (now) before.current = now
  const problem = samples.problem ?? points.problem
  const outdated = !now && before.current !== undefined && problem === undefined
  return {
    data: outdated ? before.current : now,
    problem,
    loading: answer.loading,
    outdated,
    again: answer.again,
  }
}

function useQuestion<T>(question: Question | undefined): Answer<T> {
  return useAnswer<T>(question?.path, question?.params)
}
