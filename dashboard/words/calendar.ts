/** Dates as the service writes them, `2026-11-25`, by weeks and months. */

import { addDays } from './dates.ts'

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
