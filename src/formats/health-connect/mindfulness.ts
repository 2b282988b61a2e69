import { readEpochTime } from '../epoch-time.ts'
import { readCategory } from '../healthkit-category.ts'
import type { Incoming, Place } from '../incoming.ts'
import type { JsonObject } from '../json-object.ts'
import { takeFields } from '../take-fields.ts'
import { restOf, takeOrigin } from './record.ts'

/** `{start_time, end_time}`: as HealthKit's mindful session, what is measured is how long it lasts. */
export function readMindfulness(record: JsonObject, place: Place): Incoming {
  const fields = takeFields(record)
  const origin = takeOrigin(record, fields)
  const session = {
    identifier: 'HKCategoryTypeIdentifierMindfulSession',
    value: undefined,
    startedAt: readEpochTime(fields.take('start_time', 'time')),
    endedAt: readEpochTime(fields.take('end_time')),
    source: origin.source,
    clientId: origin.clientId,
    detail: restOf(fields, origin),
  }
  return readCategory(session, place)
}
