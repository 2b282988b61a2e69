import type { UnitSystem } from '../api/unit-system.ts'
import type { Workout } from '../api/workouts.ts'
import { sayDuration, sayStopwatch } from '../words/durations.ts'
import { sayNumber, sayQuantity } from '../words/numbers.ts'
import { convert, distanceUnit } from '../words/units.ts'
import { type Rate, rateOf } from './activities.ts'

/** A number and what stands behind it, smaller. */
export interface Said {
  number: string
  sign: string
}

const fixed = (digits: number) =>
  new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits })
const [hundredths, tenths, whole] = [fixed(2), fixed(1), fixed(0)]

/** `5:58 /km` or `27.4 km/h`; undefined where nobody moved, or no time passed. */
export function sayRate(metres: number, seconds: number, rate: Rate): Said | undefined {
  if (!(metres > 0) || !(seconds > 0)) return undefined
  const { kind, sign } = rate
  const number =
    kind === 'pace'
      ? sayStopwatch((seconds / metres) * rate.metres)
      : tenths.format(((metres / seconds) * 3600) / rate.metres)
  return { number, sign }
}

/** How fast a workout was on the whole, by its distance and its duration, else by the speed that its client says. */
export function sayWorkoutRate(workout: Workout, system: UnitSystem): Said | undefined {
  const rate = rateOf(workout.activity, system)
  const { distance_meters: metres, avg_speed_m_per_s: speed } = workout
  if (metres !== null && metres > 0) return sayRate(metres, secondsOf(workout), rate)
  return speed === null ? undefined : sayRate(speed, 1, rate)
}

/** As the client says it; else from start to end. */
export const secondsOf = (workout: Workout): number =>
  workout.duration_s ?? (Date.parse(workout.ended_at) - Date.parse(workout.started_at)) / 1000

/** Active energy; of a client that tells none apart, all of it. */
export const energyOf = (workout: Workout): number | null =>
  workout.active_energy_kcal ?? workout.total_energy_kcal

const swum = {
  metric: { sign: 'm', name: 'metres', factor: 1, offset: 0, digits: 0 },
  imperial: { sign: 'yd', name: 'yards', factor: 1 / 0.9144, offset: 0, digits: 0 },
}

/** `6.10 km`, of a swim `1,126 m`; with as many decimal places as others of its size, because they stand below each other. */
export function sayDistance(metres: number, activity: string, system: UnitSystem): string {
  if (activity === 'swimming') return sayQuantity(metres, swum[system])
  const unit = distanceUnit(system)
  const distance = convert(metres, unit)
  const format = distance < 100 ? hundredths : distance < 1000 ? tenths : whole
  return `${format.format(distance)} ${unit.sign}`
}

/** `45 min`, `7 h 25 min`; of more hours than anybody counts minutes of, `113 h`. */
export const sayTotalTime = (seconds: number): string =>
  seconds < 36_000 ? sayDuration(seconds) : `${sayNumber(seconds / 3600)} h`

/** The parts of a quantity in words: its number, and its sign, which may have a blank in it. */
export function splitSaid(text: string): Said {
  const blank = text.indexOf(' ')
  return blank < 0
    ? { number: text, sign: '' }
    : { number: text.slice(0, blank), sign: text.slice(blank + 1) }
}
