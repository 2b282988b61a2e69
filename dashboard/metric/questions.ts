import { addressOf, type Params } from '../api/client.ts'
import type { BucketSize } from '../api/statistics.ts'
import type { Span } from './span.ts'

/** Which sources count: `merged` lets one count in each hour, `all` adds up what all say. */
export type Sources = { rule: 'merged' | 'all' } | { rule: 'one'; source: string }

export interface Question {
  path: string
  params: Params
}

/** More samples than a chart could show; then hours stand for them. */
const MOST_SAMPLES = 5000

export const readSources = (query: URLSearchParams): Sources => {
  // Empty text is a source too: that of clients that name none.
  const source = query.get('source')
  if (source !== null) return { rule: 'one', source }
  return { rule: query.get('sources') === 'all' ? 'all' : 'merged' }
}

/** The points of the chart, with those of which there is nothing. */
export const pointsOf = (metric: string, span: Span, sources: Sources): Question =>
  askBuckets(metric, span, sources, span.step === 'sample' ? 'hour' : span.step, true)

/**
 * What the figures of a span are made of: its days, of a part of some its hours, because a day that is cut off weighs less
 * than one that is not. Where those are the points, it is one question.
 */
export function summandsOf(metric: string, span: Span, sources: Sources): Question {
  const bucket = span.isPart ? 'hour' : 'day'
  return askBuckets(metric, span, sources, bucket, span.step === bucket)
}

export const samplesOf = (metric: string, span: Span, sources: Sources): Question => ({
  path: `${pathOf(metric)}/samples`,
  params: { ...ends(span), ...(sources.rule === 'one' && { source: sources.source }), limit: MOST_SAMPLES },
})

/** Every sample of a span, for an answer that is no page. */
export const fileOf = (metric: string, span: Span, sources: Sources): string => {
  const { path, params } = samplesOf(metric, span, sources)
  return addressOf(path, { ...params, limit: undefined })
}

function askBuckets(
  metric: string,
  span: Span,
  sources: Sources,
  bucket: BucketSize,
  fill: boolean,
): Question {
  const { rule } = sources
  return {
    path: `${pathOf(metric)}/statistics`,
    params: {
      ...ends(span),
      bucket,
      ...(fill && { fill: 'null' }),
      ...(rule === 'one' && { source: sources.source }),
      ...(rule === 'all' && { sources: 'all' }),
    },
  }
}

const pathOf = (metric: string): string => `/v1/metrics/${encodeURIComponent(metric)}`

const ends = ({ fromMs, toMs }: Span): { from: string; to: string } => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
})
