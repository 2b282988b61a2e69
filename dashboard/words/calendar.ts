/** Dates as the service writes them, `2026-11-25`, and the instants at which they begin somewhere. */

import { addDays, dateOf } from './dates.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** The same day so many months later, or with a negative number earlier; the last of a month that is shorter. */
export function addMonths(date: string, months: number): string {
  const time = new Date(`${date}T00:00:00Z`)
  const day = time.getUTCDate()
  time.setUTCDate(1)
  time.setUTCMonth(time.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 0)).getUTCDate()
  time.setUTCDate(Math.min(day, lastDay))
  return time.toISOString().slice(0, 10)
}

/** The Monday of the week of a date: where a week of the service begins. */
export const mondayOf = (date: string): string =>
  addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))

export const firstOfMonth = (date: string): string => `${date.slice(0, 7)}-01`

/** How many days lie between two dates; 0 of one and the same. */
export const daysBetween = (first: string, last: string): number =>
  Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS)

/**
 * The first instant of a date in a zone, in ms since 1970, as the service understands it: where clocks are put forward at
 * midnight it is the hour that comes instead, and where they are put back over midnight the earlier of the two.
 */
export function startOfDate(date: string, timezone: string): number {
  // No zone is further from UTC than this.
  let before = Date.parse(date) - 16 * HOUR_MS
  let at = Date.parse(date) + 16 * HOUR_MS
  while (at - before > MINUTE_MS) {
    const middle = Math.floor((before + at) / 2 / MINUTE_MS) * MINUTE_MS
    if (dateOf(middle, timezone) < date) before = middle
    else at = middle
  }
  return dateOf(at - HOUR_MS, timezone) === date ? at - HOUR_MS : at
}
