import type { Incoming, Place } from '../incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import { type Fields, takeFields } from '../take-fields.ts'

interface EventShape {
  type: string
  /** Where the record's name stands. */
  nameKeys: readonly string[]
  /** The record's name where it is not simply what stands there. */
  nameOf?(element: JsonObject): unknown
  /** Brings the spellings of a type that has several into one. */
  respell?(element: JsonObject): JsonObject
}

const shapes: ReadonlyMap<string, EventShape> = new Map([
  ['state_of_mind', { type: 'state_of_mind', nameKeys: [], nameOf: nameMood }],
  ['medications', { type: 'medication', nameKeys: ['displayText', 'name'] }],
  ['symptoms', { type: 'symptom', nameKeys: ['name'] }],
  ['cycle_tracking', { type: 'cycle_tracking', nameKeys: ['name'] }],
  ['ecg', { type: 'ecg', nameKeys: [] }],
  // Documented without a name; a manual export has `heartNotification`, and a `source` that is an object.
  [
    'heart_rate_notifications',
    {
      type: 'heart_rate_notification',
      nameKeys: ['heartNotification', 'name'],
      respell: respellNotification,
    },
  ],
])

const shapesByType: ReadonlyMap<string, EventShape> = new Map(
  [...shapes.values()].map(shape => [shape.type, shape]),
)

/** The names of the six documented types, as records of them are counted and stored. */
export const eventTypes: readonly string[] = [...shapesByType.keys()]

/** The documented type that a name means: its own, or that of the app's array (`stateOfMind`, `medications`). */
export function findEventType(name: string): string | undefined {
  const key = snakeCase(name)
  return (shapesByType.get(key) ?? shapes.get(key))?.type
}

/** The reader for one of the six documented event arrays; undefined for any other key. */
export function readKnownEvent(key: string) {
  const shape = shapes.get(snakeCase(key))
  return shape && ((element: unknown, place: Place): Incoming => readEvent(element, shape, place))
}

/** The reader for an array that nobody has documented: its elements are kept under the array's own name. */
export function readUnknownEvent(key: string) {
  const shape = { type: snakeCase(key) || 'unknown', nameKeys: ['name'] }
  return (element: unknown, place: Place): Incoming => {
    const event = readEvent(element, shape, place)
    return event.kind === 'event' ? { ...event, unknownType: true } : event
  }
}

/**
 * Name, source, client's id, start and end have columns; everything else is the detail. A dose that was never taken
 * has no start, so it stands where it was scheduled.
 */
function readEvent(
  element: unknown,
  { type, nameKeys, nameOf, respell }: EventShape,
  place: Place,
): Incoming {
  if (!isJsonObject(element))
    return { kind: 'nothing', countedAs: readableName(type), detail: 'not an object', ...place }
  const fields = takeFields(respell ? respell(element) : element)
  return {
    kind: 'event',
    type,
    startedAt: fields.take(...startKeys) ?? element.scheduledDate ?? undefined,
    endedAt: fields.take('end', 'endDate', 'ended_at', 'end_time'),
    name: nameOf ? nameOf(element) : fields.takeText(...nameKeys),
    clientId: fields.takeText('id'),
    source: fields.takeText('source') ?? takeSourceName(element.source, fields),
    detail: fields.rest() ?? createBareObject(),
    ...place,
  }
}

const startKeys = [
  'start',
  'startDate',
  'started_at',
  'start_time',
  'date',
  'recorded_at',
  'timestamp',
  'time',
]

/** How a mood is told from another of the same second: `momentaryEmotion` and `momentary_emotion` are one kind. */
function nameMood({ kind }: JsonObject): unknown {
  return typeof kind === 'string' ? snakeCase(kind) : undefined
}

/** A source that is an object stays in the detail too, where it says more than its name. */
function takeSourceName(source: unknown, fields: Fields): unknown {
  if (!isJsonObject(source) || typeof source.name !== 'string') return undefined
  if (Object.keys(source).length === 1) fields.take('source')
  return source.name
}

/** The keys of a manual export, the app's own misspelling among them, and those of its documentation. */
const notificationKeys: ReadonlyMap<string, string> = new Map([
  ['threshhold', 'threshold'],
  ['heartRateData', 'heartRate'],
  ['hrvData', 'heartRateVariation'],
])

/** A notification with the documented keys, whichever of the two spellings it came in; one that has both keeps both. */
function respellNotification(element: JsonObject): JsonObject {
  const respelled = createBareObject<unknown>()
  for (const key of Object.keys(element)) {
    // A null says nothing, so it must not stand in the way of the other spelling.
    if (element[key] === null) continue
    const documented = notificationKeys.get(key) ?? key
    respelled[(element[documented] ?? null) === null ? documented : key] = element[key]
  }
  return respelled
}
