import { findMetric } from '../../catalogue/index.ts'
import { isFlatRecord } from '../flat-record.ts'
import { isCategory } from '../healthkit-category.ts'
import type { Incoming, IncomingSample, IncomingSleepStage, Place } from '../incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { readableName } from '../readable-name.ts'
import { snakeCase } from '../snake-case.ts'
import { type Fields, takeFields } from '../take-fields.ts'
import { readTypedWorkout } from './workouts.ts'

/** What an Activity may hold; the unit is fixed by the name of the field. */
const activityFields: readonly (readonly [field: string, metric: string, unit: string])[] = [
  ['steps', 'step_count', 'count'],
  ['distance_meters', 'walking_running_distance', 'm'],
  ['active_energy_kcal', 'active_energy', 'kcal'],
  ['basal_energy_kcal', 'basal_energy_burned', 'kcal'],
  ['flights_climbed', 'flights_climbed', 'count'],
  ['exercise_minutes', 'apple_exercise_time', 'min'],
  ['stand_minutes', 'apple_stand_time', 'min'],
]

/**
 * Whether an element of `metrics` is tagged; Health Auto Export's have `name` and `data` instead. A simple record may
 * have a `type` and a value too, and is known by its time, which is none of ours.
 */
export function isTypedMetric(element: unknown): element is JsonObject & { type: string } {
  if (!isJsonObject(element) || typeof element.type !== 'string' || element.data !== undefined) return false
  return !(foreignTimes.some(key => element[key] !== undefined) && isFlatRecord(element))
}

const foreignTimes = ['date', 'start', 'startDate', 'timestamp', 'time', 'datetime']

/** One tagged element: mostly one record, for an Activity one sample per field, all in the same place. */
export function readTypedMetric(element: JsonObject & { type: string }, place: Place): Incoming[] {
  const fields = takeFields(element)
  fields.take('type')
  const metric = findMetric(element.type)
  // "HeartRate", "heart_rate" and "Heart Rate" are one type.
  switch (element.type.toLowerCase().replace(/[\s_-]+/g, '')) {
    case 'heartrate':
      return readHeartRate(fields, place)
    case 'bloodpressure':
      return [readBloodPressure(fields, place)]
    case 'sleep':
      return [readSleepStage(fields, place)]
    case 'activity':
      return readActivity(fields, place)
    case 'quantity':
      return [readQuantitySample(fields, place)]
    case 'workout':
      return [readTypedWorkout(element, place)]
    default:
      // HealthKit's categories have a number that stands for a word in `value`.
      if (metric?.kind === 'quantity' && !isCategory(element.type) && isWritten(element.value)) {
        return [readSample(element.type, fields, place)]
      }
      return [readUnknownType(element.type, fields, place)]
  }
}

/**
 * `{recorded_at, min_bpm, avg_bpm, max_bpm, source}`. An earlier implementation sends one number as `heart_rate` or
 * `bpm`, and `resting_heart_rate` beside it, which is a metric of its own.
 */
function readHeartRate(fields: Fields, place: Place): Incoming[] {
  const sample: IncomingSample = {
    kind: 'sample',
    metric: 'heart_rate',
    ...takeInterval(fields),
    value: fields.take('heart_rate', 'bpm', 'value'),
    min: fields.take('min_bpm'),
    avg: fields.take('avg_bpm'),
    max: fields.take('max_bpm'),
    unit: 'count/min',
    source: fields.takeText('source', 'source_device'),
    ...place,
  }
  const resting = fields.take('resting_heart_rate')
  addDetail(sample, fields)
  if (resting === undefined) return [sample]
  const { min, avg, max, ...rest } = sample
  const restingSample = { ...rest, metric: 'resting_heart_rate', value: resting, countedAs: 'heart_rate' }
  const isMeasured = [sample.value, min, avg, max].some(value => value !== undefined)
  return isMeasured ? [{ ...sample, countedAs: 'heart_rate' }, restingSample] : [restingSample]
}

/** `{recorded_at, systolic, diastolic, source}` in mmHg. */
function readBloodPressure(fields: Fields, place: Place): Incoming {
  const sample: IncomingSample = {
    kind: 'sample',
    metric: 'blood_pressure',
    ...takeInterval(fields),
    systolic: fields.take('systolic'),
    diastolic: fields.take('diastolic'),
    unit: 'mmHg',
    source: fields.takeText('source', 'source_device'),
    ...place,
  }
  return addDetail(sample, fields)
}

/** `{started_at, ended_at, stage, source}` */
function readSleepStage(fields: Fields, place: Place): Incoming {
  const { recordedAt: startedAt, endedAt } = takeInterval(fields)
  const stage: IncomingSleepStage = {
    kind: 'sleep_stage',
    startedAt,
    endedAt,
    stage: fields.take('stage'),
    source: fields.takeText('source', 'source_device'),
    ...place,
  }
  return addDetail(stage, fields)
}

/**
 * `{recorded_at, steps, distance_meters, active_energy_kcal, …}`: one sample per field that is there. An Activity is
 * a client's own summary; one that says how long it covers without saying when it ends is a grouped value.
 */
function readActivity(fields: Fields, place: Place): Incoming[] {
  const measured = activityFields.flatMap(([field, metric, unit]) => {
    const value = fields.take(field)
    return value === undefined ? [] : [{ metric, value, unit }]
  })
  if (measured.length === 0) {
    return [
      { kind: 'nothing', countedAs: 'activity', detail: 'an Activity with none of its fields', ...place },
    ]
  }
  const interval = takeInterval(fields)
  const groupedSeconds =
    interval.endedAt === undefined ? fields.takeSeconds('duration_seconds', 'duration') : undefined
  const shared = { ...interval, source: fields.takeText('source', 'source_device'), countedAs: 'activity' }
  const detail = fields.rest()
  return measured.map(field => {
    const sample: IncomingSample = { kind: 'sample', ...field, ...shared, ...place }
    if (groupedSeconds !== undefined) sample.groupedSeconds = groupedSeconds
    if (detail) sample.detail = detail
    return sample
  })
}

/** `{metric, recorded_at, ended_at?, value, unit, source}` */
function readQuantitySample(fields: Fields, place: Place): Incoming {
  const metric = fields.take('metric')
  if (typeof metric !== 'string' || metric === '') {
    return {
      kind: 'nothing',
      countedAs: 'quantity',
      detail: 'a Quantity without the name of a metric',
      ...place,
    }
  }
  return readSample(metric, fields, place)
}

/** `{recorded_at, ended_at?, value, unit, source}` of a metric. */
function readSample(metric: string, fields: Fields, place: Place): Incoming {
  const sample: IncomingSample = {
    kind: 'sample',
    metric,
    ...takeInterval(fields),
    value: fields.take('value'),
    min: fields.take('min'),
    avg: fields.take('avg'),
    max: fields.take('max'),
    unit: fields.take('unit'),
    source: fields.takeText('source', 'source_device'),
    ...place,
  }
  return addDetail(sample, fields)
}

function readUnknownType(writtenType: string, fields: Fields, place: Place): Incoming {
  const type = snakeCase(writtenType)
  const { recordedAt: startedAt, endedAt } = takeInterval(fields)
  if (type === '' || startedAt === undefined) {
    const detail = type === '' ? 'an empty type' : 'an unknown type without recorded_at or started_at'
    return { kind: 'nothing', countedAs: readableName(type) || 'unknown', detail, ...place }
  }
  return {
    kind: 'event',
    type,
    startedAt,
    endedAt,
    name: fields.takeText('name'),
    clientId: fields.takeText('id'),
    source: fields.takeText('source', 'source_device'),
    unknownType: true,
    detail: fields.rest() ?? createBareObject(),
    ...place,
  }
}

function isWritten(value: unknown): boolean {
  return value !== undefined && value !== null
}

function takeInterval(fields: Fields): { recordedAt: unknown; endedAt: unknown } {
  return {
    recordedAt: fields.take('recorded_at', 'started_at', 'start_time'),
    endedAt: fields.take('ended_at', 'end_time'),
  }
}

function addDetail<T extends { detail?: Record<string, unknown> }>(record: T, fields: Fields): T {
  const detail = fields.rest()
  if (detail) record.detail = detail
  return record
}
