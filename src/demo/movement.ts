import { everydaySlots } from './activity.ts'
import { MINUTE_MS } from './calendar.ts'
import type { Day, PlannedWorkout } from './day.ts'
import { loadAt } from './effort.ts'
import { type MetricsBody, phone, watch } from './metrics-body.ts'
import { round } from './random.ts'

const STRIDE_M = 0.72

/** Steps, distance and flights of stairs, as the watch counted them and again as the phone did while it was carried. */
export function addMovement(body: MetricsBody, day: Day): void {
  const random = day.random('movement')
  for (const { startMs, steps, withPhone } of everydaySlots(day)) {
    const walkedMs = Math.min(12, Math.max(2, steps / 55)) * MINUTE_MS
    const seen = [startMs, Math.round(startMs + walkedMs)] as const
    addWalk(body, day, seen, steps, watch)
    if (withPhone) {
      // The phone looks at its sensor at other moments, and misses a step now and then.
      const lagMs = random.whole(-40, 60) * 1_000
      const counted = Math.round(steps * random.between(0.9, 1.02))
      addWalk(body, day, [seen[0] + lagMs, seen[1] + lagMs], counted, phone)
    }
    if (random.chance(steps > 200 ? 0.22 : 0.06)) {
      const flights = { qty: random.whole(1, 3), source: random.chance(0.6) ? phone : watch }
      body.addInterval(day, 'flights_climbed', 'count', [seen[0], seen[0] + 70_000], flights)
    }
  }
  for (const workout of day.workouts) addWorkout(body, day, workout)
}

function addWalk(
  body: MetricsBody,
  day: Day,
  interval: readonly [number, number],
  steps: number,
  source: string,
): void {
  const km = round((steps * STRIDE_M) / 1_000, 4)
  body.addInterval(day, 'step_count', 'count', interval, { qty: steps, source })
  body.addInterval(day, 'walking_running_distance', 'km', interval, { qty: km, source })
}

/** What a workout adds to the totals of the day, in pieces of five minutes. */
function addWorkout(body: MetricsBody, day: Day, workout: PlannedWorkout): void {
  const random = day.random('workout movement')
  const pieceMs = 5 * MINUTE_MS
  for (let ms = workout.startMs; ms + pieceMs <= workout.endMs; ms += pieceMs) {
    const interval = [ms, ms + pieceMs] as const
    const pace = loadAt(workout, ms + pieceMs / 2) * random.between(0.97, 1.03)
    const km = round((workout.kmPerHour / 12) * pace, 4)
    if (workout.steps) {
      const steps = Math.round(workout.steps * 5 * pace)
      body.addInterval(day, 'step_count', 'count', interval, { qty: steps, source: watch })
      body.addInterval(day, 'walking_running_distance', 'km', interval, { qty: km, source: watch })
    } else if (workout.sport === 'cycling' && km > 0) {
      body.addInterval(day, 'cycling_distance', 'km', interval, { qty: km, source: watch })
    } else if (workout.sport === 'swimming') {
      const strokes = Math.round(5 * 26 * pace)
      body.addInterval(day, 'swimming_distance', 'm', interval, { qty: round(km * 1_000), source: watch })
      body.addInterval(day, 'swimming_stroke_count', 'count', interval, { qty: strokes, source: watch })
    } else if (workout.sport === 'skiing') {
      body.addInterval(day, 'distance_downhill_snow_sports', 'km', interval, { qty: km, source: watch })
    }
  }
}
