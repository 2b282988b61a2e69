import { findMetric } from '../../catalogue/index.ts'
import type { Incoming, IncomingWorkout, Place } from '../incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { escapePointer, readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { collectSeries, readQuantity, readRoute, type TakenSeries } from '../workout-points.ts'
import { takeTotals } from './workout-totals.ts'

/** The series whose key is not a name of their metric. What follows a workout is a heart rate, not the fall of one. */
const seriesNames: ReadonlyMap<string, string> = new Map([
  ['activeEnergy', 'active_energy'],
  ['basalEnergy', 'basal_energy_burned'],
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
  const { totals, leftovers } = takeTotals(element, fields)
  const workout: IncomingWorkout = {
    kind: 'workout',
    activity: fields.take('name'),
    startedAt: fields.take('start', 'startDate'),
    endedAt: fields.take('end', 'endDate'),
    location: fields.takeText('location'),
    clientId: fields.takeText('id'),
    source: fields.takeText('source'),
    totals,
    ...takeSeries(element, fields),
    route: Array.isArray(element.route) ? readRoute(fields.take('route') as unknown[]) : [],
    lenientTotals: true,
    ...place,
  }
  if (isFirstVersion(element)) workout.zeroIsUnknown = true
  const detail = fields.rest() ?? createBareObject<unknown>()
  for (const [key, leftover] of leftovers) detail[key] = leftover
  if (Object.keys(detail).length > 0) workout.detail = detail
  return workout
}

/** Whether anything in it is of the first version, which writes 0 for what was not measured. */
function isFirstVersion(element: JsonObject): boolean {
  const isScalar = (value: unknown) => readQuantity(value) !== undefined
  return (
    element.duration === undefined ||
    element.duration === null ||
    isScalar(element.stepCount) ||
    isScalar(element.activeEnergy) ||
    isJsonObject(element.elevation) ||
    (Array.isArray(element.route) && element.route.some(point => isJsonObject(point) && 'lat' in point))
  )
}

/** Every array of points is a series, also one that nobody has documented; other arrays stay in the detail. */
function takeSeries(element: JsonObject, fields: Fields): TakenSeries {
  const { taken, add } = collectSeries()
  for (const key of Object.keys(element)) {
    const points = element[key]
    const knownName = seriesNames.get(key)
    if (key === 'route' || !Array.isArray(points)) continue
    if (knownName === undefined && !points.some(isPoint)) continue
    fields.take(key)
    const name = knownName ?? findMetric(key)?.name ?? readableName(snakeCase(key))
    if (points.length > 0) add(name, `/${escapePointer(key)}`, points)
  }
  return taken
}

const pointKeys = ['qty', 'Avg', 'avg', 'Min', 'min', 'Max', 'max']

function isPoint(point: unknown): boolean {
  return isJsonObject(point) && point.date !== undefined && pointKeys.some(key => point[key] !== undefined)
}
