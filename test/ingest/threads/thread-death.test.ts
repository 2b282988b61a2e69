import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { PendingIngestions } from '../../../src/ingest/ledger/pending.ts'
import { IngestThreads } from '../../../src/ingest/threads/ingest-threads.ts'
import { closeAfterwards } from '../../support/close-afterwards.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'

const { pool, url } = await testDatabase()
const RECORDS = 60_000

const body = {
  data: {
    metrics: Array.from({ length: RECORDS }, (_, index) => ({
      type: 'HeartRate',
      recorded_at: new Date(1_717_200_000_000 + index * 5_000).toISOString(),
      avg_bpm: 60,
    })),
  },
}

test('a queued body whose thread ends half-way is taken up again, and written to its end', async () => {
  const settings = { databaseUrl: url, disabledTypes: new Set<string>(), maxBodyBytes: 1e9, processes: 1 }
  const threads = new IngestThreads(settings)
  closeAfterwards(() => threads.close())
  const ingesting = await Ingesting.open(pool)
  const raw = await ingesting.store(body)
  await pool.query(`update raw_ingestions set status = 'queued' where id = $1`, [raw.id])
  await pool.query('insert into waiting_users (user_id) values ($1)', [ingesting.userId])
  const errors: string[] = []
  const log = { info: () => {}, error: (_: object, text: string) => errors.push(text) }
  const pending = new PendingIngestions({ pool, threads, log })
  closeAfterwards(() => pending.close())
  pending.start()
  await expect.poll(() => ingesting.count('heart_rate_metrics'), { interval: 5 }).toBeGreaterThan(0)
  const { piscina } = threads as unknown as { piscina: { threads: Worker[] } }
  await Promise.all(piscina.threads.map(thread => thread.terminate()))

  const readRow = async () =>
    (await pool.query('select status, claims, report from raw_ingestions where id = $1', [raw.id])).rows[0]
  await expect.poll(async () => (await readRow()).status, { timeout: 20_000 }).toBe('processed')
  const { claims, report } = await readRow()
  expect({ claims, received: report.received, kept: report.inserted + report.duplicate, errors }).toEqual({
    claims: 2,
    received: RECORDS,
    kept: RECORDS,
    errors: ['pending ingestion ended its thread'],
  })
  expect(await ingesting.count('heart_rate_metrics')).toBe(RECORDS)
}, 60_000)
