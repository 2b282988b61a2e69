import { describe, expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const door = await testServer()

/** A user with these records, and how to ask for their statistics. */
async function accountWith(metrics: object[], grouped: { grouping: string; data: object[] }[] = []) {
  const key = await door.createKey(await door.createUser())
  await door.call('POST', '/v1/ingest', { key, body: { data: { metrics } } })
  for (const { grouping, data } of grouped) {
    await door.call('POST', '/v1/ingest', {
      key,
      headers: { 'automation-aggregation': grouping },
      body: { data: { metrics: [{ name: 'step_count', units: 'count', data }] } },
    })
  }
  const ask = (path: string) => door.call('GET', `/v1/metrics/${path}`, { key })
  return {
    key,
    ask,
    statistics: async (path: string) => {
      const response = await ask(path)
      expect(response.statusCode).toBe(200)
      return response.json()
    },
    buckets: async (path: string) => (await ask(path)).json().buckets,
  }
}
const steps = (recorded_at: string, value: number, source = 'Watch', ended_at?: string) => ({
  type: 'Quantity',
  metric: 'step_count',
  recorded_at,
  ...(ended_at && { ended_at }),
  value,
  source,
})
const pulse = (recorded_at: string, numbers: object, ended_at?: string) => ({
  type: 'HeartRate',
  recorded_at,
  ...(ended_at && { ended_at }),
  ...numbers,
  source: 'Watch',
})

test('a cumulative metric is summed, and the answer says by which rule', async () => {
  const { statistics } = await accountWith([
    steps('2025-01-15T10:00:00Z', 100),
    steps('2025-01-15T23:59:59.999Z', 50),
    steps('2025-01-17T00:00:00Z', 7),
  ])
  expect(
    await statistics('step_count/statistics?from=2025-01-15T00:00:00Z&to=2025-01-18T00:00:00Z&bucket=day'),
  ).toEqual({
    metric: 'step_count',
    unit: 'count',
    aggregation: 'cumulative',
    bucket: 'day',
    timezone: 'UTC',
    sources: {
      rule: 'one_per_hour',
      description: expect.stringContaining('within an hour'),
      seen: ['Watch'],
    },
    buckets: [
      { bucket_start: '2025-01-15T00:00:00Z', bucket_end: '2025-01-16T00:00:00Z', count: 2, sum: 150 },
      { bucket_start: '2025-01-17T00:00:00Z', bucket_end: '2025-01-18T00:00:00Z', count: 1, sum: 7 },
    ],
    next_cursor: null,
  })
})

test('a discrete metric is averaged by the time that its samples cover', async () => {
  const { buckets } = await accountWith([
    pulse('2025-01-15T10:00:00Z', { min_bpm: 50, avg_bpm: 60, max_bpm: 90 }, '2025-01-15T10:03:00Z'),
    pulse('2025-01-15T10:10:00Z', { min_bpm: 90, avg_bpm: 100, max_bpm: 120 }, '2025-01-15T10:11:00Z'),
    pulse('2025-01-16T10:00:00Z', { bpm: 61 }),
    pulse('2025-01-16T10:01:00Z', { bpm: 64 }),
    pulse('2025-01-17T10:00:00Z', { max_bpm: 180 }),
  ])
  const figures = (await buckets('heart_rate/statistics')).map((bucket: object) => ({
    ...bucket,
    bucket_start: undefined,
    bucket_end: undefined,
  }))
  expect(figures).toEqual([
    { count: 2, min: 50, avg: 70, max: 120 },
    { count: 2, min: 61, avg: 62.5, max: 64 },
    { count: 1, min: 180, avg: null, max: 180 },
  ])
})

test('blood pressure has the figures of both its numbers', async () => {
  const pressure = (recorded_at: string, systolic: number, diastolic: number) => ({
    type: 'BloodPressure',
    recorded_at,
    systolic,
    diastolic,
  })
  const { buckets } = await accountWith([
    pressure('2025-01-15T10:00:00Z', 120, 80),
    pressure('2025-01-15T11:00:00Z', 130, 90),
  ])
  expect(await buckets('blood_pressure/statistics?bucket=year')).toEqual([
    {
      bucket_start: '2025-01-01T00:00:00Z',
      bucket_end: '2026-01-01T00:00:00Z',
      count: 2,
      systolic: { min: 120, avg: 125, max: 130 },
      diastolic: { min: 80, avg: 85, max: 90 },
    },
  ])
})

describe('overlapping sources', () => {
  const both = [
    steps('2025-01-15T10:00:00Z', 400, 'iPhone'),
    steps('2025-01-15T10:10:00Z', 500, 'Watch'),
    steps('2025-01-15T11:00:00Z', 90, 'iPhone'),
  ]
  const day = 'step_count/statistics?bucket=day'

  test('count once: per hour the one that reported most', async () => {
    const { buckets } = await accountWith(both)
    expect(await buckets(day)).toMatchObject([{ count: 2, sum: 590 }])
    expect(await buckets('step_count/statistics?bucket=hour')).toEqual([
      { bucket_start: '2025-01-15T10:00:00Z', bucket_end: '2025-01-15T11:00:00Z', count: 1, sum: 500 },
      { bucket_start: '2025-01-15T11:00:00Z', bucket_end: '2025-01-15T12:00:00Z', count: 1, sum: 90 },
    ])
  })

  test('count as the user ordered them, where they are ordered', async () => {
    const { key, buckets } = await accountWith(both)
    await door.pool.query(
      `update users set source_priority = '{iPhone}' where id = (select user_id from api_keys where key_id = $1)`,
      [key.split('_')[1]],
    )
    expect(await buckets(day)).toMatchObject([{ count: 2, sum: 490 }])
  })

  test('are untouched where one is named, or all are asked for', async () => {
    const { statistics, buckets } = await accountWith(both)
    expect(await buckets(`${day}&source=iPhone`)).toMatchObject([{ count: 2, sum: 490 }])
    expect(await statistics(`${day}&sources=all`)).toMatchObject({
      sources: { rule: 'all', seen: ['Watch', 'iPhone'] },
      buckets: [{ count: 3, sum: 990 }],
    })
  })

  test('a day’s total and the minutes of that day are never added up', async () => {
    const at = (minute: number) => `2025-01-15 10:${String(minute).padStart(2, '0')}:00 +0000`
    const minutes = Array.from({ length: 50 }, (_, minute) => ({
      date: at(minute),
      qty: 10,
      source: 'Watch',
    }))
    const { buckets } = await accountWith(
      [],
      [
        { grouping: 'minutes', data: minutes },
        {
          grouping: 'days',
          data: [
            { date: '2025-01-15 00:00:00 +0000', qty: 510, source: 'Watch' },
            { date: '2025-01-16 00:00:00 +0000', qty: 8000, source: 'Watch' },
          ],
        },
        { grouping: 'minutes', data: [{ date: '2025-01-16 10:00:00 +0000', qty: 30, source: 'Watch' }] },
      ],
    )
    // Of the 15th the minutes are nearly all there is; of the 16th they are a part only.
    expect(await buckets(day)).toMatchObject([
      { count: 50, sum: 500 },
      { count: 1, sum: 8000 },
    ])
    expect(await buckets('step_count/statistics?bucket=month')).toMatchObject([{ count: 51, sum: 8500 }])
  })
})

describe('the wall clock', () => {
  const quarters = (from: string, hours: number) =>
    Array.from({ length: hours * 4 }, (_, index) =>
      steps(new Date(Date.parse(from) + index * 900_000).toISOString(), 1),
    )

  test.each([
    ['Europe/Berlin', '2025-03-29T23:00:00Z', '2025-03-30T00:00:00+01:00', '2025-03-31T00:00:00+02:00', 92],
    ['Europe/Berlin', '2025-10-25T22:00:00Z', '2025-10-26T00:00:00+02:00', '2025-10-27T00:00:00+01:00', 100],
    ['Asia/Kathmandu', '2025-01-14T18:15:00Z', '2025-01-15T00:00:00+05:45', '2025-01-16T00:00:00+05:45', 96],
    // Clocks go from 1:00 back to 0:00: the day begins with the first of its two midnights.
    [
      'Atlantic/Azores',
      '2025-10-26T00:00:00Z',
      '2025-10-26T00:00:00+00:00',
      '2025-10-27T00:00:00-01:00',
      100,
    ],
    // Clocks go from 0:00 to 1:00: the day has no midnight.
    ['Africa/Cairo', '2025-04-24T22:00:00Z', '2025-04-25T01:00:00+03:00', '2025-04-26T00:00:00+03:00', 92],
  ])('%s: the day from %s has its own length', async (zone, begins, bucket_start, bucket_end, count) => {
    const hoursBefore = new Date(Date.parse(begins) - 4 * 3_600_000).toISOString()
    const { buckets } = await accountWith(quarters(hoursBefore, 36))
    const days = await buckets(`step_count/statistics?timezone=${zone}&bucket=day`)
    expect(days[1]).toEqual({ bucket_start, bucket_end, count, sum: count })
  })

  test('the account’s zone is the default', async () => {
    const { key, statistics } = await accountWith(quarters('2025-01-15T00:00:00Z', 24))
    await door.pool.query(
      `update users set timezone = 'Asia/Tokyo' where id = (select user_id from api_keys where key_id = $1)`,
      [key.split('_')[1]],
    )
    expect(await statistics('step_count/statistics')).toMatchObject({
      timezone: 'Asia/Tokyo',
      buckets: [
        { bucket_start: '2025-01-15T00:00:00+09:00', count: 60 },
        { bucket_start: '2025-01-16T00:00:00+09:00', count: 36 },
      ],
    })
  })
})

test('empty intervals are there when they are asked for, page by page', async () => {
  const { statistics } = await accountWith([
    steps('2025-01-15T10:00:00Z', 5),
    steps('2025-01-18T10:00:00Z', 6),
  ])
  const range = 'from=2025-01-14T00:00:00Z&to=2025-01-20T00:00:00Z&fill=null&limit=4'
  const first = await statistics(`step_count/statistics?${range}`)
  const second = await statistics(`step_count/statistics?${range}&cursor=${first.next_cursor}`)
  const empty = { count: 0, sum: null }
  const day = (date: number) => ({
    bucket_start: `2025-01-${date}T00:00:00Z`,
    bucket_end: `2025-01-${date + 1}T00:00:00Z`,
  })
  expect([...first.buckets, ...second.buckets]).toEqual([
    { ...day(14), ...empty },
    { ...day(15), count: 1, sum: 5 },
    { ...day(16), ...empty },
    { ...day(17), ...empty },
    { ...day(18), count: 1, sum: 6 },
    { ...day(19), ...empty },
  ])
  expect(second.next_cursor).toBeNull()
  const noData = await statistics(
    'heart_rate/statistics?from=2025-01-14T00:00:00Z&to=2025-01-15T00:00:00Z&fill=null',
  )
  expect(noData.buckets).toEqual([{ ...day(14), count: 0, min: null, avg: null, max: null }])
})

test('hours of a day with a repeated hour are filled one by one', async () => {
  const { buckets } = await accountWith([steps('2025-10-26T00:30:00Z', 1)])
  const hours = await buckets(
    'step_count/statistics?bucket=hour&timezone=Europe/Berlin&fill=null&from=2025-10-25T22:00:00Z&to=2025-10-26T23:00:00Z',
  )
  expect(hours).toHaveLength(25)
  expect(hours[2]).toEqual({
    bucket_start: '2025-10-26T02:00:00+02:00',
    bucket_end: '2025-10-26T02:00:00+01:00',
    count: 1,
    sum: 1,
  })
  expect(hours[3]).toMatchObject({ bucket_start: '2025-10-26T02:00:00+01:00', count: 0, sum: null })
})

test('a range that ends on the day before one that the zone skipped has that day, whole', async () => {
  const { buckets } = await accountWith([steps('2011-12-29T12:00:00Z', 7), steps('2011-12-30T12:00:00Z', 8)])
  const ask = (to: string) =>
    buckets(`step_count/statistics?bucket=day&timezone=Pacific/Apia&from=2011-12-28T11:00:00Z&to=${to}`)
  const day = (date: number, offset: string) => `2011-12-${date}T00:00:00${offset}`
  const lastOfOld = { bucket_start: day(29, '-10:00'), bucket_end: day(31, '+14:00'), count: 1, sum: 7 }
  const firstOfNew = {
    bucket_start: day(31, '+14:00'),
    bucket_end: '2012-01-01T00:00:00+14:00',
    count: 1,
    sum: 8,
  }
  expect(await ask('2011-12-29T20:00:00Z')).toEqual([lastOfOld])
  expect(await ask('2011-12-30T20:00:00Z')).toEqual([lastOfOld, firstOfNew])
})

test('a range cuts to the millisecond, wherever it begins', async () => {
  const { buckets } = await accountWith([
    steps('2025-01-15T10:07:00Z', 1),
    steps('2025-01-15T10:08:00Z', 10),
    steps('2025-01-15T12:00:00Z', 100),
    steps('2025-01-15T13:20:00Z', 1000),
    steps('2025-01-15T13:21:00Z', 10_000),
  ])
  const range = 'from=2025-01-15T10:07:00.001Z&to=2025-01-15T13:21:00Z'
  expect(await buckets(`step_count/statistics?${range}`)).toMatchObject([{ count: 3, sum: 1110 }])
})

test('an uncatalogued metric is averaged in the unit that it came in last', async () => {
  const grip = (recorded_at: string, value: number, unit: string) => ({
    type: 'Quantity',
    metric: 'grip',
    recorded_at,
    value,
    unit,
  })
  const { statistics } = await accountWith([
    grip('2025-01-15T10:00:00Z', 90, 'lbf'),
    grip('2025-01-16T10:00:00Z', 41, 'kgf'),
    grip('2025-01-16T11:00:00Z', 43, 'kgf'),
  ])
  expect(await statistics('grip/statistics')).toMatchObject({
    unit: 'kgf',
    aggregation: 'discrete',
    buckets: [{ bucket_start: '2025-01-16T00:00:00Z', count: 2, min: 41, avg: 42, max: 43 }],
  })
})

test('numbers that no sum can hold are kept, and shown without an average', async () => {
  const wild = (recorded_at: string, value: number, ended_at?: string) => ({
    ...steps(recorded_at, value, 'Watch', ended_at),
    metric: 'wild_thing',
  })
  const { statistics } = await accountWith([
    wild('2025-01-15T10:00:00Z', 1.5e308),
    wild('2025-01-15T10:00:01Z', 1.5e308),
    wild('2025-01-15T14:00:00Z', -1.5e308, '2025-01-15T15:00:00Z'),
    wild('2025-01-16T10:00:00Z', 5e-324, '2025-01-16T11:00:00Z'),
    wild('2025-01-16T12:00:00Z', 0, '2025-01-16T14:00:00Z'),
  ])
  expect(await statistics('wild_thing/statistics')).toMatchObject({
    buckets: [
      { count: 3, min: -1.5e308, avg: null, max: 1.5e308 },
      { count: 2, min: 0, avg: 0, max: 5e-324 },
    ],
  })
})

describe('intervals without samples', () => {
  test('stand beside the hours that a range cuts off at both ends', async () => {
    const { buckets } = await accountWith([
      steps('2025-01-15T10:20:00Z', 1),
      steps('2025-01-15T12:05:00Z', 2),
    ])
    const range = 'from=2025-01-15T10:17:00Z&to=2025-01-15T12:11:00Z'
    const hours = await buckets(`step_count/statistics?bucket=hour&fill=null&${range}`)
    expect(hours.map(({ sum }: { sum: number }) => sum)).toEqual([1, null, 2])
  })

  test('cost no more over the centuries that nobody measured', async () => {
    const { buckets } = await accountWith([
      steps('2025-01-15T10:00:00Z', 1),
      steps('2026-01-15T10:00:00Z', 2),
    ])
    const centuries = 'from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z'
    const years = await buckets(`step_count/statistics?bucket=year&fill=null&${centuries}`)
    expect(years.length).toBe(9999)
    expect(years.slice(2023, 2027).map(({ sum }: { sum: number }) => sum)).toEqual([null, 1, 2, null])
  }, 5_000)
})

test('each page tells of the sources in the whole range', async () => {
  const { statistics } = await accountWith([
    steps('2025-01-15T10:00:00Z', 1, 'iPhone'),
    steps('2025-01-16T10:00:00Z', 2, 'Watch'),
    steps('2025-01-17T10:00:00Z', 2, 'Band'),
  ])
  const path = 'step_count/statistics?to=2025-01-17T00:00:00Z&limit=1'
  const first = await statistics(path)
  const second = await statistics(`${path}&cursor=${first.next_cursor}`)
  expect([first.sources.seen, second.sources.seen]).toEqual([
    ['Watch', 'iPhone'],
    ['Watch', 'iPhone'],
  ])
})

describe('what cannot be asked', () => {
  test.each([
    ['bucket=decade', 'bucket', '"hour"|"day"|"week"|"month"|"year"'],
    ['timezone=Mars/Olympus', 'timezone', 'IANA name'],
    ['timezone=%2B02:00', 'timezone', 'IANA name'],
    ['timezone=IST', 'timezone', 'IANA name'],
    ['from=yesterday', 'from', 'RFC 3339'],
    ['from=2025-01-02T00:00:00Z&to=2025-01-01T00:00:00Z', 'from', 'must not be after to'],
    ['cursor=abc', 'cursor', 'start again without it'],
    ['fill=zero', 'fill', 'null'],
    ['source=Watch&sources=all', 'sources', 'must not stand beside source'],
    ['limit=0', 'limit', '1'],
  ])('%s is a 400 that says what is allowed', async (query, parameter, allowed) => {
    const { ask } = await accountWith([])
    const response = await ask(`step_count/statistics?${query}`)
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(response.json().detail).toContain(parameter)
    expect(response.json().detail).toContain(allowed)
  })

  test('a metric that nobody knows is a 404', async () => {
    const { ask } = await accountWith([])
    expect((await ask('no_such_metric/statistics')).json()).toMatchObject({ status: 404, code: 'not_found' })
    expect((await ask(`${'x'.repeat(101)}/statistics`)).statusCode).toBe(404)
    expect((await ask('vo2_max/statistics')).json()).toMatchObject({ buckets: [], next_cursor: null })
  })
})
