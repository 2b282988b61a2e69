import type { ClientBase } from 'pg'
import { readAccount } from '../account.ts'
import type { StoredMetric } from '../find-stored-metric.ts'
import { readStreams, type Stream } from '../streams.ts'
import { type Bucket, type Calendar, readCalendar, useTimezone } from './calendar.ts'
import { extentOf, intersect, isEmpty, isWithin, type Range } from './range.ts'
import { readSums, type Sums } from './sums.ts'

export interface StatisticsQuestion {
  userId: string
  metric: StoredMetric
  bucket: Bucket
  /** IANA name; the account's where absent. */
  timezone?: string | undefined
  /** Half-open; where one is absent the samples themselves are the limit. */
  from?: Date | undefined
  to?: Date | undefined
  /** Only this source, or all added up; where absent one source counts per hour. */
  source?: string | undefined
  addUp?: boolean
  /** Also intervals without samples. */
  fill: boolean
  limit: number
  /** Where the next interval begins, in epoch seconds, as the page before said. */
  after?: number | undefined
}

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

/**
 * Sums and averages of a metric by intervals of the wall clock.
 * @throws {Problem} invalid_request for a zone that PostgreSQL does not know
 */
export async function readStatistics(client: ClientBase, question: StatisticsQuestion): Promise<Statistics> {
  const { userId, metric, bucket, source } = question
  const account = await readAccount(client, { userId })
  const timezone = question.timezone ?? account?.timezone ?? 'UTC'
  await useTimezone(client, timezone)
  const known = await readStreams(client, { userId, metrics: [metric.name] })
  const unit = metric.metric?.unit ?? newestUnit(known)
  const asked = known.filter(
    stream => stream.unit === unit && (source === undefined || stream.source === source),
  )
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
    .map(stream => ({ ...stream, rank: rankOf(stream.source, account?.sourcePriority ?? []) }))
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

/** What was asked for, open where it says nothing. */
const rangeOf = ({ from, to }: StatisticsQuestion): Range => ({
  fromS: from ? from.getTime() / 1000 : -Infinity,
  toS: to ? to.getTime() / 1000 : Infinity,
})

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

/** An uncatalogued metric may have come in several units, which nobody can convert: the one used last is answered. */
function newestUnit(streams: readonly Stream[]): string {
  return (
    streams.reduce<Stream | undefined>(
      (newest, stream) => (newest && newest.lastHourS >= stream.lastHourS ? newest : stream),
      undefined,
    )?.unit ?? ''
  )
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
