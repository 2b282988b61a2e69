import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RawId } from '../../src/ingest/ledger/raw.ts'
import { abroad, arrivals, at, type Body } from '../support/contradicting-bodies.ts'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'
import { readRecords } from '../support/records-of-user.ts'

const { pool } = await testDatabase()

/** Any order in which what arrived is written, and after which of them which other is read again. */
const history = arrivals.chain(bodies =>
  fc.record({
    bodies: fc.constant(bodies),
    order: fc.shuffledSubarray([...bodies.keys()], { minLength: bodies.length }),
    replays: fc.array(fc.tuple(fc.nat(bodies.length - 1), fc.nat(bodies.length - 1)), { maxLength: 4 }),
  }),
)

test('in any order, in any split, repeated, and with replays in between, the same bodies end in the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat(1000)), async ({ bodies, order, replays }, lots) => {
      const inOrder = await writeAll(bodies, [...bodies.keys()], [])
      expect(await writeAll(bodies, order, replays)).toEqual(inOrder)

      const pieces = bodies.flatMap(splitIntoItems)
      const drawn = pieces.map((_, index) => ({ index, lot: lots.next().value }))
      const shuffled = drawn.sort((a, b) => a.lot - b.lot).map(({ index }) => index)
      expect(await writeAll(pieces, shuffled, [])).toEqual(inOrder)
    }),
    { numRuns: 25 },
  )
}, 240_000)

test('a value that came back is the last word also when the body between is written late', async () => {
  const weigh = (qty: number) => ({
    grouping: 'Default',
    data: {
      metrics: [{ name: 'weight_body_mass', units: 'kg', data: [{ date: at(0), qty, source: 'Scale' }] }],
    },
  })
  const { quantity_metrics: quantity } = await writeAll([weigh(70), weigh(71), weigh(70)], [0, 2, 1], [])
  expect(quantity).toMatchObject([{ metric: 'body_mass', value: 70 }])
})

test('a value that was contradicted for a while comes back, whichever body is written first', async () => {
  const heart = (numbers: object) => ({
    grouping: 'Default',
    data: { metrics: [{ name: 'heart_rate', units: 'bpm', data: [{ date: at(0), ...numbers }] }] },
  })
  const bodies = [heart({ Max: 90 }), heart({ Avg: 95 }), heart({ Avg: 80 })]
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    const { heart_rate_metrics: rows } = await writeAll(bodies, order, [])
    expect(rows).toMatchObject([{ min_bpm: null, avg_bpm: 80, max_bpm: 90 }])
  }
})

test('twins of one body that contradict each other end the same in any order, in parts, and read again', async () => {
  const heart = (...numbers: object[]) => ({
    grouping: 'Default',
    data: {
      metrics: [{ name: 'heart_rate', units: 'bpm', data: numbers.map(each => ({ date: at(0), ...each })) }],
    },
  })
  const row = [{ min_bpm: 80, avg_bpm: 90, max_bpm: 90 }]
  const bodies = [heart({ Max: 70 }, { Min: 80 }), heart({ Avg: 60 }), heart({ Avg: 90 })]
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [2, 1, 0],
    [1, 0, 2],
  ]) {
    const { heart_rate_metrics: rows } = await writeAll(bodies, order, [[2, 0]])
    expect(rows).toMatchObject(row)
  }
  const together = [heart({ Max: 70 }, { Min: 80 }, { Avg: 60 }, { Avg: 90 })]
  expect((await writeAll(together, [0], [[0, 0]])).heart_rate_metrics).toMatchObject(row)
  const apart = together.flatMap(splitIntoItems)
  expect((await writeAll(apart, [3, 1, 0, 2], [])).heart_rate_metrics).toMatchObject(row)
})

test('what a row does not show is remembered also where nothing that it shows changes', async () => {
  const heart = (date: string, numbers: object) => ({
    grouping: 'Default',
    data: { metrics: [{ name: 'heart_rate', units: 'bpm', data: [{ date, ...numbers }] }] },
  })
  // The first report's offset holds. It is written second, and says the same as what is there.
  const offsets = [heart(abroad(0), { Avg: 60 }), heart(at(0), { Avg: 60 }), heart(abroad(0), { Avg: 60 })]
  expect((await writeAll(offsets, [2, 0, 1], [])).heart_rate_metrics).toMatchObject([{ utc_offset_min: 540 }])
  // A greatest value is corrected while a later average hides it.
  const hidden = [
    heart(at(0), { Max: 90 }),
    heart(at(0), { Max: 85 }),
    heart(at(0), { Avg: 95 }),
    heart(at(0), { Avg: 80 }),
  ]
  expect((await writeAll(hidden, [0, 2, 1, 3], [])).heart_rate_metrics).toMatchObject([
    { avg_bpm: 80, max_bpm: 85 },
  ])
})

/** One body for each item, in their order. */
function splitIntoItems({ grouping, data: { metrics, ...arrays } }: Body): Body[] {
  const none = { grouping, data: { metrics: [] } }
  const pieces = [
    ...metrics.flatMap(({ name, units, data }) =>
      data.map(datum => ({ grouping, data: { metrics: [{ name, units, data: [datum] }] } })),
    ),
    ...Object.entries(arrays).flatMap(([key, elements]) =>
      elements.map(element => ({ grouping, data: { metrics: [], [key]: [element] } })),
    ),
  ]
  return pieces.length > 0 ? pieces : [none]
}

/**
 * Stores all bodies, as their requests did, and only then writes them, in the given order; after the `after`th of them
 * the `again`th body is read once more.
 * @returns all rows but what names users and ingestions
 */
async function writeAll(
  bodies: readonly Body[],
  order: readonly number[],
  replays: readonly (readonly [after: number, again: number])[],
) {
  const ingesting = await Ingesting.open(pool)
  const headers = bodies.map(({ grouping }) => ({ 'automation-aggregation': grouping }))
  const raws: RawId[] = []
  for (const [index, { data }] of bodies.entries()) raws.push(await ingesting.store({ data }, headers[index]))
  for (const [position, index] of order.entries()) {
    await ingesting.process(raws[index]!, { data: bodies[index]!.data }, headers[index])
    for (const [after, again] of replays) if (after === position) await ingesting.replay(raws[again]!)
  }
  return readRecords(pool, ingesting.userId)
}
