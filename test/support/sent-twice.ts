import { expect } from 'vitest'
import { stableJson } from '../../src/ingest/judge/text.ts'
import type { Counts, Report } from '../../src/ingest/report.ts'
import type { Ingesting } from './ingesting.ts'

/** Everything that a row says of the health of somebody, by the table it is in. */
const columns = {
  heart_rate_metrics:
    'recorded_at, duration_s, grouped, source, min_bpm, avg_bpm, max_bpm, utc_offset_min, detail',
  blood_pressure_metrics:
    'recorded_at, duration_s, grouped, source, systolic, diastolic, utc_offset_min, detail',
  quantity_metrics:
    'metric, recorded_at, duration_s, grouped, qualifier, source, value, min, max, unit, utc_offset_min, detail',
  sleep_stages: 'started_at, ended_at, stage, source, utc_offset_min, detail',
  sleep_metrics:
    'recorded_at, duration_s, grouped, source, total_hours, asleep_hours, core_hours, deep_hours, rem_hours, ' +
    'awake_hours, in_bed_hours, sleep_start, sleep_end, in_bed_start, in_bed_end, utc_offset_min, detail',
  health_events: 'type, started_at, ended_at, name, source, client_id, utc_offset_min, detail',
  workouts:
    'activity, started_at, ended_at, client_ids, source, duration_s, total_energy_kcal, active_energy_kcal, ' +
    'distance_meters, min_heart_rate, avg_heart_rate, max_heart_rate, elevation_up_meters, elevation_down_meters, ' +
    'step_count, flights_climbed, swimming_stroke_count, utc_offset_min, detail, name, location, avg_speed_m_per_s, ' +
    'max_speed_m_per_s, lap_length_meters, step_cadence, swim_cadence, intensity_kcal_per_hr_kg, temperature_deg_c, ' +
    'humidity_percent, swolf_score',
  workout_routes:
    'activity, started_at, ended_at, recorded_at, latitude, longitude, altitude_m, speed_m_per_s, course_deg, ' +
    'horizontal_accuracy_m, vertical_accuracy_m, speed_accuracy_m_per_s, course_accuracy_deg',
  workout_series: 'activity, started_at, ended_at, name, unit, recorded_at, value, min, max, source',
} as const

/** Rows by table, without what `silent` says of every row: so a test can show them whole. */
export type Stored = Partial<Record<keyof typeof columns, Record<string, unknown>[]>>

/** What every row of a table has where the client says nothing of it. */
const silent: Record<keyof typeof columns, Record<string, unknown>> = {
  heart_rate_metrics: { duration_s: 0, grouped: false, min_bpm: null, max_bpm: null, detail: null },
  blood_pressure_metrics: { duration_s: 0, grouped: false, detail: null },
  quantity_metrics: { duration_s: 0, grouped: false, qualifier: '', min: null, max: null, detail: null },
  sleep_stages: { detail: null },
  sleep_metrics: {
    asleep_hours: null,
    in_bed_start: null,
    in_bed_end: null,
    detail: null,
  },
  health_events: { name: '', client_id: null },
  workouts: {
    client_ids: null,
    duration_s: null,
    total_energy_kcal: null,
    active_energy_kcal: null,
    distance_meters: null,
    min_heart_rate: null,
    avg_heart_rate: null,
    max_heart_rate: null,
    elevation_up_meters: null,
    elevation_down_meters: null,
    step_count: null,
    flights_climbed: null,
    swimming_stroke_count: null,
    detail: null,
    name: null,
    location: null,
    avg_speed_m_per_s: null,
    max_speed_m_per_s: null,
    lap_length_meters: null,
    step_cadence: null,
    swim_cadence: null,
    intensity_kcal_per_hr_kg: null,
    temperature_deg_c: null,
    humidity_percent: null,
    swolf_score: null,
  },
  workout_routes: {},
  workout_series: { source: null },
}

/**
 * Sends a body and expects its whole report and all the rows that it leaves; then sends it again, and expects every
 * item that was kept to be a duplicate and the rows to be the same.
 * @param report without what follows from the counts per type, which are [received, rejected]
 */
export async function expectStoredOnce(
  ingesting: Ingesting,
  body: unknown,
  expected: {
    format: string
    counts: Record<string, readonly [received: number, rejected: number]>
    duplicate?: Record<string, number>
    uncatalogued?: string[]
    errors?: Report['errors']
    rows: Stored
  },
  headers: Record<string, string> = {},
): Promise<void> {
  const { format, counts, duplicate = {}, uncatalogued = [], errors = [], rows } = expected
  const whole = (twice: boolean): Report => {
    const by_type = Object.fromEntries(
      Object.entries(counts).map(([type, [received, rejected]]): [string, Counts] => {
        const repeated = twice ? received - rejected : (duplicate[type] ?? 0)
        return [
          type,
          { received, inserted: received - rejected - repeated, updated: 0, duplicate: repeated, rejected },
        ]
      }),
    )
    const sum = (key: keyof Counts) => Object.values(by_type).reduce((total, each) => total + each[key], 0)
    const received = sum('received')
    const rejected = sum('rejected')
    return {
      status: rejected === 0 ? 'processed' : rejected < received ? 'partial' : 'rejected',
      format,
      received,
      inserted: sum('inserted'),
      updated: 0,
      duplicate: sum('duplicate'),
      rejected,
      by_type,
      uncatalogued,
      errors,
    }
  }
  expect(await ingesting.ingest(body, headers)).toEqual(whole(false))
  const stored = await readAllRows(ingesting)
  expect(sortRows(stored)).toEqual(sortRows(completeRows(rows)))
  expect(await ingesting.ingest(body, headers)).toEqual(whole(true))
  expect(await readAllRows(ingesting)).toEqual(stored)
}

async function readAllRows(ingesting: Ingesting): Promise<Stored> {
  const stored: Stored = {}
  for (const table of Object.keys(columns) as (keyof typeof columns)[]) {
    const rows = await ingesting.rows(table, columns[table])
    if (rows.length > 0) stored[table] = rows
  }
  return stored
}

/** Times are written as text in a test; rows hold Date. */
function completeRows(rows: Stored): Stored {
  const complete: Stored = {}
  for (const table of Object.keys(rows) as (keyof typeof columns)[]) {
    complete[table] = rows[table]!.map(row => {
      const said = table.startsWith('workout_') ? {} : { source: '', utc_offset_min: 0 }
      const whole: Record<string, unknown> = { ...said, ...silent[table], ...row }
      for (const key of ['recorded_at', 'started_at', 'ended_at', 'sleep_start', 'sleep_end']) {
        const time = whole[key]
        if (typeof time === 'string') whole[key] = new Date(time)
        if (Array.isArray(time)) whole[key] = time.map(each => new Date(each))
      }
      return whole
    })
  }
  return complete
}

/** A test shows rows in the order that reads best. */
function sortRows(stored: Stored): Stored {
  const textOf = (row: Record<string, unknown>) => stableJson(JSON.parse(JSON.stringify(row)))
  const sorted = Object.entries(stored).map(([table, rows]) => [
    table,
    [...rows].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)),
  ])
  return Object.fromEntries(sorted)
}
