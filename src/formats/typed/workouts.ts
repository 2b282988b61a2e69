import { findMetric } from '../../catalogue/index.ts'
import type { Incoming, IncomingWorkout, Place, WorkoutTotal } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'
import { escapePointer, readableName } from '../readable-name.ts'
import { takeFields } from '../take-fields.ts'
import { collectSeries, readRoute, type TakenSeries } from '../workout-points.ts'

/** The unit of each total is fixed by the name of its field. */
const totalFields: readonly (readonly [total: WorkoutTotal, unit: string, ...fields: string[]])[] = [
  ['duration', 's', 'duration_seconds', 'duration'],
  ['totalEnergy', 'kcal', 'total_energy_kcal'],
  ['activeEnergy', 'kcal', 'active_energy_kcal'],
  ['distance', 'm', 'distance_meters'],
  ['minHeartRate', 'count/min', 'min_heart_rate'],
  ['avgHeartRate', 'count/min', 'avg_heart_rate'],
  ['maxHeartRate', 'count/min', 'max_heart_rate'],
  ['elevationUp', 'm', 'elevation_up_meters', 'elevation_gain_meters'],
  ['elevationDown', 'm', 'elevation_down_meters', 'elevation_loss_meters'],
  ['stepCount', 'count', 'steps', 'step_count'],
  ['flightsClimbed', 'count', 'flights_climbed'],
]

/** Whether an element of `workouts` has our field names rather than Health Auto Export's `name`, `start` and `end`. */
export function isTypedWorkout(element: unknown): element is JsonObject {
  return (
    isJsonObject(element) &&
    (element.workout_type !== undefined ||
      element.start_time !== undefined ||
      element.started_at !== undefined)
  )
}

/** `{workout_type, start_time, end_time, total_energy_kcal, …, route: [point], series: {heart_rate: [point]}}` */
export function readTypedWorkout(element: JsonObject, place: Place): Incoming {
  const fields = takeFields(element)
  const totals: IncomingWorkout['totals'] = {}
  for (const [total, unit, ...names] of totalFields) {
    const value = fields.take(...names)
    if (value !== undefined) totals[total] = { value, unit }
  }
  const workout: IncomingWorkout = {
    kind: 'workout',
    activity: fields.take('workout_type', 'activity', 'name'),
    startedAt: fields.take('start_time', 'started_at', 'recorded_at'),
    endedAt: fields.take('end_time', 'ended_at'),
    location: fields.takeText('location'),
    clientId: fields.takeText('id'),
    source: fields.takeText('source', 'source_device'),
    totals,
    ...readAllSeries(isJsonObject(element.series) ? (fields.take('series') as JsonObject) : {}),
    route: Array.isArray(element.route) ? readRoute(fields.take('route') as unknown[]) : [],
    ...place,
  }
  // Inside `metrics` a workout is tagged like its neighbours; the tag says nothing more once it is read.
  if (typeof element.type === 'string') fields.take('type')
  const detail = fields.rest()
  if (detail) workout.detail = detail
  return workout
}

/** By the catalogue's names; two names of one metric are one series. */
function readAllSeries(written: JsonObject): TakenSeries {
  const { taken, add } = collectSeries()
  for (const key of Object.keys(written)) {
    const points = written[key]
    if (!Array.isArray(points)) continue
    const name = findMetric(key)?.name ?? readableName(key)
    add(name, `/series/${escapePointer(key)}`, points)
  }
  return taken
}
