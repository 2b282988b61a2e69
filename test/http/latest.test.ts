import { expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const door = await testServer()
const key = await door.createKey(await door.createUser())

const quantity = (metric: string, recorded_at: string, value: number, rest: object = {}) => ({
  type: 'Quantity',
  metric,
  recorded_at,
  value,
  ...rest,
})
const ingest = (ownKey: string, ...metrics: object[]) =>
  door.call('POST', '/v1/ingest', { key: ownKey, body: { data: { metrics } } })

await ingest(
  key,
  { type: 'HeartRate', recorded_at: '2025-01-15T10:01:00Z', bpm: 61, source: 'Watch' },
  {
    type: 'HeartRate',
    recorded_at: '2025-01-15T10:59:59.999999Z',
    min_bpm: 50,
    max_bpm: 80,
    source: 'Strap',
  },
  { type: 'HeartRate', recorded_at: '2025-01-15T10:59:59.999998Z', bpm: 63, source: 'Watch' },
  { type: 'BloodPressure', recorded_at: '2024-12-31T23:00:00Z', systolic: 120, diastolic: 80 },
  { type: 'BloodPressure', recorded_at: '2019-12-31T23:00:00Z', systolic: 121, diastolic: 81 },
  quantity('body_mass', '2021-05-01T07:00:00Z', 71, { unit: 'kg', source: 'A', note: 'before' }),
  quantity('body_mass', '2021-05-01T07:00:00Z', 72, { unit: 'kg', source: 'B' }),
  quantity('body_mass', '2021-05-01T06:59:00Z', 73, { unit: 'kg', source: 'C' }),
  quantity('grip', '1999-01-01T00:00:00Z', 40, { unit: 'kgf' }),
  quantity('grip', '2000-01-01T00:00:00Z', 41, { unit: 'lbf', ended_at: '2000-01-03T00:00:00Z' }),
  { type: 'Sleep', started_at: '2025-01-15T00:30:00Z', ended_at: '2025-01-15T01:10:00Z', stage: 'deep' },
)

const instant = { duration_s: 0, grouped: false }
const newest = [
  { metric: 'blood_pressure', recorded_at: '2024-12-31T23:00:00.000Z', ...instant, source: '', unit: 'mmHg' },
  { metric: 'body_mass', recorded_at: '2021-05-01T07:00:00.000Z', ...instant, source: 'B', unit: 'kg' },
  { metric: 'grip', recorded_at: '2000-01-01T00:00:00.000Z', ...instant, source: '', unit: 'lbf' },
  {
    metric: 'heart_rate',
    recorded_at: '2025-01-15T10:59:59.999Z',
    ...instant,
    source: 'Strap',
    unit: 'count/min',
  },
]
const numbers = [
  { systolic: 120, diastolic: 80 },
  { value: 72 },
  { value: 41, duration_s: 172_800 },
  { min: 50, avg: null, max: 80 },
]
const samples = newest.map((sample, index) => ({ ...sample, ...numbers[index] }))

test('the newest sample of each metric, of a tie the later identity, in the order of their names', async () => {
  const response = await door.call('GET', '/v1/latest', { key })
  expect(response.json()).toEqual({ samples, next_cursor: null })
})

test('pages go on behind a name', async () => {
  const seen: unknown[] = []
  let cursor = ''
  do {
    const page = (await door.call('GET', `/v1/latest?limit=1${cursor}`, { key })).json()
    expect(page.samples).toHaveLength(1)
    seen.push(...page.samples)
    cursor = page.next_cursor && `&cursor=${page.next_cursor}`
  } while (cursor)
  expect(seen).toEqual(samples)
})

test('a correction and an older sample leave the newest where it is, a newer one takes its place', async () => {
  const ownKey = await door.createKey(await door.createUser())
  const latest = async () =>
    (await door.call('GET', '/v1/latest', { key: ownKey }))
      .json()
      .samples.map((sample: Record<string, unknown>) => [sample.metric, sample.recorded_at, sample.value])
  expect(await latest()).toEqual([])
  await ingest(ownKey, quantity('body_mass', '2025-02-28T23:59:59Z', 70, { unit: 'kg' }))
  await ingest(ownKey, quantity('body_mass', '2025-02-27T23:59:59Z', 60, { unit: 'kg' }))
  await ingest(ownKey, quantity('body_mass', '2025-02-28T23:59:59Z', 71, { unit: 'kg' }))
  expect(await latest()).toEqual([['body_mass', '2025-02-28T23:59:59.000Z', 71]])
  await ingest(ownKey, quantity('body_mass', '2025-03-01T00:00:00Z', 72, { unit: 'kg' }))
  expect(await latest()).toEqual([['body_mass', '2025-03-01T00:00:00.000Z', 72]])
})

test.each(['limit=0', 'limit=1001', 'cursor=abc', 'cursor=WzFd', `cursor=${btoa('"\\u0000"')}`])(
  '%s is a 400 that names the parameter',
  async query => {
    const response = await door.call('GET', `/v1/latest?${query}`, { key })
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(response.json().detail).toContain(query.split('=')[0])
  },
)
