import { describe, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const TIMES = 'recorded_at, utc_offset_min, value'
const weigh = (...dates: unknown[]) => ({
  data: {
    metrics: [
      {
        name: 'weight_body_mass',
        units: 'kg',
        data: dates.map((date, index) => ({ date, qty: 70 + index, source: 'Scale' })),
      },
    ],
  },
})

describe('the same moment in every form in which a phone writes it is one record', () => {
  test.each([
    ['the canonical form', '2024-09-20 23:57:00 +0200'],
    ['a 12-hour clock', '2024-09-20 11:57:00 pm +0200'],
    ['capital letters', '2024-09-20 11:57:00 PM +0200'],
    ['U+202F before am and pm', '2024-09-20 11:57:00\u202fPM +0200'],
    ['U+00A0 before am and pm', '2024-09-20 11:57:00\u00a0pm +0200'],
    ['milliseconds', '2024-09-20 23:57:00.000 +0200'],
    ['ISO 8601 in UTC', '2024-09-20T21:57:00Z'],
    ['ISO 8601 with an offset', '2024-09-20T23:57:00+02:00'],
    ['an offset of half an hour', '2024-09-21 03:27:00 +0530'],
    ['an offset of three quarters', '2024-09-21 03:42:00 +0545'],
    ['a negative offset of half an hour', '2024-09-20 18:27:00 -0330'],
  ])('%s', async (_form, written) => {
    const ingesting = await Ingesting.open(pool)
    await ingesting.ingest(weigh('2024-09-20 23:57:00 +0200'))
    expect(await ingesting.ingest(weigh(written))).toMatchObject({ received: 1, duplicate: 1 })
    // Equal as an instant; the offset of the first report stays.
    expect(await ingesting.rows('quantity_metrics', TIMES)).toEqual([
      { recorded_at: new Date('2024-09-20T21:57:00Z'), utc_offset_min: 120, value: 70 },
    ])
  })
})

test('a bare date is that local day, whatever the offset of the phone', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest({
    data: {
      metrics: [{ name: 'sleep_analysis', units: 'hr', data: [{ date: '2024-02-06', totalSleep: 7 }] }],
    },
  })
  expect(await ingesting.rows('sleep_metrics', 'recorded_at, utc_offset_min, total_hours')).toEqual([
    { recorded_at: new Date('2024-02-06T00:00:00Z'), utc_offset_min: null, total_hours: 7 },
  ])
})

test('voltages keep their milliseconds, and a segment of sleep needs no date', async () => {
  const ingesting = await Ingesting.open(pool)
  const segment = {
    startDate: '2024-02-05 23:00:00 -0800',
    endDate: '2024-02-05 23:40:00 -0800',
    source: 'Watch',
  }
  const voltageMeasurements = [{ date: '2024-02-06 14:30:00.002 -0800', voltage: 12.5, units: 'mcV' }]
  const report = await ingesting.ingest({
    data: {
      metrics: [
        {
          name: 'sleep_analysis',
          units: 'hr',
          data: [
            { ...segment, value: 'Core', date: null },
            { ...segment, value: 'In Bed' },
          ],
        },
      ],
      ecg: [
        { start: '2024-02-06 14:30:00.000 -0800', end: '2024-02-06 14:30:30.500 -0800', voltageMeasurements },
      ],
    },
  })
  expect(report).toMatchObject({ received: 3, inserted: 3 })
  expect(await ingesting.rows('sleep_stages', 'stage, started_at, ended_at')).toEqual(
    ['core', 'in_bed'].map(stage => ({
      stage,
      started_at: new Date('2024-02-06T07:00:00Z'),
      ended_at: new Date('2024-02-06T07:40:00Z'),
    })),
  )
  expect(await ingesting.rows('health_events', 'type, started_at, ended_at, detail')).toEqual([
    {
      type: 'ecg',
      started_at: new Date('2024-02-06T22:30:00Z'),
      ended_at: new Date('2024-02-06T22:30:30.500Z'),
      detail: { voltageMeasurements },
    },
  ])
})

test('when clocks change inside a body, each day stays its local day and each hour its own', async () => {
  const ingesting = await Ingesting.open(pool)
  const steps = (date: string, qty: number) => ({ date, qty, source: 'Watch' })
  const report = await ingesting.ingest(
    {
      data: {
        metrics: [
          {
            name: 'step_count',
            units: 'count',
            data: [
              steps('2024-10-26 00:00:00 +0200', 1000),
              steps('2024-10-27 00:00:00 +0200', 2000),
              steps('2024-10-28 00:00:00 +0100', 3000),
            ],
          },
          {
            name: 'flights_climbed',
            units: 'count',
            data: [steps('2024-10-27 02:30:00 +0200', 1), steps('2024-10-27 02:30:00 +0100', 2)],
          },
        ],
      },
    },
    { 'automation-aggregation': 'Days' },
  )
  expect(report).toMatchObject({ received: 5, inserted: 5 })
  expect(await ingesting.rows('activity_metrics', 'day::text, steps')).toEqual([
    { day: '2024-10-26', steps: 1000 },
    { day: '2024-10-27', steps: 2000 },
    { day: '2024-10-28', steps: 3000 },
  ])
  const { rows } = await pool.query(
    `select recorded_at, utc_offset_min from quantity_metrics
     where user_id = $1 and metric = 'flights_climbed' order by recorded_at`,
    [ingesting.userId],
  )
  expect(rows).toEqual([
    { recorded_at: new Date('2024-10-27T00:30:00Z'), utc_offset_min: 120 },
    { recorded_at: new Date('2024-10-27T01:30:00Z'), utc_offset_min: 60 },
  ])
})

test('an unreadable date is a rejection that says what to change, and never now', async () => {
  const ingesting = await Ingesting.open(pool)
  const unreadable = [
    '2024-02-30 10:00:00 +0100',
    'now',
    '06.02.2024, 14:30',
    '2024-02-06 14:30',
    1707225000,
    null,
  ]
  const report = await ingesting.ingest(weigh(...unreadable))
  const cure = 'in Shortcuts choose the date format ISO 8601 and include the time'
  expect(report.errors.map(({ code, detail }) => [code, detail])).toEqual([
    ['invalid_date', `recorded_at is not a date that we can read: write 2025-01-15T10:00:00+01:00; ${cure}`],
    ['invalid_date', 'recorded_at is not a date that we can read'],
    ['invalid_date', `recorded_at is not a date that we can read: write 2025-01-15T10:00:00+01:00; ${cure}`],
    ['invalid_date', `recorded_at is not a date that we can read: it lacks seconds or a UTC offset; ${cure}`],
    ['invalid_date', 'recorded_at is not a date that we can read'],
    ['missing_field', 'recorded_at is missing'],
  ])
  expect(await ingesting.count('quantity_metrics')).toBe(0)
  // The same again is the same again, and not a fresh key.
  expect(await ingesting.ingest(weigh(...unreadable))).toMatchObject({ rejected: 6, inserted: 0 })
})

test('a time on a 12-hour clock of an unknown language is a rejection that says what to switch on', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest(weigh('2024-02-06 7:57:00 μ.μ. +0200', '2024-02-06 7:57:00am +0200'))
  const detail =
    'recorded_at is not a date that we can read: switch on 24-hour time in the settings of the phone (General, Date & Time)'
  expect(report.errors.map(error => error.detail)).toEqual([detail, detail])
})
