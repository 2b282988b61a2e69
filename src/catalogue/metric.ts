import type { Unit } from './units.ts'

/** How a metric's samples are stored: the table they go to. */
export type MetricKind = 'heart_rate' | 'blood_pressure' | 'quantity' | 'sleep'

/** How samples of a metric become one figure. */
export type Aggregation = 'sum' | 'average' | 'latest'

/** One thing that can be measured. An entry is data: validation, conversion, statistics and documents follow from it. */
export interface MetricDefinition {
  kind: MetricKind
  title: string
  /** The one unit the metric is stored and answered in. */
  unit: Unit
  aggregation: Aggregation
  /** Lowest and highest value that is possible, in `unit`; wide enough for any sensor. */
  range: readonly [number, number]
  /** Blood pressure is two numbers with a range each; `range` then spans both. */
  componentRanges?: Readonly<Record<'systolic' | 'diastolic', readonly [number, number]>>
  /** Units of another dimension in which clients write the very same number (hours stood are a count of hours). */
  sameNumberIn?: readonly Unit[]
  /**
   * The key of what stands beside a value and is part of what the value is: insulin given for the `reason` Bolus and for
   * the reason Basal at one time are two records, and not one that was corrected.
   */
  qualifier?: string
  /** HealthKit's identifier, where there is one. */
  healthkit?: string
  /** Other names that clients send for the same metric. */
  aliases?: readonly string[]
  /** Names that apps show to people: they stand in exported tables, and in what people type. */
  displayNames?: readonly string[]
}

export interface Metric extends MetricDefinition {
  name: string
  /** HealthKit's HKQuantityAggregationStyle: a `sum` is cumulative, the others are discrete. */
  aggregationStyle: 'cumulative' | 'discrete'
}
