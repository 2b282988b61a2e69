import { parseUnit, type Unit } from '../../catalogue/units.ts'
import type { WorkoutTotal } from '../../formats/incoming.ts'

/** A unit that some client writes in place of another, and how the number tells. */
interface Quirk {
  written: Unit
  meant: Unit
  /** @param seconds from the start of the workout to its end */
  isMeant(value: number, seconds: number, activity: string): boolean
}

/** Faster than anybody moves in a workout: a downhill skier's record is 71 m/s. */
const IMPOSSIBLE_M_PER_S = 100

/** Faster than anybody swims (2.4 m/s) or runs (12.4 m/s). */
const impossibleSpeeds: ReadonlyMap<string, number> = new Map([
  ...['swimming', 'water_fitness', 'water_polo', 'underwater_diving'].map(name => [name, 3] as const),
  ...['walking', 'running', 'hiking', 'stairs', 'stair_climbing', 'track_and_field'].map(
    name => [name, 13] as const,
  ),
])

/** A distance of less may be a fault of the clock, such as 1.1 km in 10 s; one of more is none of a workout's. */
const SUSPICIOUS_KM = 100

/** Nobody moves at less than 100 m in an hour: Health Auto Export writes 1.42 km/hr as 1.42 m/hr, and as 1424.9 m/hr too. */
const speedOfNobody: Quirk = { written: 'm/hr', meant: 'km/hr', isMeant: value => value > 0 && value < 100 }

const quirks: Partial<Record<WorkoutTotal, Quirk>> = {
  // No pool is shorter than a metre: Health Auto Export writes the 25 m of a lap as 0.025 m.
  lapLength: { written: 'm', meant: 'km', isMeant: value => value > 0 && value < 1 },
  avgSpeed: speedOfNobody,
  maxSpeed: speedOfNobody,
  // 1825 m of swimming come as 1825 km. Only where so many kilometres are impossible in that time and metres are not.
  distance: {
    written: 'km',
    meant: 'm',
    isMeant: (value, seconds, activity) =>
      value >= SUSPICIOUS_KM &&
      (value * 1000) / seconds > (impossibleSpeeds.get(activity) ?? IMPOSSIBLE_M_PER_S) &&
      value / seconds <= IMPOSSIBLE_M_PER_S,
  },
}

/** The unit that a total is in although another is written; undefined where what is written can be believed. */
export function findMeantUnit(
  total: WorkoutTotal,
  value: number | null,
  writtenUnit: unknown,
  seconds: number,
  activity: string,
): Unit | undefined {
  const quirk = quirks[total]
  if (!quirk || value === null || typeof writtenUnit !== 'string') return undefined
  return parseUnit(writtenUnit) === quirk.written && quirk.isMeant(value, seconds, activity)
    ? quirk.meant
    : undefined
}
