import type { Aggregation, Area, MetricKind } from './catalogue.ts'

/** What the person has of a metric, as `GET /v1/metrics` lists it. */
export interface StoredMetric {
  metric: string
  /** Null for a metric that the catalogue does not know, as `area` and `aggregation`. */
  title: string | null
  area: Area | null
  unit: string
  units?: string[]
  kind: MetricKind
  aggregation: Aggregation | null
  first_at: string
  last_at: string
  /** Empty text where a client named none. */
  sources: string[]
  /** With `gaps=day`: days without samples. */
  gaps?: string[]
}

export interface StoredMetrics {
  metrics: StoredMetric[]
  timezone?: string
  next_cursor: string | null
}
