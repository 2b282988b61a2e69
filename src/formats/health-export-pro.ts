import { envelopesOf, readEachEnvelope } from './each-envelope.ts'
import { recordArrays } from './envelope.ts'
import { readEpochTime } from './epoch-time.ts'
import { type FlatContext, readFlatRecord, readHalf } from './flat-record.ts'
import { readFlatWorkout } from './flat-workout.ts'
import type { Format, Incoming, Place } from './format.ts'
import { readKnownEvent, readUnknownEvent } from './health-auto-export/events.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'
import { pairPressures } from './pressure-pairs.ts'
import { readEach } from './read-each.ts'
import { readableName } from './readable-name.ts'
import { takeSourceName } from './source-name.ts'
import { takeFields } from './take-fields.ts'

/**
 * The iOS app Health Export Pro: `{exportDate, startDate, endDate, syncSource, characteristics, data: {HK…: [record],
 * workouts, medicationDoseEvents}, workoutRoutes}`, arrays by HealthKit's identifiers. Its `%` is HealthKit's, a fraction.
 */
export const healthExportPro: Format = {
  name: 'health-export-pro',
  recognises: body => envelopesOf(body).some(isExport),
  read: body => readEachEnvelope(body, isExport, readExport),
}

const identifier = /^HK[A-Za-z]+TypeIdentifier/

function isExport(value: unknown): value is JsonObject & { data: JsonObject } {
  if (!isJsonObject(value) || !isJsonObject(value.data)) return false
  return typeof value.exportDate === 'string' || Object.keys(value.data).some(key => identifier.test(key))
}

function* readExport(envelope: JsonObject, path: string): Generator<Incoming, void, undefined> {
  const data = isJsonObject(envelope.data) ? envelope.data : {}
  const records = recordArrays({ path: `${path}/data`, object: data })
  const pressures = pairPressures(
    records.flatMap(({ key, elements }) => elements.flatMap(one => readHalf(one, { metric: key }) ?? [])),
  )
  for (const { key, path: at, elements } of [...records, ...recordArrays({ path, object: envelope })]) {
    const read = readerOf(key, { metric: key, percentIsFraction: true, pressures })
    yield* readEach(elements, at, read)
  }
}

function readerOf(key: string, context: FlatContext): (element: unknown, place: Place) => Incoming {
  if (key === 'workouts') return readFlatWorkout
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
