import type { StoredNumber } from './stored-samples.ts'

export interface ReferenceQuestion {
  bucket: 'hour' | 'day' | 'week' | 'month' | 'year'
  timezone: string
  fromMs?: number | undefined
  toMs?: number | undefined
  /** Left out: one source per hour, by this order. */
  addUp?: boolean
  priority?: readonly string[]
  cumulative: boolean
}

export interface ReferenceBucket {
  bucket_start: string
  count: number
  sum?: number
  min?: number
  avg?: number | null
  max?: number
}

/**
 * The statistics of one metric, sample by sample and as slowly as one would by hand: the wall clock comes from Node's own
 * time zones, so that nothing of the service or of PostgreSQL's calendar is in it.
 */
export function referenceStatistics(
  numbers: readonly StoredNumber[],
  question: ReferenceQuestion,
): ReferenceBucket[] {
  const { fromMs = -Infinity, toMs = Infinity, timezone } = question
  const inRange = numbers.filter(({ recordedAtMs }) => recordedAtMs >= fromMs && recordedAtMs < toMs)
  const counted = question.addUp ? inRange : settle(inRange, question)
  const intervals = groupBy(counted, ({ recordedAtMs }) => intervalStart(recordedAtMs, question))
  return [...intervals]
    .sort(([a], [b]) => a - b)
    .map(([startMs, members]) => {
      const described = { bucket_start: new Date(startMs).toISOString(), count: members.length }
      if (question.cumulative) return { ...described, sum: rounded(sumOf(members)) }
      const known = members.filter(({ value }) => value !== null)
      const weight = known.reduce((total, { weightS }) => total + weightS, 0)
      const weighted = known.reduce((total, { value, weightS }) => total + value! * weightS, 0)
      return {
        ...described,
        min: Math.min(...members.map(({ min }) => min)),
        avg: known.length > 0 ? rounded(weighted / weight) : null,
        max: Math.max(...members.map(({ max }) => max)),
      }
    })

  /** In the zone, the first moment of the interval. */
  function intervalStart(ms: number, { bucket }: ReferenceQuestion): number {
    const local = localTime(ms, timezone)
    if (bucket === 'hour') return ms - (local.minute * 60 + local.second) * 1000 - local.ms
    const monday = new Date(Date.UTC(local.year, local.month - 1, local.day)).getUTCDay() || 7
    const date = {
      day: [local.year, local.month, local.day],
      week: [local.year, local.month, local.day - monday + 1],
      month: [local.year, local.month, 1],
      year: [local.year, 1, 1],
    }[bucket] as [number, number, number]
    return firstMoment(Date.UTC(date[0], date[1] - 1, date[2]), timezone)
  }
}

/** One source per hour, then one grouping per day. */
function settle(numbers: readonly StoredNumber[], question: ReferenceQuestion): StoredNumber[] {
  const { timezone, cumulative, priority = [] } = question
  const most = (members: readonly StoredNumber[]) => (cumulative ? sumOf(members) : members.length)
  const rank = (source: string) =>
    Math.min(
      priority.length,
      ...[source, ...source.split('|')].map(name =>
        priority.includes(name) ? priority.indexOf(name) : Infinity,
      ),
    )
  const dayOf = ({ recordedAtMs }: StoredNumber) => {
    const { year, month, day } = localTime(recordedAtMs, timezone)
    return `${year}-${month}-${day}`
  }
  const hourOf = ({ recordedAtMs }: StoredNumber) => {
    const { minute, second, ms } = localTime(recordedAtMs, timezone)
    return recordedAtMs - (minute * 60 + second) * 1000 - ms
  }
  const kept: StoredNumber[] = []
  for (const ofDay of groupBy(numbers, dayOf).values()) {
    const groupings = [...groupBy(ofDay, ({ groupingS }) => groupingS)].map(([groupingS, ofGrouping]) => {
      const members = [...groupBy(ofGrouping, hourOf).values()].flatMap(ofHour => {
        const sources = [...groupBy(ofHour, ({ source }) => source)].map(([source, its]) => ({ source, its }))
        sources.sort(
          (a, b) =>
            rank(a.source) - rank(b.source) || most(b.its) - most(a.its) || (a.source < b.source ? -1 : 1),
        )
        return sources[0]!.its
      })
      return { groupingS, members, rank: Math.min(...members.map(({ source }) => rank(source))) }
    })
    const best = Math.min(...groupings.map(grouping => grouping.rank))
    const eligible = groupings.filter(grouping => grouping.rank === best)
    const greatest = Math.max(...eligible.map(({ members }) => most(members)))
    eligible.sort((a, b) => a.groupingS - b.groupingS)
    kept.push(...eligible.find(({ members }) => most(members) >= greatest * 0.9)!.members)
  }
  return kept
}

/** The earliest moment of a local date, looked for in steps of a minute around where it can be. */
function firstMoment(localMidnightMs: number, timezone: string): number {
  const wanted = localMidnightMs
  const isIn = (ms: number) => {
    const { year, month, day } = localTime(ms, timezone)
    return Date.UTC(year, month - 1, day) >= wanted
  }
  // Offsets lie between −12 and +14 hours; the first quarter of an hour from there on that is in the date.
  for (let ms = localMidnightMs - 15 * 3_600_000; ; ms += 900_000) if (isIn(ms)) return ms
}

const formats = new Map<string, Intl.DateTimeFormat>()

function localTime(ms: number, timeZone: string) {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601-hc-h23', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  return {
    year: parts.year!,
    month: parts.month!,
    day: parts.day!,
    minute: parts.minute!,
    second: parts.second!,
    ms: ((ms % 1000) + 1000) % 1000,
  }
}

const sumOf = (numbers: readonly StoredNumber[]) => numbers.reduce((sum, { value }) => sum + (value ?? 0), 0)

/** As the answer writes figures. */
const rounded = (number: number): number => Number(number.toPrecision(12))

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
