import type { Metric } from '../../catalogue/metric.ts'
import type { IncomingSample } from '../../formats/incoming.ts'
import type { FieldReader } from './field-reader.ts'
import { holdTo, notAbove, notBelow } from './float-noise.ts'
import type { Judgement } from './judgement.ts'
import {
  companionFields,
  knownNumbers,
  originFields,
  readSample,
  sampleIdentity,
  sourceField,
} from './sample.ts'
import type { StorageKind } from './storage-kind.ts'

export const heartRate: StorageKind = {
  table: 'heart_rate_metrics',
  identity: sampleIdentity,
  fields: [
    sourceField,
    { name: 'min_bpm', type: 'double precision', merge: 'latest' },
    { name: 'avg_bpm', type: 'double precision', merge: 'latest' },
    { name: 'max_bpm', type: 'double precision', merge: 'latest' },
    ...companionFields,
    ...originFields,
  ],
  ascending: [['min_bpm', 'avg_bpm', 'max_bpm']],
  rolledUp: {
    metric: 'heart_rate',
    unit: 'count/min',
    numbers: [{ component: '', columns: ['avg_bpm', 'min_bpm', 'max_bpm'] }],
    everySampleCounts: true,
  },
  partitioned: true,
}

/** A heart rate: a single value counts as the average, and any one of min, avg and max is enough. */
export function judgeHeartRate(read: FieldReader, incoming: IncomingSample, metric: Metric): Judgement {
  const bpm = (field: string, written: unknown) => read.quantity(field, written, incoming.unit, metric)
  const row = readSample(read, incoming)
  const numbers = knownNumbers(incoming, metric)
  const least = bpm('min_bpm', numbers.min)
  const average = bpm('avg_bpm', numbers.avg ?? numbers.value)
  const max = bpm('max_bpm', numbers.max)
  const min = holdTo(notAbove, least, max)
  // A client that computes an average gets 61.999999999999993 of nothing but 62.
  const avg = holdTo(notAbove, holdTo(notBelow, average, min), max)
  if (min === null && avg === null && max === null) {
    read.reject('missing_field', 'none of min_bpm, avg_bpm and max_bpm is there')
  }
  if (isAbove(min, avg) || isAbove(avg, max) || isAbove(min, max)) {
    read.reject('wrong_order', 'min_bpm, avg_bpm and max_bpm do not ascend')
  }
  row.min_bpm = min
  row.avg_bpm = avg
  row.max_bpm = max
  return read.judge('heart_rate', () => ({ rows: [{ kind: heartRate, row }] }))
}

function isAbove(low: number | null, high: number | null): boolean {
  return low !== null && high !== null && low > high
}
