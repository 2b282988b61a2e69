import { expect, test } from 'vitest'
import type { Stream } from '../../../src/ingest/rollups/streams.ts'
import { Stretches } from '../../../src/ingest/rollups/stretches.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'

const { pool } = await testDatabase()

const hour = (hours: number) => Date.UTC(2025, 5, 1, hours) / 1000

/** What asks about the one stream of an account that has a heart rate at noon. */
async function askAboutNoon(ask: (stretches: Stretches, stream: Stream) => Promise<void>): Promise<void> {
  const ingesting = await Ingesting.open(pool)
  const data = [{ date: '2025-06-01 12:00:00 +0000', Avg: 60, source: 'Watch' }]
  await ingesting.ingest({ data: { metrics: [{ name: 'heart_rate', units: 'bpm', data }] } })
  const client = await pool.connect()
  try {
    const { rows } = await client.query(
      `select metric, component, unit, grouping_s as "groupingS", source from sample_streams where user_id = $1`,
      [ingesting.userId],
    )
    await ask(new Stretches(client, ingesting.userId), rows[0])
  } finally {
    client.release()
  }
}

test('a stretch that has grown since it was asked about is asked about again', () =>
  askAboutNoon(async (stretches, stream) => {
    const stretch = { ...stream, firstS: hour(8), lastS: hour(10) }
    const [before] = await stretches.find([stretch])
    expect(before).toEqual({ stream: stretch, id: expect.any(Number), isEmpty: true })
    stretch.lastS = hour(13)
    expect(await stretches.find([stretch])).toEqual([{ ...before, isEmpty: false }])
  }))

test('streams are empty where nothing is stored behind their first hour, however late', () =>
  askAboutNoon(async (stretches, stream) => {
    const before = { ...stream, firstS: hour(8), lastS: hour(9) }
    const from = { ...stream, firstS: hour(12), lastS: hour(13) }
    const unknown = { ...stream, source: 'Ring', firstS: hour(8), lastS: hour(9) }
    expect(await stretches.areEmpty([from, unknown])).toBe(true)
    expect(await stretches.areEmpty([from, before])).toBe(false)
    // That something comes later says nothing of the stretch itself.
    expect(await stretches.find([before])).toMatchObject([{ isEmpty: true }])
  }))

test('a stream whose beginning moves while it is asked about is asked about again', () =>
  askAboutNoon(async (stretches, stream) => {
    const stretch = { ...stream, firstS: hour(12), lastS: hour(13) }
    const asking = stretches.areEmpty([stretch])
    stretch.firstS = hour(8)
    expect(await asking).toBe(true)
    expect(await stretches.find([stretch])).toMatchObject([{ isEmpty: false }])
  }))
