/** A metric of the catalogue, as `GET /v1/catalogue` describes it. */
export interface CatalogueMetric {
  name: string
  title: string
  area: Area
  kind: MetricKind
  unit: string
  aggregation: Aggregation
  aggregation_style: 'cumulative' | 'discrete'
  range: [number, number]
  component_ranges?: { systolic: [number, number]; diastolic: [number, number] }
  qualifier?: string
  healthkit: string | null
  aliases: string[]
  display_names: string[]
}

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
