import { findMetric } from '../../catalogue/index.ts'
import { isKnownArray, type RecordArray, recordArrays, recordHolders } from '../envelope.ts'
import { flatNameOf, isFlatRecord, startKeys } from '../flat-record.ts'
import { createBareObject, isJsonObject, type JsonObject } from '../json-object.ts'
import { isMeasurement } from './measurement.ts'
import { holdsSimpleRecords } from './record.ts'

/**
 * Whether an object holds records, so that it is none itself, whatever it looks like: `{name, value, data: {metrics}}` is
 * an export that somebody gave a name. A list in the detail of a record has no times.
 */
export function holdsRecords(value: unknown): value is JsonObject {
  if (!isJsonObject(value)) return false
  return recordHolders(value, '').some(holder => recordArrays(holder).some(areRecords))
}

function areRecords(array: RecordArray): boolean {
  if (isKnownArray(array.key)) return array.elements.some(isJsonObject)
  return holdsSimpleRecords(array) && array.elements.some(isTimed)
}

function isTimed(element: unknown): boolean {
  return isJsonObject(element) && startKeys.some(key => element[key] !== undefined)
}

/**
 * What such an object says besides, where that is a record: a figure, or a value of a metric, that the catalogue knows.
 * The number of its records or its version is none.
 */
export function figuresBeside(holder: JsonObject): JsonObject | undefined {
  const beside = createBareObject<unknown>()
  for (const key of Object.keys(holder)) {
    const held = holder[key]
    if (key !== 'data' && !Array.isArray(held)) beside[key] = held
  }
  if (isFlatRecord(beside)) {
    const isOurs = beside.metric !== undefined || findMetric(flatNameOf(beside)!) !== undefined
    if (isOurs && isTimed(beside)) return beside
  }
  return isMeasurement(beside) ? beside : undefined
}
