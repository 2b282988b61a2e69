import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RawId } from '../../../src/ingest/ledger/raw.ts'
import { rebuildRollups } from '../../../src/ingest/rollups/rebuild-rollups.ts'
import { eraseUser } from '../../../src/keys/erase-user.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'
import { readRollups as readRollupsOf, sumUp as sumUpOf } from '../../support/rollups.ts'

const { pool } = await testDatabase()
const readRollups = (userId: string) => readRollupsOf(pool, userId)
const sumUp = (userId: string) => sumUpOf(pool, userId)

/** Around the turn of a quarter, an hour, a day and a partition, and before 1970. */
const time = fc
  .tuple(
    fc.constantFrom(
      '2025-02-28T23:4',
      '2025-03-01T00:0',
      '2025-03-01T00:1',
      '1969-12-31T23:5',
      '2024-06-01T10:3',
    ),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom('', '.5'),
  )
  .map(([begin, minute, fraction]) => `${begin}${minute}:00${fraction}Z`)
const source = fc.constantFrom('Watch', 'iPhone', 'Watch|iPhone', undefined)
const value = fc.oneof(fc.integer({ min: 40, max: 200 }), fc.double({ min: 40, max: 200, noNaN: true }))
const sample = fc.oneof(
  fc.record({ type: fc.constant('HeartRate'), recorded_at: time, bpm: value, source }),
  fc.tuple(time, value, value, source).map(([recorded_at, a, b, from]) => ({
    type: 'HeartRate',
    recorded_at,
    min_bpm: Math.min(a, b),
    max_bpm: Math.max(a, b),
    source: from,
  })),
  fc.record({
    type: fc.constant('BloodPressure'),
    recorded_at: time,
    systolic: fc.integer({ min: 90, max: 180 }),
    diastolic: fc.integer({ min: 50, max: 90 }),
    source,
  }),
  fc.record({
    type: fc.constant('Quantity'),
    metric: fc.constantFrom('step_count', 'body_mass', 'some_new_metric'),
    recorded_at: time,
    ended_at: fc.constantFrom(undefined, '2025-03-01T23:59:59Z'),
    value,
    unit: fc.constantFrom(undefined, 'count', 'kg'),
    source,
  }),
)
const typed = fc
  .array(sample, { maxLength: 12 })
  .map(metrics => ({ body: { data: { metrics } }, headers: {} }))
const grouped = fc
  .tuple(
    fc.array(
      fc.record({
        date: time.map(text => text.replace('T', ' ').replace(/(\.5)?Z/, ' +0000')),
        qty: value,
        source,
      }),
      {
        maxLength: 6,
      },
    ),
    fc.constantFrom('minutes', 'hours', 'days'),
  )
  .map(([data, grouping]) => ({
    body: { data: { metrics: [{ name: 'step_count', units: 'count', data }] } },
    headers: { 'automation-aggregation': grouping },
  }))

test('rollups are what the raw rows sum up to, after every insert, correction, duplicate and replay', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(typed, grouped), { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(4), { maxLength: 3 }),
      async (bodies, again) => {
        const ingesting = await Ingesting.open(pool)
        const stored: RawId[] = []
        for (const { body, headers } of bodies) {
          const raw = await ingesting.store(body, headers)
          stored.push(raw)
          await ingesting.process(raw, body, headers)
          expect(await readRollups(ingesting.userId)).toEqual(await sumUp(ingesting.userId))
        }
        for (const index of again) {
          const raw = stored[index % stored.length]!
          await ingesting.replay(raw)
          expect(await readRollups(ingesting.userId)).toEqual(await sumUp(ingesting.userId))
        }
        await rebuildRollups(pool as never, ingesting.userId)
        expect(await readRollups(ingesting.userId)).toEqual(await sumUp(ingesting.userId))
        await eraseUser(pool, { userId: ingesting.userId, keyId: null, action: 'user.delete' })
        expect(await readRollups(ingesting.userId)).toEqual({})
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)

test('a grouped value that another source corrects leaves nothing under the source that it had', async () => {
  const ingesting = await Ingesting.open(pool)
  const hour = (qty: number, source: string) =>
    ingesting.ingest(
      {
        data: {
          metrics: [
            {
              name: 'step_count',
              units: 'count',
              data: [{ date: '2025-01-15 10:00:00 +0000', qty, source }],
            },
          ],
        },
      },
      { 'automation-aggregation': 'hours' },
    )
  await hour(5, 'Watch')
  await hour(9, 'Watch|iPhone')
  const rollup = { count: 1, sum: 9, weighted: 9 * 3600, weight: 3600, min: 9, max: 9 }
  expect(await readRollups(ingesting.userId)).toEqual({
    'step_count|15||count|3600|Watch|iPhone|2025-01-15T10:00:00.000Z': rollup,
    'step_count|60||count|3600|Watch|iPhone|2025-01-15T10:00:00.000Z': rollup,
  })
})

test('long stretches are summed up as their rows are, also when a correction moves all of them to another source', async () => {
  const ingesting = await Ingesting.open(pool)
  const start = Date.parse('2025-02-20T00:00:00Z')
  const at = (index: number) =>
    new Date(start + index * 3_600_000).toISOString().replace('T', ' ').replace('.000Z', ' +0000')
  const hours = (qty: number, source: string, from = 0) => ({
    data: {
      metrics: [
        {
          name: 'step_count',
          units: 'count',
          data: Array.from({ length: 400 }, (_, index) => ({ date: at(from + index), qty, source })),
        },
      ],
    },
  })
  const expectSummedUp = async () =>
    expect(await readRollups(ingesting.userId)).toEqual(await sumUp(ingesting.userId))
  await ingesting.ingest(hours(5, 'Watch'), { 'automation-aggregation': 'hours' })
  await expectSummedUp()
  await ingesting.ingest(hours(9, 'Watch|iPhone', 200), { 'automation-aggregation': 'hours' })
  await expectSummedUp()
  const rollups = Object.keys(await readRollups(ingesting.userId))
  expect(rollups.filter(key => key.includes('|Watch|20'))).toHaveLength(2 * 200)
  expect(rollups.filter(key => key.includes('|Watch|iPhone|20'))).toHaveLength(2 * 400)
})

test('an instant counts until the same source tells the interval that began with it, in either order', async () => {
  const instant = { type: 'Quantity', metric: 'step_count', recorded_at: '2025-03-01T10:00:00Z', value: 40 }
  const interval = { ...instant, ended_at: '2025-03-01T10:05:00Z' }
  const ofAnother = { ...instant, source: 'Watch' }
  const ofHour = async (...bodies: object[]) => {
    const ingesting = await Ingesting.open(pool)
    for (const metric of bodies) await ingesting.ingest({ data: { metrics: [metric] } })
    expect(await ingesting.count('quantity_metrics')).toBe(bodies.length)
    const rollups = await readRollups(ingesting.userId)
    expect(rollups).toEqual(await sumUp(ingesting.userId))
    return Object.entries(rollups)
      .filter(([key]) => key.includes('|60|'))
      .map(([, { count, sum, weight }]) => ({ count, sum, weight }))
  }
  const once = [{ count: 1, sum: 40, weight: 300 }]
  expect(await ofHour(instant)).toEqual([{ count: 1, sum: 40, weight: 1 }])
  expect(await ofHour(instant, interval)).toEqual(once)
  expect(await ofHour(interval, instant)).toEqual(once)
  expect(await ofHour(interval, ofAnother)).toHaveLength(2)
})

test('long stretches that are new are summed up as their rows are, wherever the next one begins and whatever it changes', async () => {
  const ingesting = await Ingesting.open(pool)
  const start = Date.parse('2024-12-30T00:00:00Z')
  const time = (minutes: number) => new Date(start + minutes * 60_000).toISOString()
  const rates = (from: number, to: number, others: object = {}) =>
    Array.from({ length: Math.ceil((to - from) / 7) }, (_, index) => {
      const minute = from + index * 7
      const bpm = 50 + ((minute * 13) % 97) / 3
      return { type: 'HeartRate', recorded_at: time(minute), min_bpm: bpm - 1, avg_bpm: bpm, ...others }
    })
  const steps = (from: number, to: number, lasting: number) =>
    rates(from, to).map(({ recorded_at, avg_bpm }, index) => ({
      type: 'Quantity',
      metric: index % 2 ? 'step_count' : 'some_new_metric',
      recorded_at,
      ...(lasting > 0 && { ended_at: new Date(Date.parse(recorded_at) + lasting * 1000).toISOString() }),
      value: index % 5 === 0 ? avg_bpm * 1e201 : avg_bpm,
      unit: index % 2 ? 'count' : 'm',
    }))
  for (const metrics of [
    rates(0, 5_000),
    rates(5_001, 9_000),
    rates(0, 9_000, { source: 'Watch' }),
    rates(3_000, 6_000, { avg_bpm: 60, min_bpm: 55 }),
    rates(-3_000, 300),
    steps(0, 6_000, 0),
    steps(3_000, 9_000, 300),
    steps(20_000, 26_000, 300),
    steps(26_000, 32_000, 0),
    [...steps(40_000, 43_000, 0), ...steps(41_000, 44_000, 200)],
  ]) {
    await ingesting.ingest({ data: { metrics } })
    expect(await readRollups(ingesting.userId)).toEqual(await sumUp(ingesting.userId))
  }
  expect(Object.keys(await readRollups(ingesting.userId)).length).toBeGreaterThan(5_000)
}, 120_000)

test('a quarter of an hour that a thousand sources tell of is summed up as its rows are', async () => {
  const ingesting = await Ingesting.open(pool)
  const rates = (sources: number, bpm: number) =>
    Array.from({ length: sources }, (_, index) => ({
      type: 'HeartRate',
      recorded_at: '2025-03-01T10:00:00Z',
      bpm: bpm + (index % 50),
      source: `Watch ${index}`,
    }))
  for (const metrics of [rates(1_000, 60), rates(500, 61), rates(1_000, 61)]) {
    await ingesting.ingest({ data: { metrics } })
    expect(await readRollups(ingesting.userId)).toEqual(await sumUp(ingesting.userId))
  }
  expect(Object.keys(await readRollups(ingesting.userId))).toHaveLength(2 * 1_000)
}, 60_000)
