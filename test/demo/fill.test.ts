import { expect, test } from 'vitest'
import { takeInDemo } from '../../src/commands/take-in-demo.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { writeDemoBodies } from '../../src/demo/write-bodies.ts'
import type { ImportProgress } from '../../src/ingest/apple-export/import-export.ts'
import { openDemoAccount } from '../../src/keys/demo-account.ts'
import { expectAccounted } from '../support/accounting.ts'
import { testDatabase } from '../support/database.ts'
import { fillWithDemo } from '../support/demo.ts'

const { pool } = await testDatabase()
const { userId, summary } = await fillWithDemo(pool, { days: 40, now: new Date('2026-11-26T18:40:00Z') })

/** The rows of a question whose first parameter is the user. */
async function ask(question: string): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query(question, [userId])
  return rows
}

test('forty days have records of every kind', async () => {
  const counts = await ask(
    `select (select count(*) from heart_rate_metrics where user_id = $1) > 5000 as heart_rate,
       (select count(*) from blood_pressure_metrics where user_id = $1) > 10 as blood_pressure,
       (select count(distinct metric) from quantity_metrics where user_id = $1) > 100 as quantity,
       (select count(*) from sleep_stages where user_id = $1) > 500 as sleep_stages,
       (select count(*) from sleep_metrics where user_id = $1) > 40 as nights,
       (select count(*) from workouts where user_id = $1) > 10 as workouts,
       (select count(*) from workout_routes where user_id = $1) > 5 as routes,
       (select count(*) from workout_series where user_id = $1) > 20 as series`,
  )
  expect(counts).toEqual([
    {
      heart_rate: true,
      blood_pressure: true,
      quantity: true,
      sleep_stages: true,
      nights: true,
      workouts: true,
      routes: true,
      series: true,
    },
  ])
  const types = await ask('select distinct type from health_events where user_id = $1 order by type')
  expect(types.map(({ type }) => type)).toEqual([
    'cycle_tracking',
    'ecg',
    'heart_rate_notification',
    'medication',
    'state_of_mind',
    'symptom',
  ])
})

test('each report adds up, and nothing is wrong but what is meant to be', async () => {
  const ledger = await ask(
    `select status, report, processing_errors from raw_ingestions where user_id = $1 order by id`,
  )
  const reports = ledger.flatMap(({ report, processing_errors: errors }) =>
    report ? [{ ...(report as Parameters<typeof expectAccounted>[0]), errors: errors as unknown[] }] : [],
  )
  for (const report of reports) expectAccounted(report)
  const total = reports.reduce((sum, { received }) => sum + received, 0)
  expect(total).toBe(summary.received)
  expect(ledger.length).toBe(summary.bodies)

  const withStatus = (status: string) => ledger.filter(entry => entry.status === status)
  const codesOf = (status: string) =>
    withStatus(status).map(entry => (entry.processing_errors as { code: string }[]).map(({ code }) => code))
  const statuses = [...new Set(ledger.map(({ status }) => status))]
  expect(statuses.sort()).toEqual(['failed', 'partial', 'processed', 'rejected'])
  expect(summary.unreadable).toBe(withStatus('failed').length)
  expect(codesOf('processed').flat()).toEqual([])
  expect(codesOf('failed')).toEqual(codesOf('failed').map(() => ['body_not_json']))
  expect(codesOf('rejected')).toEqual(codesOf('rejected').map(() => ['ends_before_start']))
  const partial = codesOf('partial')
  expect(partial.length).toBeGreaterThan(1)
  expect(partial).toEqual(
    partial.map(() => [
      'out_of_range',
      'unknown_unit',
      'missing_field',
      'invalid_date',
      'not_a_number',
      'ends_before_start',
      'wrong_order',
      'unknown_stage',
    ]),
  )
  const uncatalogued = reports.flatMap(
    report => (report as unknown as { uncatalogued: string[] }).uncatalogued,
  )
  expect([...new Set(uncatalogued)]).toEqual(['screen_time', 'sunlight_mood_index'])
})

test('a correction holds, the same bytes once more change nothing, and all else is new', async () => {
  const rows = await ask(
    `select encode(sha256, 'hex') as sha256, report, client_headers from raw_ingestions
     where user_id = $1 and report is not null order by id`,
  )
  const seen = new Set<unknown>()
  const told = rows.flatMap(({ sha256, report, client_headers: client }) => {
    const { received, updated, duplicate } = report as Record<string, number>
    const isAgain = seen.has(sha256)
    seen.add(sha256)
    const isNew = updated! + duplicate! === 0
    return isNew ? [] : [{ client, isAgain, updated, isKnown: duplicate === received }]
  })
  const client = { 'user-agent': 'home-devices/1.3' }
  const pair = [
    { client, isAgain: true, updated: 0, isKnown: true },
    { client, isAgain: false, updated: 1, isKnown: false },
  ]
  expect(told).toEqual([...pair, ...pair])
})

test('interrupted, it keeps what is written, and the next call does the rest', async () => {
  const bodies = [
    ...writeDemoBodies({ seed: 5, timezone: 'UTC', now: new Date('2026-11-26T18:40:00Z'), days: 1 }),
  ]
  const email = 'interrupted@example.org'
  const account = (await openDemoAccount(pool, { email, timezone: 'UTC', seed: 5 }))!
  const partitions = new Partitions(pool)
  const deps = { pool, partitions, disabledTypes: new Set<string>(), maxBodyBytes: 1e9 }
  const controller = new AbortController()
  const { signal } = controller
  const told: ImportProgress[] = []
  const progress = (newest: ImportProgress) => {
    told.push(newest)
    if (told.length === 2) controller.abort()
  }
  expect(await takeInDemo({ ...deps, signal, progress }, account, bodies)).toBe(undefined)
  expect(told.length).toBe(2)
  const rest = (await takeInDemo(deps, account, bodies))!
  expect(rest).toMatchObject({ bodies: bodies.length, known: 2, duplicate: 0 })
  const { rows } = await pool.query(
    `select count(*)::int as bodies, sum((report->>'inserted')::int)::int as inserted from raw_ingestions
     where user_id = $1`,
    [account.userId],
  )
  expect(rows).toEqual([{ bodies: bodies.length, inserted: told[1]!.records + rest.inserted }])
})

test('phone, watch and other devices are told apart, by the names that a phone gives them', async () => {
  const sources = await ask(
    `select source, count(distinct metric)::int > 1 as several from quantity_metrics where user_id = $1
     group by source order by source collate "C"`,
  )
  expect(sources.map(({ source }) => source)).toEqual([
    'Bike Computer',
    'Blood Pressure Cuff',
    'Body Scale',
    'Glucose Meter',
    'Health',
    'Meal Log',
    "Noa's Apple Watch",
    "Noa's Apple Watch|Noa's iPhone",
    "Noa's iPhone",
    'Peak Flow',
    'Ring',
    'Thermometer',
    'Toothbrush',
  ])
})
