import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Partitions } from '../../../src/database/partitions.ts'
import type { Incoming, IncomingSample } from '../../../src/formats/incoming.ts'
import { ingest } from '../../../src/ingest/ingest.ts'
import { processRaw } from '../../../src/ingest/process-raw.ts'
import type { Report } from '../../../src/ingest/report.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'
import { readRecords } from '../../support/records-of-user.ts'

const { pool } = await testDatabase()
const deps = { pool, partitions: new Partitions(pool), disabledTypes: new Set<string>() }

const FIRST_MS = Date.UTC(2025, 5, 1, 10)

/** A sample so many seconds behind the first. */
const sample = (
  seconds: number,
  { metric = 'heart_rate', source = 'Watch', value = 60 } = {},
): IncomingSample => ({
  kind: 'sample',
  metric,
  recordedAt: new Date(FIRST_MS + seconds * 1000).toISOString(),
  value,
  unit: 'count/min',
  source,
  path: '/samples',
  index: 0,
})

const samples = (count: number, firstS = 0, more: Parameters<typeof sample>[1] = {}): IncomingSample[] =>
  Array.from({ length: count }, (_, index) => ({ ...sample(firstS + index * 5, more), index }))

/** @param isShort whether its rows may be written while others are judged */
async function send(ingesting: Ingesting, records: readonly Incoming[], isShort: boolean): Promise<Report> {
  const raw = await ingesting.store('{}')
  const incoming = records.map((record, index) => ({ ...record, index }))
  return ingest(deps, { userId: raw.userId, raw, format: 'simple', incoming, isShort })
}

async function readRollups(userId: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select metric, source, resolution_min, bucket_start, value_sum, weighted_sum, weight_s, min, max, sample_count
     from sample_rollups join sample_streams using (user_id)
     where user_id = $1 and id = stream_id order by metric, source, resolution_min, bucket_start`,
    [userId],
  )
  return rows
}

/** What becomes of bodies, one after the other, and what is stored in the end. */
async function results(bodies: readonly (readonly Incoming[])[], isShort: boolean) {
  const ingesting = await Ingesting.open(pool)
  const reports: Report[] = []
  for (const body of bodies) reports.push(await send(ingesting, body, isShort))
  return {
    reports,
    records: await readRecords(pool, ingesting.userId),
    rollups: await readRollups(ingesting.userId),
  }
}

const time = (seconds: number) => new Date(FIRST_MS + seconds * 1000).toISOString()
const stages: Incoming[] = Array.from({ length: 2_000 }, (_, index) => ({
  kind: 'sleep_stage',
  startedAt: time(index * 600),
  endedAt: time(index * 600 + 300),
  stage: 'core',
  source: 'Watch',
  path: '/stages',
  index,
}))
const nights: Incoming[] = Array.from({ length: 2_000 }, (_, index) => ({
  kind: 'sleep_night',
  recordedAt: time((index - 2_500) * 86_400),
  totals: { total: 7 },
  source: 'Watch',
  path: '/nights',
  index,
}))
const events: Incoming[] = Array.from({ length: 2_000 }, (_, index) => ({
  kind: 'event',
  type: 'symptom',
  name: 'Cough',
  startedAt: time(index * 600),
  endedAt: time(index * 600 + 300),
  source: 'Watch',
  detail: {},
  path: '/events',
  index,
}))
const everything = [...stages, ...events, ...nights, ...samples(3_000)]

/** Enough for the first ones to be written while the last ones are judged. */
const MANY = 6_000

const cases: [string, ...Incoming[][]][] = [
  ['whose rows are all new', samples(MANY)],
  ['that ends with another value for its first time', [...samples(MANY), sample(0, { value: 70 })]],
  ['that ends with its first record once more', [...samples(MANY), sample(0)]],
  ['that goes back in time', [...samples(MANY, 5), sample(0), ...samples(20, -7_200)]],
  ['that comes to another source', [...samples(MANY), ...samples(20, 3, { source: 'Ring' })]],
  ['that comes to another metric', [...samples(MANY), ...samples(MANY, 0, { metric: 'respiratory_rate' })]],
  [
    'that begins with few of another kind',
    [...samples(20, 0, { metric: 'respiratory_rate' }), ...samples(MANY)],
  ],
  ['that comes to months without a partition', [...samples(MANY), sample(-20 * 365 * 86_400)]],
  ['of months without a partition', samples(MANY, -21 * 365 * 86_400)],
  ['of which a row of the first hour is stored', [sample(50, { value: 80 })], samples(MANY)],
  [
    'of which a row of the first hour is stored, of another source',
    [sample(50, { source: 'Ring' })],
    samples(MANY),
  ],
  ['of which a late row is stored', [sample(5 * (MANY - 1), { value: 80 })], samples(MANY)],
  ['behind which something is stored', [sample(5 * MANY * 3)], samples(MANY)],
  ['before which something is stored', [sample(-10)], samples(MANY)],
  ['that is stored already', samples(MANY), samples(MANY)],
  ['of kinds that are not summed up, which is stored already', everything, everything],
]

test.each(cases)(
  'a body %s comes to the same, written while it is judged or afterwards',
  async (_, ...bodies) => {
    const early = await results(bodies, true)
    expect(early.reports.at(-1)!.received).toBe(bodies.at(-1)!.length)
    expect(early).toEqual(await results(bodies, false))
  },
)

const stretch = fc
  .record({
    count: fc.integer({ min: 1, max: 2_500 }),
    firstS: fc.integer({ min: 0, max: 3_000 }).map(steps => steps * 5),
    metric: fc.constantFrom('heart_rate', 'heart_rate', 'respiratory_rate'),
    source: fc.constantFrom('Watch', 'Watch', 'Ring'),
    value: fc.constantFrom(60, 61),
  })
  .map(({ count, firstS, ...more }) => samples(count, firstS, more))

test('whatever stretches a body has, in whatever order, it comes to the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stretch, { minLength: 1, maxLength: 4 }),
      fc.array(stretch, { maxLength: 1 }),
      async (body, before) => {
        const bodies = [...before, body.flat()]
        expect(await results(bodies, true)).toEqual(await results(bodies, false))
      },
    ),
    { numRuns: 25 },
  )
})

test('rows are written while others of their body are still judged', async () => {
  const ingesting = await Ingesting.open(pool)
  let isCopying = false
  /** Goes on until the first rows are seen on their way. */
  function* untilSeen(): Generator<Incoming> {
    yield* samples(2_000)
    for (let index = 2_000; index < 20_000 && !isCopying; index++) {
      const untilMs = performance.now() + 1
      while (performance.now() < untilMs);
      yield { ...sample(index * 5), index }
    }
  }
  const look = async () => {
    const { rows } = await pool.query(
      `select tuples_processed > 0 as "isCopying" from pg_stat_progress_copy where datname = current_database()`,
    )
    return rows[0]?.isCopying === true
  }
  const raw = await ingesting.store('{}')
  let isOver = false
  const ingestion = ingest(deps, {
    userId: raw.userId,
    raw,
    format: 'simple',
    incoming: untilSeen(),
    isShort: true,
  }).finally(() => {
    isOver = true
  })
  while (!isOver && !isCopying) isCopying = await look()
  const report = await ingestion
  expect(isCopying).toBe(true)
  expect(report.received).toBeLessThan(20_000)
  expect(await ingesting.count('heart_rate_metrics')).toBe(report.inserted)
})

test('a body that cannot be read to its end leaves none of its rows, and a connection that works', async () => {
  const ingesting = await Ingesting.open(pool)
  function* cutOff(): Generator<Incoming> {
    yield* samples(MANY)
    throw new Error('cut off')
  }
  const raw = await ingesting.store('{}')
  const ingestion = { userId: raw.userId, raw, format: 'simple', incoming: cutOff(), isShort: true as const }
  await expect(ingest(deps, ingestion)).rejects.toThrow('cut off')
  expect(await ingesting.count('heart_rate_metrics')).toBe(0)
  expect((await send(ingesting, samples(MANY), true)).inserted).toBe(MANY)
})

test('a body that could not be stored leaves none of its rows, though they are judged', async () => {
  const ingesting = await Ingesting.open(pool)
  const ingestion = {
    userId: ingesting.userId,
    raw: Promise.reject(new Error('no room for bytes')),
    format: 'simple',
    incoming: samples(MANY),
    isShort: true as const,
  }
  await expect(ingest(deps, ingestion)).rejects.toThrow('no room for bytes')
  expect(await ingesting.count('heart_rate_metrics')).toBe(0)
})

test('what is judged before its bytes are stored names the ingestion as what is judged afterwards does', async () => {
  /** Three reports of one time that contradict each other: what is hidden says which report it is of. */
  const contradicting = [
    { ...sample(0), value: undefined, max: 90, detail: { a: 1 } },
    { ...sample(0), value: undefined, avg: 95, detail: { b: 1 } },
    { ...sample(0), value: undefined, min: 97, detail: { a: 2 } },
    ...samples(20, 60),
  ].map((record, index) => ({ ...record, index }))
  const stateOf = async (isStored: boolean) => {
    const ingesting = await Ingesting.open(pool)
    const raw = await ingesting.store('{}')
    let release: (() => void) | undefined
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    function* incoming(): Generator<Incoming> {
      yield* contradicting
      release!()
    }
    await ingest(deps, {
      userId: raw.userId,
      raw: isStored ? raw : released.then(() => raw),
      format: 'simple',
      incoming: incoming(),
    })
    const { rows } = await pool.query(
      `select to_jsonb(stored) - 'user_id' as row from heart_rate_metrics as stored where user_id = $1 order by recorded_at`,
      [raw.userId],
    )
    const text = JSON.stringify(rows)
    expect(text).toContain('"overruled"')
    return text.replaceAll(raw.id, 'its id')
  }
  expect(await stateOf(false)).toBe(await stateOf(true))
})

test('bytes that cannot be stored are nobody else’s failure, while they are still read', async () => {
  const ingesting = await Ingesting.open(pool)
  const storing = new Promise<never>((_, reject) => {
    setImmediate(() => reject(new Error('no room for bytes')))
  })
  const header =
    'Date/Time,Heart Rate [Min] (count/min),Heart Rate [Max] (count/min),Heart Rate [Avg] (count/min)'
  const body = {
    raw: storing,
    bytes: Buffer.from([header, ...Array(20_000).fill('2025-06-01 10:00:00,60,61,60')].join('\n')),
    contentType: 'text/csv',
    clientHeaders: {},
  }
  // A rejection that nobody hears ends the process, and fails the run.
  await expect(processRaw(deps, ingesting.userId, body)).rejects.toThrow('no room for bytes')
})

test('of one user one body at a time is judged before its turn has come', async () => {
  const ingesting = await Ingesting.open(pool)
  const judged: string[] = []
  const started = ['first', 'second', 'third'].map(name => {
    let store!: () => void
    const stored = new Promise<void>(resolve => {
      store = resolve
    })
    let end!: () => void
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    function* incoming(): Generator<Incoming> {
      judged.push(name)
      yield sample(judged.length)
      end()
    }
    const raw = stored.then(() => ingesting.store('{}'))
    return {
      store,
      ended,
      report: ingest(deps, { userId: ingesting.userId, raw, format: 'simple', incoming: incoming() }),
    }
  })
  await started[0]!.ended
  expect(judged).toEqual(['first'])
  for (const { store } of started) store()
  for (const { report } of started) expect(await report).toMatchObject({ inserted: 1 })
  expect(judged).toHaveLength(3)
})

test('a row that the database refuses is rejected alone, also where it was written while others were judged', async () => {
  await pool.query(
    `alter table heart_rate_metrics add constraint no_such_rate check (avg_bpm <> 77) not valid;
     alter table quantity_metrics add constraint no_such_value check (value <> 77) not valid`,
  )
  const refused = (metric: string) => [
    ...samples(3_000, 0, { metric }),
    sample(15_000, { metric, value: 77 }),
    ...samples(3_000, 15_005, { metric }),
  ]
  const bodies = [[...refused('heart_rate'), ...refused('respiratory_rate')]]
  const early = await results(bodies, true)
  expect(early.reports[0]).toMatchObject({ inserted: 12_000, rejected: 2 })
  expect(early).toEqual(await results(bodies, false))
})
