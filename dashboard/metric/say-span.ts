import { daysBetween } from '../words/calendar.ts'
import { addDays, sayClock, sayDate, sayDateRange, sayTime } from '../words/dates.ts'
import type { Horizon, RangeName, Span } from './span.ts'

export const rangeTitles: Record<RangeName, string> = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  year: 'Year',
  all: 'All',
}

/** `Today, 26 Nov 2026`, `20–26 Nov 2026`, `25 Nov 2026, 10:00–12:30` */
export function saySpan({ first, last, fromMs, toMs, isPart }: Span, { today, timezone }: Horizon): string {
  if (isPart && first === last) {
    return `${sayDate(first)}, ${sayClock(fromMs, timezone)}–${sayClock(toMs, timezone)}`
  }
  if (isPart) return `${sayTime(fromMs, timezone)} – ${sayTime(toMs, timezone)}`
  if (first !== last) return sayDateRange(first, last)
  if (first === today) return `Today, ${sayDate(first)}`
  return first === addDays(today, -1) ? `Yesterday, ${sayDate(first)}` : sayDate(first, 'long')
}

/** The span before, in words; of everything there is none. */
export function nameBefore({ range, first, last, isPart }: Span, { today }: Horizon): string | undefined {
  if (range === 'all') return undefined
  if (isPart) return 'the time before, as long'
  const days = daysBetween(first, last) + 1
  if (days === 1) return first === today ? 'yesterday' : 'the day before'
  return range === 'month'
    ? 'the month before'
    : range === 'year'
      ? 'the year before'
      : `the ${days} days before`
}
