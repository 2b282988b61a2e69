import { readEachEnvelope } from '../each-envelope.ts'
import { isKnownArray, type RecordHolder, recordArrays, recordHolders } from '../envelope.ts'
import type { Format, FormatContext } from '../format.ts'
import type { Incoming, Place } from '../incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { readEnvelope } from '../read-body.ts'
import { readEach } from '../read-each.ts'
import { readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import { isCycleArray, readCycleEntry, readSexualActivity, readUnknownRecord } from './cycle.ts'
import { readExercise } from './exercise.ts'
import { readMindfulness } from './mindfulness.ts'
import { quantityArrays } from './quantities.ts'
import { readBloodPressure, readReading } from './readings.ts'
import { normaliseKeys } from './record.ts'
import { readSleepSession } from './sleep.ts'

/**
 * HC Webhook and other apps that post what Android's Health Connect holds:
 * `{timestamp, app_version, steps: [{count, start_time, end_time}], heart_rate: [{bpm, time}], …}`, in snake_case or
 * camelCase, or as `{type: "health_data.synced", data: {records: [{type: "steps", …}]}}`.
 * Facts: docs/webhook.md and SyncManager.kt of github.com/mcnaveen/health-connect-webhook.
 */
export const healthConnect: Format = {
  name: 'health-connect',
  recognises: envelope => isStamped(envelope) && isWebhook(envelope),
  accepts: isWebhook,
  read: (body, context) =>
    readEachEnvelope(body, isWebhook, (envelope, path) => readWebhook(envelope, path, context)),
}

type ReadRecord = (record: JsonObject, place: Place) => Incoming | Iterable<Incoming>

/** Arrays that a record may stand in besides the quantities'; the webhook's keys, and Health Connect's own. */
const readers: ReadonlyMap<string, ReadRecord> = new Map<string, ReadRecord>([
  ['blood_pressure', readBloodPressure],
  ['sleep', readSleepSession],
  ['sleep_session', readSleepSession],
  ['exercise', readExercise],
  ['exercise_session', readExercise],
  ['sexual_activity', readSexualActivity],
  ['mindfulness', readMindfulness],
  ['mindfulness_session', readMindfulness],
])

/** The keys that the envelope has besides its arrays; without one of them an object of arrays could be anybody's. */
const stampKeys = ['timestamp', 'app_version', 'appVersion']

function isStamped(value: unknown): boolean {
  return isSynced(value) || (isJsonObject(value) && stampKeys.some(key => typeof value[key] === 'string'))
}

/** Whether one of its arrays is known to us, or there is none and the envelope is the documented empty one. */
function isWebhook(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false
  if (isSynced(value)) return true
  const arrays = recordArrays({ path: '', object: value })
  if (arrays.length > 0) return arrays.some(({ key }) => isOurArray(snakeCase(key)))
  const isEmpty = Object.keys(value).every(key => stampKeys.includes(key))
  return isEmpty && typeof value.timestamp === 'string' && Object.keys(value).length > 1
}

/** The app's preset "Open Wearables". */
function isSynced(value: unknown): value is JsonObject & { data: JsonObject } {
  return (
    isJsonObject(value) &&
    value.type === 'health_data.synced' &&
    isJsonObject(value.data) &&
    Array.isArray(value.data.records)
  )
}

function isOurArray(key: string): boolean {
  return quantityArrays.has(key) || readers.has(key) || isCycleArray(key)
}

/**
 * The webhook's arrays. Whatever stands beside them as Health Auto Export has it, `data` or an array that its app
 * documents, is read as that: people merge the exports of two phones into one body.
 */
function* readWebhook(
  envelope: JsonObject,
  path: string,
  context: FormatContext,
): Generator<Incoming, void, undefined> {
  const isMadeUp = envelope.test === true
  const synced = isSynced(envelope)
  for (const holder of synced ? recordHolders(envelope, path) : [{ path, object: envelope }]) {
    for (const array of recordArrays(holder)) {
      if (isForeign(array.key)) continue
      const isMixed = synced && array.key === 'records'
      const shared = isMixed ? undefined : readerOf(snakeCase(array.key), isMadeUp)
      yield* readEach(array.elements, array.path, (element, place) =>
        (shared ?? readerOf(typeOf(element), isMadeUp))(element, place),
      )
    }
    yield* readEnvelope(pickForeign(holder, synced), holder.path, context)
  }
}

function isForeign(key: string): boolean {
  return key === 'data' || isKnownArray(key)
}

/** Of the synced webhook `data` is its own, and was read. */
function pickForeign({ object }: RecordHolder, isSynced: boolean): JsonObject {
  const foreign = createBareObject<unknown>()
  for (const key of Object.keys(object)) {
    if (isForeign(key) && !(isSynced && isJsonObject(object[key]))) foreign[key] = object[key]
  }
  return foreign
}

/** The reader of the elements of an array, by its key, which may be long and is looked at once for all of them. */
function readerOf(key: string, isMadeUp: boolean) {
  const read = readerOfRecords(key)
  return (element: unknown, place: Place): Incoming | Iterable<Incoming> => {
    if (!isJsonObject(element)) return refuse(key, 'not an object', place)
    if (isMadeUp) return refuse(key, "made up by the app's Test button: send a real sync", place)
    const { type, ...record } = normaliseKeys(element)
    return read(snakeCase(String(type)) === key ? record : { ...record, type }, place)
  }
}

function readerOfRecords(key: string): ReadRecord {
  if (isCycleArray(key)) return (record, place) => readCycleEntry(key, record, place)
  const quantities = quantityArrays.get(key)
  if (quantities) return (record, place) => countAs(key, readReading(record, quantities, place))
  const type = readableName(key) || 'unknown'
  return readers.get(key) ?? ((record, place) => readUnknownRecord(type, record, place))
}

/** Several samples of one item are counted under the name of their array. */
function countAs(key: string, records: Incoming[]): Incoming[] {
  return records.length > 1 ? records.map(record => ({ ...record, countedAs: readableName(key) })) : records
}

/** In the preset a record names its array; of an exercise the number of its own type has taken that place. */
function typeOf(element: unknown): string {
  const type = isJsonObject(element) && typeof element.type === 'string' ? element.type : ''
  return /^\d+$/.test(type) ? 'exercise' : snakeCase(type)
}

/** What the records of an array are counted as, so that the refused are counted beside the kept. */
function typeOfArray(key: string): string {
  if (isCycleArray(key)) return 'cycle_tracking'
  const quantities = quantityArrays.get(key)
  if (quantities?.length === 1) return quantities[0]!.metric
  return typesOfArrays.get(key) ?? (readableName(key) || 'unknown')
}

const typesOfArrays: ReadonlyMap<string, string> = new Map([
  ['sleep', 'sleep_analysis'],
  ['sleep_session', 'sleep_analysis'],
  ['exercise', 'workout'],
  ['exercise_session', 'workout'],
  ['mindfulness', 'mindful_minutes'],
  ['mindfulness_session', 'mindful_minutes'],
])

function refuse(key: string, detail: string, place: Place): Incoming {
  return { kind: 'nothing', countedAs: typeOfArray(key), detail, ...place }
}
