import type { ClientBase } from 'pg'
import { readStreams, type Stream } from './streams.ts'

/** The hours of UTC in which the first and the last sample of a metric stand, by their begin in epoch seconds. */
export interface MetricExtent {
  metric: string
  firstHourS: number
  lastHourS: number
  /** Each once, that of the newest samples first. */
  units: string[]
  /** Each that has samples of it, once. */
  sources: string[]
}

/** How far metrics reach, over all of their streams. */
export async function readMetricExtents(
  client: ClientBase,
  { userId, names }: { userId: string; names: string[] },
): Promise<MetricExtent[]> {
  const byMetric = new Map<string, Stream[]>()
  for (const stream of await readStreams(client, { userId, metrics: names })) {
    const ofMetric = byMetric.get(stream.metric)
    if (ofMetric) ofMetric.push(stream)
    else byMetric.set(stream.metric, [stream])
  }
  return Array.from(byMetric, ([metric, streams]) => {
    const newestFirst = streams.toSorted((a, b) => b.lastHourS - a.lastHourS)
    return {
      metric,
      firstHourS: streams.reduce((first, { firstHourS }) => Math.min(first, firstHourS), Infinity),
      lastHourS: newestFirst[0]!.lastHourS,
      units: [...new Set(newestFirst.map(({ unit }) => unit))],
      sources: [...new Set(streams.map(({ source }) => source))],
    }
  })
}
