import { describe, expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const door = await testServer()
const key = await door.createKey(await door.createUser())

const minuteOf = (index: number) => `2025-01-15T10:${String(index).padStart(2, '0')}:00Z`
await door.call('POST', '/v1/ingest', {
  key,
  body: {
    data: {
      metrics: [
        {
          type: 'HeartRate',
          recorded_at: minuteOf(1),
          min_bpm: 50,
          avg_bpm: 61.5,
          max_bpm: 80,
          source: 'Watch',
        },
        { type: 'HeartRate', recorded_at: minuteOf(2), bpm: 62, source: 'Strap' },
        { type: 'BloodPressure', recorded_at: minuteOf(1), systolic: 120, diastolic: 80, source: 'Cuff' },
        ...Array.from({ length: 25 }, (_, index) => ({
          type: 'Quantity',
          metric: 'weight',
          recorded_at: minuteOf(index),
          value: 70 + index,
          unit: 'kg',
          source: index % 2 ? 'Scale' : 'Hand',
          ...(index === 3 && { note: 'after lunch' }),
        })),
        {
          type: 'Quantity',
          metric: 'grip',
          recorded_at: minuteOf(1),
          ended_at: minuteOf(2),
          value: 41,
          unit: 'kgf',
        },
      ],
    },
  },
})
const samplesOf = async (path: string) => {
  const response = await door.call('GET', `/v1/metrics/${path}`, { key })
  expect(response.statusCode).toBe(200)
  return response.json()
}

test('each kind of sample shows its own numbers, in the metric’s unit', async () => {
  const instant = { duration_s: 0, grouped: false }
  expect(await samplesOf('heart_rate/samples')).toEqual({
    samples: [
      {
        ...instant,
        recorded_at: '2025-01-15T10:01:00.000Z',
        source: 'Watch',
        unit: 'count/min',
        min: 50,
        avg: 61.5,
        max: 80,
      },
      {
        ...instant,
        recorded_at: '2025-01-15T10:02:00.000Z',
        source: 'Strap',
        unit: 'count/min',
        min: null,
        avg: 62,
        max: null,
      },
    ],
    next_cursor: null,
  })
  expect(await samplesOf('blood_pressure/samples')).toEqual({
    samples: [
      {
        ...instant,
        recorded_at: '2025-01-15T10:01:00.000Z',
        source: 'Cuff',
        unit: 'mmHg',
        systolic: 120,
        diastolic: 80,
      },
    ],
    next_cursor: null,
  })
  expect(await samplesOf('grip/samples')).toEqual({
    samples: [
      {
        recorded_at: '2025-01-15T10:01:00.000Z',
        duration_s: 60,
        grouped: false,
        source: '',
        unit: 'kgf',
        value: 41,
      },
    ],
    next_cursor: null,
  })
})

test('a metric is asked for by any of its names; what stood beside a value comes with it', async () => {
  const range = 'from=2025-01-15T10:03:00Z&to=2025-01-15T10:04:00Z'
  const page = await samplesOf(`body_mass/samples?${range}`)
  expect(page.samples).toEqual([
    {
      recorded_at: '2025-01-15T10:03:00.000Z',
      duration_s: 0,
      grouped: false,
      source: 'Scale',
      unit: 'kg',
      value: 73,
      detail: { note: 'after lunch' },
    },
  ])
  for (const name of ['weight', 'HKQuantityTypeIdentifierBodyMass', 'Body%20Mass']) {
    expect(await samplesOf(`${name}/samples?${range}`)).toEqual(page)
  }
})

test('the range is half-open, in any offset, and a source narrows it', async () => {
  const values = async (query: string) =>
    (await samplesOf(`body_mass/samples?${query}`)).samples.map(({ value }: { value: number }) => value)
  expect(await values('from=2025-01-15T10:20:00Z')).toEqual([90, 91, 92, 93, 94])
  expect(await values('from=2025-01-15T11:20:00%2B01:00&to=2025-01-15T10:23:00Z')).toEqual([90, 91, 92])
  expect(await values('from=2025-01-15T10:20:00Z&source=Scale')).toEqual([91, 93])
  expect(await values('order=desc&limit=2')).toEqual([94, 93])
})

describe('pages', () => {
  test.each(['asc', 'desc'])(
    'in the order %s show each sample once, also while samples arrive',
    async order => {
      const ownKey = await door.createKey(await door.createUser())
      const send = (...minutes: number[]) =>
        door.call('POST', '/v1/ingest', {
          key: ownKey,
          body: {
            data: {
              metrics: minutes.flatMap(minute =>
                ['A', 'B'].map(source => ({
                  type: 'HeartRate',
                  recorded_at: minuteOf(minute),
                  bpm: 60,
                  source,
                })),
              ),
            },
          },
        })
      await send(10, 11, 12, 13, 14)
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const query: string = `order=${order}&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`
        const page = (
          await door.call('GET', `/v1/metrics/heart_rate/samples?${query}`, { key: ownKey })
        ).json()
        seen.push(
          ...page.samples.map(
            (one: Record<string, string>) => `${one.recorded_at!.slice(14, 16)}${one.source}`,
          ),
        )
        cursor = page.next_cursor
        // Behind the page that was read: it moves nothing.
        if (seen.length === 3) await send(order === 'asc' ? 1 : 59)
      } while (cursor !== null)
      const all = [10, 11, 12, 13, 14].flatMap(minute => [`${minute}A`, `${minute}B`])
      expect(seen).toEqual(order === 'asc' ? all : all.toReversed())
    },
  )
})

test('a metric of the catalogue that one has not is an empty page, also when another user has it', async () => {
  const strangerKey = await door.createKey(await door.createUser())
  const nothing = { samples: [], next_cursor: null }
  expect(await samplesOf('vo2_max/samples')).toEqual(nothing)
  const response = await door.call('GET', '/v1/metrics/heart_rate/samples', { key: strangerKey })
  expect(response.json()).toEqual(nothing)
})

test('a name that only another user has is as unknown as one that nobody has', async () => {
  const strangerKey = await door.createKey(await door.createUser())
  const answers = await Promise.all(
    ['grip', 'no_such_metric', 'a%00b', "'; drop table users"].map(async name => {
      const response = await door.call('GET', `/v1/metrics/${name}/samples`, { key: strangerKey })
      const { request_id, ...problem } = response.json()
      return problem
    }),
  )
  const unknown = {
    type: 'urn:health-export:problem:not-found',
    title: 'Nothing is here',
    status: 404,
    code: 'not_found',
    detail:
      'Neither the catalogue nor you have a metric of this name: see GET /v1/metrics and GET /v1/catalogue',
  }
  expect(answers).toEqual([unknown, unknown, unknown, unknown])
})

/** As a list gives it out, of a sample's identity. */
const cursorOf = (...position: unknown[]) =>
  `cursor=${Buffer.from(JSON.stringify(position)).toString('base64url')}`

test.each([
  'limit=0',
  'limit=10001',
  'order=up',
  'from=yesterday',
  'source=a%00b',
  'cursor=abc',
  'cursor=WzEsMl0',
  cursorOf('0000-01-01T00:00:00Z', 0, false, '', ''),
  cursorOf('2025-02-30T00:00:00Z', 0, false, '', ''),
  cursorOf('2025-02-03T00:00:00Z', 0, false, '', '\0'),
])('%s is a 400 that names the parameter', async query => {
  const response = await door.call('GET', `/v1/metrics/heart_rate/samples?${query}`, { key })
  expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
  expect(response.json().detail).toContain(query.split('=')[0])
})
