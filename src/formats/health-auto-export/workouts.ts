import type { Incoming, IncomingSeriesPoint, IncomingWorkout, Place, WorkoutTotal } from '../format.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { readQuantity, readRoute, readSeries } from '../workout-points.ts'

/** Where a total stands twice the first key here wins, whatever the order in the body, which is random. */
const totalKeys: readonly (readonly [key: string, total: WorkoutTotal, unit?: string])[] = [
  ['duration', 'duration', 's'],
  ['totalEnergy', 'totalEnergy'],
  ['activeEnergyBurned', 'activeEnergy'],
  ['activeEnergy', 'activeEnergy'],
  ['distance', 'distance'],
  ['minHeartRate', 'minHeartRate'],
  ['avgHeartRate', 'avgHeartRate'],
  ['maxHeartRate', 'maxHeartRate'],
  ['elevationUp', 'elevationUp'],
  ['elevationDown', 'elevationDown'],
  ['avgSpeed', 'avgSpeed'],
  ['maxSpeed', 'maxSpeed'],
  ['stepCount', 'stepCount'],
  ['flightsClimbed', 'flightsClimbed'],
  ['totalSwimmingStrokeCount', 'swimmingStrokeCount'],
  ['stepCadence', 'stepCadence'],
  ['swimCadence', 'swimCadence'],
  ['lapLength', 'lapLength'],
  ['intensity', 'intensity'],
  ['intesity', 'intensity'],
  ['temperature', 'temperature'],
  ['humidity', 'humidity'],
]

/** The documented series, by the metric they are a series of. */
const seriesNames: ReadonlyMap<string, string> = new Map([
  ['activeEnergy', 'active_energy'],
  ['basalEnergy', 'basal_energy'],
  ['stepCount', 'step_count'],
  ['walkingAndRunningDistance', 'walking_running_distance'],
  ['heartRateData', 'heart_rate'],
  ['heartRateRecovery', 'heart_rate_recovery'],
  ['swimDistance', 'swimming_distance'],
  ['swimStroke', 'swimming_stroke_count'],
])

/**
 * A workout of either version. They differ by the type of the value and not by a version number: `stepCount` is
 * `{qty, units}` in the one and an array of points in the other.
 */
export function readWorkout(element: unknown, place: Place): Incoming {
  if (!isJsonObject(element)) {
    return { kind: 'nothing', countedAs: 'workout', detail: 'not an object', ...place }
  }
  const fields = takeFields(element)
  const workout: IncomingWorkout = {
    kind: 'workout',
    activity: fields.take('name'),
    startedAt: fields.take('start', 'startDate'),
    endedAt: fields.take('end', 'endDate'),
    clientId: fields.takeText('id'),
    source: fields.takeText('source'),
    totals: takeTotals(element, fields),
    series: takeSeries(element, fields),
    route: Array.isArray(element.route) ? readRoute(fields.take('route') as unknown[]) : [],
    ...place,
  }
  const detail = fields.rest()
  if (detail) workout.detail = detail
  return workout
}

function takeTotals(element: JsonObject, fields: Fields): IncomingWorkout['totals'] {
  const totals: IncomingWorkout['totals'] = {}
  const add = (total: WorkoutTotal, written: unknown, fallbackUnit?: unknown): boolean => {
    const unit = typeof fallbackUnit === 'string' ? fallbackUnit : undefined
    const quantity = totals[total] ? undefined : readQuantity(written, unit)
    if (quantity) totals[total] = quantity
    return quantity !== undefined
  }
  for (const [key, total, unit] of totalKeys) if (add(total, element[key], unit)) fields.take(key)
  if (isJsonObject(element.heartRate)) {
    const { heartRate } = element
    const added = [
      add('minHeartRate', heartRate.min ?? heartRate.Min, heartRate.units),
      add('avgHeartRate', heartRate.avg ?? heartRate.Avg ?? heartRate.qty, heartRate.units),
      add('maxHeartRate', heartRate.max ?? heartRate.Max, heartRate.units),
    ]
    if (added.includes(true)) fields.take('heartRate')
  }
  if (isJsonObject(element.elevation)) {
    const { elevation } = element
    const added = [
      add('elevationUp', elevation.ascent, elevation.units),
      add('elevationDown', elevation.descent, elevation.units),
    ]
    if (added.includes(true)) fields.take('elevation')
  }
  return totals
}

/** Every array of points is a series, also one that nobody has documented; other arrays stay in the detail. */
function takeSeries(element: JsonObject, fields: Fields): Record<string, IncomingSeriesPoint[]> {
  const series = createBareObject<IncomingSeriesPoint[]>()
  for (const key of Object.keys(element)) {
    const points = element[key]
    const knownName = seriesNames.get(key)
    if (key === 'route' || !Array.isArray(points)) continue
    if (knownName === undefined && !points.some(isPoint)) continue
    fields.take(key)
    const name = knownName ?? readableName(snakeCase(key))
    if (points.length > 0) series[name] = (series[name] ?? []).concat(readSeries(points))
  }
  return series
}

const pointKeys = ['qty', 'Avg', 'avg', 'Min', 'min', 'Max', 'max']

function isPoint(point: unknown): boolean {
  return isJsonObject(point) && point.date !== undefined && pointKeys.some(key => point[key] !== undefined)
}
