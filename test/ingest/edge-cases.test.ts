import { expect, test } from 'vitest'
import { Account } from '../../src/ingest/report.ts'
import { Batch } from '../../src/ingest/rows/batch.ts'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const run = { name: 'Outdoor Run', start: '2026-06-11 18:00:00 +0200', end: '2026-06-11 18:30:00 +0200' }

test('a body of more items than one slice holds is accounted as one, and again as duplicates', async () => {
  const ingesting = await Ingesting.open(pool)
  const data = Array.from({ length: 60_000 }, (_, index) => ({
    date: new Date(Date.UTC(2024, 0, 1) + index * 1000).toISOString(),
    qty: index % 1000 === 7 ? -1 : 70,
  }))
  const body = { data: { metrics: [{ name: 'weight_body_mass', units: 'kg', data }] } }
  const report = await ingesting.ingest(body)
  expect(report).toMatchObject({ received: 60_000, inserted: 59_940, rejected: 60 })
  expect(report.errors.map(({ path }) => path)).toEqual(
    Array.from({ length: 60 }, (_, index) => `/data/metrics/0/data/${index * 1000 + 7}`),
  )
  expect(await ingesting.count('quantity_metrics')).toBe(59_940)
  expect(await ingesting.ingest(body)).toMatchObject({ received: 60_000, duplicate: 59_940, rejected: 60 })
})

test('a body of nothing but broken items is answered, and lists as many as the ledger holds', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest(`{"data":{"metrics":[${'0,'.repeat(149_999)}0]}}`)
  expect(report).toMatchObject({ status: 'rejected', received: 150_000, rejected: 150_000 })
  expect(report.errors).toHaveLength(100_000)
})

test('an item that is rejected leaves no row behind', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest({
    data: {
      workouts: [{ ...run, name: '!!!', heartRateData: [{ date: run.start, Avg: 90 }] }],
      metrics: [{ type: 'Activity', recorded_at: '2025-01-15T00:00:00Z', steps: 8000, flights_climbed: -4 }],
    },
  })
  expect(report).toMatchObject({ received: 2, inserted: 0, rejected: 2 })
  for (const table of ['workouts', 'workout_routes', 'workout_series', 'quantity_metrics']) {
    expect(await ingesting.count(table)).toBe(0)
  }
})

test('a series without a name is left out and named, and the workout is kept', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest({
    data: { workouts: [{ ...run, _: [{ date: run.start, qty: 61 }] }] },
  })
  expect(report).toMatchObject({
    inserted: 1,
    rejected: 0,
    errors: [{ path: '/data/workouts/0/_', code: 'missing_field' }],
  })
  expect(await ingesting.count('workouts')).toBe(1)
})

test('events with ids of their own stay apart, and so do two values of one cycle entry', async () => {
  const ingesting = await Ingesting.open(pool)
  const times = { start: '2026-06-11T18:00:00Z', end: '2026-06-11T18:00:00Z' }
  const body = {
    data: {
      stateOfMind: [
        { ...times, id: 'a', kind: 'daily_mood', valence: 0.5 },
        { ...times, id: 'b', kind: 'momentary_emotion', valence: -0.5 },
      ],
      cycleTracking: [
        { ...times, name: 'Menstrual Flow', value: 'Light' },
        { ...times, name: 'Menstrual Flow', value: 'Heavy' },
      ],
    },
  }
  expect(await ingesting.ingest(body)).toMatchObject({ received: 4, inserted: 4 })
  expect(await ingesting.ingest(body)).toMatchObject({ received: 4, duplicate: 4 })
})

test('a poorer export of a workout erases nothing of a richer one, whichever comes first', async () => {
  const point = (second: number, speed?: number) => ({
    latitude: 47,
    longitude: 8,
    timestamp: `2026-06-11 18:00:0${second} +0200`,
    ...(speed === undefined ? {} : { speed }),
  })
  const rich = {
    ...run,
    id: 'v2',
    location: 'Outdoor',
    heartRateData: [{ date: run.start, Min: 90, Avg: 95, Max: 99 }],
    route: [point(0, 2), point(1, 3)],
  }
  const poor = {
    ...run,
    id: 'v1',
    humidity: { qty: 60, units: '%' },
    heartRateData: [{ date: run.start, qty: 95 }],
    route: [point(0)],
  }
  const stored = await Promise.all(
    [
      [rich, poor],
      [poor, rich],
    ].map(async order => {
      const ingesting = await Ingesting.open(pool)
      for (const workout of order) await ingesting.ingest({ data: { workouts: [workout] } })
      return {
        workouts: await ingesting.rows('workouts', 'client_ids, name, location, humidity_percent, detail'),
        routes: await ingesting.rows('workout_routes', 'latitude, speed_m_per_s'),
        series: await ingesting.rows('workout_series', 'name, value, min, max'),
      }
    }),
  )
  expect(stored[0]).toEqual({
    workouts: [
      {
        client_ids: ['v1', 'v2'],
        name: 'Outdoor Run',
        location: 'outdoor',
        humidity_percent: 60,
        detail: null,
      },
    ],
    routes: [{ latitude: [47, 47], speed_m_per_s: [2, 3] }],
    series: [{ name: 'heart_rate', value: [95], min: [90], max: [99] }],
  })
  expect(stored[1]).toEqual(stored[0])
})

test('text with a comma that may set off thousands is no number, another comma is a decimal one', async () => {
  const ingesting = await Ingesting.open(pool)
  const weigh = (second: number, value: string) => ({
    type: 'Quantity',
    metric: 'body_mass',
    recorded_at: `2025-01-15T07:00:0${second}Z`,
    value,
    unit: 'kg',
  })
  const report = await ingesting.ingest({ data: { metrics: [weigh(0, '72,5'), weigh(1, '8,000')] } })
  expect(report.errors).toMatchObject([{ path: '/data/metrics/1', code: 'not_a_number' }])
  expect(await ingesting.rows('quantity_metrics', 'value')).toEqual([{ value: 72.5 }])
})

test('an item of several samples names every metric of it that nobody knows', () => {
  const batch = new Batch(
    { userId: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e41', id: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e42' },
    Date.UTC(2027, 0) * 1000,
  )
  for (const metric of ['aura', 'weight', 'bone_density']) {
    batch.add({ kind: 'sample', metric, recordedAt: '2026-03-01T07:00:00Z', value: 7, path: '/x', index: 0 })
  }
  const account = new Account()
  batch.close().settle(account)
  expect(account.report('simple')).toMatchObject({ received: 1, uncatalogued: ['aura', 'bone_density'] })
})

test('thousands of records of one moment are told apart, and their twins found, as quickly as others', async () => {
  const ingesting = await Ingesting.open(pool)
  const metrics = Array.from({ length: 2_000 }, (_, index) => ({
    type: 'Quantity',
    metric: 'step_count',
    recorded_at: '2025-01-15T10:00:00Z',
    value: 1,
    source: `Source ${index}`,
  }))
  const { inserted, duplicate } = await ingesting.ingest({ data: { metrics: [...metrics, ...metrics] } })
  expect({ inserted, duplicate }).toEqual({ inserted: 2_000, duplicate: 2_000 })
})
