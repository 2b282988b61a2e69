import { HOUR_MS, MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { workoutAt } from './effort.ts'

/** A quarter of an hour of everyday life. */
export interface Slot {
  startMs: number
  steps: number
  /** Whether the phone is in the pocket, and not on the desk. */
  withPhone: boolean
}

const SLOT_MS = 15 * MINUTE_MS

/** From an hour on: steps in a quarter of it, how many quarters she sits through, and whether the phone is carried. */
type Habit = readonly [fromHour: number, steps: number, sitting: number, withPhone: boolean]

const workday: readonly Habit[] = [
  [0, 25, 0.5, false],
  [7.4, 560, 0, true],
  [8.2, 70, 0.5, false],
  [12, 330, 0.1, true],
  [12.8, 75, 0.5, false],
  [16.8, 610, 0, true],
  [17.6, 150, 0.3, true],
  [20, 60, 0.6, false],
  [22, 30, 0.6, false],
]
const freeDay: readonly Habit[] = [
  [0, 35, 0.5, false],
  [9.5, 260, 0.3, true],
  [12, 130, 0.4, false],
  [14, 340, 0.25, true],
  [17, 140, 0.4, true],
  [20, 70, 0.6, false],
  [22.5, 60, 0.6, true],
]
const awayDay: readonly Habit[] = [
  [0, 60, 0.4, false],
  [9, 420, 0.2, true],
  [12.5, 220, 0.4, true],
  [14, 440, 0.2, true],
  [18, 260, 0.4, true],
  [21.5, 60, 0.5, true],
]

/** The quarters of the waking hours in which she walks, outside of workouts. */
export function everydaySlots(day: Day): Slot[] {
  const random = day.random('activity')
  const habits = day.isWorkday ? workday : day.isAbroad ? awayDay : freeDay
  // Some days are livelier than others.
  const liveliness = random.around(1, 0.13) * (1 - 0.75 * day.illness) * (1 + 0.06 * day.summer)
  const slots: Slot[] = []
  for (let ms = day.wakeMs; ms + SLOT_MS <= day.asleepMs; ms += SLOT_MS) {
    const [, usual, sitting, withPhone] = habitAt(habits, day.hourAt(ms))
    const quiet = isInTheAir(day, ms) || day.illness > 0.5
    const sits = random.chance(quiet ? 0.85 : sitting)
    const steps = Math.round(usual * liveliness * random.between(0.55, 1.45) * (quiet ? 0.4 : 1))
    const carries = withPhone && random.chance(0.85)
    if (sits || steps < 6 || workoutAt(day, ms) || workoutAt(day, ms + SLOT_MS)) continue
    slots.push({ startMs: ms + random.whole(0, 180) * 1_000, steps, withPhone: carries })
  }
  return slots
}

function habitAt(habits: readonly Habit[], hour: number): Habit {
  return habits.findLast(([fromHour]) => fromHour <= hour) ?? habits[0]!
}

const isInTheAir = ({ flight, startMs }: Day, ms: number): boolean =>
  flight !== undefined && ms > startMs + 9 * HOUR_MS && ms < startMs + 20 * HOUR_MS
