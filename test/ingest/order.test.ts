import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RawId } from '../../src/ingest/raw.ts'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const minute = fc.integer({ min: 0, max: 1 })
const at = (minutes: number) => `2025-06-01 10:0${minutes}:00 +0200`
const abroad = (minutes: number) => `2025-06-01 17:0${minutes}:00 +0900`
const time = fc.oneof(minute.map(at), minute.map(abroad))

/** What stands beside a value: keys that come, go and change. */
const extras = fc.record(
  { mealTime: fc.constantFrom('Before', 'After'), note: fc.nat(1) },
  { requiredKeys: [] },
)

/** Least, average and greatest value; one body's contradict those of another. */
const heartRate = fc
  .tuple(
    fc.array(fc.integer({ min: 50, max: 55 }), { minLength: 3, maxLength: 3 }).map(numbers => numbers.sort()),
    fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    time,
    fc.constantFrom('Watch', 'Strap'),
    extras,
  )
  .map(([[Min, Avg, Max], [min, avg, max], date, source, extra]) => ({
    ...extra,
    date,
    source,
    ...(min && { Min }),
    ...((avg || (!min && !max)) && { Avg }),
    ...(max && { Max }),
  }))
const weight = fc
  .tuple(time, fc.integer({ min: 70, max: 72 }), extras)
  .map(([date, qty, extra]) => ({ ...extra, date, qty, source: 'Scale' }))
const steps = fc.record({
  date: time,
  qty: fc.integer({ min: 1, max: 5 }),
  source: fc.constantFrom('Watch', 'Watch|iPhone'),
})
const insulin = fc.record({
  date: minute.map(at),
  qty: fc.integer({ min: 1, max: 3 }),
  reason: fc.constantFrom('Bolus', 'Basal'),
})
const sleep = fc.oneof(
  fc.record({
    startDate: time,
    endDate: fc.constant(at(9)),
    value: fc.constantFrom('Core', 'Tief'),
    source: fc.constant('Watch'),
  }),
  fc.record(
    {
      date: fc.constant('2025-06-01 00:00:00 +0200'),
      core: fc.nat(2),
      deep: fc.nat(2),
      sleepStart: fc.constantFrom(at(1), at(5)),
      sleepEnd: fc.constantFrom(at(3), at(7)),
    },
    { requiredKeys: ['date', 'core'] },
  ),
)

/** Twins of one workout: two versions with ids of their own, localised names, and fields that complete each other. */
const workout = fc
  .tuple(
    fc.constantFrom('v1', 'v2'),
    fc.constantFrom('Outdoor Run', 'Laufen'),
    fc.integer({ min: 0, max: 2 }),
    fc.array(fc.integer({ min: 90, max: 92 }), { maxLength: 2 }),
    extras,
  )
  .map(([version, name, number, pulse, extra]) => ({
    ...extra,
    id: `${version}-${number % 2}`,
    name,
    start: at(0),
    end: at(9),
    ...(version === 'v1'
      ? { stepCount: { qty: number * 100, units: 'steps' }, distance: { qty: number, units: 'km' } }
      : { duration: 540, distance: { qty: number + 1, units: 'km' } }),
    heartRateData: pulse.map((Avg, index) => ({ date: at(index), Avg, units: 'bpm' })),
  }))
const symptom = fc
  .tuple(fc.constantFrom('Headache', 'Cough'), fc.constantFrom('Mild', 'Severe'), extras)
  .map(([name, severity, extra]) => ({
    ...extra,
    name,
    severity,
    start: at(0),
    end: at(1),
    source: 'Health',
  }))
const mood = fc.record({
  id: fc.constantFrom('m1', 'm2'),
  start: fc.constant(at(0)),
  end: fc.constant(at(0)),
  kind: fc.constant('daily_mood'),
  valence: fc.constantFrom(-0.5, 0.5),
})

interface Body {
  grouping: string
  data: { metrics: { name: string; units: string; data: unknown[] }[]; [array: string]: unknown[] }
}

const lists = fc.record({
  heart_rate: fc.array(heartRate, { maxLength: 3 }),
  weight_body_mass: fc.array(weight, { maxLength: 2 }),
  step_count: fc.array(steps, { maxLength: 3 }),
  insulin_delivery: fc.array(insulin, { maxLength: 2 }),
  sleep_analysis: fc.array(sleep, { maxLength: 2 }),
})
const units = {
  heart_rate: 'bpm',
  weight_body_mass: 'kg',
  step_count: 'count',
  insulin_delivery: 'IU',
  sleep_analysis: 'hr',
}
const body: fc.Arbitrary<Body> = fc
  .tuple(
    fc.constantFrom('Minutes', 'Days', 'Default'),
    lists,
    fc.array(workout, { maxLength: 2 }),
    fc.array(symptom, { maxLength: 2 }),
    fc.array(mood, { maxLength: 2 }),
  )
  .map(([grouping, data, workouts, symptoms, stateOfMind]) => ({
    grouping,
    data: {
      metrics: Object.entries(data).map(([name, list]) => ({
        name,
        units: units[name as keyof typeof units],
        data: list,
      })),
      workouts,
      symptoms,
      stateOfMind,
    },
  }))

/** Bodies in the order in which they arrive; some of them twice, as a phone does that had no answer. */
const arrivals = fc
  .array(fc.tuple(body, fc.boolean()), { minLength: 1, maxLength: 4 })
  .map(bodies => bodies.flatMap(([one, twice]) => (twice ? [one, one] : [one])))

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

const tables = [
  'heart_rate_metrics',
  'quantity_metrics',
  'sleep_metrics',
  'sleep_stages',
  'health_events',
  'workouts',
  'workout_series',
] as const

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
  const rows: Partial<Record<(typeof tables)[number], unknown[]>> = {}
  for (const table of tables) rows[table] = await readRows(table, ingesting.userId)
  return rows
}

async function readRows(table: string, userId: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select row from ${table} as stored,
       lateral (select to_jsonb(stored) - '{user_id,ingestion_id,field_ingestions,merge_state}'::text[] as row) as content
     where user_id = $1 order by row::text`,
    [userId],
  )
  return rows.map(({ row }) => row)
}
