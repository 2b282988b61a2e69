import { MINUTE_MS } from './calendar.ts'
import type { Day, PlannedWorkout } from './day.ts'
import { loadAt } from './effort.ts'
import { type MetricsBody, watch } from './metrics-body.ts'
import { type Random, round } from './random.ts'

const bikeComputer = 'Bike Computer'
const EVERY_MS = 6 * MINUTE_MS

/** What sensors tell of how she runs and rides, every few minutes of a workout, and how hard it was. */
export function addSportFigures(body: MetricsBody, day: Day): void {
  const random = day.random('sport')
  for (const workout of day.workouts) {
    if (workout.sport === 'running') addRunning(body, day, workout, random)
    if (workout.sport === 'cycling') addCycling(body, day, workout, random)
    const score = (value: number) => round(Math.min(10, Math.max(1, value)))
    const effort = workout.load * 9 + workout.minutes / 90 + random.around(0, 0.6)
    const [endMs, units] = [workout.endMs, 'appleEffortScore']
    body.addReading(day, 'estimated_workout_effort_score', units, endMs, score(effort))
    body.addReading(day, 'workout_effort_score', units, endMs + 120_000, score(effort + random.whole(-1, 1)))
  }
}

function addRunning(body: MetricsBody, day: Day, workout: PlannedWorkout, random: Random): void {
  for (const { ms, pace } of momentsOf(workout, random)) {
    const add = (name: string, units: string, qty: number, digits: number) =>
      body.addReading(day, name, units, ms, round(qty, digits), watch)
    const speed = workout.kmPerHour * pace
    add('running_speed', 'km/hr', speed, 2)
    add('running_power', 'W', speed * 22.5 + random.around(0, 4), 0)
    add('running_ground_contact_time', 'ms', 335 - speed * 7.5 + random.around(0, 4), 0)
    add('running_stride_length', 'm', (speed * 1_000) / 60 / 166, 2)
    add('running_vertical_oscillation', 'cm', 9.6 - day.fitness + random.around(0, 0.25), 1)
  }
}

/** The threshold is estimated anew from each ride. */
function addCycling(body: MetricsBody, day: Day, workout: PlannedWorkout, random: Random): void {
  const add = (name: string, units: string, ms: number, qty: number, digits: number) =>
    body.addReading(day, name, units, ms, round(qty, digits), bikeComputer)
  for (const { ms, pace } of momentsOf(workout, random)) {
    // The wheel of the trainer at home turns too, although nobody gets anywhere.
    add('cycling_speed', 'km/hr', ms, (workout.kmPerHour || 27) * pace, 2)
    add('cycling_power', 'W', ms, 168 * pace * (0.9 + 0.25 * day.fitness) + random.around(0, 7), 0)
    add('cycling_cadence', 'count/min', ms, 82 * (0.5 + 0.5 * pace) + random.around(0, 2), 0)
  }
  const watts = 188 + 32 * day.fitness + random.around(0, 2)
  add('cycling_functional_threshold_power', 'W', workout.endMs, watts, 0)
}

function momentsOf(workout: PlannedWorkout, random: Random): { ms: number; pace: number }[] {
  const moments: { ms: number; pace: number }[] = []
  for (let ms = workout.startMs + EVERY_MS; ms < workout.endMs; ms += EVERY_MS) {
    moments.push({ ms, pace: loadAt(workout, ms) * random.between(0.97, 1.03) })
  }
  return moments
}
