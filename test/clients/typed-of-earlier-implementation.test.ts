import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'
import { expectStoredOnce } from '../support/sent-twice.ts'

const { pool } = await testDatabase()

test('the typed format of an earlier implementation: both spellings of a type, its own names of fields', async () => {
  const body = {
    data: {
      metrics: [
        {
          type: 'HeartRate',
          recorded_at: '2026-03-01T08:00:00Z',
          heart_rate: 61,
          resting_heart_rate: 52,
          source_device: 'Test Watch',
        },
        {
          type: 'heart_rate',
          recorded_at: '2026-03-01T08:05:00+01:00',
          heart_rate: 63,
          source_device: 'Test Watch',
          context: 'rest',
        },
        { type: 'HeartRate', recorded_at: '2026-03-01T09:00:00Z', resting_heart_rate: 53 },
        { type: 'HeartRate', recorded_at: '2026-03-01T10:00:00Z' },
      ],
      workouts: [
        {
          workout_type: 'running',
          started_at: '2026-03-01T08:00:00Z',
          ended_at: '2026-03-01T08:30:00Z',
          distance_meters: 5000,
          source_device: 'Test Watch',
        },
      ],
    },
  }
  await expectStoredOnce(await Ingesting.open(pool), body, {
    format: 'typed',
    counts: { heart_rate: [4, 1], workout: [1, 0] },
    errors: [
      {
        path: '/data/metrics/3',
        code: 'missing_field',
        detail: 'none of min_bpm, avg_bpm and max_bpm is there',
      },
    ],
    rows: {
      heart_rate_metrics: [
        {
          recorded_at: '2026-03-01T07:05:00Z',
          source: 'Test Watch',
          avg_bpm: 63,
          utc_offset_min: 60,
          detail: { context: 'rest' },
        },
        { recorded_at: '2026-03-01T08:00:00Z', source: 'Test Watch', avg_bpm: 61 },
      ],
      quantity_metrics: [
        {
          metric: 'resting_heart_rate',
          recorded_at: '2026-03-01T08:00:00Z',
          source: 'Test Watch',
          value: 52,
          unit: 'count/min',
        },
        {
          metric: 'resting_heart_rate',
          recorded_at: '2026-03-01T09:00:00Z',
          value: 53,
          unit: 'count/min',
        },
      ],
      workouts: [
        {
          activity: 'running',
          started_at: '2026-03-01T08:00:00Z',
          ended_at: '2026-03-01T08:30:00Z',
          source: 'Test Watch',
          distance_meters: 5000,
        },
      ],
    },
  })
})

test('of an item of several figures, the one that rejects it is named', async () => {
  const activity = { type: 'Activity', recorded_at: '2026-03-01T08:00:00Z', steps: 5, flights_climbed: -1 }
  const report = await (await Ingesting.open(pool)).ingest({ data: { metrics: [activity] } })
  expect(report.errors).toEqual([
    {
      path: '/data/metrics/0',
      code: 'out_of_range',
      detail: 'flights_climbed: value -1 is below 0',
    },
  ])
})

test('a type that is the name of a metric is a sample of it, and a heart rate may say value', async () => {
  const recorded_at = '2026-03-01T08:00:00Z'
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest({
    data: {
      metrics: [
        { type: 'StepCount', value: 500, recorded_at },
        { type: 'heart_rate', value: 72, recorded_at },
        { type: 'BodyMass', value: 154.3235835, unit: 'lb', recorded_at, mood: 'calm' },
      ],
    },
  })
  expect(report).toMatchObject({ format: 'typed', received: 3, inserted: 3, uncatalogued: [], errors: [] })
  expect(await ingesting.rows('quantity_metrics', 'metric, value, unit, detail')).toEqual([
    { metric: 'body_mass', value: expect.closeTo(70, 6), unit: 'kg', detail: { mood: 'calm' } },
    { metric: 'step_count', value: 500, unit: 'count', detail: null },
  ])
  expect(await ingesting.rows('heart_rate_metrics', 'avg_bpm')).toEqual([{ avg_bpm: 72 }])
})
