import { bloodPressure } from './blood-pressure.ts'
import { event } from './event.ts'
import { heartRate } from './heart-rate.ts'
import { quantity } from './quantity.ts'
import { sleepNight } from './sleep-night.ts'
import { sleepStage } from './sleep-stage.ts'
import type { StorageKind } from './storage-kind.ts'
import { workout } from './workout.ts'
import { workoutRoute } from './workout-route.ts'
import { workoutSeries } from './workout-series.ts'

/** Every kind of record, by the table that holds it. */
export const kinds: ReadonlyMap<string, StorageKind> = new Map(
  [
    heartRate,
    bloodPressure,
    quantity,
    sleepStage,
    sleepNight,
    workout,
    workoutRoute,
    workoutSeries,
    event,
  ].map(kind => [kind.table, kind]),
)
