import type { IncomingSample, IncomingSleepNight } from '../../formats/incoming.ts'
import { idOfDevice } from './device.ts'
import type { FieldReader, Measure } from './field-reader.ts'
import type { Column, Field, Value } from './storage-kind.ts'
import { parseTime } from './time.ts'

/** What every sample's table has: the identity of a sample, and who said it where. */
export const sampleIdentity: Column[] = [
  { name: 'recorded_at', type: 'timestamptz' },
  { name: 'duration_s', type: 'double precision' },
  { name: 'grouped', type: 'boolean' },
]

export const sourceField: Field = { name: 'source', type: 'text', merge: 'latest', identifiesUngrouped: true }

export const companionFields: Field[] = [
  { name: 'utc_offset_min', type: 'smallint', merge: 'first' },
  { name: 'detail', type: 'jsonb', merge: 'keys' },
]

/**
 * Where a sample came from: appended behind all other fields of the kinds whose samples come by the million. The first
 * report of a sample says where it began; an export that tells it twice must not change that each time it is imported.
 */
export const originFields: Field[] = [
  { name: 'device_id', type: 'bigint', merge: 'first' },
  { name: 'creation_date', type: 'timestamptz', merge: 'first' },
]

/** Nobody can correct when a phone took a sample in: a date that cannot be read costs nothing but itself. */
export function creationDateOf({ creationDate }: Pick<IncomingSample, 'creationDate'>): number | null {
  return parseTime(creationDate)?.epochUs ?? null
}

/**
 * The columns that samples share; a judge adds its own to this very object, because copying it by spreading costs more
 * than all the reading. A client's grouping or an interval of its own says how long the sample covers.
 */
export function readSample(
  read: FieldReader,
  incoming: IncomingSample | IncomingSleepNight,
): Record<string, Value> {
  const recordedAt = read.time('recorded_at', incoming.recordedAt)
  const endedAt = 'endedAt' in incoming ? read.optionalTime('ended_at', incoming.endedAt) : null
  if (endedAt !== null && endedAt < recordedAt) {
    read.reject('ends_before_start', 'ended_at is before recorded_at')
  }
  const grouped = incoming.groupedSeconds !== undefined && endedAt === null
  return {
    recorded_at: recordedAt,
    duration_s: grouped
      ? incoming.groupedSeconds!
      : endedAt === null
        ? 0
        : (endedAt - recordedAt) / 1_000_000,
    grouped,
    source: read.source(incoming.source),
    utc_offset_min: read.utcOffsetMin,
    detail: read.detail(incoming.detail),
    device_id: incoming.kind === 'sample' ? idOfDevice(incoming.device) : null,
    creation_date: incoming.kind === 'sample' ? creationDateOf(incoming) : null,
  }
}

export type Numbers = Pick<IncomingSample, 'value' | 'min' | 'avg' | 'max'>

/**
 * The numbers of a sample. Where its client writes 0 for "not measured" and 0 is no possible value, a 0 beside another
 * number says nothing. Where there is nothing else, the 0 stays, so that it is rejected as what it is.
 */
export function knownNumbers(incoming: IncomingSample, { range: [lowest] }: Measure): Numbers {
  if (!incoming.zeroIsUnknown || lowest <= 0) return incoming
  const known = (written: unknown) => (written === 0 ? undefined : written)
  const numbers = {
    value: known(incoming.value),
    min: known(incoming.min),
    avg: known(incoming.avg),
    max: known(incoming.max),
  }
  return Object.values(numbers).some(isThere) ? numbers : incoming
}

function isThere(written: unknown): boolean {
  return written !== undefined && written !== null && written !== ''
}
