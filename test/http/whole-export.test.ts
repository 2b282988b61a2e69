import { expect, test } from 'vitest'
import { expectAccounted } from '../support/accounting.ts'
import { breakEveryHundredth, buildExport } from '../support/export-body.ts'
import { testServer } from '../support/server.ts'

const POINTS = 20_000

const door = await testServer()

const tables = [
  'heart_rate_metrics',
  'blood_pressure_metrics',
  'quantity_metrics',
  'sleep_metrics',
  'sleep_stages',
  'health_events',
  'workouts',
]

async function ingest(key: string, body: unknown) {
  const response = await door.call('POST', '/v1/ingest', { key, body })
  expect(response.statusCode).toBe(200)
  const report = response.json()
  expectAccounted(report)
  return report
}

const countsOf = ({ received, inserted, updated, duplicate, rejected }: Record<string, unknown>) => ({
  received,
  inserted,
  updated,
  duplicate,
  rejected,
})

async function countRows(userId: string): Promise<number> {
  const counts = tables.map(table => `(select count(*) from ${table} where user_id = $1)`)
  const { rows } = await door.pool.query(`select (${counts.join(' + ')})::int as count`, [userId])
  return rows[0].count
}

/** One digest per table over every column of every row, and over the transaction that wrote the row last. */
async function fingerprint(userId: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const table of [...tables, 'workout_series', 'workout_routes']) {
    const { rows } = await door.pool.query(
      `select count(*) || ' ' || md5(string_agg(line, E'\\n' order by line)) as digest
       from (select xmin::text || ' ' || ${table}::text as line from ${table} where user_id = $1) lines`,
      [userId],
    )
    digests[table] = rows[0].digest
  }
  return digests
}

test('20,000 mixed points are 20,000 rows; the same body again is 20,000 duplicates and changes no row', async () => {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  const { body, points } = buildExport()
  expect(points).toHaveLength(POINTS)

  const first = await ingest(key, body)
  expect({ ...first, by_type: Object.keys(first.by_type).length }).toMatchObject({
    status: 'processed',
    format: 'health-auto-export',
    received: POINTS,
    inserted: POINTS,
    updated: 0,
    duplicate: 0,
    rejected: 0,
    by_type: 14,
    uncatalogued: ['moon_phase'],
    errors: [],
    errors_truncated: false,
  })
  expect(await countRows(userId)).toBe(POINTS)

  const before = await fingerprint(userId)
  expect(before).toMatchObject({
    workouts: expect.stringMatching(/^50 /),
    workout_series: expect.stringMatching(/^50 /),
    workout_routes: expect.stringMatching(/^50 /),
  })
  expect(countsOf(await ingest(key, body))).toEqual({
    received: POINTS,
    inserted: 0,
    updated: 0,
    duplicate: POINTS,
    rejected: 0,
  })
  expect(await fingerprint(userId)).toEqual(before)
})

test('of a body with 1 % broken points the other 99 % are stored, and the errors name the broken ones', async () => {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  const export_ = buildExport()
  const brokenPaths = breakEveryHundredth(export_)
  expect(brokenPaths).toHaveLength(POINTS / 100)

  const report = await ingest(key, export_.body)
  expect(countsOf(report)).toEqual({
    received: POINTS,
    inserted: POINTS * 0.99,
    updated: 0,
    duplicate: 0,
    rejected: POINTS * 0.01,
  })
  expect(report.errors_truncated).toBe(true)
  const ledger = await door.call('GET', `/v1/ingestions/${report.ingestion_id}?limit=1000`, { key })
  const paths = ledger.json().errors.map(({ path }: { path: string }) => path)
  expect(paths.toSorted()).toEqual(brokenPaths.toSorted())
  expect(await countRows(userId)).toBe(POINTS * 0.99)
})
