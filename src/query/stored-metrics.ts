import type { ClientBase } from 'pg'
import { metrics } from '../catalogue/index.ts'
import type { Metric } from '../catalogue/metric.ts'
import { readMetricExtents } from './metric-extents.ts'
import { listSampledMetrics, type NamesQuestion, sleepName } from './metric-names.ts'
import { readOutermostSamples } from './outermost-samples.ts'
import { readSleepRecords } from './sleep-records.ts'

/** What a user has of a metric. */
export interface StoredMetricSummary {
  name: string
  /** Of the catalogue. */
  metric: Metric | undefined
  /** The one that came last first; more than one only of an uncatalogued metric. */
  units: string[]
  /** RFC 3339 in UTC. */
  firstAt: string
  lastAt: string
  /** Sorted. */
  sources: string[]
}

/** A page of everything that a user has samples of, and of sleep, in the order of the names. */
export async function listMetricSummaries(
  client: ClientBase,
  question: NamesQuestion,
): Promise<StoredMetricSummary[]> {
  const { userId } = question
  const sampled = await listSampledMetrics(client, question)
  const slept = isOnPage(sleepName, sampled, question)
    ? await readSleepRecords(client, { userId })
    : undefined
  const names = slept ? withName(sampled, sleepName).slice(0, question.limit) : sampled
  const extents = await readMetricExtents(client, { userId, names })
  const readEnds = (which: 'first' | 'last') => {
    const hours = extents.map(({ metric, firstHourS, lastHourS }) => ({
      metric,
      startS: which === 'first' ? firstHourS : lastHourS,
    }))
    return readOutermostSamples(client, { userId, hours, which })
  }
  const [first, last] = [await readEnds('first'), await readEnds('last')]
  const summaries = new Map<string, StoredMetricSummary>()
  for (const { metric: name, units, sources } of extents) {
    summaries.set(name, {
      name,
      metric: metrics.get(name),
      units,
      firstAt: first.get(name)!.recordedAt,
      lastAt: last.get(name)!.recordedAt,
      sources: sources.sort(),
    })
  }
  if (slept) summaries.set(sleepName, withSleep(summaries.get(sleepName), slept))
  return names.map(name => summaries.get(name)!)
}

/** Whether a name of ASCII, if there is something of it, stands among these of a page. */
function isOnPage(name: string, names: readonly string[], { after, limit }: NamesQuestion): boolean {
  return name > after && (names.length < limit || name <= names.at(-1)!)
}

const withName = (names: readonly string[], name: string): string[] =>
  names.includes(name)
    ? [...names]
    : [...names.filter(one => one < name), name, ...names.filter(one => one > name)]

/** Hours of sleep may also have come as a number, which is a sample like any other. */
function withSleep(
  samples: StoredMetricSummary | undefined,
  slept: { firstAt: Date; lastAt: Date; sources: string[] },
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
  }
}
