import { addDays, startOfDay } from '../words/dates.ts'

export type RangeName = 'weeks' | 'year' | 'all' | 'dates'

export const ranges: readonly { value: RangeName; label: string }[] = [
  { value: 'weeks', label: '4 weeks' },
  { value: 'year', label: '12 months' },
  { value: 'all', label: 'All' },
  { value: 'dates', label: 'Dates' },
]

/** Which workouts are listed. */
export interface Filters {
  range: RangeName
  /** Of the range `dates`: the first and the last date, both in; empty where nobody has chosen one. */
  from: string
  to: string
  /** As the service names it; undefined for every one. */
  activity: string | undefined
  /** How many pages of the list are shown. */
  pages: number
}

export function readFilters(query: URLSearchParams): Filters {
  const date = (name: string) => {
    const text = query.get(name) ?? ''
    return /^[1-9]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : ''
  }
  return {
    range: ranges.find(({ value }) => value === query.get('range'))?.value ?? 'year',
    from: date('from'),
    to: date('to'),
    activity: query.get('activity') || undefined,
    pages: Math.min(100, Math.max(1, Math.trunc(Number(query.get('pages'))) || 1)),
  }
}

/** The moments that a range means, as the service takes them; a range whose end is before its start is one of no time. */
export function momentsOf(
  { range, from, to }: Filters,
  today: string,
  timezone: string,
): { from?: string | undefined; to?: string | undefined } {
  if (range === 'weeks') return { from: startOfDay(addDays(today, -27), timezone) }
  if (range === 'year') return { from: startOfDay(addDays(today, -364), timezone) }
  if (range === 'all') return {}
  const end = to !== '' && from > to ? from : to
  return {
    from: from === '' ? undefined : startOfDay(from, timezone),
    to: end === '' ? undefined : startOfDay(addDays(end, 1), timezone),
  }
}
