import { MINUTE_MS } from './calendar.ts'
import type { Day, PlannedWorkout } from './day.ts'

/** As high as her heart goes. */
const MAX_HEART_RATE = 187
const WARM_UP_MINUTES = 4
const COOL_DOWN_MINUTES = 3

/** The heart rate during a workout, without the noise of a sensor. */
export function heartRateDuring(day: Day, workout: PlannedWorkout, ms: number): number {
  const reserve = MAX_HEART_RATE - day.restingHeartRate
  return day.restingHeartRate + 8 + (reserve - 8) * workout.load * loadAt(workout, ms)
}

/** How hard it is at a moment, around 1: a warm-up, what is planned, slow waves, and the end. */
export function loadAt({ startMs, endMs, intervals, load }: PlannedWorkout, ms: number): number {
  const minute = (ms - startMs) / MINUTE_MS
  const left = (endMs - ms) / MINUTE_MS
  const warmUp = 1 - 0.75 * Math.exp(-minute / WARM_UP_MINUTES)
  const coolDown = left < COOL_DOWN_MINUTES ? 0.72 + (0.28 * left) / COOL_DOWN_MINUTES : 1
  const waves = 0.035 * Math.sin(minute / 3.1) + 0.025 * Math.sin(minute / 7.7 + load * 20)
  const drift = 0.00035 * minute
  const isInterval = intervals && minute > 8 && left > 5
  const interval = isInterval ? 0.14 * Math.tanh(3 * Math.sin((minute / 5) * 2 * Math.PI)) : 0
  return warmUp * coolDown * (1 + waves + drift + interval)
}

export const kcalOf = (workout: PlannedWorkout, weightKg: number): number =>
  (workout.effort * weightKg * workout.minutes) / 60

/** The workout that is going on. */
export const workoutAt = ({ workouts }: Day, ms: number): PlannedWorkout | undefined =>
  workouts.find(({ startMs, endMs }) => ms >= startMs && ms < endMs)
