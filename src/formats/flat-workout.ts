import { readEpochTime } from './epoch-time.ts'
import type { Incoming, IncomingSeriesPoint, IncomingWorkout, Place, WorkoutTotal } from './incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from './json-object.ts'
import { readableName } from './readable-name.ts'
import { snakeCase } from './snake-case.ts'
import { takeSourceName } from './source-name.ts'
import { type Fields, takeFields } from './take-fields.ts'
import { readQuantity, readRoute } from './workout-points.ts'

/** Totals as fields of the workout, with the unit of a bare number; the first key that is there wins. */
const totalFields: readonly (readonly [total: WorkoutTotal, unit: string, ...keys: string[]])[] = [
  ['duration', 's', 'duration', 'duration_seconds'],
  ['totalEnergy', 'kcal', 'totalEnergyBurned', 'totalEnergy', 'energy_kcal', 'calories'],
  ['activeEnergy', 'kcal', 'activeEnergyBurned', 'activeEnergy'],
  ['distance', 'm', 'totalDistance', 'distance', 'distance_meters'],
  ['minHeartRate', 'count/min', 'minHeartRate'],
  ['avgHeartRate', 'count/min', 'averageHeartRate', 'avgHeartRate'],
  ['maxHeartRate', 'count/min', 'maxHeartRate'],
  ['flightsClimbed', 'count', 'totalFlightsClimbed', 'flightsClimbed'],
  ['swimmingStrokeCount', 'count', 'totalSwimmingStrokeCount'],
  ['stepCount', 'count', 'stepCount', 'steps'],
]

/** Totals as a list of statistics, `values: [{type, value, unit}]`, by type. */
const statistics: ReadonlyMap<string, WorkoutTotal> = new Map<string, WorkoutTotal>([
  ['duration', 'duration'],
  ['calories', 'totalEnergy'],
  ['total_energy_burned', 'totalEnergy'],
  ['active_energy_burned', 'activeEnergy'],
  ['distance', 'distance'],
  ['total_distance', 'distance'],
  ['min_heart_rate', 'minHeartRate'],
  ['mean_heart_rate', 'avgHeartRate'],
  ['average_heart_rate', 'avgHeartRate'],
  ['max_heart_rate', 'maxHeartRate'],
  ['mean_speed', 'avgSpeed'],
  ['max_speed', 'maxSpeed'],
  ['mean_cadence', 'stepCadence'],
  ['altitude_gain', 'elevationUp'],
  ['altitude_loss', 'elevationDown'],
  ['step_count', 'stepCount'],
])

/**
 * A workout of the clients that hand on HealthKit's own fields: `{workoutActivityType | workout_type | type, startDate,
 * endDate, duration, totalEnergyBurned, totalDistance, source, values?, route?, samples?}`.
 * @param sourceName the source, where the workout only refers to it
 */
export function readFlatWorkout(element: unknown, place: Place, sourceName?: unknown): Incoming {
  if (!isJsonObject(element))
    return { kind: 'nothing', countedAs: 'workout', detail: 'not an object', ...place }
  const fields = takeFields(element)
  const activity = fields.takeText(
    'workoutActivityType',
    'workout_type',
    'activityType',
    'activity',
    'type',
    'name',
  )
  const workout: IncomingWorkout = {
    kind: 'workout',
    activity: typeof activity === 'string' ? activity.replace(/^HKWorkoutActivityType/, '') : activity,
    startedAt: readEpochTime(fields.take('start', 'startDate', 'start_time')),
    endedAt: readEpochTime(fields.take('end', 'endDate', 'end_time')),
    clientId: fields.takeText('id', 'uuid', 'client_record_id'),
    source: sourceName ?? takeSourceName(fields, element),
    totals: takeTotals(element, fields),
    series: takeSamples(element, fields),
    route: Array.isArray(element.route)
      ? readRoute((fields.take('route') as unknown[]).map(renameInMeters))
      : [],
    ...place,
  }
  const detail = fields.rest()
  if (detail) workout.detail = detail
  return workout
}

function takeTotals(element: JsonObject, fields: Fields): IncomingWorkout['totals'] {
  const totals: IncomingWorkout['totals'] = {}
  for (const [total, unit, ...keys] of totalFields) {
    const key = keys.find(key => readQuantity(element[key]) !== undefined)
    if (key === undefined) continue
    const writtenUnit = fields.takeText(`${key}Unit`)
    totals[total] = readQuantity(fields.take(key), typeof writtenUnit === 'string' ? writtenUnit : unit)!
  }
  if (!Array.isArray(element.values)) return totals
  const values = fields.take('values') as unknown[]
  const others = values.filter(value => !addStatistic(totals, value))
  if (others.length > 0) fields.keep('values', others)
  return totals
}

function addStatistic(totals: IncomingWorkout['totals'], statistic: unknown): boolean {
  if (!isJsonObject(statistic) || typeof statistic.type !== 'string') return false
  const total = statistics.get(snakeCase(statistic.type))
  const quantity = readQuantity(statistic)
  if (!total || !quantity || totals[total]) return false
  totals[total] = quantity
  return true
}

/** `samples: [{timestamp, type, value, unit}]`: a series of each type. */
function takeSamples(element: JsonObject, fields: Fields): Record<string, IncomingSeriesPoint[]> {
  const series = createBareObject<IncomingSeriesPoint[]>()
  if (!Array.isArray(element.samples)) return series
  for (const sample of fields.take('samples') as unknown[]) {
    const point = isJsonObject(sample) ? sample : {}
    const type = typeof point.type === 'string' ? snakeCase(point.type) : ''
    const name = readableName(type) || 'unknown'
    series[name] ??= []
    series[name].push({
      recordedAt: readEpochTime(point.timestamp ?? point.startDate),
      value: point.value,
      unit: point.unit ?? undefined,
    })
  }
  return series
}

/** The SDK names metres in its keys (`altitudeM`). */
function renameInMeters(point: unknown): unknown {
  if (!isJsonObject(point)) return point
  return {
    ...point,
    altitude: point.altitude ?? point.altitudeM,
    horizontalAccuracy: point.horizontalAccuracy ?? point.horizontalAccuracyM,
    verticalAccuracy: point.verticalAccuracy ?? point.verticalAccuracyM,
  }
}
