import { expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const door = await testServer()
const key = await door.createKey(await door.createUser())

const send = (data: object, to = key) => door.call('POST', '/v1/ingest', { key: to, body: { data } })
const eventsOf = async (query = '', from = key) => {
  const response = await door.call('GET', `/v1/events${query}`, { key: from })
  expect(response.statusCode).toBe(200)
  return response.json()
}

await send({
  symptoms: [
    {
      name: 'Headache',
      start: '2025-01-15 10:00:00 +0100',
      end: '2025-01-15 12:00:00 +0100',
      severity: 'Mild',
      source: 'iPhone',
    },
  ],
  stateOfMind: [
    { id: 'M1', kind: 'dailyMood', start: '2025-01-16T20:00:00Z', end: '2025-01-16T20:00:00Z', valence: 0.5 },
  ],
  dreams: [{ date: '2025-01-17 06:00:00 +0000', about: { flying: [true, null, 'a\u2028b'] } }],
})

test('an event shows everything that was sent with it, also of a type that nobody knows', async () => {
  expect(await eventsOf()).toEqual({
    events: [
      {
        type: 'dreams',
        started_at: '2025-01-17T06:00:00.000Z',
        ended_at: '2025-01-17T06:00:00.000Z',
        name: '',
        source: '',
        client_id: null,
        utc_offset_min: 0,
        detail: { about: { flying: [true, null, 'a\u2028b'] } },
      },
      {
        type: 'state_of_mind',
        started_at: '2025-01-16T20:00:00.000Z',
        ended_at: '2025-01-16T20:00:00.000Z',
        name: 'daily_mood',
        source: '',
        client_id: 'M1',
        utc_offset_min: 0,
        detail: { kind: 'dailyMood', valence: 0.5 },
      },
      {
        type: 'symptom',
        started_at: '2025-01-15T09:00:00.000Z',
        ended_at: '2025-01-15T11:00:00.000Z',
        name: 'Headache',
        source: 'iPhone',
        client_id: null,
        utc_offset_min: 60,
        detail: { severity: 'Mild' },
      },
    ],
    next_cursor: null,
  })
})

test('the types that one has are listed with how many there are and since when, page by page', async () => {
  const ownKey = await door.createKey(await door.createUser())
  const at = (day: number) => ({ start: `2025-01-1${day}T10:00:00Z`, name: 'Headache' })
  await send({ symptoms: [at(3), at(1), at(7)], dreams: [{ date: '2025-01-17T06:00:00Z' }] }, ownKey)
  const ask = async (query = '') =>
    (await door.call('GET', `/v1/events/types${query}`, { key: ownKey })).json()
  const dreams = {
    type: 'dreams',
    count: 1,
    first_at: '2025-01-17T06:00:00.000Z',
    last_at: '2025-01-17T06:00:00.000Z',
  }
  const symptoms = {
    type: 'symptom',
    count: 3,
    first_at: '2025-01-11T10:00:00.000Z',
    last_at: '2025-01-17T10:00:00.000Z',
  }
  expect(await ask()).toEqual({ types: [dreams, symptoms], next_cursor: null })
  const first = await ask('?limit=1')
  expect(first).toEqual({ types: [dreams], next_cursor: expect.any(String) })
  expect(await ask(`?limit=1&cursor=${first.next_cursor}`)).toEqual({ types: [symptoms], next_cursor: null })
})

test('the voltages of an electrocardiogram are left out where nobody wants them', async () => {
  const ownKey = await door.createKey(await door.createUser())
  const start = '2025-01-15T10:00:00Z'
  const voltageMeasurements = [{ date: start, voltage: 12.5, units: 'mcV' }]
  await send(
    { ecg: [{ start, classification: 'Sinus Rhythm', samplingFrequency: 512, voltageMeasurements }] },
    ownKey,
  )
  const details = async (query: string) =>
    (await eventsOf(query, ownKey)).events.map(({ detail }: { detail: unknown }) => detail)
  const others = { classification: 'Sinus Rhythm', samplingFrequency: 512 }
  expect(await details('?voltages=none')).toEqual([others])
  expect(await details('')).toEqual([{ ...others, voltageMeasurements }])
})

test('type, source, a half-open range of starts and the order narrow and turn the list', async () => {
  const types = async (query: string) =>
    (await eventsOf(query)).events.map(({ type }: { type: string }) => type)
  expect(await types('?order=asc')).toEqual(['symptom', 'state_of_mind', 'dreams'])
  expect(await types('?type=state_of_mind')).toEqual(['state_of_mind'])
  expect(await types('?source=iPhone')).toEqual(['symptom'])
  expect(await types('?source=')).toEqual(['dreams', 'state_of_mind'])
  expect(await types('?from=2025-01-15T09:00:00Z&to=2025-01-16T20:00:00Z')).toEqual(['symptom'])
  expect(await types('?from=2025-01-15T09:00:00.001Z&to=2025-01-16T21:00:00.001%2B01:00')).toEqual([
    'state_of_mind',
  ])
  expect(await eventsOf('?type=no_such_type')).toEqual({ events: [], next_cursor: null })
})

test.each(['asc', 'desc'])(
  'pages in the order %s show each event once, whatever of two is the same, also while others arrive',
  async order => {
    const ownKey = await door.createKey(await door.createUser())
    const at = (microseconds: string) => `2025-01-15T10:00:00.${microseconds}Z`
    const one = { start: at('000001'), end: at('500000') }
    // In the order of their identity; a millisecond holds all starts.
    const symptoms = [
      { ...one, end: at('400000'), name: 'z', source: 'z', id: 'first' },
      { ...one, name: 'a', source: 'a', id: 'a' },
      { ...one, name: 'a', source: 'a', id: 'b' },
      { ...one, name: 'a', source: 'b', id: 'a' },
      { ...one, name: 'b', source: 'a', id: 'a' },
      { ...one, start: at('000002'), name: 'a', source: 'a', id: 'last' },
    ]
    await send({ symptoms, cycleTracking: [{ ...one, name: 'z', source: 'z', id: 'cycle' }] }, ownKey)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await eventsOf(
        `?order=${order}&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
        ownKey,
      )
      expect(page.events.length).toBeLessThanOrEqual(2)
      seen.push(
        ...page.events.map(
          (event: Record<string, string>) => `${event.name}${event.source}-${event.client_id}`,
        ),
      )
      cursor = page.next_cursor
      // Behind the page that was read: it moves nothing.
      const behind = order === 'asc' ? '2025-01-15T10:00:00Z' : '2025-01-15T11:00:00Z'
      if (seen.length === 2) await send({ symptoms: [{ start: behind, name: 'new', id: 'new' }] }, ownKey)
    } while (cursor !== null)
    const all = ['zz-first', 'zz-cycle', 'aa-a', 'aa-b', 'ab-a', 'ba-a', 'aa-last']
    expect(seen).toEqual(order === 'asc' ? all : all.toReversed())
  },
)

test('what another user has is an empty page', async () => {
  const strangerKey = await door.createKey(await door.createUser())
  expect(await eventsOf('', strangerKey)).toEqual({ events: [], next_cursor: null })
  expect(await eventsOf('?type=symptom&source=iPhone', strangerKey)).toEqual({
    events: [],
    next_cursor: null,
  })
})

const cursorOf = (...position: string[]) => Buffer.from(JSON.stringify(position)).toString('base64url')

test.each([
  'limit=0',
  'limit=1001',
  'order=up',
  'voltages=some',
  'from=yesterday',
  'from=2025-01-02T00:00:00Z&to=2025-01-01T00:00:00Z',
  'type=a%00b',
  'source=a%00b',
  'cursor=abc',
  `cursor=${cursorOf('1', '1', 'a', 'b', 'c')}`,
  `cursor=${cursorOf('1', '1', 'a', 'b', 'c', '\0')}`,
  `cursor=${cursorOf('1', 'now', 'a', 'b', 'c', 'd')}`,
])('%s is a 400 that names the parameter', async query => {
  const response = await door.call('GET', `/v1/events?${query}`, { key })
  expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
  expect(response.json().detail).toContain(query.split('=')[0])
})
