import { MINUTE_MS } from './calendar.ts'
import type { Day, PlannedWorkout } from './day.ts'
import { loadAt } from './effort.ts'
import { type MetricsBody, watch } from './metrics-body.ts'
import { type Random, round } from './random.ts'

const bikeComputer = 'Bike Computer'

/** What sensors tell of how she runs and rides, every few minutes of a workout, and how hard it was. */
export function addSportFigures(body: MetricsBody, day: Day): void {
  const random = day.random('sport')
  for (const workout of day.workouts) {
    const measure = measureOf(workout)
    for (let ms = workout.startMs + 4 * MINUTE_MS; measure && ms < workout.endMs; ms += 6 * MINUTE_MS) {
      const pace = loadAt(workout, ms) * random.between(0.97, 1.03)
      measure(body, day, ms, pace, random)
    }
    const effort = Math.min(
      10,
      Math.max(1, round(workout.load * 9 + workout.minutes / 90 + random.around(0, 0.6))),
    )
    const felt = Math.min(10, Math.max(1, effort + random.whole(-1, 1)))
    body.addReading(day, 'estimated_workout_effort_score', 'appleEffortScore', workout.endMs, effort)
    body.addReading(day, 'workout_effort_score', 'appleEffortScore', workout.endMs + 120_000, felt)
  }
}

type Measure = (body: MetricsBody, day: Day, ms: number, pace: number, random: Random) => void

function measureOf({ name, kmPerHour }: PlannedWorkout): Measure | undefined {
  if (name === 'Outdoor Run') return (...at) => addRunning(kmPerHour, ...at)
  return name.endsWith('Cycling') ? (...at) => addCycling(kmPerHour || 27, ...at) : undefined
}

function addRunning(
  kmPerHour: number,
  body: MetricsBody,
  day: Day,
  ms: number,
  pace: number,
  random: Random,
) {
  const add = (name: string, units: string, qty: number, digits: number) =>
    body.addReading(day, name, units, ms, round(qty, digits), watch)
  const speed = kmPerHour * pace
  add('running_speed', 'km/hr', speed, 2)
  add('running_power', 'W', speed * 22.5 + random.around(0, 4), 0)
  add('running_ground_contact_time', 'ms', 335 - speed * 7.5 + random.around(0, 4), 0)
  add('running_stride_length', 'm', (speed * 1_000) / 60 / 166, 2)
  add('running_vertical_oscillation', 'cm', 9.6 - day.fitness + random.around(0, 0.25), 1)
}

function addCycling(
  kmPerHour: number,
  body: MetricsBody,
  day: Day,
  ms: number,
  pace: number,
  random: Random,
) {
  const add = (name: string, units: string, qty: number, digits: number, atMs = ms) =>
    body.addReading(day, name, units, atMs, round(qty, digits), bikeComputer)
  add('cycling_speed', 'km/hr', kmPerHour * pace, 2)
  add('cycling_power', 'W', 168 * pace * (0.9 + 0.25 * day.fitness) + random.around(0, 7), 0)
  add('cycling_cadence', 'count/min', 82 * (0.5 + 0.5 * pace) + random.around(0, 2), 0)
  // The computer estimates it anew now and then.
  if (day.epochDay % 4 === 0)
    add('cycling_functional_threshold_power', 'W', 188 + 32 * day.fitness, 0, day.at(20))
}
