import type { Metric } from '../../catalogue/metric.ts'
import type { IncomingSample } from '../../formats/incoming.ts'
import type { FieldReader } from './field-reader.ts'
import type { Judgement } from './judgement.ts'
import { companionFields, originFields, readSample, sampleIdentity, sourceField } from './sample.ts'
import type { StorageKind } from './storage-kind.ts'

export const bloodPressure: StorageKind = {
  table: 'blood_pressure_metrics',
  identity: sampleIdentity,
  fields: [
    sourceField,
    { name: 'systolic', type: 'double precision', merge: 'latest' },
    { name: 'diastolic', type: 'double precision', merge: 'latest' },
    ...companionFields,
    ...originFields,
  ],
  rolledUp: {
    metric: 'blood_pressure',
    unit: 'mmHg',
    numbers: [
      { component: 'systolic', columns: ['systolic', 'systolic', 'systolic'] },
      { component: 'diastolic', columns: ['diastolic', 'diastolic', 'diastolic'] },
    ],
    everySampleCounts: true,
  },
  partitioned: true,
}

/** A blood pressure in mmHg; both numbers have to be there. */
export function judgeBloodPressure(read: FieldReader, incoming: IncomingSample, metric: Metric): Judgement {
  const pressure = (field: 'systolic' | 'diastolic') => {
    const range = metric.componentRanges?.[field] ?? metric.range
    const value = read.quantity(field, incoming[field], incoming.unit, { unit: metric.unit, range })
    if (value === null) read.reject('missing_field', `${field} is missing`)
    return value
  }
  const row = readSample(read, incoming)
  row.systolic = pressure('systolic')
  row.diastolic = pressure('diastolic')
  return read.judge('blood_pressure', () => ({ rows: [{ kind: bloodPressure, row }] }))
}
