import type { MetricKind } from '../catalogue/metric.ts'
import type { StoredMetric } from './find-stored-metric.ts'

/** A number that a sample may lack. */
export type Numeric = number | null

export interface SampleTable {
  name: string
  /** The unit of all its samples; undefined where it holds many metrics, with columns for metric, unit and qualifier. */
  unit?: string
  /** The columns with the numbers. */
  columns: readonly string[]
  /** The numbers as a sample shows them; made of those of {@link columns}, of which there are at most three. */
  numbers(...columns: [Numeric, Numeric, Numeric]): Record<string, Numeric>
  /** What numbers may be named, in the order of a table. */
  numberNames: readonly string[]
}

const quantities: SampleTable = {
  name: 'quantity_metrics',
  columns: ['value', 'min', 'max'],
  numbers: (value, min, max) => (min === null && max === null ? { value } : { min, avg: value, max }),
  numberNames: ['value', 'min', 'avg', 'max'],
}

const tables: Record<MetricKind, SampleTable> = {
  heart_rate: {
    name: 'heart_rate_metrics',
    unit: 'count/min',
    columns: ['min_bpm', 'avg_bpm', 'max_bpm'],
    numbers: (min, avg, max) => ({ min, avg, max }),
    numberNames: ['min', 'avg', 'max'],
  },
  blood_pressure: {
    name: 'blood_pressure_metrics',
    unit: 'mmHg',
    columns: ['systolic', 'diastolic'],
    numbers: (systolic, diastolic) => ({ systolic, diastolic }),
    numberNames: ['systolic', 'diastolic'],
  },
  quantity: quantities,
  // Hours of sleep that a client sent as one number; nights and stages have tables of their own.
  sleep: quantities,
}

/** Where the samples of a metric are; those of uncatalogued metrics are quantities. */
export const sampleTable = ({ metric }: StoredMetric): SampleTable => tables[metric?.kind ?? 'quantity']

/** The columns that are a sample's identity within its metric, in the order of the primary key. */
export const identityOf = ({ unit }: SampleTable): string[] => [
  'recorded_at',
  'duration_s',
  'grouped',
  ...(unit === undefined ? ['qualifier'] : []),
  'source',
]

/** What to select for `readSample`. */
export const columnsOf = ({ unit, columns }: SampleTable): string =>
  [
    'recorded_at, duration_s, grouped, source, detail',
    ...columns,
    ...(unit === undefined ? ['unit', 'qualifier'] : []),
  ].join(', ')
