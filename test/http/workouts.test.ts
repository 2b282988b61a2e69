import { describe, expect, test } from 'vitest'
import { expectValidGpx, findElement, parseGpx } from '../support/gpx.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const key = await door.createKey(await door.createUser())
const strangerKey = await door.createKey(await door.createUser())

const send = (workouts: object[], to = key) =>
  door.call('POST', '/v1/ingest', { key: to, body: { data: { workouts } } })
const ask = async (path: string, { from = key, accept = undefined as string | undefined } = {}) =>
  door.call('GET', `/v1/workouts${path}`, { key: from, headers: accept === undefined ? {} : { accept } })
const listed = async (query = '', from = key) => {
  const response = await ask(query, { from })
  expect(response.statusCode).toBe(200)
  return response.json()
}

const point = (second: number, fields: object) => ({
  timestamp: `2025-06-01 10:00:0${second} +0200`,
  ...fields,
})
await send([
  {
    id: 'A2',
    name: 'Outdoor Run',
    location: 'Outdoor',
    start: '2025-06-01 10:00:00 +0200',
    end: '2025-06-01 10:30:00 +0200',
    duration: 1799.5,
    distance: { qty: 5, units: 'km' },
    avgHeartRate: { qty: 150, units: 'bpm' },
    mood: 'good',
    route: [
      point(0, { latitude: 47.1000000001, longitude: 8.2, altitude: 400.5, speed: 2.8, course: 90 }),
      point(1, { latitude: 47.2, longitude: -8.0000001, horizontalAccuracy: 4 }),
    ],
    heartRateData: [
      { date: '2025-06-01 10:00:00 +0200', Min: 96, Avg: 99.5, Max: 104, units: 'bpm', source: 'Strap' },
    ],
    walkingAndRunningDistance: [{ date: '2025-06-01 10:00:00 +0200', qty: 0.125, units: 'km' }],
  },
  {
    name: 'Quidditch & <Tea>',
    start: '2025-06-02 10:00:00 +0200',
    end: '2025-06-02 11:00:00 +0200',
    duration: 3600,
    route: [{ timestamp: '2025-06-02 10:00:00 +0200', latitude: 1, longitude: 2 }],
  },
  { name: 'Yoga', start: '2025-06-03 10:00:00 +0200', end: '2025-06-03 11:00:00 +0200', duration: 3600 },
])
const [yoga, quidditch, run] = (await listed()).workouts as Record<string, unknown>[]

test('a workout shows everything that is known of it, and what else there is to ask for', async () => {
  const unknown = Object.fromEntries(
    `total_energy_kcal active_energy_kcal min_heart_rate max_heart_rate elevation_up_meters elevation_down_meters
    step_count flights_climbed swimming_stroke_count avg_speed_m_per_s max_speed_m_per_s lap_length_meters
    step_cadence swim_cadence intensity_kcal_per_hr_kg temperature_deg_c humidity_percent swolf_score`
      .split(/\s+/)
      .map(total => [total, null]),
  )
  expect(run).toEqual({
    ...unknown,
    id: expect.stringMatching(/^[\w-]+$/),
    activity: 'running',
    name: 'Outdoor Run',
    location: 'outdoor',
    started_at: '2025-06-01T08:00:00.000Z',
    ended_at: '2025-06-01T08:30:00.000Z',
    duration_s: 1799.5,
    source: '',
    utc_offset_min: 120,
    client_ids: ['A2'],
    distance_meters: 5000,
    avg_heart_rate: 150,
    has_route: true,
    series: ['heart_rate', 'walking_running_distance'],
    detail: { mood: 'good' },
  })
  expect([yoga, quidditch].map(one => [one!.activity, one!.has_route, one!.series])).toEqual([
    ['yoga', false, []],
    ['quidditch_tea', true, []],
  ])
  for (const one of [run, yoga, quidditch]) {
    const response = await ask(`/${one!.id}`)
    expect(response.statusCode).toBe(200)
    expect(response.json()).toEqual(one)
  }
})

test('a range of starts, any name of an activity, and both orders narrow and turn the list', async () => {
  const activities = async (query: string) =>
    (await listed(query)).workouts.map(({ activity }: { activity: string }) => activity)
  expect(await activities('?order=asc')).toEqual(['running', 'quidditch_tea', 'yoga'])
  expect(await activities('?from=2025-06-01T08:00:00Z&to=2025-06-02T08:00:00Z')).toEqual(['running'])
  expect(await activities('?from=2025-06-01T08:00:01Z&to=2025-06-02T10:00:01%2B02:00')).toEqual([
    'quidditch_tea',
  ])
  for (const name of ['running', 'Laufen', 'Outdoor%20Run', 'HKWorkoutActivityTypeRunning', '37']) {
    expect(await activities(`?activity=${name}`), name).toEqual(['running'])
  }
  expect(await activities('?activity=quidditch_tea')).toEqual(['quidditch_tea'])
  expect(await listed('?activity=golf')).toEqual({ workouts: [], next_cursor: null })
})

test.each(['asc', 'desc'])(
  'pages in the order %s show each workout once, also where starts are equal and while others arrive',
  async order => {
    const ownKey = await door.createKey(await door.createUser())
    const day = (day: string, hour: number, activity: string) => ({
      name: activity,
      start: `2025-06-${day} 10:00:00 +0000`,
      end: `2025-06-${day} ${hour}:00:00 +0000`,
    })
    const all = ['10', '11', '12'].flatMap(date => [
      day(date, 11, 'golf'),
      day(date, 11, 'yoga'),
      day(date, 12, 'golf'),
    ])
    await send(all, ownKey)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await listed(
        `?order=${order}&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
        ownKey,
      )
      expect(page.workouts.length).toBeLessThanOrEqual(2)
      seen.push(
        ...page.workouts.map(
          (one: Record<string, string>) =>
            `${one.started_at!.slice(8, 10)}-${one.ended_at!.slice(11, 13)}-${one.activity}`,
        ),
      )
      cursor = page.next_cursor
      // Behind the page that was read: it moves nothing.
      if (seen.length === 2) await send([day(order === 'asc' ? '02' : '28', 11, 'yoga')], ownKey)
    } while (cursor !== null)
    const expected = ['10', '11', '12'].flatMap(date => [
      `${date}-11-golf`,
      `${date}-11-yoga`,
      `${date}-12-golf`,
    ])
    expect(seen).toEqual(order === 'asc' ? expected : expected.toReversed())
  },
)

describe('the route', () => {
  test('is GeoJSON, with what is known of each point beside it', async () => {
    const response = await ask(`/${run!.id}/route`)
    expect([response.statusCode, response.headers['content-type'], response.headers.vary]).toEqual([
      200,
      expect.stringMatching(/^application\/geo\+json/),
      'Accept, Accept-Encoding',
    ])
    expect(response.json()).toEqual({
      type: 'Feature',
      geometry: {
        type: 'LineString',
        coordinates: [
          [8.2, 47.1000000001, 400.5],
          [-8.0000001, 47.2],
        ],
      },
      properties: {
        workout_id: run!.id,
        activity: 'running',
        name: 'Outdoor Run',
        started_at: '2025-06-01T08:00:00.000Z',
        ended_at: '2025-06-01T08:30:00.000Z',
        coordinateProperties: {
          times: ['2025-06-01T08:00:00.000Z', '2025-06-01T08:00:01.000Z'],
          speed_m_per_s: [2.8, null],
          course_deg: [90, null],
          horizontal_accuracy_m: [null, 4],
          vertical_accuracy_m: [null, null],
          speed_accuracy_m_per_s: [null, null],
          course_accuracy_deg: [null, null],
        },
      },
    })
  })

  test('of one point is a Point, because a line has two', async () => {
    const { geometry, properties } = (await ask(`/${quidditch!.id}/route`)).json()
    expect(geometry).toEqual({ type: 'Point', coordinates: [2, 1] })
    expect(properties.coordinateProperties.times).toEqual(['2025-06-02T08:00:00.000Z'])
  })

  test('is GPX where that is preferred', async () => {
    const response = await ask(`/${run!.id}/route`, { accept: 'application/gpx+xml' })
    expect(response.headers['content-type']).toMatch(/^application\/gpx\+xml/)
    const gpx = parseGpx(response.body)
    expectValidGpx(gpx)
    expect(findElement(gpx, 'trk', 'name')?.text).toBe('Outdoor Run')
    expect(findElement(gpx, 'trk', 'trkseg')?.children.map(({ attributes }) => attributes)).toEqual([
      { lat: '47.1000000001', lon: '8.2' },
      { lat: '47.2', lon: '-8.0000001' },
    ])
    const named = parseGpx((await ask(`/${quidditch!.id}/route`, { accept: 'application/gpx+xml' })).body)
    expect(findElement(named, 'trk', 'name')?.text).toBe('Quidditch & <Tea>')
  })

  test.each([
    ['text/html, application/gpx+xml;q=0.5, application/geo+json;q=0.4', 'application/gpx+xml'],
    ['Application/GPX+XML', 'application/gpx+xml'],
    ['application/*;q=0.1, application/geo+json;q=0', 'application/gpx+xml'],
    ['application/gpx+xml;q=0.5, */*', 'application/geo+json'],
    ['application/gpx+xml;q=0', 'application/geo+json'],
    ['application/gpx+xml;q=many', 'application/geo+json'],
    ['image/png', 'application/geo+json'],
    ['*/*', 'application/geo+json'],
  ])('under Accept: %s is %s', async (accept, type) => {
    const response = await ask(`/${run!.id}/route`, { accept })
    expect(String(response.headers['content-type']).split(';')[0]).toBe(type)
  })
})

test('the activities of a range are added up, the most frequent first, and what nobody measured is unknown', async () => {
  const ownKey = await door.createKey(await door.createUser())
  const on = (date: string, name: string, fields: object = {}) => ({
    name,
    start: `2025-06-${date} 10:00:00 +0000`,
    end: `2025-06-${date} 11:00:00 +0000`,
    ...fields,
  })
  const kcal = (qty: number) => ({ qty, units: 'kcal' })
  await send(
    [
      on('01', 'Yoga', { duration: 3000, totalEnergy: kcal(90) }),
      on('02', 'Outdoor Run', {
        duration: 1800,
        distance: { qty: 5, units: 'km' },
        activeEnergyBurned: kcal(300),
        totalEnergy: kcal(340),
      }),
      // From start to end, and without energy.
      on('03', 'Laufen', { distance: { qty: 10, units: 'km' } }),
      on('04', 'Golf', { duration: 60 }),
    ],
    ownKey,
  )
  const running = {
    activity: 'running',
    count: 2,
    duration_s: 5400,
    distance_meters: 15_000,
    energy_kcal: 300,
    first_at: '2025-06-02T10:00:00.000Z',
    last_at: '2025-06-03T10:00:00.000Z',
  }
  const alone = (activity: string, at: string, duration_s: number, energy_kcal: number | null) => ({
    activity,
    count: 1,
    duration_s,
    distance_meters: null,
    energy_kcal,
    first_at: at,
    last_at: at,
  })
  const golf = alone('golf', '2025-06-04T10:00:00.000Z', 60, null)
  const yoga = alone('yoga', '2025-06-01T10:00:00.000Z', 3000, 90)
  const activities = async (query: string, key: string) =>
    (await door.call('GET', `/v1/activities${query}`, { key })).json()
  expect(await activities('', ownKey)).toEqual({
    activities: [running, golf, yoga],
    next_cursor: null,
  })
  expect(await activities('?from=2025-06-02T10:00:00Z&to=2025-06-03T10:00:00Z', ownKey)).toEqual({
    activities: [
      {
        ...running,
        count: 1,
        duration_s: 1800,
        distance_meters: 5_000,
        last_at: '2025-06-02T10:00:00.000Z',
      },
    ],
    next_cursor: null,
  })
  expect(await activities('', strangerKey)).toEqual({ activities: [], next_cursor: null })
})

test('the series have their points, and by any name only one of them', async () => {
  const heartRate = {
    name: 'heart_rate',
    unit: 'count/min',
    source: 'Strap',
    points: [{ recorded_at: '2025-06-01T08:00:00.000Z', value: 99.5, min: 96, max: 104 }],
  }
  const distance = {
    name: 'walking_running_distance',
    unit: 'm',
    source: '',
    points: [{ recorded_at: '2025-06-01T08:00:00.000Z', value: 125 }],
  }
  const seriesOf = async (path: string) => (await ask(path)).json()
  expect(await seriesOf(`/${run!.id}/series`)).toEqual({ series: [heartRate, distance] })
  for (const name of ['heart_rate', 'HKQuantityTypeIdentifierHeartRate']) {
    expect(await seriesOf(`/${run!.id}/series?name=${name}`)).toEqual({ series: [heartRate] })
  }
  expect(await seriesOf(`/${run!.id}/series?name=steps`)).toEqual({ series: [] })
  expect(await seriesOf(`/${yoga!.id}/series`)).toEqual({ series: [] })
})

describe('404', () => {
  const idOf = (text: string) => Buffer.from(text).toString('base64url')
  const nobodys = idOf('1748764800.1800.golf')
  const answerTo = async (path: string, from = key) => {
    const response = await ask(path, { from })
    const { request_id, ...body } = response.json()
    return { status: response.statusCode, body }
  }

  test.each(['', '/route', '/series'])('%s answers what is another’s like what nobody has', async part => {
    const nothing = await answerTo(`/${nobodys}${part}`)
    expect(nothing).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await answerTo(`/${run!.id}${part}`, strangerKey)).toEqual(nothing)
  })

  test('a workout without a route has none', async () => {
    expect(await answerTo(`/${yoga!.id}/route`)).toEqual(await answerTo(`/${nobodys}/route`))
  })

  test.each([
    ['no base64', 'yoga!'],
    ['not UTF-8', Buffer.from([0xff, 0xfe]).toString('base64url')],
    ['no identity', idOf('yoga')],
    ['an activity with a NUL', idOf('1748764800.1800.a\0b')],
    ['the year 30000', idOf('884541351600.1.golf')],
    ['an activity longer than any', idOf(`1748764800.1800.${'g'.repeat(101)}`)],
    ['longer than any', 'A'.repeat(700)],
  ])('what is no id: %s', async (_what, id) => {
    expect(await answerTo(`/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  test('another spelling of an id', async () => {
    expect(await answerTo(`/${run!.id}%3D`)).toEqual(await answerTo(`/${nobodys}`))
    expect(await answerTo(`/${idOf('01748764800.1800.running')}`)).toEqual(await answerTo(`/${nobodys}`))
  })
})

test('an activity with the longest name that is kept has an id that is found', async () => {
  const ownKey = await door.createKey(await door.createUser())
  await send(
    [{ name: '𐐨'.repeat(50), start: '2025-06-01 10:00:00 +0000', end: '2025-06-01 11:00:00 +0000' }],
    ownKey,
  )
  await send(
    [{ name: '漢'.repeat(100), start: '2025-06-02 10:00:00 +0000', end: '2025-06-02 11:00:00 +0000' }],
    ownKey,
  )
  const { workouts } = await listed('', ownKey)
  expect(workouts.map(({ activity }: { activity: string }) => activity.length)).toEqual([100, 100])
  for (const one of workouts) expect((await ask(`/${one.id}`, { from: ownKey })).json()).toEqual(one)
})

test('what another user has is an empty list', async () => {
  expect(await listed('', strangerKey)).toEqual({ workouts: [], next_cursor: null })
})

test.each([
  'limit=0',
  'limit=1001',
  'order=up',
  'from=yesterday',
  'from=2025-01-02T00:00:00Z&to=2025-01-01T00:00:00Z',
  'activity=a%00b',
  'cursor=abc',
  `cursor=${Buffer.from(JSON.stringify(['1', '1', 'a\0'])).toString('base64url')}`,
  `cursor=${Buffer.from(JSON.stringify(['1', '1e3', 'a'])).toString('base64url')}`,
])('%s is a 400 that names the parameter', async query => {
  const response = await ask(`?${query}`)
  expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
  expect(response.json().detail).toContain(query.split('=')[0])
})
