import { readEachEnvelope } from './each-envelope.ts'
import { recordArrays } from './envelope.ts'
import { type FlatContext, readFlatRecord, readHalves } from './flat-record.ts'
import { readFlatWorkout } from './flat-workout.ts'
import type { Format } from './format.ts'
import { readUnknownEvent } from './health-auto-export/events.ts'
import type { Incoming, Place } from './incoming.ts'
import { isJsonObject, type JsonObject } from './json-object.ts'
import { pairPressures } from './pressure-pairs.ts'
import { readEach } from './read-each.ts'

/**
 * The open-wearables SDK for iOS and Android: `{provider, sdkVersion, syncTimestamp, data: {records: [{type, startDate,
 * endDate, value, unit, source: {…}}], sleep: [{stage, startDate, endDate}], workouts: [{type, …, values, route}]}}`.
 * Facts: backend/app/schemas/apple/healthkit/sync_request.py of github.com/the-momentum/open-wearables.
 */
export const openWearables: Format = {
  name: 'open-wearables',
  recognises: isSync,
  read: body => readEachEnvelope(body, isSync, readSync),
}

function isSync(value: unknown): value is JsonObject & { data: JsonObject } {
  if (!isJsonObject(value) || !isJsonObject(value.data)) return false
  return typeof value.provider === 'string' && typeof value.sdkVersion === 'string'
}

function* readSync(envelope: JsonObject, path: string): Generator<Incoming, void, undefined> {
  const data = isJsonObject(envelope.data) ? envelope.data : {}
  // Only Apple's percent is a fraction.
  const percentIsFraction = envelope.provider === 'apple'
  for (const { key, path: at, elements } of [
    ...recordArrays({ path: `${path}/data`, object: data }),
    ...recordArrays({ path, object: envelope }),
  ]) {
    const pressures = pairPressures(() => readHalves(elements))
    const read = readerOf(key, { percentIsFraction, pressures })
    yield* readEach(elements, at, read)
  }
}

function readerOf(key: string, context: FlatContext): (element: unknown, place: Place) => Incoming {
  if (key === 'workouts') return readFlatWorkout
  if (key !== 'records' && key !== 'sleep') return readUnknownEvent(key)
  return (element, place) =>
    isJsonObject(element)
      ? readFlatRecord(element, place, key === 'sleep' ? { ...context, metric: 'sleep_analysis' } : context)
      : { kind: 'nothing', countedAs: key, detail: 'not an object', ...place }
}
