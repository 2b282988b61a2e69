import type { RecordArray } from '../envelope.ts'
import { isFlatRecord, readFlatRecord } from '../flat-record.ts'
import { isMetric } from '../health-auto-export/metrics.ts'
import type { Incoming, Place } from '../incoming.ts'
import { isJsonObject } from '../json-object.ts'
import type { Pressures } from '../pressure-pairs.ts'
import { isMeasurement, readMeasurement } from './measurement.ts'

/** The keys under which people put such records; elsewhere an array is somebody's record type. */
const containerKeys: ReadonlySet<string> = new Set([
  'data',
  'samples',
  'metrics',
  'records',
  'entries',
  'measurements',
  'readings',
  'items',
  'values',
  'health_data',
  'healthData',
])

/** Whether an array of this name is one in which a simple record is what it looks like. */
export function mayHoldSimpleRecords(key: string): boolean {
  return containerKeys.has(key)
}

/** Whether an array holds simple records. Beside Health Auto Export's metrics a record of another shape is a broken one. */
export function holdsSimpleRecords({ key, elements }: RecordArray): boolean {
  if (!mayHoldSimpleRecords(key) || !elements.some(isSimpleRecord)) return false
  return key !== 'metrics' || !elements.some(isMetric)
}

/** Whether a value is `{metric, value, date}` in any spelling, or a measurement of several figures. */
export function isSimpleRecord(value: unknown): boolean {
  return isFlatRecord(value) || isMeasurement(value)
}

/** One record, whatever it is: what names no metric is refused. */
export function readSimpleRecord(element: unknown, place: Place, pressures?: Pressures): Incoming[] {
  if (!isJsonObject(element)) {
    return [{ kind: 'nothing', countedAs: 'unknown', detail: 'not an object', ...place }]
  }
  if (!isFlatRecord(element) && isMeasurement(element)) return readMeasurement(element, place)
  return [readFlatRecord(element, place, pressures && { pressures })]
}
