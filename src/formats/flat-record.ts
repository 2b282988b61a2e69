import { findMetric } from '../catalogue/index.ts'
import { readEpochTime } from './epoch-time.ts'
import { isCategory, readCategory } from './healthkit-category.ts'
import type { Incoming, IncomingSample, Place } from './incoming.ts'
import { createBareObject, isJsonObject, type JsonObject } from './json-object.ts'
import { type Half, type Pressures, pressurePartOf } from './pressure-pairs.ts'
import { snakeCase } from './snake-case.ts'
import { takeSourceName } from './source-name.ts'
import { takeFields } from './take-fields.ts'

/** Where a record that carries its own metric may say what it is, how much, and when; the most particular first. */
export const nameKeys = ['metric', 'identifier', 'type_code', 'dataType', 'data_type', 'type', 'name']
const valueKeys = ['value', 'qty', 'quantity', 'count', 'stage']
export const startKeys = [
  'start',
  'startDate',
  'start_date',
  'start_time',
  'startTime',
  'date',
  'timestamp',
  'time',
  'datetime',
  'recorded_at',
  'recordedAt',
]
const endKeys = ['end', 'endDate', 'end_date', 'end_time', 'endTime']

/** What the envelope says of its records. */
export interface FlatContext {
  /** The metric, where the record stands in an array that is named for it. */
  metric?: string
  /** The name of the source, where the record only refers to it. */
  source?: unknown
  /** HealthKit's own `%` is a fraction: 0.97 is 97 %. */
  percentIsFraction?: boolean
  /** The other half of a blood pressure that is written as two records. */
  pressures?: Pressures
}

/** Whether a value is a record with a metric's name and a value of its own, all in one object. */
export function isFlatRecord(value: unknown): value is JsonObject {
  if (!isJsonObject(value) || flatNameOf(value) === undefined) return false
  return (
    valueKeys.some(key => isWritten(value[key])) || (isWritten(value.systolic) && isWritten(value.diastolic))
  )
}

/**
 * The metric that a flat record names; undefined where it names none. Of several names the first that we know is it:
 * `{type: "quantity", name: "heart_rate"}` is a heart rate.
 */
export function flatNameOf(record: JsonObject): string | undefined {
  let first: string | undefined
  for (const key of nameKeys) {
    const name = record[key]
    if (typeof name !== 'string' || name === '') continue
    if (isKnownName(name)) return name
    first ??= name
  }
  return first
}

/** Longer text is no name of ours; folding it for every record would cost more than reading it. */
const MAX_KNOWN_LENGTH = 200

function isKnownName(name: string): boolean {
  if (name.length > MAX_KNOWN_LENGTH) return false
  return findMetric(name) !== undefined || pressurePartOf(name) !== undefined || isCategory(name)
}

/** What of a flat record tells which half of which blood pressure it is; undefined where it names no half. */
function readHalf(record: unknown, context: FlatContext): Half | undefined {
  if (!isJsonObject(record)) return undefined
  const name = context.metric ?? flatNameOf(record)
  if (name === undefined || !pressurePartOf(name)) return undefined
  const fields = takeFields(record)
  return {
    name,
    value: fields.takeText(...valueKeys),
    startedAt: readEpochTime(fields.take(...startKeys)),
    source: context.source ?? takeSourceName(fields, record),
  }
}

/** The halves of blood pressures among an array's elements. */
export function* readHalves(
  elements: Iterable<unknown>,
  contextOf: (element: unknown) => FlatContext = () => ({}),
): Generator<Half, void, undefined> {
  for (const element of elements) {
    const half = readHalf(element, contextOf(element))
    if (half) yield half
  }
}

/**
 * `{metric | type | name | identifier, value | qty, unit, date | start | timestamp, end?, source | device}` in any of
 * its spellings: a sample, a blood pressure, a stage of sleep, or an event where there is no value.
 */
export function readFlatRecord(record: JsonObject, place: Place, context: FlatContext = {}): Incoming {
  const name = context.metric ?? flatNameOf(record)
  if (name === undefined) {
    return { kind: 'nothing', countedAs: 'unknown', detail: 'no metric is named', ...place }
  }
  const fields = takeFields(record)
  for (const key of nameKeys) if (record[key] === name) fields.take(key)
  const value = fields.takeText(...valueKeys)
  const writtenUnit = fields.takeText('unit', 'units')
  const unit = context.percentIsFraction && writtenUnit === '%' ? 'fraction' : writtenUnit
  const startedAt = readEpochTime(fields.take(...startKeys))
  const endedAt = readEpochTime(fields.take(...endKeys))
  const source = context.source ?? takeSourceName(fields, record)
  const timed = { recordedAt: startedAt, endedAt, unit, source, ...place }

  const pressure = readPressure(name, value, record, { startedAt, source }, context.pressures)
  if (pressure) {
    fields.take('systolic')
    fields.take('diastolic')
    const rest = fields.rest()
    // The details of two halves meet in one row.
    const part = pressurePartOf(name)
    const detail = rest && part ? { [part]: rest } : rest
    return withDetail({ kind: 'sample', metric: 'blood_pressure', ...pressure, ...timed }, detail)
  }
  if (isCategory(name)) {
    const clientId = fields.takeText('id', 'uuid')
    const category = { identifier: name, value, startedAt, endedAt, source, clientId, detail: fields.rest() }
    return readCategory(category, place)
  }
  if (isSleepStage(name, value, writtenUnit, endedAt)) {
    const stage = typeof value === 'number' ? String(value) : value
    return withDetail({ kind: 'sleep_stage', startedAt, endedAt, stage, source, ...place }, fields.rest())
  }
  const [min, avg, max] = [fields.take('min', 'Min'), fields.take('avg', 'Avg'), fields.take('max', 'Max')]
  if ([value, min, avg, max].every(number => number === undefined)) {
    return {
      kind: 'event',
      type: snakeCase(name) || 'unknown',
      startedAt,
      endedAt,
      clientId: fields.takeText('id', 'uuid'),
      source,
      unknownType: true,
      detail: fields.rest() ?? createBareObject(),
      ...place,
    }
  }
  return withDetail({ kind: 'sample', metric: name, value, min, avg, max, ...timed }, fields.rest())
}

/** `{systolic, diastolic}`, `"120/80"`, or one half whose other half is a record beside it. */
function readPressure(
  name: string,
  value: unknown,
  { systolic, diastolic }: JsonObject,
  when: { startedAt: unknown; source: unknown },
  pressures: Pressures | undefined,
): Pick<IncomingSample, 'systolic' | 'diastolic'> | undefined {
  if (isWritten(systolic) || isWritten(diastolic)) return { systolic, diastolic }
  if (pressurePartOf(name)) return pressures?.find(when)
  const halves = typeof value === 'string' ? /^(\d{1,3})\s*\/\s*(\d{1,3})$/.exec(value.trim()) : null
  if (!halves || findMetric(name)?.kind !== 'blood_pressure') return undefined
  return { systolic: halves[1], diastolic: halves[2] }
}

/** A word is a stage. A number is one of HealthKit's stages only with an end and no unit; else it is a length of sleep. */
function isSleepStage(name: string, value: unknown, unit: unknown, endedAt: unknown): boolean {
  const isSleep = findMetric(name)?.kind === 'sleep' || snakeCase(name) === 'sleep_stage'
  if (!isSleep || value === undefined) return false
  if (typeof value === 'string' && !/^[\d.,\s]+$/.test(value)) return true
  return unit === undefined && endedAt !== undefined && /^[0-5]$/.test(String(value))
}

function isWritten(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== 'object'
}

function withDetail<T extends Incoming & { detail?: Record<string, unknown> }>(
  record: T,
  detail: Record<string, unknown> | undefined,
): T {
  if (detail) record.detail = detail
  return record
}
