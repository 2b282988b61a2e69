/** Days are counted from 1970-01-01, wherever they begin. */
export type EpochDay = number

export const HOUR_MS = 3_600_000
export const MINUTE_MS = 60_000
const DAY_MS = 24 * HOUR_MS

/** @param month 1 to 12 */
export const epochDayOf = (year: number, month: number, day: number): EpochDay =>
  Date.UTC(year, month - 1, day) / DAY_MS

/** The day that a clock shows at an instant. */
export const dayAt = (ms: number, offsetMinutes: number): EpochDay =>
  Math.floor((ms + offsetMinutes * MINUTE_MS) / DAY_MS)

/** 1 is Monday. */
export const weekdayOf = (day: EpochDay): number => ((((day + 3) % 7) + 7) % 7) + 1

/** The days of one run of the app, and the Monday on or before a day with which a run begins. */
export const RUN_DAYS = 14
export const runStart = (day: EpochDay): EpochDay => day - ((day - FIRST_MONDAY) % RUN_DAYS)

/** Runs are counted from the first one of 1970. */
export const runNumber = (day: EpochDay): number => Math.floor((day - FIRST_MONDAY) / RUN_DAYS)

/** 1970-01-05. */
const FIRST_MONDAY = 4

export const yearOf = (day: EpochDay): number => new Date(day * DAY_MS).getUTCFullYear()

/** 1 to 12. */
export const monthOf = (day: EpochDay): number => new Date(day * DAY_MS).getUTCMonth() + 1

/** The `count`th such weekday of a month. */
export function nthWeekday(year: number, month: number, weekday: number, count: number): EpochDay {
  const first = epochDayOf(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (count - 1) * 7
}

/** Midnight of a day in UTC. */
export const utcMidnight = (day: EpochDay): number => day * DAY_MS
