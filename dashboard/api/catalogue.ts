/** A metric of the catalogue, as `GET /v1/catalogue` describes it. */
export interface CatalogueMetric {
  name: string
  title: string
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

export type MetricKind = 'quantity' | 'heart_rate' | 'blood_pressure' | 'sleep'
export type Aggregation = 'sum' | 'average' | 'latest'

export interface Catalogue {
  metrics: CatalogueMetric[]
  next_cursor: null
}
