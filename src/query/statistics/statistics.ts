import type { ClientBase } from 'pg'
import type { Stream } from '../streams.ts'
import { type Basis, rangeOf, type StatisticsQuestion } from './basis.ts'
import { type Bucket, type Calendar, readCalendar } from './calendar.ts'
import { extentOf, intersect, isEmpty, isWithin, type Range } from './range.ts'
import { readSums, type Sums } from './sums.ts'

/** The figures of an interval by component: under the empty name where a sample has one number. */
export interface StatisticsBucket {
  start: string
  end: string
  count: number
  figures: Record<string, Pick<Sums, 'sum' | 'avg' | 'min' | 'max'>>
}

export interface Statistics {
  timezone: string
  unit: string
  /** The sources that have samples in the range, whether or not they count. */
  sources: string[]
  buckets: StatisticsBucket[]
  /** Where the next page begins, in epoch seconds. */
  next: number | null
}

/** The longest day of any zone with room to spare, in seconds. */
const wholeDayS = 27 * 3600

/** No interval is longer: what bounds a page of empty ones. */
const longestS: Record<Bucket, number> = {
  hour: 3600,
  day: 25 * 3600,
  week: 170 * 3600,
  month: 32 * 86_400,
  year: 367 * 86_400,
}

/** Sums and averages of a metric by intervals of the wall clock, in the transaction that has read their basis. */
export async function readStatistics(
  client: ClientBase,
  question: StatisticsQuestion,
  { timezone, sourcePriority, unit, streams: asked }: Basis,
): Promise<Statistics> {
  const { userId, metric, bucket, source } = question
  const sources = asked.filter(isWithin(rangeOf(question))).map(stream => stream.source)
  const statistics = { timezone, unit, sources: [...new Set(sources)].sort(), buckets: [], next: null }

  const extent = extentOf(asked)
  const range = boundRange(question, extent)
  if (!range) return statistics
  // Intervals without samples may reach over centuries; of the days only those are needed that may have some.
  const read = intersect(range, extent)
  const days: Calendar = isEmpty(read)
    ? { starts: [], labels: [] }
    : await readCalendar(client, { bucket: 'day', ...read })
  const calendar = await intervalsOf(client, question, range, days)
  const streams = asked
    .filter(isWithin(read))
    .map(stream => ({ ...stream, rank: rankOf(stream.source, sourcePriority) }))
  const sums = isEmpty(read)
    ? []
    : await readSums(client, {
        userId,
        metric: metric.name,
        unit,
        streams,
        ...read,
        starts: bucket === 'hour' ? undefined : calendar.starts,
        days: days.starts,
        most: metric.metric?.aggregationStyle === 'cumulative' ? 'sum' : 'count',
        settle: source === undefined && !question.addUp && overlap(streams),
      })
  const found = byInterval(sums, calendar)
  const all = question.fill ? fillGaps(found, calendar, range) : found
  const waiting = all.filter(({ startS }) => startS >= (question.after ?? Number.NEGATIVE_INFINITY))
  return {
    ...statistics,
    buckets: waiting.slice(0, question.limit).map(({ startS: _, ...one }) => one),
    next: waiting[question.limit]?.startS ?? null,
  }
}

/** Hours that have samples say themselves where they are. */
function intervalsOf(
  client: ClientBase,
  { bucket, fill }: StatisticsQuestion,
  range: Range,
  days: Calendar,
): Promise<Calendar> | Calendar {
  if (bucket === 'day' && !fill) return days
  if (bucket === 'hour' && !fill) return { starts: [], labels: [] }
  return readCalendar(client, { bucket, ...range })
}

/** The range of the page, undefined where there is nothing on it. */
function boundRange(question: StatisticsQuestion, extent: Range): Range | undefined {
  const { from, to, fill, bucket, limit, after } = question
  const asked = rangeOf(question)
  let { fromS, toS } = fill
    ? { fromS: from ? asked.fromS : extent.fromS, toS: to ? asked.toS : extent.toS }
    : intersect(asked, extent)
  if (!Number.isFinite(fromS) || !Number.isFinite(toS)) return undefined
  // A page begins with a whole day, because the hours of one are settled together.
  if (after !== undefined) fromS = Math.max(fromS, bucket === 'hour' ? after - wholeDayS : after)
  if (fill) toS = Math.min(toS, fromS + 2 * wholeDayS + (limit + 2) * longestS[bucket])
  return isEmpty({ fromS, toS }) ? undefined : { fromS, toS }
}

/** Of a grouped source the parts count: `Watch|iPhone` ranks as the better one of the two. Unlisted ones come last. */
function rankOf(source: string, priority: readonly string[]): number {
  const ranks = [source, ...source.split('|')].map(name => priority.indexOf(name)).filter(rank => rank >= 0)
  return Math.min(priority.length, ...ranks)
}

/** Whether a moment may be told of twice. */
function overlap(streams: readonly Stream[]): boolean {
  const components = streams.map(({ component }) => component)
  return new Set(components).size < components.length
}

type Interval = StatisticsBucket & { startS: number }

function byInterval(sums: readonly Sums[], { starts, labels }: Calendar): Interval[] {
  const intervals = new Map<number, Interval>()
  for (const { component, at, count, sum, avg, min, max } of sums) {
    const { startS, start, end } =
      typeof at === 'number' ? { startS: starts[at]!, start: labels[at]!, end: labels[at + 1]! } : at
    const interval = intervals.get(startS) ?? { startS, start, end, count, figures: {} }
    interval.figures[component] = { sum, avg, min, max }
    intervals.set(startS, interval)
  }
  return [...intervals.values()]
}

function fillGaps(
  found: readonly Interval[],
  { starts, labels }: Calendar,
  { fromS, toS }: Range,
): Interval[] {
  const known = new Map(found.map(interval => [interval.startS, interval]))
  return starts.slice(0, -1).flatMap((startS, index): Interval[] => {
    if (startS >= toS || starts[index + 1]! <= fromS) return []
    const empty = { startS, start: labels[index]!, end: labels[index + 1]!, count: 0, figures: {} }
    return [known.get(startS) ?? empty]
  })
}
