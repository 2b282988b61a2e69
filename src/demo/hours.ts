import { everydaySlots, type Slot } from './activity.ts'
import { HOUR_MS, MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import { type MetricsBody, phone, watch } from './metrics-body.ts'
import { type Random, round } from './random.ts'

/** One hour of a day: how much of it she was awake, walked, and trained. */
interface Hour {
  startMs: number
  awakeShare: number
  steps: number
  exerciseMinutes: number
  /** kcal of workouts. */
  workoutKcal: number
}

/** What the app sums up by the hour: energy, standing, exercise, daylight and noise. */
export function addHours(body: MetricsBody, day: Day, weightKg: number): void {
  const random = day.random('hours')
  const slots = everydaySlots(day)
  for (let ms = day.startMs; ms < day.endMs; ms += HOUR_MS) {
    const hour = describeHour(day, slots, ms, weightKg)
    const add = (name: string, units: string, qty: number, digits: number, source = watch) => {
      if (qty > 0)
        body.add(name, units, ms + HOUR_MS, { date: day.write(ms), qty: round(qty, digits), source })
    }
    const activeKcal = hour.workoutKcal + hour.steps * 0.042 + hour.awakeShare * random.between(3, 11)
    add('basal_energy_burned', 'kcal', (weightKg * 22.4) / 24 + random.around(0, 0.6), 3)
    add('active_energy', 'kcal', activeKcal, 3, hour.steps > 200 ? `${phone}|${watch}` : watch)
    addExercise(add, hour, random)
    if (hour.awakeShare === 0) continue
    add('apple_stand_hour', 'count', hour.steps + hour.exerciseMinutes > 30 ? 1 : 0, 0)
    add('apple_stand_time', 'min', Math.min(58, (hour.steps / 100) * 4 + random.between(0, 6)), 0)
    add('physical_effort', 'kcal/hr·kg', 1.1 + activeKcal / weightKg, 2)
    addSurroundings(body, day, hour, random)
  }
}

function describeHour(day: Day, slots: readonly Slot[], startMs: number, weightKg: number): Hour {
  const endMs = startMs + HOUR_MS
  const awakeMs = Math.min(endMs, day.asleepMs) - Math.max(startMs, day.wakeMs)
  const hour: Hour = {
    startMs,
    awakeShare: Math.max(0, awakeMs) / HOUR_MS,
    steps: 0,
    exerciseMinutes: 0,
    workoutKcal: 0,
  }
  for (const slot of slots) if (slot.startMs >= startMs && slot.startMs < endMs) hour.steps += slot.steps
  for (const workout of day.workouts) {
    const sharedMs = Math.min(endMs, workout.endMs) - Math.max(startMs, workout.startMs)
    if (sharedMs <= 0) continue
    hour.exerciseMinutes += workout.load > 0.2 ? sharedMs / MINUTE_MS : 0
    hour.workoutKcal += (workout.effort * weightKg * sharedMs) / HOUR_MS
  }
  return hour
}

type Add = (name: string, units: string, qty: number, digits: number) => void

/** A brisk walk counts as exercise too, and movement of any kind as time moved. */
function addExercise(add: Add, { steps, exerciseMinutes }: Hour, random: Random): void {
  const brisk = steps > 450 ? random.between(0, steps / 160) : 0
  const exercise = Math.min(60, Math.round(exerciseMinutes + brisk))
  add('apple_exercise_time', 'min', exercise, 0)
  add('apple_move_time', 'min', Math.min(60, exercise + Math.round(steps / 140)), 0)
}

/** Light and sound of an hour, by what she does in it. */
function addSurroundings(body: MetricsBody, day: Day, hour: Hour, random: Random): void {
  const { startMs } = hour
  const clock = day.hourAt(startMs)
  const isOutside =
    hour.steps > 500 ||
    day.workouts.some(
      ({ place, startMs: at }) => place === 'Outdoor' && at >= startMs && at < startMs + HOUR_MS,
    )
  const isLight = clock > 8 - 1.6 * day.summer && clock < 17.5 + 3 * day.summer
  const addRange = (name: string, average: number, spread: number) =>
    body.add(name, 'dBASPL', startMs + HOUR_MS, {
      date: day.write(startMs),
      Min: round(average - spread * random.between(0.8, 1.3), 1),
      Avg: round(average, 1),
      Max: round(average + spread * random.between(0.7, 1.5), 1),
      source: watch,
    })
  if (isOutside && isLight) {
    const minutes = Math.min(58, random.between(8, 26) + (hour.exerciseMinutes > 20 ? 24 : 0))
    body.add('time_in_daylight', 'min', startMs + HOUR_MS, {
      date: day.write(startMs),
      qty: round(minutes),
      source: watch,
    })
  }
  const party = day.isLate && clock > 20 ? 17 : 0
  addRange('environmental_audio_exposure', 55 + party + (isOutside ? 9 : 0) + random.around(0, 4), 8)
  if (day.isWorkday && random.chance(isOutside ? 0.6 : 0.12)) {
    addRange('headphone_audio_exposure', random.around(69, 4), 7)
    body.add('environmental_sound_reduction', 'dBASPL', startMs + HOUR_MS, {
      date: day.write(startMs),
      qty: round(random.around(13, 3), 1),
      source: phone,
    })
  }
}
