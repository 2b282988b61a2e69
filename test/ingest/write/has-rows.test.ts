import { expect, test } from 'vitest'
import { heartRate } from '../../../src/ingest/judge/heart-rate.ts'
import { quantity } from '../../../src/ingest/judge/quantity.ts'
import { hasRows } from '../../../src/ingest/write/has-rows.ts'
import { testDatabase } from '../../support/database.ts'
import { createTestUser, Ingesting } from '../../support/ingesting.ts'

const { pool } = await testDatabase()

const NOON_US = Date.UTC(2025, 5, 1, 12) * 1000
const SECOND_US = 1_000_000

test('rows are there between the first and the last moment, of this user and of these groups', async () => {
  const ingesting = await Ingesting.open(pool)
  const date = '2025-06-01 12:00:00 +0000'
  const metric = (name: string, units: string, values: object) => ({
    name,
    units,
    data: [{ date, ...values }],
  })
  await ingesting.ingest({
    data: { metrics: [metric('heart_rate', 'bpm', { Avg: 60 }), metric('step_count', 'count', { qty: 10 })] },
  })
  const { userId } = ingesting
  const other = await createTestUser(pool)
  const client = await pool.connect()
  const noon = { userId, groupNames: [], firstUs: NOON_US, lastUs: NOON_US }
  try {
    expect(await hasRows(client, heartRate, noon)).toBe(true)
    expect(await hasRows(client, heartRate, { ...noon, lastUs: NOON_US - 1, firstUs: 0 })).toBe(false)
    expect(
      await hasRows(client, heartRate, { ...noon, firstUs: NOON_US + 1, lastUs: NOON_US + SECOND_US }),
    ).toBe(false)
    expect(await hasRows(client, heartRate, { ...noon, userId: other })).toBe(false)
    expect(await hasRows(client, quantity, { ...noon, groupNames: ['distance', 'step_count'] })).toBe(true)
    expect(await hasRows(client, quantity, { ...noon, groupNames: ['distance'] })).toBe(false)
  } finally {
    client.release()
  }
})
