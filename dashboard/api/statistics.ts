export type BucketSize = 'hour' | 'day' | 'week' | 'month' | 'year'

export interface Figures {
  min: number | null
  avg: number | null
  max: number | null
}

/** An interval of the wall clock, which may have no samples. */
export interface Bucket extends Partial<Figures> {
  /** With the offset of the time zone, so that its first ten characters are the local date. */
  bucket_start: string
  bucket_end: string
  count: number
  /** Of a cumulative metric. */
  sum?: number | null
  systolic?: Figures
  diastolic?: Figures
}

/** `GET /v1/metrics/{metric}/statistics` */
export interface Statistics {
  metric: string
  unit: string
  aggregation: 'cumulative' | 'discrete'
  bucket: BucketSize
  timezone: string
  sources: { rule: 'one_per_hour' | 'one_source' | 'all'; description: string; seen: string[] }
  buckets: Bucket[]
  next_cursor: string | null
}
