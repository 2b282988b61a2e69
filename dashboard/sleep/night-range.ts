import { addDays, isDate } from '../words/dates.ts'

export type RangeName = 'week' | 'month' | 'year'

export const ranges: readonly { value: RangeName; label: string }[] = [
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
  { value: 'year', label: 'Year' },
]

/** In nights. A year is as many whole weeks as fit in it, because each of its bars is one. */
const lengths: Record<RangeName, number> = { week: 7, month: 30, year: 52 * 7 }

export interface NightRange {
  name: RangeName
  /** The first and the last date, both in. */
  from: string
  to: string
  /** Every date of it. */
  dates: string[]
  /** The last date of the range before, and of that after; undefined where that would be in the future. */
  earlier: string
  later: string | undefined
}

/**
 * What an address asks for; what it does not say, or says wrong, is the month up to today.
 * @param asked `range`, and `to` as a date
 */
export function readRange(asked: URLSearchParams, today: string): NightRange {
  const name = ranges.find(({ value }) => value === asked.get('range'))?.value ?? 'month'
  const given = asked.get('to') ?? ''
  const to = isDate(given) && given < today ? given : today
  const length = lengths[name]
  const from = addDays(to, 1 - length)
  const later = addDays(to, length)
  return {
    name,
    from,
    to,
    dates: Array.from({ length }, (_, index) => addDays(from, index)),
    earlier: addDays(to, -length),
    later: to === today ? undefined : later < today ? later : today,
  }
}
