import { readEachEnvelope } from '../each-envelope.ts'
import { type RecordArray, recordArrays } from '../envelope.ts'
import { readEpochTime } from '../epoch-time.ts'
import { type FlatContext, readFlatRecord, readHalves } from '../flat-record.ts'
import type { Format, FormatContext } from '../format.ts'
import { readKnownEvent, readUnknownEvent } from '../health-auto-export/events.ts'
import { readWorkout as readAppWorkout } from '../health-auto-export/workouts.ts'
import type { Incoming, Place } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'
import { type Half, pairPressures, pressurePartOf } from '../pressure-pairs.ts'
import { readEnvelope } from '../read-body.ts'
import { readEach } from '../read-each.ts'
import { readableName } from '../readable-name.ts'
import { takeSourceName } from '../source-name.ts'
import { takeFields } from '../take-fields.ts'
import { routesOf, WorkoutRoutes } from './workout-routes.ts'

/**
 * The iOS app Health Export Pro: `{exportDate, startDate, endDate, syncSource, characteristics, data: {HK…: [record],
 * workouts, medicationDoseEvents}, workoutRoutes}`, arrays by HealthKit's identifiers. Its `%` is HealthKit's, a fraction.
 */
export const healthExportPro: Format = {
  name: 'health-export-pro',
  recognises: isExport,
  read: (body, context) =>
    readEachEnvelope(body, isExport, (envelope, path) => readExport(envelope, path, context)),
}

const identifier = /^HK[A-Za-z]+TypeIdentifier/

/** Keys that only this app has, beside `data`. */
const ownKeys = ['workoutRoutes', 'characteristics', 'syncSource']

/** An export date alone says nothing: others write one too, so what is beside it must not be Health Auto Export's. */
function isExport(value: unknown): value is JsonObject & { data: JsonObject } {
  if (!isJsonObject(value) || !isJsonObject(value.data)) return false
  const { data } = value
  if (Object.keys(data).some(key => identifier.test(key) || key === 'medicationDoseEvents')) return true
  if (holdsMetrics(data)) return false
  if (ownKeys.some(key => Object.hasOwn(value, key))) return true
  const others = Object.keys(data).filter(key => key !== 'workouts')
  const workouts = Array.isArray(data.workouts) ? data.workouts : []
  return typeof value.exportDate === 'string' && others.length === 0 && !workouts.some(isAppWorkout)
}

function holdsMetrics({ metrics }: JsonObject): boolean {
  return Array.isArray(metrics) && metrics.some(isJsonObject)
}

/** A workout of Health Auto Export has a name, and its start under another key. */
function isAppWorkout(element: unknown): boolean {
  return isJsonObject(element) && element.name !== undefined && element.start !== undefined
}

function* readExport(
  envelope: JsonObject,
  path: string,
  context: FormatContext,
): Generator<Incoming, void, undefined> {
  const data = isJsonObject(envelope.data) ? envelope.data : {}
  const records = recordArrays({ path: `${path}/data`, object: data })
  const pressures = pairPressures(() => halvesIn(records))
  const routes = new WorkoutRoutes(envelope.workoutRoutes, data.workouts)
  for (const { key, path: at, elements } of [...records, ...recordArrays({ path, object: envelope })]) {
    if (key === 'metrics') {
      // Of Health Auto Export, in whichever of the two places they stand.
      const holder = at.slice(0, -'/metrics'.length)
      yield* readEnvelope({ metrics: elements }, holder, context)
    } else if (key === 'workouts') {
      yield* readEach(elements, at, (element, place) =>
        isAppWorkout(element) ? readAppWorkout(element, place) : routes.readWorkout(element, place, elements),
      )
    } else if (key === 'workoutRoutes') {
      yield* readEach(elements, at, (element, place) => routes.readRoute(element, place))
    } else yield* readEach(elements, at, readerOf(key, { metric: key, percentIsFraction: true, pressures }))
  }
  yield* readObjects(envelope, path, routes)
}

/** An array is named for what its records are: of all others nothing need be looked at. */
function* halvesIn(arrays: readonly RecordArray[]): Iterable<Half> {
  for (const { key, elements } of arrays) {
    if (pressurePartOf(key)) yield* readHalves(elements, () => ({ metric: key }))
  }
}

/** What the app says in an object instead of an array: each of its routes is an item, and the characteristics are one. */
function* readObjects(envelope: JsonObject, path: string, routes: WorkoutRoutes): Generator<Incoming> {
  const { workoutRoutes, characteristics, exportDate } = envelope
  if (isJsonObject(workoutRoutes)) {
    yield* readEach(routesOf(workoutRoutes), `${path}/workoutRoutes`, (route, place) =>
      routes.readRoute(route, place),
    )
  }
  if (!isJsonObject(characteristics) || Object.keys(characteristics).length === 0) return
  yield {
    kind: 'event',
    type: 'characteristics',
    startedAt: exportDate,
    detail: characteristics,
    path: `${path}/characteristics`,
    index: 0,
  }
}

function readerOf(key: string, context: FlatContext): (element: unknown, place: Place) => Incoming {
  if (key === 'medicationDoseEvents') return readDose
  if (!identifier.test(key)) return readKnownEvent(key) ?? readUnknownEvent(key)
  return (element, place) =>
    isJsonObject(element)
      ? readFlatRecord(element, place, context)
      : { kind: 'nothing', countedAs: readableName(key), detail: 'not an object', ...place }
}

/** A dose of HealthKit's (HKMedicationDoseEvent); one that was never taken stands where it was scheduled. */
function readDose(element: unknown, place: Place): Incoming {
  if (!isJsonObject(element))
    return { kind: 'nothing', countedAs: 'medication', detail: 'not an object', ...place }
  const fields = takeFields(element)
  return {
    kind: 'event',
    type: 'medication',
    startedAt: readEpochTime(fields.take('startDate', 'start', 'date') ?? element.scheduledDate ?? undefined),
    endedAt: readEpochTime(fields.take('endDate', 'end')),
    name: fields.takeText('medicationName', 'displayText', 'name'),
    clientId: fields.takeText('id', 'uuid'),
    source: takeSourceName(fields, element),
    detail: fields.rest() ?? {},
    ...place,
  }
}
