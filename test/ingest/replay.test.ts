import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const weigh = (qty: unknown) => ({
  data: {
    metrics: [
      {
        name: 'weight_body_mass',
        units: 'kg',
        data: [{ date: '2025-06-01 08:00:00 +0200', qty, source: 'Scale' }],
      },
    ],
  },
})
const WEIGHT = 'metric, recorded_at, value, source, ingestion_id'

test('a replay brings back rows that were lost, and is all duplicates where none was', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(weigh(70))
  expect(await ingesting.process(raw, weigh(70))).toMatchObject({ inserted: 1 })
  const before = await ingesting.rows('quantity_metrics', WEIGHT)
  expect(await ingesting.replay(raw)).toMatchObject({ status: 'processed', inserted: 0, duplicate: 1 })
  expect(await ingesting.rows('quantity_metrics', WEIGHT)).toEqual(before)

  await pool.query('delete from quantity_metrics where user_id = $1', [ingesting.userId])
  expect(await ingesting.replay(raw)).toMatchObject({ inserted: 1, duplicate: 0 })
  expect(await ingesting.rows('quantity_metrics', WEIGHT)).toEqual(before)
})

test('a replayed correction does not go back behind a later one', async () => {
  const ingesting = await Ingesting.open(pool)
  const first = await ingesting.store(weigh(70))
  await ingesting.process(first, weigh(70))
  await ingesting.ingest(weigh(71))
  expect(await ingesting.replay(first)).toMatchObject({ duplicate: 1, updated: 0 })
  expect(await ingesting.rows('quantity_metrics', 'value')).toEqual([{ value: 71 }])
})

test('a value that older code misread is put right by a replay', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(weigh(70))
  await ingesting.process(raw, weigh(70))
  // As if a release before had taken pounds for kilograms.
  await pool.query('update quantity_metrics set value = 154 where user_id = $1', [ingesting.userId])
  expect(await ingesting.replay(raw)).toMatchObject({ updated: 1 })
  expect(await ingesting.rows('quantity_metrics', 'value')).toEqual([{ value: 70 }])
})

test('a body that could not be read before takes its place in the order of receipt', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(weigh(70))
  const unread = await ingesting.store(weigh(71))
  // As a release before left it, to which the body said nothing.
  await pool.query(`update raw_ingestions set status = 'failed', processed_at = now() where id = $1`, [
    unread.id,
  ])
  const last = await ingesting.store(weigh(70))
  await ingesting.process(last, weigh(70))
  // All of them again, as the command does.
  for (const raw of [unread, last]) await ingesting.replay(raw)
  expect(await ingesting.rows('quantity_metrics', 'value')).toEqual([{ value: 70 }])
  const { rows } = await pool.query('select status, replayed_at from raw_ingestions where id = $1', [
    unread.id,
  ])
  expect(rows).toEqual([{ status: 'processed', replayed_at: expect.any(Date) }])
})

test('what was sent compressed, with headers that say what it is, is read as it was the first time', async () => {
  const ingesting = await Ingesting.open(pool)
  const headers = { 'automation-aggregation': 'Days' }
  const raw = await ingesting.store(weigh(70), headers)
  await ingesting.process(raw, weigh(70), headers)
  const before = await ingesting.rows('quantity_metrics', `${WEIGHT}, duration_s, grouped`)
  expect(before).toMatchObject([{ duration_s: 86_400, grouped: true }])
  expect(await ingesting.replay(raw)).toMatchObject({ duplicate: 1 })
  expect(await ingesting.rows('quantity_metrics', `${WEIGHT}, duration_s, grouped`)).toEqual(before)
})
