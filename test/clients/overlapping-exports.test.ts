import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const days = { 'automation-aggregation': 'Days' }
const minutes = { 'automation-aggregation': 'Minutes' }
const steps = (...data: [time: string, qty: number, source?: string][]) => ({
  data: {
    metrics: [
      {
        name: 'step_count',
        units: 'count',
        data: data.map(([time, qty, source = 'Watch']) => ({
          date: `2026-06-11 ${time} +0200`,
          qty,
          source,
        })),
      },
    ],
  },
})
const STEPS = 'recorded_at, duration_s, grouped, source, value'

test('a push with real times and a manual export by minutes are different records, and none is lost', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(steps(['08:00:12', 40]))
  await ingesting.ingest(steps(['08:00:00', 43]), minutes)
  expect(await ingesting.rows('quantity_metrics', STEPS)).toEqual([
    {
      recorded_at: new Date('2026-06-11T06:00:00Z'),
      duration_s: 60,
      grouped: true,
      source: 'Watch',
      value: 43,
    },
    {
      recorded_at: new Date('2026-06-11T06:00:12Z'),
      duration_s: 0,
      grouped: false,
      source: 'Watch',
      value: 40,
    },
  ])
})

test('minute and day values of the same steps are never added up', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(steps(['00:00:00', 9000]), days)
  await ingesting.ingest(steps(['08:00:00', 60], ['08:01:00', 70]), minutes)
  expect(await ingesting.count('quantity_metrics')).toBe(3)
  expect(await ingesting.rows('activity_metrics', 'day::text, steps')).toEqual([
    { day: '2026-06-11', steps: 9000 },
  ])
})

test('a running day grows, and a part of it that comes later does not shrink it', async () => {
  const ingesting = await Ingesting.open(pool)
  const day = (qty: number) => steps(['00:00:00', qty])
  expect(await ingesting.ingest(day(4000), days)).toMatchObject({ inserted: 1 })
  expect(await ingesting.ingest(day(9902), days)).toMatchObject({ updated: 1 })
  expect(await ingesting.ingest(day(310), days)).toMatchObject({ duplicate: 1 })
  expect(await ingesting.rows('quantity_metrics', 'value')).toEqual([{ value: 9902 }])
})

test('Watch at noon and Watch|iPhone in the evening are one day', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(steps(['00:00:00', 4000, 'Watch']), days)
  await ingesting.ingest(steps(['00:00:00', 9000, 'iPhone|Watch']), days)
  expect(await ingesting.rows('quantity_metrics', 'source, value')).toEqual([
    { source: 'Watch|iPhone', value: 9000 },
  ])
})

test('a body that holds a part of the types erases nothing of the others', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(steps(['08:00:00', 60], ['08:01:00', 70]), minutes)
  await ingesting.ingest({ data: { metrics: [{ name: 'flights_climbed', units: 'count', data: [] }] } })
  expect(await ingesting.ingest(steps(['08:01:00', 70]), minutes)).toMatchObject({ duplicate: 1 })
  expect(await ingesting.count('quantity_metrics')).toBe(2)
})

test('the same instant in another time zone is the same record', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(steps(['08:00:00', 60]))
  const travelled = JSON.parse(
    JSON.stringify(steps(['08:00:00', 60])).replace('08:00:00 +0200', '15:00:00 +0900'),
  )
  expect(await ingesting.ingest(travelled)).toMatchObject({ duplicate: 1 })
})

test('a body that was grouped by days and by minutes is kept, and says what to choose', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest(steps(['00:00:00', 9000], ['08:00:00', 60], ['08:01:00', 70]), days)
  expect(report).toMatchObject({ status: 'processed', received: 3, inserted: 3, rejected: 0 })
  expect(report.errors).toEqual([
    {
      path: '/data/metrics/0/data/1',
      code: 'mixed_grouping',
      detail:
        'step_count: this body was grouped by days and by minutes: choose one time grouping in the app, or the same is counted twice',
    },
  ])
})

test('days that a change of clocks or a leap of months makes shorter are no mixture', async () => {
  const ingesting = await Ingesting.open(pool)
  const at = (...dates: string[]) => ({
    data: {
      metrics: [
        { name: 'step_count', units: 'count', data: dates.map((date, index) => ({ date, qty: index })) },
      ],
    },
  })
  const spring = at('2026-03-29 00:00:00 +0100', '2026-03-30 00:00:00 +0200')
  expect(await ingesting.ingest(spring, days)).toMatchObject({ inserted: 2, errors: [] })
  const months = at('2026-02-01 00:00:00 +0100', '2026-03-01 00:00:00 +0100', '2026-04-01 00:00:00 +0200')
  expect(await ingesting.ingest(months, { 'automation-aggregation': 'Months' })).toMatchObject({
    inserted: 3,
    errors: [],
  })
})

test('an Activity of a day and one of an hour of it are named too', async () => {
  const ingesting = await Ingesting.open(pool)
  const activity = (recorded_at: string, duration_seconds: number, count: number) => ({
    type: 'Activity',
    recorded_at,
    duration_seconds,
    steps: count,
  })
  const body = {
    data: {
      metrics: [activity('2026-06-11T15:00:00Z', 3600, 500), activity('2026-06-11T00:00:00Z', 86_400, 9000)],
    },
  }
  expect(await ingesting.ingest(body)).toMatchObject({
    inserted: 2,
    errors: [
      {
        path: '/data/metrics/0',
        code: 'mixed_grouping',
        detail: expect.stringContaining('by days and by hours'),
      },
    ],
  })
})

test('a day from two sources in one body is one value with its own source, which is said', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest(
    steps(['00:00:00', 5000, 'Watch'], ['00:00:00', 3000, 'iPhone']),
    days,
  )
  expect(report).toMatchObject({
    received: 2,
    inserted: 1,
    duplicate: 1,
    errors: [
      {
        path: '/data/metrics/0/data/1',
        code: 'mixed_grouping',
        detail: expect.stringContaining('switch grouping off'),
      },
    ],
  })
  expect(await ingesting.rows('quantity_metrics', 'value, source')).toEqual([
    { value: 5000, source: 'Watch' },
  ])
  // A part of the day from another source, sent later, changes neither.
  expect(await ingesting.ingest(steps(['00:00:00', 400, 'iPhone']), days)).toMatchObject({ duplicate: 1 })
  expect(await ingesting.rows('quantity_metrics', 'value, source')).toEqual([
    { value: 5000, source: 'Watch' },
  ])
})
