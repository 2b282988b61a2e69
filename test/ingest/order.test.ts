import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const minute = fc.integer({ min: 0, max: 1 })
const at = (minutes: number) => `2025-06-01 10:0${minutes}:00 +0200`

const heartRate = fc.record({
  date: minute.map(at),
  Min: fc.constant(50),
  Avg: fc.integer({ min: 60, max: 62 }),
  Max: fc.constant(90),
  source: fc.constantFrom('Watch', 'Strap'),
})
const weight = fc.record({
  date: minute.map(at),
  qty: fc.integer({ min: 70, max: 72 }),
  source: fc.constantFrom('Scale'),
})
const steps = fc.record({
  date: minute.map(at),
  qty: fc.integer({ min: 1, max: 5 }),
  source: fc.constantFrom('Watch', 'Watch|iPhone'),
})
const stage = fc.record({
  startDate: minute.map(at),
  endDate: fc.constant(at(9)),
  value: fc.constantFrom('Core', 'Deep'),
  source: fc.constant('Watch'),
})

const body = fc.record({
  grouping: fc.constantFrom('Minutes', 'Default'),
  data: fc
    .tuple(
      fc.array(heartRate, { maxLength: 3 }),
      fc.array(weight, { maxLength: 2 }),
      fc.array(steps, { maxLength: 3 }),
      fc.array(stage, { maxLength: 2 }),
    )
    .map(([hearts, weights, totals, stages]) => ({
      metrics: [
        { name: 'heart_rate', units: 'bpm', data: hearts },
        { name: 'weight_body_mass', units: 'kg', data: weights },
        { name: 'step_count', units: 'count', data: totals },
        { name: 'sleep_analysis', data: stages },
      ],
    })),
})

const history = fc
  .array(body, { minLength: 1, maxLength: 5 })
  .chain(bodies =>
    fc.tuple(fc.constant(bodies), fc.shuffledSubarray([...bodies.keys()], { minLength: bodies.length })),
  )

test('whatever the order in which bodies that arrived are written, and however often, the rows are the same', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ([bodies, order]) => {
      const inOrder = await writeAll(bodies, [...bodies.keys()])
      const shuffled = await writeAll(bodies, order)
      expect(shuffled).toEqual(inOrder)
    }),
    { numRuns: 40 },
  )
})

test('a value that came back is the last word also when the body between is written late', async () => {
  const weigh = (qty: number) => ({
    grouping: 'Default',
    data: {
      metrics: [{ name: 'weight_body_mass', units: 'kg', data: [{ date: at(0), qty, source: 'Scale' }] }],
    },
  })
  const { quantity } = await writeAll([weigh(70), weigh(71), weigh(70)], [0, 2, 1])
  expect(quantity).toMatchObject([{ metric: 'body_mass', value: 70 }])
})

/** Stores all bodies, as their requests did, and only then writes them, in the given order. */
async function writeAll(bodies: readonly { grouping: string; data: unknown }[], order: readonly number[]) {
  const ingesting = await Ingesting.open(pool)
  const headers = bodies.map(({ grouping }) => ({ 'automation-aggregation': grouping }))
  const raws = []
  for (const [index, { data }] of bodies.entries()) raws.push(await ingesting.store({ data }, headers[index]))
  for (const index of order)
    await ingesting.process(raws[index]!, { data: bodies[index]!.data }, headers[index])
  return {
    heart: await ingesting.rows(
      'heart_rate_metrics',
      'recorded_at, duration_s, grouped, source, min_bpm, avg_bpm, max_bpm',
    ),
    quantity: await ingesting.rows(
      'quantity_metrics',
      'metric, recorded_at, duration_s, grouped, source, value',
    ),
    stages: await ingesting.rows('sleep_stages', 'started_at, ended_at, stage, source'),
  }
}
