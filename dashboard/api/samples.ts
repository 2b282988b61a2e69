export interface Sample {
  recorded_at: string
  /** 0 is an instant. */
  duration_s: number
  grouped: boolean
  source: string
  unit: string
  value?: number | null
  min?: number | null
  avg?: number | null
  max?: number | null
  systolic?: number | null
  diastolic?: number | null
  detail?: Record<string, unknown>
}

/** `GET /v1/metrics/{metric}/samples` */
export interface Samples {
  samples: Sample[]
  next_cursor: string | null
}

/** `GET /v1/latest` */
export interface Latest {
  samples: (Sample & { metric: string })[]
  next_cursor: string | null
}
