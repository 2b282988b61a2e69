import { MINUTE_MS } from './calendar.ts'
import type { Day, PlannedWorkout } from './day.ts'
import { heartRateDuring, kcalOf, loadAt } from './effort.ts'
import { watch } from './metrics-body.ts'
import { type Random, round } from './random.ts'
import { climbOf, drawRoute } from './route.ts'
import { warmthOn } from './story.ts'

/** The app writes one each second; a seventh of them draws the same line. */
const POSITION_EVERY_S = 7

/** The workouts of a day that have ended, as the app writes them in its second version. */
export const tellWorkouts = (day: Day, nowMs: number, weightKg: number) =>
  day.workouts
    .filter(({ endMs }) => endMs + 2 * MINUTE_MS <= nowMs)
    .map(workout => tellWorkout(day, workout, weightKg))

function tellWorkout(day: Day, workout: PlannedWorkout, weightKg: number) {
  const { name, place, startMs, endMs, minutes, kmPerHour, steps } = workout
  const random = day.random(`workout ${name}`)
  const kcal = kcalOf(workout, weightKg) * random.between(0.95, 1.05)
  const heartRates = tellHeartRates(day, workout, random)
  const km = (kmPerHour * minutes) / 60
  return {
    id: random.uuid().toUpperCase(),
    name,
    location: place,
    isIndoor: place !== 'Outdoor',
    start: day.write(startMs),
    end: day.write(endMs),
    duration: minutes * 60,
    activeEnergyBurned: { qty: round(kcal, 2), units: 'kcal' },
    totalEnergy: { qty: round(kcal + minutes * 1.05, 2), units: 'kcal' },
    intensity: { qty: round(kcal / weightKg / (minutes / 60), 2), units: 'kcal/hr·kg' },
    ...summariseHeart(heartRates),
    ...(km > 0 && {
      distance: { qty: round(km, 3), units: 'km' },
      avgSpeed: { qty: round(kmPerHour, 2), units: 'km/hr' },
    }),
    ...(steps && {
      stepCadence: { qty: steps, units: 'count/min' },
      stepCount: everyMinute(day, workout, 'count', ms => ({ qty: round(steps * loadAt(workout, ms)) })),
    }),
    ...(place === 'Pool' && {
      lapLength: { qty: 25, units: 'm' },
      strokeStyle: 'Freestyle',
      swolfScore: round(random.around(52, 3)),
      totalSwimmingStrokeCount: { qty: Math.round(minutes * 26), units: 'count' },
    }),
    ...(place === 'Outdoor' && tellOutdoors(day, workout, random)),
    activeEnergy: everyMinute(day, workout, 'kcal', ms => ({
      qty: round((kcal / minutes) * loadAt(workout, ms), 3),
    })),
    heartRateData: heartRates,
    heartRateRecovery: tellRecovery(day, endMs, random),
    metadata: {},
  }
}

/** The least, mean and greatest heart rate of each minute. */
function tellHeartRates(day: Day, workout: PlannedWorkout, random: Random) {
  return everyMinute(day, workout, 'count/min', ms => {
    const bpm = heartRateDuring(day, workout, ms) + random.around(0, 1)
    const spread = () => random.between(1, 4)
    return { Min: round(bpm - spread()), Avg: round(bpm, 2), Max: round(bpm + spread()) }
  })
}

function summariseHeart(minutes: ReturnType<typeof tellHeartRates>) {
  const of = (qty: number) => ({ qty: round(qty, 1), units: 'count/min' })
  const average = minutes.reduce((sum, { Avg }) => sum + Avg, 0) / minutes.length
  const max = Math.max(...minutes.map(({ Max }) => Max))
  return {
    heartRate: { min: of(Math.min(...minutes.map(({ Min }) => Min))), avg: of(average), max: of(max) },
    avgHeartRate: of(average),
    maxHeartRate: of(max),
  }
}

const tellRecovery = (day: Day, endMs: number, random: Random) =>
  [0, 1, 2].map(minute => {
    const bpm = round(day.restingHeartRate + 22 + 48 * Math.exp(-minute / 3) + random.around(0, 1))
    const date = day.write(endMs + minute * 40_000)
    return { date, Min: bpm, Avg: bpm, Max: bpm, units: 'count/min', source: watch }
  })

function tellOutdoors(day: Day, workout: PlannedWorkout, random: Random) {
  const weather = {
    temperature: { qty: round(warmthOn(day.epochDay) + random.around(0, 3), 1), units: 'degC' },
    humidity: { qty: round(random.between(45, 85)), units: '%' },
  }
  if (workout.climb === undefined) return weather
  const route = drawRoute(workout, {
    isAbroad: day.isAbroad,
    random,
    everyS: POSITION_EVERY_S,
    write: day.write,
  })
  const { up, down } = climbOf(route)
  return {
    ...weather,
    elevationUp: { qty: round(up, 1), units: 'm' },
    elevationDown: { qty: round(down, 1), units: 'm' },
    route,
  }
}

/** A point for each minute of a workout, with what `measure` says of its middle. */
function everyMinute<Told extends Record<string, number>>(
  day: Day,
  { startMs, endMs }: PlannedWorkout,
  units: string,
  measure: (ms: number) => Told,
) {
  const points: ({ date: string; units: string; source: string } & Told)[] = []
  for (let ms = startMs; ms < endMs; ms += MINUTE_MS) {
    points.push({ date: day.write(ms), ...measure(ms + MINUTE_MS / 2), units, source: watch })
  }
  return points
}
