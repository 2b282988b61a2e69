import { readEpochTime } from '../epoch-time.ts'
import type { Incoming, IncomingSample, Place } from '../incoming.ts'
import { isJsonObject, type JsonObject } from '../json-object.ts'
import { joinDetails, shareDetail } from '../share-detail.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { type QuantityField, readQuantityObject } from './quantities.ts'
import { normaliseKeys, restWithId, takeOrigin } from './record.ts'

/**
 * `{count, start_time, end_time, metadata}`, `{bpm, time}`, or with a resolution set in the app `{avg, min, max, time}`.
 * Health Connect's own records may hold `samples: [{time, beatsPerMinute}]`: those are one item of many samples.
 */
export function readReading(
  record: JsonObject,
  quantities: readonly QuantityField[],
  place: Place,
): Incoming[] {
  const fields = takeFields(record)
  const origin = takeOrigin(record, fields)
  const shared = { kind: 'sample', source: origin.source, ...place } as const
  if (Array.isArray(record.samples) && record.samples.length > 0) {
    const samples = (fields.take('samples') as unknown[]).map(normaliseSample)
    fields.take('start_time')
    fields.take('end_time')
    const detailOf = shareDetail(restWithId(fields, origin))
    return samples.map((sample, at) => {
      const own = takeFields(sample)
      const recordedAt = readEpochTime(own.take('time'))
      const reading = takeReading(sample, own, quantities[0]!)
      return addDetail({ ...shared, recordedAt, ...reading }, joinDetails(detailOf(at === 0), own.rest()))
    })
  }
  const recordedAt = readEpochTime(fields.take('start_time', 'time'))
  const endedAt = readEpochTime(fields.take('end_time'))
  const readings = quantities.map(quantity => takeReading(record, fields, quantity)).filter(isMeasured)
  // A record without its number is still one reading, and told so.
  if (readings.length === 0) readings.push({ metric: quantities[0]!.metric })
  const detailOf = shareDetail(restWithId(fields, origin))
  return readings.map((reading, at) =>
    addDetail({ ...shared, recordedAt, endedAt, ...reading }, detailOf(at === 0)),
  )
}

/** `{systolic, diastolic, time}` in mmHg. */
export function readBloodPressure(record: JsonObject, place: Place): Incoming {
  const fields = takeFields(record)
  const origin = takeOrigin(record, fields)
  const sample: IncomingSample = {
    kind: 'sample',
    metric: 'blood_pressure',
    recordedAt: readEpochTime(fields.take('time', 'start_time')),
    systolic: readNumber(fields.take('systolic')),
    diastolic: readNumber(fields.take('diastolic')),
    unit: 'mmHg',
    source: origin.source,
    ...place,
  }
  return addDetail(sample, restWithId(fields, origin))
}

type Reading = Pick<IncomingSample, 'metric' | 'value' | 'min' | 'avg' | 'max' | 'unit'>

function takeReading(record: JsonObject, fields: Fields, { keys, metric, unit }: QuantityField): Reading {
  const key = keys.find(key => record[key] !== undefined && record[key] !== null)
  const written = key === undefined ? undefined : fields.take(key)
  const quantity = isJsonObject(written) ? readQuantityObject(normaliseKeys(written)) : undefined
  const spread = (word: string) => fields.take(word, ...keys.map(key => `${word}_${key}`))
  return {
    metric,
    value: quantity ? quantity.value : written,
    min: spread('min'),
    avg: spread('avg'),
    max: spread('max'),
    unit: quantity?.unit ?? unit,
  }
}

function isMeasured({ value, min, avg, max }: Reading): boolean {
  return [value, min, avg, max].some(number => number !== undefined)
}

function readNumber(written: unknown): unknown {
  return isJsonObject(written) ? (readQuantityObject(normaliseKeys(written))?.value ?? written) : written
}

function normaliseSample(sample: unknown): JsonObject {
  return isJsonObject(sample) ? normaliseKeys(sample) : {}
}

function addDetail(sample: IncomingSample, detail: Record<string, unknown> | undefined): IncomingSample {
  if (detail) sample.detail = detail
  return sample
}
