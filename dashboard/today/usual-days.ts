import type { Bucket } from '../api/statistics.ts'
import { addDays } from '../words/dates.ts'

/** How many whole days before today say what is usual. */
export const USUAL_DAYS = 28
/** Of fewer days nothing is usual. */
const LEAST_DAYS = 5

export interface Days {
  /** One for each of the 28 days before today, then today's; null where there is none. */
  values: (number | null)[]
  today: number | null
  /** The 10th to the 90th percentile of the days before today that have a value. */
  usual: { low: number; high: number } | undefined
}

/** The days up to today, by their local dates. @param today `2026-11-26` */
export function readDays(valueByDate: ReadonlyMap<string, number>, today: string): Days {
  const dates = Array.from({ length: USUAL_DAYS + 1 }, (_, index) => addDays(today, index - USUAL_DAYS))
  const values = dates.map(date => valueByDate.get(date) ?? null)
  const known = values.slice(0, -1).filter(value => value !== null)
  return {
    values,
    today: values.at(-1) ?? null,
    usual:
      known.length < LEAST_DAYS ? undefined : { low: percentile(known, 0.1), high: percentile(known, 0.9) },
  }
}

/** What stands for a day in its bucket: the sum, or the average; of blood pressure the systolic one. */
export function valueByDate(buckets: readonly Bucket[]): Map<string, number> {
  const values = new Map<string, number>()
  for (const { bucket_start, sum, avg, systolic } of buckets) {
    const value = sum ?? avg ?? systolic?.avg
    if (value !== null && value !== undefined) values.set(bucket_start.slice(0, 10), value)
  }
  return values
}

/** Between two days as far as the share lies between them. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)] ?? 0
  const above = sorted[Math.ceil(position)] ?? below
  return below + (above - below) * (position - Math.floor(position))
}

/** Where a value lies, in words. */
export function compare(value: number, usual: { low: number; high: number }): 'below' | 'within' | 'above' {
  if (value < usual.low) return 'below'
  return value > usual.high ? 'above' : 'within'
}
