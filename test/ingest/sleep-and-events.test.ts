import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

test('a summarised night lands in sleep_metrics, whole', async () => {
  const ingesting = await Ingesting.open(pool)
  const night = {
    date: '2026-02-06 00:00:00 -0800',
    asleep: 0,
    core: 4.25,
    deep: 1.1,
    rem: 1.65,
    awake: 0.4,
    inBed: 0,
    totalSleep: 7,
    sleepStart: '2026-02-05 23:05:00 -0800',
    sleepEnd: '2026-02-06 06:29:00 -0800',
    source: 'Watch',
  }
  const body = { data: { metrics: [{ name: 'sleep_analysis', units: 'hr', data: [night] }] } }
  expect(await ingesting.ingest(body, { 'automation-aggregation': 'Days' })).toMatchObject({
    inserted: 1,
    by_type: { sleep_analysis: { inserted: 1 } },
  })
  const { rows } = await pool.query('select * from sleep_metrics where user_id = $1', [ingesting.userId])
  expect(rows).toEqual([
    {
      user_id: ingesting.userId,
      recorded_at: new Date('2026-02-06T08:00:00Z'),
      duration_s: 86_400,
      grouped: true,
      source: 'Watch',
      total_hours: 7,
      asleep_hours: 0,
      core_hours: 4.25,
      deep_hours: 1.1,
      rem_hours: 1.65,
      awake_hours: 0.4,
      in_bed_hours: 0,
      sleep_start: new Date('2026-02-06T07:05:00Z'),
      sleep_end: new Date('2026-02-06T14:29:00Z'),
      in_bed_start: null,
      in_bed_end: null,
      utc_offset_min: -480,
      detail: null,
      ingestion_id: expect.any(String),
      field_ingestions: null,
      merge_state: null,
    },
  ])
})

test('segments that share start and source but not their stage are two rows', async () => {
  const ingesting = await Ingesting.open(pool)
  const segment = (value: string) => ({
    startDate: '2026-02-05 23:05:00 -0800',
    endDate: '2026-02-06 01:00:00 -0800',
    qty: 1.9,
    value,
    source: 'Watch',
  })
  const data = [segment('Core'), segment('In Bed'), segment('Éveillé')]
  expect(
    await ingesting.ingest({ data: { metrics: [{ name: 'sleep_analysis', units: 'hr', data }] } }),
  ).toMatchObject({ received: 3, inserted: 3 })
  expect(await ingesting.rows('sleep_stages', 'stage, started_at, ended_at, source, utc_offset_min')).toEqual(
    ['awake', 'core', 'in_bed'].map(stage => ({
      stage,
      started_at: new Date('2026-02-06T07:05:00Z'),
      ended_at: new Date('2026-02-06T09:00:00Z'),
      source: 'Watch',
      utc_offset_min: -480,
    })),
  )
})

test('a symptom is an event of its type, and a shape of the future is kept and named', async () => {
  const ingesting = await Ingesting.open(pool)
  const body = {
    data: {
      symptoms: [
        {
          start: '2026-02-05 10:00:00 +0100',
          end: '2026-02-05 12:00:00 +0100',
          name: 'Headache',
          severity: 'Mild',
          userEntered: true,
          source: 'Health',
        },
      ],
      tideTables: [
        { start: '2026-02-05 10:00:00 +0100', height: 3 },
        { start: '2026-02-05 10:00:00 +0100', height: 4 },
      ],
    },
  }
  const report = await ingesting.ingest(body)
  expect(report).toMatchObject({ received: 3, inserted: 3, uncatalogued: ['tide_tables'] })
  expect(await ingesting.rows('health_events', 'type, started_at, ended_at, name, source, detail')).toEqual([
    {
      type: 'symptom',
      started_at: new Date('2026-02-05T09:00:00Z'),
      ended_at: new Date('2026-02-05T11:00:00Z'),
      name: 'Headache',
      source: 'Health',
      detail: { severity: 'Mild', userEntered: true },
    },
    ...[3, 4].map(height => ({
      type: 'tide_tables',
      started_at: new Date('2026-02-05T09:00:00Z'),
      ended_at: new Date('2026-02-05T09:00:00Z'),
      name: '',
      source: '',
      detail: { height },
    })),
  ])
  expect(await ingesting.ingest(body)).toMatchObject({ duplicate: 3, inserted: 0 })
})

test('a detail that cannot be stored is a rejection, however deep it is', async () => {
  const ingesting = await Ingesting.open(pool)
  const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`)
  const data = [deep, 'nul\u0000', 'half \udc00'].map((metadata, second) => ({
    date: `2026-02-05 10:00:0${second} +0100`,
    qty: 70,
    metadata,
  }))
  const report = await ingesting.ingest({
    data: { metrics: [{ name: 'weight_body_mass', units: 'kg', data }] },
  })
  expect(report.errors.map(({ path, code }) => [path, code])).toEqual([
    ['/data/metrics/0/data/0', 'too_deep'],
    ['/data/metrics/0/data/1', 'invalid_text'],
    ['/data/metrics/0/data/2', 'invalid_text'],
  ])
})
