export type Stage = 'in_bed' | 'asleep' | 'awake' | 'core' | 'deep' | 'rem'

/** A night, named for the local date on which one wakes. Hours that nobody measured are null. */
export interface Night {
  night: string
  started_at: string | null
  ended_at: string | null
  source: string
  in_bed_hours: number | null
  /** All sleep, of any stage or none. */
  asleep_hours: number | null
  core_hours: number | null
  deep_hours: number | null
  rem_hours: number | null
  awake_hours: number | null
  /** Empty where only a summary is known. */
  segments: { started_at: string; ended_at: string; stage: Stage }[]
}

/** `GET /v1/sleep` */
export interface Nights {
  timezone: string
  sources: { rule: 'one_per_night' | 'all'; priority: string[] }
  nights: Night[]
  next_cursor: string | null
}
