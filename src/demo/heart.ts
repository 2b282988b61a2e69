import { everydaySlots } from './activity.ts'
import { HOUR_MS, MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { heartRateDuring, workoutAt } from './effort.ts'
import { type MetricsBody, watch } from './metrics-body.ts'
import { type Random, round } from './random.ts'

const SENSOR_EVERY_S = 15
const RECOVERY_MINUTES = 10

/** What the watch measures of the heart from waking to falling asleep: now and then, and closely during a workout. */
export function addHeart(body: MetricsBody, day: Day): void {
  const random = day.random('heart')
  const add = (ms: number, bpm: number) => addHeartRate(body, day, ms, bpm)
  const slots = everydaySlots(day)
  for (let ms = day.wakeMs + 60_000; ms < day.asleepMs; ms += random.whole(290, 600) * 1_000) {
    if (workoutAt(day, ms) || workoutAt(day, ms - RECOVERY_MINUTES * MINUTE_MS)) continue
    const slot = slots.findLast(({ startMs }) => startMs <= ms && ms < startMs + 12 * MINUTE_MS)
    add(ms, everydayHeartRate(day, ms, (slot?.steps ?? 0) / 15, random))
  }
  for (const workout of day.workouts) {
    for (let ms = workout.startMs; ms < workout.endMs; ms += SENSOR_EVERY_S * 1_000) {
      add(ms + random.whole(0, 4_000), heartRateDuring(day, workout, ms) + random.around(0, 1.6))
    }
    addRecovery(body, day, workout.endMs, random)
  }
  addDailyFigures(body, day, random)
}

/** One reading, which the app writes as a range of one value. */
export function addHeartRate(body: MetricsBody, day: Day, ms: number, bpm: number): void {
  const value = Math.round(bpm)
  body.add('heart_rate', 'count/min', ms, {
    date: day.write(ms),
    Min: value,
    Avg: value,
    Max: value,
    source: watch,
  })
}

function everydayHeartRate(day: Day, ms: number, stepsPerMinute: number, random: Random): number {
  // Highest in the afternoon.
  const afternoon = 3 * Math.cos(((day.hourAt(ms) - 15) / 24) * 2 * Math.PI)
  const party = day.isLate && day.hourAt(ms) > 20 ? 9 : 0
  const walking = Math.min(32, stepsPerMinute * 0.85)
  return day.restingHeartRate + 11 + afternoon + party + walking + random.around(0, 4.5)
}

/** The minutes after a workout, and how far the heart rate fell in the first one. */
function addRecovery(body: MetricsBody, day: Day, endMs: number, random: Random): void {
  const [from, rest] = [day.restingHeartRate + 70, day.restingHeartRate + 22]
  for (let minute = 0; minute < RECOVERY_MINUTES; minute++) {
    const ms = endMs + minute * MINUTE_MS + 20_000
    addHeartRate(body, day, ms, rest + (from - rest) * Math.exp(-minute / 3) + random.around(0, 2))
  }
  const fall = round(24 + 10 * day.fitness + random.around(0, 3))
  body.addReading(day, 'cardio_recovery', 'count/min', endMs + 2 * MINUTE_MS, fall)
}

function addDailyFigures(body: MetricsBody, day: Day, random: Random): void {
  const evening = day.at(21.2)
  body.addReading(day, 'resting_heart_rate', 'count/min', day.wakeMs + HOUR_MS, round(day.restingHeartRate))
  const walking = round(day.restingHeartRate + 41 + random.around(0, 3), 1)
  body.addReading(day, 'walking_heart_rate_average', 'count/min', evening, walking)
  for (const hour of [9.3, 13.6, 16.9]) {
    const ms = day.at(hour) + random.whole(0, 50) * MINUTE_MS
    const awake = variability(day) * 0.8 + random.around(0, 6)
    body.addReading(day, 'heart_rate_variability', 'ms', ms, round(Math.max(12, awake), 2))
  }
  // An estimate that the watch makes of a walk or a run outdoors.
  const outdoors = day.workouts.find(({ steps }) => steps !== undefined)
  if (outdoors && outdoors.endMs < day.endMs - HOUR_MS) {
    const uptake = round(37.5 + 11 * day.fitness + random.around(0, 0.25), 2)
    body.addReading(day, 'vo2_max', 'ml/(kg·min)', outdoors.endMs + 4 * MINUTE_MS, uptake)
  }
}

/** Milliseconds of SDNN that are usual for her on such a day. */
export const variability = (day: Day): number =>
  44 + 22 * day.fitness - 22 * day.illness - (day.cycleDay > 15 ? 4 : 0)
