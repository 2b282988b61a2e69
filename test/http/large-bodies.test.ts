import { expect, test } from 'vitest'
import { LARGE_BODY_BYTES } from '../../src/ingest/process-raw.ts'
import { testServer } from '../support/server.ts'
import { rowsOfUser } from '../support/tables.ts'

const door = await testServer()

const SAMPLES = 30_000
const startMs = Date.UTC(2025, 2, 1)

/** Two slices of heart rates, some of them impossible. */
const heartRates = Array.from({ length: SAMPLES }, (_, index) => ({
  date: `${new Date(startMs + index * 60_000).toISOString().slice(0, 19).replace('T', ' ')} +0000`,
  Min: 50,
  Avg: index % 100 === 7 ? 900 : 60 + (index % 50),
  Max: index % 100 === 7 ? 900 : 120,
  source: 'Apple Watch',
}))
const bodyOf = (data: readonly unknown[]) =>
  JSON.stringify({ data: { metrics: [{ name: 'heart_rate', units: 'count/min', data }] } })

async function newPhone() {
  const userId = await door.createUser()
  return { userId, key: await door.createKey(userId) }
}

const withoutIds = (rows: readonly string[], userId: string) =>
  rows.map(row => row.replaceAll(userId, 'user').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ingestion'))

test('a large body is accounted for and stored as many small ones are', async () => {
  const large = await newPhone()
  const body = bodyOf(heartRates)
  expect(Buffer.byteLength(body)).toBeGreaterThan(LARGE_BODY_BYTES)
  const response = await door.call('POST', '/v1/ingest', { key: large.key, body })
  expect(response.statusCode).toBe(200)
  const rejected = SAMPLES / 100
  const counts = { received: SAMPLES, inserted: SAMPLES - rejected, updated: 0, duplicate: 0, rejected }
  const { ingestion_id, errors, ...report } = response.json()
  expect(report).toMatchObject({ status: 'partial', ...counts, by_type: { heart_rate: counts } })
  expect([errors.length, errors[1].path, report.errors_truncated]).toEqual([
    100,
    '/data/metrics/0/data/107',
    true,
  ])
  const ledger = await door.call('GET', `/v1/ingestions/${ingestion_id}?limit=1000`, { key: large.key })
  expect(ledger.json().errors.length).toBe(rejected)

  const small = await newPhone()
  for (let start = 0; start < SAMPLES; start += 10_000) {
    const part = bodyOf(heartRates.slice(start, start + 10_000))
    expect((await door.call('POST', '/v1/ingest', { key: small.key, body: part })).statusCode).toBe(200)
  }
  const [ours, theirs] = await Promise.all([large, small].map(({ userId }) => rowsOfUser(door.pool, userId)))
  for (const table of ['heart_rate_metrics', 'sample_rollups', 'sample_streams']) {
    expect(withoutIds(ours![table]!, large.userId)).toEqual(withoutIds(theirs![table]!, small.userId))
  }

  const again = await door.call('POST', '/v1/ingest', { key: large.key, body })
  expect(again.json()).toMatchObject({ ...counts, inserted: 0, duplicate: SAMPLES - rejected })
  const replayed = await door.call('POST', `/v1/ingestions/${ingestion_id}/replay`, { key: large.key })
  expect(replayed.json()).toMatchObject({ ...counts, inserted: 0, duplicate: SAMPLES - rejected })
}, 60_000)

test('a large body that cannot be read is kept, and refused with its ingestion', async () => {
  const { key } = await newPhone()
  const body = bodyOf(heartRates).slice(0, -2)
  const response = await door.call('POST', '/v1/ingest', { key, body })
  expect(response.json()).toMatchObject({ status: 400, code: 'body_not_json' })
  const { ingestion_id } = response.json()
  const payload = await door.call('GET', `/v1/ingestions/${ingestion_id}/payload`, { key })
  expect(payload.body).toBe(body)
  const ledger = await door.call('GET', `/v1/ingestions/${ingestion_id}`, { key })
  expect(ledger.json()).toMatchObject({ status: 'failed', errors: [{ code: 'body_not_json' }] })
})
