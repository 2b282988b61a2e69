import { type EpochDay, epochDayOf, monthOf, nthWeekday, utcMidnight, weekdayOf, yearOf } from './calendar.ts'
import { randomOf } from './random.ts'

/**
 * What happens in the life of the person who is made up. All of it follows from the date and the seed, never from the
 * day on which the demo ends: so a day that is told again tomorrow is the same day.
 */
export class Story {
  readonly #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  /** How ill, from 0 to 1: a week with fever in February, a cold in autumn. */
  illnessOn(day: EpochDay): number {
    const year = yearOf(day)
    const random = randomOf(this.#seed, 'illness', year)
    const flu = day - (epochDayOf(year, 2, 4) + random.whole(0, 14))
    const cold = day - (epochDayOf(year, 10, 19) + random.whole(0, 9))
    return fluDays[flu] ?? coldDays[cold] ?? 0
  }

  /** The day of her cycle, from 1. A cycle has 27 to 29 days. */
  cycleDayOn(day: EpochDay): number {
    const startOf = (count: number) => count * 28 + randomOf(this.#seed, 'cycle', count).whole(0, 1)
    const count = Math.floor(day / 28)
    return day - (day >= startOf(count) ? startOf(count) : startOf(count - 1)) + 1
  }

  /** Whether the evening before midnight gets late. */
  isLateEvening(day: EpochDay): boolean {
    if (this.illnessOn(day) > 0 || raceOn(day + 1) !== undefined) return false
    const isWeekend = weekdayOf(day) === 5 || weekdayOf(day) === 6
    return randomOf(this.#seed, 'late', day).chance(isWeekend ? 0.33 : 0.04)
  }
}

const fluDays: readonly number[] = [0.35, 1, 0.9, 0.7, 0.45, 0.25, 0.12]
const coldDays: readonly number[] = [0.2, 0.4, 0.32, 0.2, 0.08]

/** Two weeks in August on the other side of an ocean. */
export const holidayZone = 'America/Toronto'
const HOLIDAY_DAYS = 15

/** How far a holiday is, from 0 on the day of the flight there; undefined at home. */
export function holidayDayOn(day: EpochDay): number | undefined {
  const since = day - nthWeekday(yearOf(day), 8, 6, 1)
  return since >= 0 && since < HOLIDAY_DAYS ? since : undefined
}

/** Whether she flies there, or back. */
export function flightOn(day: EpochDay): 'out' | 'back' | undefined {
  const since = holidayDayOn(day)
  return since === 0 ? 'out' : since === HOLIDAY_DAYS - 1 ? 'back' : undefined
}

/** A marathon on the second Sunday of October, and a long hike on the second Saturday of September. */
export function raceOn(day: EpochDay): 'marathon' | 'long_hike' | undefined {
  const year = yearOf(day)
  if (day === nthWeekday(year, 10, 7, 2)) return 'marathon'
  return day === nthWeekday(year, 9, 6, 2) ? 'long_hike' : undefined
}

/** From -1 in the middle of January to 1 in the middle of July. */
export const summerOn = (day: EpochDay): number =>
  -Math.cos(((day - epochDayOf(yearOf(day), 1, 15)) / 365.25) * 2 * Math.PI)

/** Degrees Celsius outside at noon. */
export const warmthOn = (day: EpochDay): number => 11 + 10 * summerOn(day)

/** What training has brought so far, from 0 at the start of 2025, slower and slower to 1. */
export function fitnessOn(day: EpochDay): number {
  const years = (day - epochDayOf(2025, 1, 1)) / 365.25
  const weeksToRace = (nthWeekday(yearOf(day), 10, 7, 2) - day) / 7
  // Sharpest for the race, and a rest after it.
  const form = weeksToRace >= 0 && weeksToRace < 16 ? 0.06 * (1 - weeksToRace / 16) : 0
  return 1 - Math.exp(-Math.max(0, years) / 2) + form
}

/** Whether there is pollen in the air that she sneezes at. */
export const isPollenSeason = (day: EpochDay): boolean => monthOf(day) >= 4 && monthOf(day) <= 6

/** Monday to Friday, but not on holiday, and not in the last week of the year. */
export const isWorkday = (day: EpochDay): boolean =>
  weekdayOf(day) <= 5 &&
  holidayDayOn(day) === undefined &&
  !(monthOf(day) === 12 && new Date(utcMidnight(day)).getUTCDate() >= 24)
