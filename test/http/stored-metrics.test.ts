import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceMetrics } from '../support/reference-metrics.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const userId = await door.createUser()
const key = await door.createKey(userId)
const ask = (path: string, ownKey = key) => door.call('GET', `/v1/metrics${path}`, { key: ownKey })
const ingest = (ownKey: string, ...metrics: object[]) =>
  door.call('POST', '/v1/ingest', { key: ownKey, body: { data: { metrics } } })

await ingest(
  key,
  { type: 'HeartRate', recorded_at: '2025-01-15T10:01:00.25Z', bpm: 61, source: 'Watch' },
  { type: 'HeartRate', recorded_at: '2025-01-15T10:01:00.5Z', bpm: 62, source: 'Strap' },
  { type: 'HeartRate', recorded_at: '2019-01-15T10:31:00Z', min_bpm: 50, max_bpm: 80, source: 'Watch' },
  { type: 'BloodPressure', recorded_at: '2024-12-31T23:00:00Z', systolic: 120, diastolic: 80 },
  { type: 'Quantity', metric: 'grip', recorded_at: '2025-01-01T00:00:00Z', value: 40, unit: 'kgf' },
  { type: 'Quantity', metric: 'grip', recorded_at: '2025-01-02T00:00:00Z', value: 90, unit: 'lbf' },
  { type: 'Quantity', metric: 'grip', recorded_at: '2025-01-03T00:00:00Z', value: 91, unit: 'lbf' },
  {
    type: 'Sleep',
    started_at: '2025-01-15T00:30:00Z',
    ended_at: '2025-01-15T01:10:00Z',
    stage: 'deep',
    source: 'W',
  },
)
const metrics = [
  {
    metric: 'blood_pressure',
    title: 'Blood Pressure',
    area: 'heart',
    unit: 'mmHg',
    kind: 'blood_pressure',
    aggregation: 'average',
    first_at: '2024-12-31T23:00:00.000Z',
    last_at: '2024-12-31T23:00:00.000Z',
    sources: [''],
  },
  {
    metric: 'grip',
    title: null,
    area: null,
    unit: 'lbf',
    units: ['lbf', 'kgf'],
    kind: 'quantity',
    aggregation: null,
    first_at: '2025-01-01T00:00:00.000Z',
    last_at: '2025-01-03T00:00:00.000Z',
    sources: [''],
  },
  {
    metric: 'heart_rate',
    title: 'Heart Rate',
    area: 'heart',
    unit: 'count/min',
    kind: 'heart_rate',
    aggregation: 'average',
    first_at: '2019-01-15T10:31:00.000Z',
    last_at: '2025-01-15T10:01:00.500Z',
    sources: ['Strap', 'Watch'],
  },
  {
    metric: 'sleep_analysis',
    title: 'Sleep Analysis',
    area: 'sleep',
    unit: 'hr',
    kind: 'sleep',
    aggregation: 'sum',
    first_at: '2025-01-15T00:30:00.000Z',
    last_at: '2025-01-15T00:30:00.000Z',
    sources: ['W'],
  },
]

test('everything that one has, with its exact ends, its sources and how much', async () => {
  expect((await ask('')).json()).toEqual({ metrics, next_cursor: null })
})

test('a caller who has nothing gets nothing of others', async () => {
  const strangerKey = await door.createKey(await door.createUser())
  expect((await ask('', strangerKey)).json()).toEqual({ metrics: [], next_cursor: null })
  expect((await ask('?gaps=day', strangerKey)).json()).toEqual({
    metrics: [],
    timezone: 'UTC',
    next_cursor: null,
  })
})

test('pages go on behind a name, sleep in its place', async () => {
  for (const limit of [1, 3]) {
    const seen: unknown[] = []
    let cursor = ''
    do {
      const page = (await ask(`?limit=${limit}${cursor}`)).json()
      seen.push(...page.metrics)
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`
    } while (cursor)
    expect(seen).toEqual(metrics)
  }
})

/** ISO dates counted back from today in UTC. */
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

describe('gaps', () => {
  test('are the days between the first sample and today, today not being over', async () => {
    const ownKey = await door.createKey(await door.createUser())
    const at = (days: number) => ({
      type: 'HeartRate',
      recorded_at: `${daysAgo(days)}T00:00:00Z`,
      bpm: 60,
    })
    await ingest(ownKey, at(6), at(3), { ...at(0), type: 'Quantity', metric: 'steps', value: 1 })
    const { metrics: found, timezone } = (await ask('?gaps=day', ownKey)).json()
    expect(timezone).toBe('UTC')
    const gaps = Object.fromEntries(
      found.map((one: { metric: string; gaps: string[] }) => [one.metric, one.gaps]),
    )
    expect(gaps).toEqual({ heart_rate: [5, 4, 2, 1].map(daysAgo), step_count: [] })
  })

  test('are of the account’s days where no zone is named', async () => {
    const ownId = await door.createUser()
    await door.pool.query(`update users set timezone = 'Asia/Kolkata' where id = $1`, [ownId])
    const ownKey = await door.createKey(ownId)
    // 00:10 on the fifth and 23:50 on the sixth, there.
    await ingest(
      ownKey,
      { type: 'HeartRate', recorded_at: '2025-03-04T18:40:00Z', bpm: 60 },
      { type: 'HeartRate', recorded_at: '2025-03-06T18:20:00Z', bpm: 60 },
      { type: 'HeartRate', recorded_at: '2025-03-08T18:20:00Z', bpm: 60 },
    )
    const firstGaps = async (query: string) => {
      const { metrics: found, timezone } = (await ask(`?gaps=day${query}`, ownKey)).json()
      return { timezone, gaps: found[0].gaps.slice(0, 2) }
    }
    expect(await firstGaps('')).toEqual({ timezone: 'Asia/Kolkata', gaps: ['2025-03-07', '2025-03-09'] })
    expect(await firstGaps('&timezone=UTC')).toEqual({ timezone: 'UTC', gaps: ['2025-03-05', '2025-03-07'] })
  })

  test('a zone that PostgreSQL does not know is a 400', async () => {
    const ownId = await door.createUser()
    await door.pool.query(`update users set timezone = 'Mars/Olympus' where id = $1`, [ownId])
    const response = await ask('?gaps=day', await door.createKey(ownId))
    expect(response.json()).toMatchObject({
      status: 400,
      code: 'invalid_request',
      detail: 'timezone: must be an IANA name that the database knows too',
    })
  })
})

test.each(['gaps=week', 'timezone=Mars', 'timezone=%2B02:00', 'limit=0', 'limit=1001', 'cursor=abc'])(
  '%s is a 400 that names the parameter',
  async query => {
    const response = await ask(`?${query}`)
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(response.json().detail).toContain(query.split('=')[0])
  },
)

/** Of whole, half and quarter hours, with clocks that change at two, at midnight, by half an hour, and by a whole day. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Havana',
  'Africa/Cairo',
  'Pacific/Apia',
  // PostgreSQL has abbreviations of these names, without summer time.
  'CET',
  'EET',
]
/** Days around which clocks change somewhere, a zone skipped a date, and today. */
const days = [
  '2011-12-29',
  '2025-03-08',
  '2025-03-29',
  '2025-04-05',
  '2025-10-25',
  '2025-11-01',
  daysAgo(4),
  daysAgo(1),
].map(date => Date.parse(date))

const record = fc.record({
  kind: fc.constantFrom('HeartRate', 'BloodPressure', 'body_mass', 'grip', 'Sleep'),
  day: fc.constantFrom(...days),
  // At the edges of hours and quarters as well as anywhere.
  offsetMs: fc.oneof(
    fc.integer({ min: 0, max: 4 * 96 }).map(quarter => quarter * 900_000),
    fc.integer({ min: 0, max: 4 * 96 }).map(quarter => quarter * 900_000 - 1),
    fc.integer({ min: 0, max: 4 * 86_400_000 }),
  ),
  source: fc.constantFrom('Watch', 'iPhone', ''),
  unit: fc.constantFrom('kg', 'lb'),
})

function itemOf({
  kind,
  day,
  offsetMs,
  source,
  unit,
}: typeof record extends fc.Arbitrary<infer R> ? R : never) {
  const recorded_at = new Date(Math.min(day + offsetMs, Date.now())).toISOString()
  if (kind === 'HeartRate') return { type: kind, recorded_at, source, bpm: 60 }
  if (kind === 'BloodPressure') return { type: kind, recorded_at, source, systolic: 120, diastolic: 80 }
  if (kind === 'Sleep') {
    return { type: kind, started_at: recorded_at, ended_at: recorded_at, stage: 'core', source }
  }
  return { type: 'Quantity', metric: kind, recorded_at, source, value: 50, unit }
}

test('a source whose samples have all been corrected to another is not told of any more', async () => {
  const ownKey = await door.createKey(await door.createUser())
  const sendHour = (source: string, qty: number) =>
    door.call('POST', '/v1/ingest', {
      key: ownKey,
      headers: { 'automation-aggregation': 'hours' },
      body: {
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
    })
  await sendHour('Watch', 5)
  await sendHour('Watch|iPhone', 9)
  const told = (await ask('', ownKey)).json().metrics
  expect(told).toMatchObject([{ metric: 'step_count', sources: ['Watch|iPhone'] }])
  const { sources, buckets } = (await ask('/step_count/statistics', ownKey)).json()
  expect({ sources: sources.seen, sums: buckets.map(({ sum }: { sum: number }) => sum) }).toEqual({
    sources: ['Watch|iPhone'],
    sums: [9],
  })
})

test('what is said of metrics and their gaps agrees with a plain model of the raw rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(...zones),
      async (records, timezone) => {
        const ownId = await door.createUser()
        const ownKey = await door.createKey(ownId)
        await ingest(ownKey, ...records.map(itemOf))
        const { metrics: found } = (await ask(`?gaps=day&timezone=${timezone}`, ownKey)).json()
        expect(
          found.map(({ metric, unit, units = [unit], ...one }: Record<string, unknown>) => ({
            metric,
            units,
            first_at: one.first_at,
            last_at: one.last_at,
            sources: one.sources,
            gaps: one.gaps,
          })),
        ).toEqual(await referenceMetrics(door.pool, ownId, timezone))
      },
    ),
    {
      numRuns: 40,
      examples: zones.map(zone => [
        [{ kind: 'grip', day: days[0]!, offsetMs: 1, source: '', unit: 'kg' }],
        zone,
      ]),
    },
  )
}, 120_000)
