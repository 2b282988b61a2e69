import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { timeOfUuid } from '../../../src/database/uuid-time.ts'
import { countReceived, listReceived } from '../../../src/ingest/ledger/replay.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'
import { weigh } from '../../support/weigh.ts'

const { pool } = await testDatabase()

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

test('of a body in slices the last twin holds, also when it is read again and that ends in the middle', async () => {
  const ingesting = await Ingesting.open(pool)
  const at = (index: number) => new Date(Date.UTC(2024, 0, 1) + index * 1000).toISOString()
  const data = Array.from({ length: 50_001 }, (_, index) => ({ date: at(index), qty: 70, source: 'Scale' }))
  data[50_000] = { date: at(0), qty: 72, source: 'Scale' }
  const body = { data: { metrics: [{ name: 'weight_body_mass', units: 'kg', data }] } }
  const raw = await ingesting.store(body)
  expect(await ingesting.process(raw, body)).toMatchObject({ received: 50_001, inserted: 50_000, updated: 1 })
  const firstValue = async () => {
    const { rows } = await pool.query(
      'select value from quantity_metrics where user_id = $1 order by recorded_at limit 1',
      [ingesting.userId],
    )
    return rows
  }
  expect(await firstValue()).toEqual([{ value: 72 }])
  // The first slice alone, as if the process had died before the second.
  const firstSlice = { data: { metrics: [{ ...body.data.metrics[0], data: data.slice(0, 10) }] } }
  await ingesting.process(raw, firstSlice, {}, true)
  expect(await firstValue()).toEqual([{ value: 72 }])
  expect(await ingesting.replay(raw)).toMatchObject({ duplicate: 50_001 })
}, 60_000)

test('the first counts are those that the client was told, however often the body is read again', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(weigh(70))
  await pool.query(`update raw_ingestions set status = 'failed', processed_at = now() where id = $1`, [
    raw.id,
  ])
  const firstReport = async () => {
    const { rows } = await pool.query('select first_report from raw_ingestions where id = $1', [raw.id])
    return rows[0].first_report
  }
  await ingesting.replay(raw)
  await ingesting.replay(raw)
  expect(await firstReport()).toBeNull()

  const read = await ingesting.store(weigh(71))
  await ingesting.process(read, weigh(71))
  await ingesting.replay(read)
  await ingesting.replay(read)
  const { rows } = await pool.query('select first_report from raw_ingestions where id = $1', [read.id])
  expect(rows[0].first_report).toMatchObject({ received: 1, inserted: 0, updated: 1 })
})

test('more ingestions than a page holds are all listed, in the order in which they came', async () => {
  const { userId } = await Ingesting.open(pool)
  const ids = Array.from({ length: 1001 }, () => uuidv7())
  await pool.query(
    `insert into raw_ingestions (user_id, received_at, id, payload, stored_as, sent_bytes, sha256)
     select $1, to_timestamp(us / 1000.0), id, '', 'as_sent', 0, decode(repeat('00', 32), 'hex')
     from unnest($2::uuid[], $3::double precision[]) as row (id, us)`,
    [userId, ids, ids.map(id => timeOfUuid(id).getTime())],
  )
  const listed = []
  for await (const { id } of listReceived(pool, userId)) listed.push(id)
  expect(listed).toEqual(ids)
  expect(await countReceived(pool, [userId])).toBe(1001)
})
