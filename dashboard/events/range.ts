import { addDays, sayDate, sayDateRange } from '../words/dates.ts'

export type RangeName = 'month' | 'quarter' | 'year' | 'all'

export const rangeNames: readonly { value: RangeName; label: string }[] = [
  { value: 'month', label: '30 days' },
  { value: 'quarter', label: '13 weeks' },
  { value: 'year', label: 'Year' },
  { value: 'all', label: 'All' },
]

/** Some days, cut into the columns of a calendar: days, weeks or months. All dates are local, `2026-11-25`. */
export interface Range {
  name: RangeName
  from: string
  /** The last day, which is in. */
  to: string
  columns: readonly Column[]
  /** Where a day stands among the columns; undefined where it is out of the range. */
  columnOf(date: string): number | undefined
}

export interface Column {
  from: string
  to: string
}

const days = { month: 30, quarter: 91, year: 364 }
const daysInColumn = { month: 1, quarter: 1, year: 7 }

/** @param first of `all`: the first day on which anything is known */
export function rangeUpTo(to: string, name: RangeName, first: string): Range {
  if (name === 'all') return monthsUpTo(to, first < to ? first : to)
  const from = addDays(to, 1 - days[name])
  const size = daysInColumn[name]
  return {
    name,
    from,
    to,
    columns: Array.from({ length: days[name] / size }, (_, index) => ({
      from: addDays(from, index * size),
      to: addDays(from, index * size + size - 1),
    })),
    columnOf: date =>
      date < from || date > to
        ? undefined
        : Math.floor((Date.parse(date) - Date.parse(from)) / 86_400_000 / size),
  }
}

function monthsUpTo(to: string, first: string): Range {
  const from = `${first.slice(0, 7)}-01`
  const count = monthNumber(to) - monthNumber(from) + 1
  return {
    name: 'all',
    from,
    to,
    columns: Array.from({ length: count }, (_, index) => {
      const start = monthStart(monthNumber(from) + index)
      return { from: start, to: addDays(monthStart(monthNumber(from) + index + 1), -1) }
    }),
    columnOf: date => (date < from || date > to ? undefined : monthNumber(date) - monthNumber(from)),
  }
}

const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1

const monthStart = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}-01`

/** The last day of the range before, or after. */
export const besideRange = (range: Range, step: -1 | 1): string =>
  addDays(range.to, step * (range.name === 'all' ? 0 : days[range.name]))

/** `25 Nov 2026`, or from a day to another */
export const sayColumn = ({ from, to }: Column): string =>
  from === to ? sayDate(from, 'weekday') : sayDateRange(from, to)
