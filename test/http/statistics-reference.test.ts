import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ReferenceBucket, referenceStatistics } from '../support/reference-statistics.ts'
import { testServer } from '../support/server.ts'
import { readStoredNumbers } from '../support/stored-samples.ts'

const door = await testServer()

/** Zones of whole, half and quarter hours, with clocks that change at two, at midnight and by half an hour. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Atlantic/Azores',
  'America/Havana',
  'Africa/Cairo',
  'Pacific/Apia',
  'America/St_Johns',
]

/** Days around which clocks change somewhere, months and years turn, and a zone skipped a date. */
const days = [
  '2011-12-29',
  '2025-03-08',
  '2025-03-29',
  '2025-04-05',
  '2025-04-24',
  '2025-10-04',
  '2025-10-25',
  '2025-11-01',
  '2024-12-31',
].map(date => Date.parse(date))

const cluster = fc.tuple(fc.constantFrom(...days), fc.integer({ min: 0, max: 3 }))
const samples = fc.tuple(
  fc.array(cluster, { minLength: 1, maxLength: 2 }),
  fc.array(
    fc.record({
      day: fc.nat(1),
      offsetS: fc.integer({ min: 0, max: 3 * 86_400 }),
      // Of these a sum is exact in any order.
      value: fc.integer({ min: 0, max: 200 * 64 }).map(sixtyFourths => sixtyFourths / 64),
      source: fc.constantFrom('Watch', 'iPhone', 'Band'),
      covers: fc.constantFrom(0, 60, 300, 86_400),
    }),
    { minLength: 1, maxLength: 40 },
  ),
)
const grouped = fc.record({
  grouping: fc.constantFrom('minutes', 'hours', 'days'),
  members: fc.array(
    fc.record({
      day: fc.nat(1),
      offsetH: fc.integer({ min: 0, max: 72 }),
      value: fc.integer({ min: 0, max: 1000 }),
      source: fc.constantFrom('Watch|iPhone', 'iPhone'),
    }),
    { maxLength: 10 },
  ),
})
const question = fc.record({
  timezone: fc.constantFrom(...zones),
  bucket: fc.constantFrom('hour', 'day', 'week', 'month', 'year'),
  /** Begins at an hour and some minutes, and is as many hours and minutes long. */
  range: fc.option(
    fc.tuple(fc.integer({ min: -6, max: 80 }), fc.nat(90), fc.constantFrom(0, 7, 30), fc.constantFrom(0, 54)),
    { nil: undefined },
  ),
  how: fc.constantFrom('one', 'all', 'Watch'),
  limit: fc.constantFrom(10_000, 10_000, 2),
  /** Only of a range: there may be years without samples. */
  fill: fc.boolean(),
})

test.each(['step_count', 'heart_rate'])(
  'statistics of %s agree with a model that sums up sample by sample',
  async metric => {
    const cumulative = metric === 'step_count'
    await fc.assert(
      fc.asyncProperty(
        samples,
        grouped,
        fc.shuffledSubarray(['Watch', 'iPhone', 'Band'], { maxLength: 2 }),
        fc.array(question, { minLength: 4, maxLength: 8 }),
        async ([clusters, singles], { grouping, members }, priority, questions) => {
          const userId = await door.createUser()
          const key = await door.createKey(userId)
          const base = (day: number) => clusters[day % clusters.length]![0]
          await door.pool.query('update users set source_priority = $2 where id = $1', [userId, priority])
          const metrics = singles.map(({ day, offsetS, value, source, covers }) => {
            const atMs = base(day) + offsetS * 1000
            return {
              type: 'Quantity',
              metric,
              recorded_at: new Date(atMs).toISOString(),
              ended_at: new Date(atMs + covers * 1000).toISOString(),
              value: cumulative ? value : 30 + value,
              source,
            }
          })
          await door.call('POST', '/v1/ingest', { key, body: { data: { metrics } } })
          const data = members.map(({ day, offsetH, value, source }) => ({
            date: `${new Date(base(day) + offsetH * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} +0000`,
            ...(cumulative ? { qty: value } : { Avg: 40 + value / 16, Min: 40, Max: 140 }),
            source,
          }))
          await door.call('POST', '/v1/ingest', {
            key,
            headers: { 'automation-aggregation': grouping },
            body: { data: { metrics: [{ name: metric, units: cumulative ? 'count' : 'count/min', data }] } },
          })
          const numbers = (await readStoredNumbers(door.pool, userId)).filter(
            number => number.metric === metric,
          )
          for (const { timezone, bucket, range, how, limit, fill } of questions) {
            const fromMs = range && base(0) + range[0] * 3_600_000 + range[2] * 60_000
            const toMs = range && fromMs! + range[1] * 3_600_000 + range[3] * 60_000
            const parameters = new URLSearchParams({ timezone, bucket, limit: String(limit) })
            if (range) {
              parameters.set('from', new Date(fromMs!).toISOString())
              parameters.set('to', new Date(toMs!).toISOString())
              if (fill) parameters.set('fill', 'null')
            }
            if (how === 'all') parameters.set('sources', 'all')
            if (how === 'Watch') parameters.set('source', 'Watch')
            const expected = referenceStatistics(
              how === 'Watch' ? numbers.filter(({ source }) => source === 'Watch') : numbers,
              { bucket: bucket as 'day', timezone, fromMs, toMs, addUp: how !== 'one', priority, cumulative },
            )
            expect(await readAll(key, metric, parameters)).toEqual(expected)
          }
        },
      ),
      { numRuns: 40 },
    )
  },
  180_000,
)

/** What has samples of all pages, with the start of each bucket as an instant. Filled ones have to reach to both ends. */
async function readAll(key: string, metric: string, parameters: URLSearchParams): Promise<ReferenceBucket[]> {
  const buckets: ReferenceBucket[] = []
  const [from, to] = ['from', 'to'].map(name => Date.parse(parameters.get(name) ?? ''))
  let [reachedFrom, reachedTo] = [to!, from!]
  for (;;) {
    const page = (await door.call('GET', `/v1/metrics/${metric}/statistics?${parameters}`, { key })).json()
    expect(page).toHaveProperty('buckets')
    expect(page.buckets.length).toBeLessThanOrEqual(Number(parameters.get('limit')))
    for (const { bucket_end, ...bucket } of page.buckets) {
      const [start, end] = [Date.parse(bucket.bucket_start), Date.parse(bucket_end)]
      expect(end).toBeGreaterThan(start)
      reachedFrom = Math.min(reachedFrom, start)
      reachedTo = Math.max(reachedTo, end)
      if (bucket.count > 0) buckets.push({ ...bucket, bucket_start: new Date(start).toISOString() })
    }
    if (page.next_cursor === null) break
    parameters.set('cursor', page.next_cursor)
  }
  if (parameters.has('fill')) {
    expect(reachedFrom).toBeLessThanOrEqual(from!)
    expect(reachedTo).toBeGreaterThanOrEqual(to!)
  }
  return buckets
}
