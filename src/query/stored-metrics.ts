import type { ClientBase } from 'pg'
import { metrics } from '../catalogue/index.ts'
import type { Metric } from '../catalogue/metric.ts'
import { readMetricExtents } from './metric-extents.ts'
import { listStoredMetrics, type NamesQuestion, sleepName } from './metric-names.ts'
import { readOutermostSamples } from './outermost-samples.ts'
import { countSamples } from './sample-counts.ts'
import { readSleepRecords } from './sleep-records.ts'

/** What a user has of a metric. */
export interface StoredMetricSummary {
  name: string
  /** Of the catalogue. */
  metric: Metric | undefined
  /** The one with most samples first; more than one only of an uncatalogued metric. */
  units: string[]
  /** RFC 3339 in UTC. */
  firstAt: string
  lastAt: string
  /** Sorted. */
  sources: string[]
  sampleCount: number
}

/** A page of everything that a user has samples of, and of sleep, in the order of the names. */
export async function listMetricSummaries(
  client: ClientBase,
  question: NamesQuestion,
): Promise<StoredMetricSummary[]> {
  const { userId } = question
  const names = await listStoredMetrics(client, question)
  const extents = await readMetricExtents(client, { userId, names })
  const counts = await countSamples(client, { userId, names })
  const readEnds = (which: 'first' | 'last') => {
    const hours = extents.map(({ metric, firstHourS, lastHourS }) => ({
      metric,
      startS: which === 'first' ? firstHourS : lastHourS,
    }))
    return readOutermostSamples(client, { userId, hours, which })
  }
  const [first, last] = [await readEnds('first'), await readEnds('last')]
  const summaries = new Map<string, StoredMetricSummary>()
  for (const { metric: name, sources } of extents) {
    const counted = counts.filter(({ metric }) => metric === name)
    summaries.set(name, {
      name,
      metric: metrics.get(name),
      units: counted.map(({ unit }) => unit),
      firstAt: first.get(name)!.recordedAt,
      lastAt: last.get(name)!.recordedAt,
      sources: sources.sort(),
      sampleCount: counted.reduce((sum, { count }) => sum + count, 0),
    })
  }
  if (names.includes(sleepName)) {
    const slept = await readSleepRecords(client, { userId })
    if (slept) summaries.set(sleepName, withSleep(summaries.get(sleepName), slept))
  }
  return names.map(name => summaries.get(name)!)
}

/** Hours of sleep may also have come as a number, which is a sample like any other. */
function withSleep(
  samples: StoredMetricSummary | undefined,
  slept: { firstAt: Date; lastAt: Date; sources: string[]; count: number },
): StoredMetricSummary {
  const metric = metrics.get(sleepName)!
  const times = [slept.firstAt.toISOString(), slept.lastAt.toISOString()]
  if (samples) times.push(samples.firstAt, samples.lastAt)
  times.sort()
  return {
    name: sleepName,
    metric,
    units: samples?.units ?? [metric.unit],
    firstAt: times[0]!,
    lastAt: times.at(-1)!,
    sources: [...new Set([...(samples?.sources ?? []), ...slept.sources])].sort(),
    sampleCount: (samples?.sampleCount ?? 0) + slept.count,
  }
}
