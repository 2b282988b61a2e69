import type { BucketSize } from '../api/statistics.ts'
import { addMonths, daysBetween, firstOfMonth, mondayOf } from '../words/calendar.ts'
import { addDays, dateOf, isDate, startOfDay } from '../words/dates.ts'

export const rangeNames = ['day', 'week', 'month', 'year', 'all'] as const
export type RangeName = (typeof rangeNames)[number]

/** A stretch of time that is shown: whole days of the person, or a part of a few. */
export interface Span {
  /** `free` is one that somebody chose. */
  range: RangeName | 'free'
  /** Half-open, in ms since 1970. */
  fromMs: number
  toMs: number
  /** The local dates that it begins and ends on. */
  first: string
  last: string
  isPart: boolean
  /** What one point of the chart stands for. */
  step: 'sample' | BucketSize
}

/** Within which spans lie. */
export interface Horizon {
  timezone: string
  /** Local dates; of the first and the last sample. */
  today: string
  firstDate: string
  lastDate: string
  /** Samples that are added up say nothing one by one, because several sources may count the same. */
  finest: 'sample' | 'hour'
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** The longest day of any zone. */
const DAY_MS = 25 * HOUR_MS
const WEEKS_OF_YEAR = 52

/** The span that the address of the view names; what makes no sense in it is passed over. */
export function readSpan(query: URLSearchParams, horizon: Horizon): Span {
  const zoom = readZoom(query.get('zoom'), horizon)
  if (zoom) return zoom
  return spanOf(readRange(query), readLast(query, horizon), horizon)
}

/** The day with which a range ends: the one that the address names, or today. */
export function readLast(query: URLSearchParams, { today }: Horizon): string {
  const to = query.get('to')
  return to !== null && isDate(to) ? to : today
}

/** The range that is left behind by zooming in. */
export const readRange = (query: URLSearchParams): RangeName =>
  rangeNames.find(name => name === query.get('range')) ?? 'month'

/** What {@link readSpan} reads: of a span up to today it says so by naming no day, so that it holds tomorrow too. */
export function writeSpan(span: Span, { today }: Horizon): Record<string, string | undefined> {
  if (span.range !== 'free') {
    return { range: span.range, to: span.last >= today ? undefined : span.last, zoom: undefined }
  }
  const ends = span.isPart ? [writeInstant(span.fromMs), writeInstant(span.toMs)] : [span.first, span.last]
  return { zoom: ends.join('..') }
}

/** A range that ends with this day. */
export function spanOf(range: RangeName, last: string, horizon: Horizon): Span {
  const firsts: Record<RangeName, string> = {
    day: last,
    week: addDays(last, -6),
    month: addDays(addMonths(last, -1), 1),
    year: addDays(mondayOf(last), -7 * (WEEKS_OF_YEAR - 1)),
    all: horizon.firstDate,
  }
  return wholeDays(range, firsts[range], range === 'all' ? horizon.lastDate : last, horizon)
}

/** From the first day to the last, and on to where a week or a month ends if those are the steps. */
export function wholeDays(range: Span['range'], first: string, last: string, horizon: Horizon): Span {
  const step = stepOf(daysBetween(first, last) + 1, horizon)
  const end = latest(horizon)
  let [from, to] = [first, last]
  if (step === 'week') [from, to] = [mondayOf(first), addDays(mondayOf(last), 6)]
  if (step === 'month') [from, to] = [firstOfMonth(first), addDays(addMonths(firstOfMonth(last), 1), -1)]
  if (to > end && last <= end) to = end
  return {
    range,
    fromMs: Date.parse(startOfDay(from, horizon.timezone)),
    toMs: Date.parse(startOfDay(addDays(to, 1), horizon.timezone)),
    first: from,
    last: to,
    isPart: false,
    step,
  }
}

function stepOf(days: number, { finest }: Horizon): Span['step'] {
  if (days <= 1) return finest
  if (days <= 3) return 'hour'
  if (days <= 92) return 'day'
  return days <= 1100 ? 'week' : 'month'
}

/** Of a few hours, or a few days. */
function part(fromMs: number, toMs: number, { timezone, finest }: Horizon): Span {
  return {
    range: 'free',
    fromMs,
    toMs,
    first: dateOf(fromMs, timezone),
    last: dateOf(toMs - 1, timezone),
    isPart: true,
    step: toMs - fromMs <= DAY_MS ? finest : 'hour',
  }
}

/** What somebody dragged over, to where a step begins; undefined where that is nothing new. */
export function zoomInto(fromMs: number, toMs: number, span: Span, horizon: Horizon): Span | undefined {
  if (span.step !== 'sample' && span.step !== 'hour') {
    const first = clamp(dateOf(fromMs, horizon.timezone), span.first, span.last)
    const last = clamp(dateOf(toMs - 1, horizon.timezone), first, span.last)
    return first === span.first && last === span.last ? undefined : wholeDays('free', first, last, horizon)
  }
  const grain = span.step === 'sample' ? MINUTE_MS : HOUR_MS
  const from = Math.max(span.fromMs, Math.floor(fromMs / grain) * grain)
  const to = Math.min(span.toMs, Math.ceil(toMs / grain) * grain)
  return from >= to || (from === span.fromMs && to === span.toMs) ? undefined : part(from, to, horizon)
}

/** As long as this one, up to where it begins; of everything there is none. */
export function spanBefore(span: Span, horizon: Horizon): Span | undefined {
  const { range, first, last, fromMs, toMs } = span
  if (range === 'all') return undefined
  if (range !== 'free') return spanOf(range, addDays(first, -1), horizon)
  if (span.isPart) return part(2 * fromMs - toMs, fromMs, horizon)
  return wholeDays('free', addDays(first, -1 - daysBetween(first, last)), addDays(first, -1), horizon)
}

/** The span to which one goes back; undefined where there is nothing any more. */
export const earlier = (span: Span, horizon: Horizon): Span | undefined =>
  span.first > horizon.firstDate || (span.isPart && span.first === horizon.firstDate)
    ? spanBefore(span, horizon)
    : undefined

/** The span to which one goes on, no further than today; undefined behind it. */
export function later(span: Span, horizon: Horizon): Span | undefined {
  const { range, first, last, fromMs, toMs } = span
  const end = latest(horizon)
  if (range === 'all' || last >= end) return undefined
  if (span.isPart) return part(toMs, 2 * toMs - fromMs, horizon)
  if (range !== 'free') {
    const lasts = {
      day: addDays(last, 1),
      week: addDays(last, 7),
      month: addMonths(last, 1),
      year: addDays(last, 7 * WEEKS_OF_YEAR),
    }
    return spanOf(range, earliest(lasts[range], end), horizon)
  }
  const days = daysBetween(first, last)
  const to = earliest(addDays(last, days + 1), end)
  return wholeDays('free', addDays(to, -days), to, horizon)
}

/** Some clients are ahead of their time. */
const latest = ({ today, lastDate }: Horizon): string => (today > lastDate ? today : lastDate)
const earliest = (a: string, b: string): string => (a < b ? a : b)
const clamp = (date: string, least: string, most: string): string =>
  date < least ? least : date > most ? most : date

function readZoom(text: string | null, horizon: Horizon): Span | undefined {
  const [from = '', to = ''] = text?.split('..') ?? []
  if (isDate(from) && isDate(to)) return from <= to ? wholeDays('free', from, to, horizon) : undefined
  if (!instant.test(from) || !instant.test(to)) return undefined
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)]
  if (!(fromMs < toMs)) return undefined
  if (toMs - fromMs <= 3 * DAY_MS) return part(fromMs, toMs, horizon)
  return wholeDays('free', dateOf(fromMs, horizon.timezone), dateOf(toMs - 1, horizon.timezone), horizon)
}

/** Of centuries in which somebody may have measured something; calendars are strange far from them. */
const instant = /^(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\dZ$/
const writeInstant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`
