import type { Incoming, Place } from '../format.ts'
import { createBareObject, isJsonObject } from '../json-object.ts'
import { readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import { takeFields } from '../take-fields.ts'

interface EventShape {
  type: string
  /** Where the record's name stands. */
  nameKeys: readonly string[]
}

const shapes: ReadonlyMap<string, EventShape> = new Map([
  ['state_of_mind', { type: 'state_of_mind', nameKeys: [] }],
  ['medications', { type: 'medication', nameKeys: ['displayText', 'name'] }],
  ['symptoms', { type: 'symptom', nameKeys: ['name'] }],
  ['cycle_tracking', { type: 'cycle_tracking', nameKeys: ['name'] }],
  ['ecg', { type: 'ecg', nameKeys: [] }],
  // Documented without a name; a manual export has `heartNotification`, and a `source` that is an object.
  ['heart_rate_notifications', { type: 'heart_rate_notification', nameKeys: ['heartNotification', 'name'] }],
])

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
function readEvent(element: unknown, { type, nameKeys }: EventShape, place: Place): Incoming {
  if (!isJsonObject(element))
    return { kind: 'nothing', countedAs: readableName(type), detail: 'not an object', ...place }
  const fields = takeFields(element)
  return {
    kind: 'event',
    type,
    startedAt: fields.take(...startKeys) ?? element.scheduledDate ?? undefined,
    endedAt: fields.take('end', 'endDate', 'ended_at', 'end_time'),
    name: fields.takeText(...nameKeys),
    clientId: fields.takeText('id'),
    source: fields.takeText('source') ?? sourceName(element.source),
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

/** A source that is an object stays in the detail too, for what it says besides its name. */
function sourceName(source: unknown): unknown {
  return isJsonObject(source) && typeof source.name === 'string' ? source.name : undefined
}
