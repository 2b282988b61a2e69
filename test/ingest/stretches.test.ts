import { expect, test } from 'vitest'
import { Stretches } from '../../src/ingest/stretches.ts'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

test('a stretch that has grown since it was asked about is asked about again', async () => {
  const ingesting = await Ingesting.open(pool)
  const data = [{ date: '2025-06-01 12:00:00 +0000', Avg: 60, source: 'Watch' }]
  await ingesting.ingest({ data: { metrics: [{ name: 'heart_rate', units: 'bpm', data }] } })
  const client = await pool.connect()
  try {
    const stretches = new Stretches(client, ingesting.userId)
    const hour = (hours: number) => Date.UTC(2025, 5, 1, hours) / 1000
    const { rows } = await client.query(
      `select metric, component, unit, grouping_s as "groupingS", source from sample_streams where user_id = $1`,
      [ingesting.userId],
    )
    const stretch = { ...rows[0], firstS: hour(8), lastS: hour(10) }
    const [before] = await stretches.find([stretch])
    expect(before).toEqual({ stream: stretch, id: expect.any(Number), isEmpty: true })
    stretch.lastS = hour(13)
    expect(await stretches.find([stretch])).toEqual([{ ...before, isEmpty: false }])
  } finally {
    client.release()
  }
})
