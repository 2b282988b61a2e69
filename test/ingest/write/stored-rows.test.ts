import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Report } from '../../../src/ingest/report.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'
import { readRollups, sumUp } from '../../support/rollups.ts'
import { rowsOfUser } from '../../support/tables.ts'

const { pool } = await testDatabase()

/** Fewer rows than are read by range, and more. */
const SMALL = 400
const LARGE = 600

type Item = Record<string, unknown>

/** What a client tells of one moment, first and later: nothing, the same, or something else of the same record. */
const variant = fc.record({
  kind: fc.constantFrom('HeartRate', 'HeartRate', 'HeartRate', 'Quantity', 'BloodPressure'),
  before: fc.constantFrom('absent', 'there', 'there', 'there'),
  after: fc.constantFrom('same', 'same', 'same', 'value', 'detail', 'source', 'longer', 'poorer'),
  detail: fc.constantFrom(undefined, { note: 'ünï "c"', at: [1, 2.5] }, { b: 1, a: { d: null, c: '' } }),
  minutes: fc.constantFrom(0, 0, 10),
})

function tell({ kind, detail, minutes = 0 }: Item, second: number, change: unknown): Item {
  const at = (addedMs: number) => new Date(1_717_200_000_000 + second * 1_000 + addedMs).toISOString()
  const value = 60 + (second % 40) + (change === 'value' ? 0.25 : 0)
  const item: Item = {
    type: kind,
    // Some moments have records of two sources.
    recorded_at: at(second % 5 === 0 ? 1_000 : 0),
    ended_at: minutes === 0 ? undefined : at(Number(minutes) * 60_000 + 1_000),
    source: `${second % 5 === 0 ? 'Ring' : 'Watch'}${change === 'source' ? ' of Anna' : ''}`,
    ...(change === 'poorer' ? {} : (detail as object | undefined)),
  }
  if (change === 'detail') item.added = 'later'
  if (change === 'longer') item.added = 'x'.repeat(300)
  if (kind === 'HeartRate') return { ...item, avg_bpm: value, max_bpm: change === 'poorer' ? undefined : 180 }
  if (kind === 'BloodPressure') return { ...item, systolic: value + 60, diastolic: 50 }
  return {
    ...item,
    metric: second % 2 ? 'vo2_max' : 'something_new',
    value,
    unit: second % 2 ? 'ml/(kg·min)' : 'x',
  }
}

/** One account: what was told before in small bodies, then what is told after in bodies of a size. */
async function storedAfter(before: readonly Item[], after: readonly Item[], bodySize: number) {
  const ingesting = await Ingesting.open(pool)
  const send = async (items: readonly Item[], size: number): Promise<Report['by_type']> => {
    const counts: Report['by_type'] = {}
    for (let start = 0; start < items.length; start += size) {
      const { by_type } = await ingesting.ingest({ data: { metrics: items.slice(start, start + size) } })
      for (const [type, one] of Object.entries(by_type)) {
        const sum = counts[type] ?? { received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 }
        for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += one[key]
        counts[type] = sum
      }
    }
    return counts
  }
  await send(before, SMALL)
  const { rows: earlier } = await pool.query('select id from raw_ingestions where user_id = $1', [
    ingesting.userId,
  ])
  const outcomes = await send(after, bodySize)
  const ids = new Set<string>(earlier.map(({ id }) => id))
  const stored = await rowsOfUser(pool, ingesting.userId)
  const told = ['heart_rate_metrics', 'quantity_metrics', 'blood_pressure_metrics'].map(table =>
    stored[table]!.map(row =>
      row
        .replaceAll(ingesting.userId, 'user')
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, id => (ids.has(id) ? 'before' : 'after')),
    ).sort(),
  )
  expect(await readRollups(pool, ingesting.userId)).toEqual(await sumUp(pool, ingesting.userId))
  return { outcomes, told }
}

test('what a client tells again is told apart alike, row by row and by reading all that is stored between', async () => {
  const property = fc.asyncProperty(
    fc.array(variant, { minLength: LARGE * 2, maxLength: LARGE * 2 }),
    async variants => {
      const before = variants.flatMap((one, second) =>
        one.before === 'absent' ? [] : [tell(one, second, 'same')],
      )
      const after = variants.map((one, second) => tell(one, second, one.after))
      const rowByRow = await storedAfter(before, after, SMALL)
      expect(await storedAfter(before, after, after.length)).toEqual(rowByRow)
      // Sent once more, nothing of it is new, whichever way it is read.
      const again = await storedAfter([...before, ...after], after, after.length)
      for (const counts of Object.values(again.outcomes)) expect(counts.received).toBe(counts.duplicate)
    },
  )
  await fc.assert(property, { numRuns: 3, endOnFailure: true })
}, 120_000)

test('a stored record that is longer than the last one of a body does not stop it', async () => {
  const ingesting = await Ingesting.open(pool)
  const items = Array.from({ length: LARGE }, (_, second) => tell({ kind: 'HeartRate' }, second, 'same'))
  const last = { ...items.at(-1)!, note: 'y'.repeat(2_000) }
  await ingesting.ingest({ data: { metrics: [last] } })
  expect(await ingesting.ingest({ data: { metrics: items } })).toMatchObject({
    received: LARGE,
    inserted: LARGE - 1,
    duplicate: 1,
  })
})

test('thousands of records of one moment, sent again, are told apart as well', async () => {
  const ingesting = await Ingesting.open(pool)
  const items = Array.from({ length: 3_000 }, (_, index) => ({
    ...tell({ kind: 'HeartRate' }, 1, 'same'),
    source: `source ${index}`,
  }))
  const body = { data: { metrics: [...items, tell({ kind: 'HeartRate' }, 9_000, 'same')] } }
  expect(await ingesting.ingest(body)).toMatchObject({ received: 3_001, inserted: 3_001 })
  expect(await ingesting.ingest(body)).toMatchObject({ received: 3_001, duplicate: 3_001 })
})

test('records that were corrected once are duplicates when they are sent again', async () => {
  const ingesting = await Ingesting.open(pool)
  const bodyOf = (change: string) => ({
    data: {
      metrics: Array.from({ length: LARGE }, (_, second) => tell({ kind: 'HeartRate' }, second, change)),
    },
  })
  await ingesting.ingest(bodyOf('same'))
  expect(await ingesting.ingest(bodyOf('value'))).toMatchObject({ updated: LARGE })
  const before = await rowsOfUser(pool, ingesting.userId)
  expect(await ingesting.ingest(bodyOf('value'))).toMatchObject({ duplicate: LARGE })
  const after = await rowsOfUser(pool, ingesting.userId)
  expect(after.heart_rate_metrics).toEqual(before.heart_rate_metrics)
})

/** Many heart rates of the same moments. @param hours the offset that their times are written with */
const manyHeartRates = (avg_bpm: number, hours = 0) => ({
  data: {
    metrics: Array.from({ length: LARGE }, (_, second) => {
      const local = new Date(1_717_200_000_000 + second * 1_000 + hours * 3_600_000).toISOString()
      return { type: 'HeartRate', recorded_at: local.replace('Z', `+0${hours}:00`), avg_bpm, source: 'Watch' }
    }),
  },
})

test('many equal records leave their ingestion where an earlier one is pending, which then is not the last word', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest(manyHeartRates(60))
  const pending = await ingesting.store(manyHeartRates(70))
  expect(await ingesting.ingest(manyHeartRates(60))).toMatchObject({ duplicate: LARGE })
  expect(await ingesting.process(pending, manyHeartRates(70))).toMatchObject({ duplicate: LARGE })
  const { rows } = await pool.query(
    'select avg_bpm, count(*)::integer from heart_rate_metrics where user_id = $1 group by 1',
    [ingesting.userId],
  )
  expect(rows).toEqual([{ avg_bpm: 60, count: LARGE }])
})

test('many equal records of an earlier ingestion, written later, were the first to tell the offset', async () => {
  const ingesting = await Ingesting.open(pool)
  const first = await ingesting.store(manyHeartRates(60, 1))
  const second = await ingesting.store(manyHeartRates(60, 2))
  const third = await ingesting.store(manyHeartRates(60, 1))
  await ingesting.process(third, manyHeartRates(60, 1))
  await ingesting.process(first, manyHeartRates(60, 1))
  await ingesting.process(second, manyHeartRates(60, 2))
  const { rows } = await pool.query(
    'select utc_offset_min, count(*)::integer from heart_rate_metrics where user_id = $1 group by 1',
    [ingesting.userId],
  )
  expect(rows).toEqual([{ utc_offset_min: 60, count: LARGE }])
})
