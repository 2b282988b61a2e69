/** One workout, as `GET /v1/workouts` lists it; what nobody measured is null. */
export interface Workout {
  id: string
  /** `running`; of one that the catalogue does not know, the client's name in plain letters. */
  activity: string
  /** As the client calls it, where that is not the activity itself. */
  name: string | null
  location: 'indoor' | 'outdoor' | 'pool' | 'open_water' | null
  started_at: string
  ended_at: string
  /** Pauses may be left out of it. */
  duration_s: number | null
  source: string
  /** Of the place where it was. */
  utc_offset_min: number | null
  total_energy_kcal: number | null
  active_energy_kcal: number | null
  distance_meters: number | null
  min_heart_rate: number | null
  avg_heart_rate: number | null
  max_heart_rate: number | null
  elevation_up_meters: number | null
  elevation_down_meters: number | null
  step_count: number | null
  flights_climbed: number | null
  swimming_stroke_count: number | null
  avg_speed_m_per_s: number | null
  max_speed_m_per_s: number | null
  lap_length_meters: number | null
  step_cadence: number | null
  swim_cadence: number | null
  intensity_kcal_per_hr_kg: number | null
  temperature_deg_c: number | null
  humidity_percent: number | null
  swolf_score: number | null
  has_route: boolean
  /** The names of what {@link WorkoutSeries} has of it. */
  series: string[]
}

export interface Workouts {
  workouts: Workout[]
  next_cursor: string | null
}

/** `GET /v1/activities` */
export interface Activities {
  activities: {
    activity: string
    count: number
    duration_s: number
    distance_meters: number | null
    energy_kcal: number | null
    first_at: string
    last_at: string
  }[]
}

/** `GET /v1/workouts/{id}/route`: GeoJSON, of one position a point. */
export interface WorkoutRoute {
  geometry: { type: 'LineString'; coordinates: Coordinates[] } | { type: 'Point'; coordinates: Coordinates }
  properties: {
    coordinateProperties: {
      times: string[]
      horizontal_accuracy_m: (number | null)[]
    }
  }
}

type Coordinates = [longitude: number, latitude: number, altitude_m?: number]

export interface Series {
  name: string
  unit: string
  source: string
  /** Of a heart rate `value` is the average. */
  points: { recorded_at: string; value: number | null; min?: number | null; max?: number | null }[]
}

/** `GET /v1/workouts/{id}/series` */
export interface WorkoutSeries {
  series: Series[]
}
