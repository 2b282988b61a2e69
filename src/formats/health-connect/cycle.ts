import { readEpochTime } from '../epoch-time.ts'
import type { Incoming, IncomingEvent, Place } from '../incoming.ts'
import { createBareObject, type JsonObject } from '../json-object.ts'
import { takeFields } from '../take-fields.ts'
import { restOf, restWithId, takeOrigin } from './record.ts'

interface CycleEntry {
  /** As Health Auto Export calls it, so that both phones of a household say the same. */
  name: string
  key?: string
  /** Health Connect's integers in words. */
  values?: readonly string[]
}

const entries: ReadonlyMap<string, CycleEntry> = new Map<string, CycleEntry>([
  [
    'menstruation_flow',
    { name: 'Menstrual Flow', key: 'flow', values: ['Unspecified', 'Light', 'Medium', 'Heavy'] },
  ],
  ['menstruation_period', { name: 'Menstruation Period' }],
  ['intermenstrual_bleeding', { name: 'Intermenstrual Bleeding' }],
  [
    'ovulation_test',
    {
      name: 'Ovulation Test Result',
      key: 'result',
      values: ['Inconclusive', 'Positive', 'High', 'Negative'],
    },
  ],
  [
    'cervical_mucus',
    {
      name: 'Cervical Mucus Quality',
      key: 'appearance',
      values: ['Unspecified', 'Dry', 'Sticky', 'Creamy', 'Watery', 'Egg White', 'Unusual'],
    },
  ],
])

/** HealthConnect's PROTECTION_USED_…, in HealthKit's words. */
const protections = ['Unspecified', 'Protection Used', 'Protection Not Used']

/** Whether an array of this key holds entries of cycle tracking. */
export function isCycleArray(key: string): boolean {
  return entries.has(key)
}

/** `{flow, time}`, `{result, time}`, `{start_time, end_time}`, …: an event whose value is a word. */
export function readCycleEntry(key: string, record: JsonObject, place: Place): Incoming {
  const { name, key: valueKey, values } = entries.get(key)!
  const event = readEvent(record, { type: 'cycle_tracking', ...place })
  if (valueKey !== undefined && event.detail[valueKey] !== undefined) {
    const written = event.detail[valueKey]
    delete event.detail[valueKey]
    event.detail.value = wordFor(written, values)
  }
  return { ...event, name }
}

/** `{protection_used, time}` is one, with the protection in its detail. */
export function readSexualActivity(record: JsonObject, place: Place): Incoming {
  const { startedAt, endedAt, source, detail } = readEvent(record, { type: '', ...place }, restWithId)
  if (detail.protection_used !== undefined) {
    detail.protection_used = wordFor(detail.protection_used, protections)
  }
  return {
    kind: 'sample',
    metric: 'sexual_activity',
    recordedAt: startedAt,
    endedAt,
    value: 1,
    unit: 'count',
    source,
    detail,
    ...place,
  }
}

/** A record of an array that we do not know is kept as an event under the array's name. */
export function readUnknownRecord(type: string, record: JsonObject, place: Place): Incoming {
  return { ...readEvent(record, { type, ...place }), unknownType: true }
}

function readEvent(
  record: JsonObject,
  { type, ...place }: Place & { type: string },
  rest = restOf,
): IncomingEvent {
  const fields = takeFields(record)
  const origin = takeOrigin(record, fields)
  return {
    kind: 'event',
    type,
    startedAt: readEpochTime(fields.take('start_time', 'time', 'session_start_time', 'session_end_time')),
    endedAt: readEpochTime(fields.take('end_time')),
    name: fields.takeText('name', 'title'),
    clientId: origin.clientId,
    source: origin.source,
    detail: rest(fields, origin) ?? createBareObject(),
    ...place,
  }
}

function wordFor(written: unknown, words: readonly string[] = []): unknown {
  const isInteger = typeof written === 'number' || (typeof written === 'string' && /^\d$/.test(written))
  return (isInteger ? words[Number(written)] : undefined) ?? written
}
