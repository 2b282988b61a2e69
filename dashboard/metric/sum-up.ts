import type { Bucket, Figures, Statistics } from '../api/statistics.ts'

/**
 * What the days of a span come to, in the unit of the service; of a part of days its hours, and then what is said here of days
 * is of those. Undefined where nothing was measured.
 */
export type Summary = SumSummary | SpreadSummary | PressureSummary

interface Counted {
  /** Samples, and days that have some. */
  count: number
  days: number
}

export interface SumSummary extends Counted {
  is: 'sum'
  total: number
  /** Over days that are over, unless there is no other; days without samples are not days of zero. */
  perDay: number
  most: Extreme
  least: Extreme
}

export interface SpreadSummary extends Counted {
  is: 'spread'
  /** Of the averages of the days, of which each weighs the same. */
  average: number
  least: Extreme
  greatest: Extreme
}

export interface PressureSummary extends Counted {
  is: 'pressure'
  systolic: Spread
  diastolic: Spread
}

export interface Extreme {
  value: number
  /** The local date. */
  date: string
}

interface Spread {
  min: number
  avg: number
  max: number
}

/** @param today is not over: of what adds up it is no whole day */
export function sumUp({ buckets, aggregation }: Statistics, today: string): Summary | undefined {
  const known = buckets.filter(({ count }) => count > 0)
  const counted = { count: known.reduce((sum, { count }) => sum + count, 0), days: known.length }
  if (counted.count === 0) return undefined
  if (known.some(({ systolic }) => systolic)) {
    const systolic = spreadOf(known.map(one => one.systolic))
    const diastolic = spreadOf(known.map(one => one.diastolic))
    return systolic && diastolic && { is: 'pressure', ...counted, systolic, diastolic }
  }
  if (aggregation === 'cumulative') return sumOf(known, counted, today)
  const all = spreadOf(known)
  const least = extremeOf(known, 'min', (a, b) => a < b)
  const greatest = extremeOf(known, 'max', (a, b) => a > b)
  return all && least && greatest && { is: 'spread', ...counted, average: all.avg, least, greatest }
}

function sumOf(known: readonly Bucket[], counted: Counted, today: string): SumSummary | undefined {
  const over = known.filter(({ bucket_start }) => bucket_start.slice(0, 10) < today)
  const whole = over.length > 0 ? over : known
  const most = extremeOf(known, 'sum', (a, b) => a > b)
  const least = extremeOf(whole, 'sum', (a, b) => a < b)
  const total = addUp(known)
  return most && least && { is: 'sum', ...counted, total, perDay: addUp(whole) / whole.length, most, least }
}

const addUp = (buckets: readonly Bucket[]): number => buckets.reduce((sum, one) => sum + (one.sum ?? 0), 0)

function spreadOf(days: readonly (Partial<Figures> | undefined)[]): Spread | undefined {
  const averages = days.flatMap(day => day?.avg ?? [])
  if (averages.length === 0) return undefined
  const average = averages.reduce((sum, one) => sum + one, 0) / averages.length
  return {
    min: Math.min(...days.map(day => day?.min ?? Number.POSITIVE_INFINITY)),
    avg: average,
    max: Math.max(...days.map(day => day?.max ?? Number.NEGATIVE_INFINITY)),
  }
}

/** Of equal ones the latest. */
function extremeOf(
  buckets: readonly Bucket[],
  figure: 'min' | 'max' | 'sum',
  isBeyond: (a: number, b: number) => boolean,
): Extreme | undefined {
  let found: Extreme | undefined
  for (const bucket of buckets) {
    const value = bucket[figure]
    if (value === null || value === undefined || (found && isBeyond(found.value, value))) continue
    found = { value, date: bucket.bucket_start.slice(0, 10) }
  }
  return found
}
