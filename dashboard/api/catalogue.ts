/** What the catalogue says of a metric, wherever the service answers it. */

/** What a metric is about. */
export type Area =
  | 'activity'
  | 'sports'
  | 'body'
  | 'heart'
  | 'vitals'
  | 'respiratory'
  | 'sleep'
  | 'mobility'
  | 'environment'
  | 'self_care'
  | 'nutrition'

export type MetricKind = 'quantity' | 'heart_rate' | 'blood_pressure' | 'sleep'
export type Aggregation = 'sum' | 'average' | 'latest'
