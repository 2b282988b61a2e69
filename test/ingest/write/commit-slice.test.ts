import { expect, test } from 'vitest'
import { Partitions } from '../../../src/database/partitions.ts'
import { registerExport } from '../../../src/ingest/apple-export/ledger-row.ts'
import type { RawId } from '../../../src/ingest/ledger/raw.ts'
import { Account } from '../../../src/ingest/report.ts'
import { SlicedBody } from '../../../src/ingest/slice-body.ts'
import { commitSlice } from '../../../src/ingest/write/commit-slice.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'
import { weigh } from '../../support/weigh.ts'

const { pool } = await testDatabase()
const partitions = new Partitions(pool)

const WEIGHT = 'metric, recorded_at, value, source, ingestion_id'
const LEDGER = 'id, status, report, processed_at, replayed_at, first_report, claimed_at, checkpoint'

/** An import whose file nobody reads here: what it holds is given as a body. */
const beginImport = (userId: string): Promise<RawId> =>
  registerExport(
    { pool, partitions },
    { userId, keyId: null, fileName: 'export.zip', bytes: 1, sha256: Buffer.alloc(32) },
    'processing',
  )

test('an ingestion that somebody else has finished meanwhile stays theirs, with their report', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(weigh(70))
  const report = await ingesting.process(raw, weigh(70))
  await ingesting.ingest(weigh(71))
  const ledgerRow = () => ingesting.rows('raw_ingestions', LEDGER)
  const [rows, ledger] = [await ingesting.rows('quantity_metrics', WEIGHT), await ledgerRow()]
  // As another release reads it, which is still at it.
  const reread = { data: { metrics: [{ ...weigh(75).data.metrics[0], name: 'lean_body_mass' }] } }
  expect(await ingesting.process(raw, reread)).toEqual(report)
  expect(await ingesting.rows('quantity_metrics', WEIGHT)).toEqual(rows)
  expect(await ledgerRow()).toEqual(ledger)
})

test('an import that somebody else has finished is not begun anew by who still reads it', async () => {
  const ingesting = await Ingesting.open(pool)
  const raw = await beginImport(ingesting.userId)
  const report = await ingesting.process(raw, weigh(70))
  const [rows, ledger] = [
    await ingesting.rows('quantity_metrics', WEIGHT),
    await ingesting.rows('raw_ingestions', LEDGER),
  ]
  const incoming = [
    {
      kind: 'sample' as const,
      metric: 'lean_body_mass',
      recordedAt: '2025-06-01T06:00:00Z',
      value: 60,
      unit: 'kg',
      source: 'Scale',
      path: '/',
      index: 0,
    },
  ]
  const slice = await new SlicedBody(incoming, raw).judgeNext().slice
  let kept = 0
  const keepPlace = async () => {
    kept++
  }
  const owner = { raw, format: 'apple-export' }
  // Of a body in slices each one finds it so, not the last alone.
  for (const last of [false, true]) {
    const committed = await commitSlice(
      { pool, partitions },
      owner,
      { ...slice, last, keepPlace },
      new Account(),
    )
    expect(committed.report).toEqual(report)
  }
  expect(kept).toBe(0)
  expect(await ingesting.rows('quantity_metrics', WEIGHT)).toEqual(rows)
  expect(await ingesting.rows('raw_ingestions', LEDGER)).toEqual(ledger)
})

/** Who waits for a user in this database; others test in theirs. */
async function countWaiting(): Promise<number | null> {
  const { rowCount } = await pool.query(
    `select from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`,
  )
  return rowCount
}

test('an import that is taken up again while a later body waits for its turn does not win over it', async () => {
  const ingesting = await Ingesting.open(pool)
  const { userId } = ingesting
  await ingesting.ingest(weigh(70))
  const earlier = await beginImport(userId)
  const claim = (claimedAt: string) =>
    pool.query(`update raw_ingestions set claimed_at = ${claimedAt} where id = $1`, [earlier.id])
  // Nobody has gone on with it for so long that it does not count as pending.
  await claim(`now() - interval '1 hour'`)
  const later = await ingesting.store(weigh(70))
  const writer = await pool.connect()
  try {
    await writer.query('begin')
    await writer.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [userId])
    const processed = ingesting.process(later, weigh(70))
    await expect.poll(countWaiting).toBe(1)
    await claim('now()')
    await writer.query('commit')
    expect(await processed).toMatchObject({ duplicate: 1 })
  } finally {
    writer.release()
  }
  expect(await ingesting.process(earlier, weigh(71))).toMatchObject({ inserted: 0, updated: 0, duplicate: 1 })
  expect(await ingesting.rows('quantity_metrics', 'value')).toEqual([{ value: 70 }])
})
