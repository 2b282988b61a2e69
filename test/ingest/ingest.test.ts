import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const HEART_RATE = `recorded_at, duration_s, grouped, source, min_bpm, avg_bpm, max_bpm, utc_offset_min, detail`
const QUANTITY = `metric, recorded_at, duration_s, grouped, source, value, min, max, unit, utc_offset_min, detail`

test('the typed format lands whole in the tables of its kinds', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest({
    data: {
      metrics: [
        {
          type: 'HeartRate',
          recorded_at: '2025-01-15T10:00:00Z',
          min_bpm: 60,
          avg_bpm: 75.5,
          max_bpm: 90,
          source: 'Apple Watch',
        },
        { type: 'BloodPressure', recorded_at: '2025-01-15T11:00:00+01:00', systolic: 120, diastolic: 80 },
        {
          type: 'Sleep',
          started_at: '2025-01-15T00:00:00Z',
          ended_at: '2025-01-15T01:30:00Z',
          stage: 'deep',
          source: 'Watch',
        },
        {
          type: 'Activity',
          recorded_at: '2025-01-15T00:00:00Z',
          steps: 8000,
          distance_meters: 6100.5,
          active_energy_kcal: 410,
          flights_climbed: 4,
        },
        {
          type: 'Quantity',
          metric: 'body_mass',
          recorded_at: '2025-01-15T07:00:00Z',
          value: 71.2,
          unit: 'kg',
        },
      ],
      workouts: [
        {
          workout_type: 'running',
          start_time: '2025-01-15T17:00:00Z',
          end_time: '2025-01-15T17:30:00Z',
          total_energy_kcal: 300,
          distance_meters: 5000,
          avg_heart_rate: 150,
        },
      ],
    },
  })
  const one = { received: 1, inserted: 1, updated: 0, duplicate: 0, rejected: 0 }
  expect(report).toEqual({
    status: 'processed',
    format: 'typed',
    received: 6,
    inserted: 6,
    updated: 0,
    duplicate: 0,
    rejected: 0,
    by_type: {
      heart_rate: one,
      blood_pressure: one,
      sleep_analysis: one,
      activity: one,
      body_mass: one,
      workout: one,
    },
    uncatalogued: [],
    errors: [],
  })
  expect(await ingesting.rows('heart_rate_metrics', HEART_RATE)).toEqual([
    {
      recorded_at: new Date('2025-01-15T10:00:00Z'),
      duration_s: 0,
      grouped: false,
      source: 'Apple Watch',
      min_bpm: 60,
      avg_bpm: 75.5,
      max_bpm: 90,
      utc_offset_min: 0,
      detail: null,
    },
  ])
  expect(
    await ingesting.rows(
      'blood_pressure_metrics',
      'recorded_at, source, systolic, diastolic, utc_offset_min',
    ),
  ).toEqual([
    {
      recorded_at: new Date('2025-01-15T10:00:00Z'),
      source: '',
      systolic: 120,
      diastolic: 80,
      utc_offset_min: 60,
    },
  ])
  expect(await ingesting.rows('sleep_stages', 'started_at, ended_at, stage, source')).toEqual([
    {
      started_at: new Date('2025-01-15T00:00:00Z'),
      ended_at: new Date('2025-01-15T01:30:00Z'),
      stage: 'deep',
      source: 'Watch',
    },
  ])
  expect(await ingesting.rows('quantity_metrics', 'metric, value, unit')).toEqual([
    { metric: 'active_energy', value: 410, unit: 'kcal' },
    { metric: 'body_mass', value: 71.2, unit: 'kg' },
    { metric: 'flights_climbed', value: 4, unit: 'count' },
    { metric: 'step_count', value: 8000, unit: 'count' },
    { metric: 'walking_running_distance', value: 6100.5, unit: 'm' },
  ])
  expect(
    await ingesting.rows(
      'workouts',
      'activity, started_at, ended_at, total_energy_kcal, distance_meters, avg_heart_rate',
    ),
  ).toEqual([
    {
      activity: 'running',
      started_at: new Date('2025-01-15T17:00:00Z'),
      ended_at: new Date('2025-01-15T17:30:00Z'),
      total_energy_kcal: 300,
      distance_meters: 5000,
      avg_heart_rate: 150,
    },
  ])
  expect(
    await ingesting.rows(
      'activity_metrics',
      `day::text, steps, distance_meters, active_energy_kcal, flights_climbed`,
    ),
  ).toEqual([
    { day: '2025-01-15', steps: 8000, distance_meters: 6100.5, active_energy_kcal: 410, flights_climbed: 4 },
  ])
})

test('Health Auto Export metrics are converted, grouped by the client header and keep their sources', async () => {
  const ingesting = await Ingesting.open(pool)
  const body = {
    data: {
      metrics: [
        {
          name: 'active_energy',
          units: 'kJ',
          data: [{ date: '2026-06-11 00:00:00 +0200', qty: 418.4, source: 'iPhone|Watch' }],
        },
        {
          name: 'heart_rate',
          units: 'bpm',
          data: [
            {
              date: '2026-06-11 10:00:00 +0200',
              Min: 50,
              Avg: 61.999999999999993,
              Max: 80,
              source: 'Anna’s\u00a0Watch',
            },
          ],
        },
        { name: 'some_new_metric', units: 'blips', data: [{ date: '2026-06-11 10:00:00 +0200', qty: 7 }] },
        {
          name: 'blood_glucose',
          units: 'mg/dL',
          data: [{ date: '2026-06-11 10:00:00 +0200', qty: 95, mealTime: 'Before Meal', source: 'Meter' }],
        },
      ],
    },
  }
  const report = await ingesting.ingest(body, { 'automation-aggregation': 'Days' })
  expect(report).toMatchObject({
    status: 'processed',
    received: 4,
    inserted: 4,
    uncatalogued: ['some_new_metric'],
  })
  const day = { duration_s: 86400, grouped: true, utc_offset_min: 120 }
  expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
    {
      ...day,
      metric: 'active_energy',
      recorded_at: new Date('2026-06-10T22:00:00Z'),
      source: 'Watch|iPhone',
      value: 100,
      min: null,
      max: null,
      unit: 'kcal',
      detail: null,
    },
    {
      ...day,
      metric: 'blood_glucose',
      recorded_at: new Date('2026-06-11T08:00:00Z'),
      source: 'Meter',
      value: 95,
      min: null,
      max: null,
      unit: 'mg/dL',
      detail: { mealTime: 'Before Meal' },
    },
    {
      ...day,
      metric: 'some_new_metric',
      recorded_at: new Date('2026-06-11T08:00:00Z'),
      source: '',
      value: 7,
      min: null,
      max: null,
      unit: 'blips',
      detail: null,
    },
  ])
  expect(await ingesting.rows('heart_rate_metrics', HEART_RATE)).toEqual([
    {
      ...day,
      recorded_at: new Date('2026-06-11T08:00:00Z'),
      source: "Anna's Watch",
      min_bpm: 50,
      avg_bpm: 61.999999999999993,
      max_bpm: 80,
      detail: null,
    },
  ])
})

test('the same again is all duplicates and writes no row', async () => {
  const ingesting = await Ingesting.open(pool)
  const body = heartRates(500)
  expect(await ingesting.ingest(body)).toMatchObject({ received: 500, inserted: 500 })
  const before = await ingesting.rows('heart_rate_metrics', 'recorded_at, xmin::text, ctid::text')
  expect(await ingesting.ingest(body)).toMatchObject({
    received: 500,
    inserted: 0,
    updated: 0,
    duplicate: 500,
    rejected: 0,
  })
  expect(await ingesting.rows('heart_rate_metrics', 'recorded_at, xmin::text, ctid::text')).toEqual(before)
})

test('a correction replaces the value, and what is missing erases nothing', async () => {
  const ingesting = await Ingesting.open(pool)
  const at = '2025-03-01T08:00:00Z'
  await ingesting.ingest({
    data: { metrics: [{ type: 'HeartRate', recorded_at: at, min_bpm: 60, avg_bpm: 70, max_bpm: 80 }] },
  })
  expect(
    await ingesting.ingest({ data: { metrics: [{ type: 'HeartRate', recorded_at: at, avg_bpm: 72 }] } }),
  ).toMatchObject({ updated: 1, status: 'processed' })
  expect(await ingesting.rows('heart_rate_metrics', 'min_bpm, avg_bpm, max_bpm')).toEqual([
    { min_bpm: 60, avg_bpm: 72, max_bpm: 80 },
  ])
})

test('a corrected average pushes older bounds that contradict it', async () => {
  const ingesting = await Ingesting.open(pool)
  const at = '2025-03-01T08:00:00Z'
  await ingesting.ingest({
    data: { metrics: [{ type: 'HeartRate', recorded_at: at, min_bpm: 60, avg_bpm: 70, max_bpm: 80 }] },
  })
  await ingesting.ingest({ data: { metrics: [{ type: 'HeartRate', recorded_at: at, avg_bpm: 95 }] } })
  expect(await ingesting.rows('heart_rate_metrics', 'min_bpm, avg_bpm, max_bpm')).toEqual([
    { min_bpm: 60, avg_bpm: 95, max_bpm: 95 },
  ])
})

test('a grouped total never shrinks, and its growing sources are one row', async () => {
  const ingesting = await Ingesting.open(pool)
  const steps = (qty: number, source: string) => ({
    data: {
      metrics: [
        { name: 'step_count', units: 'count', data: [{ date: '2026-06-11 00:00:00 +0200', qty, source }] },
      ],
    },
  })
  const days = { 'automation-aggregation': 'Days' }
  expect(await ingesting.ingest(steps(5000, 'Watch'), days)).toMatchObject({ inserted: 1 })
  expect(await ingesting.ingest(steps(9000, 'Watch|iPhone'), days)).toMatchObject({ updated: 1 })
  expect(await ingesting.ingest(steps(400, 'Watch|iPhone'), days)).toMatchObject({ duplicate: 1 })
  expect(await ingesting.rows('quantity_metrics', 'value, source')).toEqual([
    { value: 9000, source: 'Watch|iPhone' },
  ])
})

test('one bad record costs itself only, and says where and why', async () => {
  const ingesting = await Ingesting.open(pool)
  const at = '2025-01-15T10:00:00Z'
  const report = await ingesting.ingest({
    data: {
      metrics: [
        { type: 'HeartRate', recorded_at: at, max_bpm: 400 },
        { type: 'HeartRate', recorded_at: '2024-02-30T10:00:00Z', avg_bpm: 60 },
        { type: 'HeartRate', recorded_at: 'now', avg_bpm: 60 },
        { type: 'HeartRate', recorded_at: '9999-01-01T00:00:00Z', avg_bpm: 60 },
        { type: 'HeartRate', recorded_at: at },
        { type: 'HeartRate', recorded_at: at, min_bpm: 90, avg_bpm: 80 },
        { type: 'HeartRate', recorded_at: at, avg_bpm: 60, source: 'nul\u0000' },
        { type: 'HeartRate', recorded_at: at, avg_bpm: 60, source: 'half \ud800' },
        { type: 'HeartRate', recorded_at: at, avg_bpm: 'lots' },
        { type: 'BloodPressure', recorded_at: at, systolic: 120 },
        { type: 'Sleep', started_at: at, ended_at: '2025-01-15T09:00:00Z', stage: 'deep' },
        { type: 'Sleep', started_at: at, ended_at: '2025-01-15T11:00:00Z', stage: 'snoring' },
        { type: 'Quantity', metric: 'body_mass', recorded_at: at, value: 70, unit: 'mi' },
        17,
        { type: 'HeartRate', recorded_at: at, avg_bpm: 61 },
      ],
    },
  })
  expect(report).toMatchObject({ status: 'partial', received: 15, inserted: 1, rejected: 14 })
  expect(report.errors.map(({ path, code }) => [path, code])).toEqual([
    ['/data/metrics/0', 'out_of_range'],
    ['/data/metrics/1', 'invalid_date'],
    ['/data/metrics/2', 'invalid_date'],
    ['/data/metrics/3', 'time_out_of_range'],
    ['/data/metrics/4', 'missing_field'],
    ['/data/metrics/5', 'wrong_order'],
    ['/data/metrics/6', 'invalid_text'],
    ['/data/metrics/7', 'invalid_text'],
    ['/data/metrics/8', 'not_a_number'],
    ['/data/metrics/9', 'missing_field'],
    ['/data/metrics/10', 'ends_before_start'],
    ['/data/metrics/11', 'unknown_stage'],
    ['/data/metrics/12', 'unknown_unit'],
    ['/data/metrics/13', 'invalid_shape'],
  ])
  expect(report.errors[0]!.detail).toBe('max_bpm 400 is above 300')
  expect(await ingesting.count('heart_rate_metrics')).toBe(1)
})

test('twins within one body are one row, whose last value counts', async () => {
  const ingesting = await Ingesting.open(pool)
  const twin = (avg_bpm: number) => ({ type: 'HeartRate', recorded_at: '2025-01-15T10:00:00Z', avg_bpm })
  const body = { data: { metrics: [twin(60), twin(60), twin(65)] } }
  expect(await ingesting.ingest(body)).toMatchObject({ received: 3, inserted: 1, duplicate: 1, updated: 1 })
  expect(await ingesting.ingest(body)).toMatchObject({ received: 3, duplicate: 3 })
  expect(await ingesting.rows('heart_rate_metrics', 'avg_bpm')).toEqual([{ avg_bpm: 65 }])
})

test('an empty body is understood', async () => {
  const ingesting = await Ingesting.open(pool)
  for (const body of [{ data: {} }, { data: { metrics: [] } }, { data: { metrics: [], workouts: [] } }]) {
    expect(await ingesting.ingest(body)).toMatchObject({
      status: 'processed',
      received: 0,
      by_type: {},
      errors: [],
    })
  }
})

test('a row that the database refuses is rejected alone', async () => {
  const ingesting = await Ingesting.open(pool)
  await pool.query('alter table heart_rate_metrics add constraint no_61 check (avg_bpm <> 61) not valid')
  try {
    const report = await ingesting.ingest(heartRates(50, index => (index === 17 ? 61 : 80)))
    expect(report).toMatchObject({
      received: 50,
      inserted: 49,
      rejected: 1,
      errors: [{ path: '/data/metrics/0/data/17', code: 'refused_by_database' }],
    })
    expect(await ingesting.count('heart_rate_metrics')).toBe(49)
  } finally {
    await pool.query('alter table heart_rate_metrics drop constraint no_61')
  }
})

test('a workout keeps its route and series, and points that cannot be read are named', async () => {
  const ingesting = await Ingesting.open(pool)
  const point = (second: number, latitude: number) => ({
    latitude,
    longitude: 8.5,
    altitude: 400,
    timestamp: `2026-06-11 18:00:0${second} +0200`,
    speed: 2.5,
  })
  const body = {
    data: {
      workouts: [
        {
          id: 'A1',
          name: 'Outdoor Run',
          start: '2026-06-11 18:00:00 +0200',
          end: '2026-06-11 18:30:00 +0200',
          duration: 1800,
          activeEnergyBurned: { qty: 300, units: 'kcal' },
          distance: { qty: 5, units: 'km' },
          location: 'Outdoor',
          heartRate: {
            min: { qty: 90, units: 'bpm' },
            avg: { qty: 140, units: 'bpm' },
            max: { qty: 170, units: 'bpm' },
          },
          heartRateData: [
            { date: '2026-06-11 18:00:00 +0200', Min: 90, Avg: 95, Max: 99, units: 'bpm', source: 'Watch' },
          ],
          route: [point(0, 47.1), point(1, 999), point(2, 47.2)],
        },
      ],
    },
  }
  const report = await ingesting.ingest(body)
  expect(report).toMatchObject({
    received: 1,
    inserted: 1,
    rejected: 0,
    by_type: { workout: { inserted: 1 } },
  })
  expect(report.errors).toEqual([
    {
      path: '/data/workouts/0/route/1',
      code: 'out_of_range',
      detail: 'point left out: latitude 999 is above 90',
    },
  ])
  expect(
    await ingesting.rows(
      'workouts',
      'activity, name, location, client_ids, duration_s, active_energy_kcal, distance_meters, min_heart_rate, avg_heart_rate, max_heart_rate, detail',
    ),
  ).toEqual([
    {
      activity: 'running',
      name: 'Outdoor Run',
      location: 'outdoor',
      client_ids: ['A1'],
      duration_s: 1800,
      active_energy_kcal: 300,
      distance_meters: 5000,
      min_heart_rate: 90,
      avg_heart_rate: 140,
      max_heart_rate: 170,
      detail: null,
    },
  ])
  expect(
    await ingesting.rows(
      'workout_routes',
      'recorded_at, latitude, longitude, altitude_m, speed_m_per_s, course_deg',
    ),
  ).toEqual([
    {
      recorded_at: [new Date('2026-06-11T16:00:00Z'), new Date('2026-06-11T16:00:02Z')],
      latitude: [47.1, 47.2],
      longitude: [8.5, 8.5],
      altitude_m: [400, 400],
      speed_m_per_s: [2.5, 2.5],
      course_deg: [null, null],
    },
  ])
  expect(await ingesting.rows('workout_series', 'name, unit, source, recorded_at, value, min, max')).toEqual([
    {
      name: 'heart_rate',
      source: 'Watch',
      unit: 'count/min',
      recorded_at: [new Date('2026-06-11T16:00:00Z')],
      value: [95],
      min: [90],
      max: [99],
    },
  ])
  expect(await ingesting.ingest(body)).toMatchObject({ duplicate: 1, inserted: 0, updated: 0 })
})

/** `count` heart rates, one a minute, in Health Auto Export's shape. */
function heartRates(count: number, bpm: (index: number) => number = index => 60 + (index % 40)) {
  const data = Array.from({ length: count }, (_, index) => ({
    date: new Date(Date.UTC(2025, 4, 1) + index * 60_000).toISOString(),
    Avg: bpm(index),
    source: 'Watch',
  }))
  return { data: { metrics: [{ name: 'heart_rate', units: 'count/min', data }] } }
}
