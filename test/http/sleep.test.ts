import { describe, expect, test } from 'vitest'
import { testServer } from '../support/server.ts'

const door = await testServer()

/** A user in a time zone with the sources that count first. */
async function createSleeper(timezone = 'UTC', sourcePriority: string[] = []) {
  const userId = await door.createUser()
  await door.pool.query('update users set timezone = $2, source_priority = $3 where id = $1', [
    userId,
    timezone,
    sourcePriority,
  ])
  const key = await door.createKey(userId)
  return {
    async send(data: object[], headers: Record<string, string> = {}) {
      const metrics = [{ name: 'sleep_analysis', units: 'hr', data }]
      const response = await door.call('POST', '/v1/ingest', { key, headers, body: { data: { metrics } } })
      expect(response.json()).toMatchObject({ status: 'processed', received: data.length })
    },
    ask: (query = '') => door.call('GET', `/v1/sleep${query}`, { key }),
    async nights(query = '') {
      const response = await this.ask(query)
      expect(response.statusCode, response.body).toBe(200)
      return response.json().nights as Record<string, unknown>[]
    },
  }
}

const segment = (value: string, startDate: string, endDate: string, source = 'Watch') => ({
  value,
  startDate: `${startDate}:00Z`,
  endDate: `${endDate}:00Z`,
  source,
})
const unknown = { in_bed_hours: null, core_hours: null, deep_hours: null, rem_hours: null, awake_hours: null }
const dates = (nights: Record<string, unknown>[]) => nights.map(({ night }) => night)
const sleepers = (nights: Record<string, unknown>[]) =>
  nights.map(({ night, source, asleep_hours }) => [night, source, asleep_hours])

test('a night has its segments and the hours of each stage, counted once where they overlap', async () => {
  const sleeper = await createSleeper()
  await sleeper.send([
    segment('InBed', '2025-01-14T22:00', '2025-01-15T06:30'),
    segment('Core', '2025-01-14T22:30', '2025-01-15T00:00'),
    segment('Core', '2025-01-14T23:30', '2025-01-15T00:30'),
    segment('Deep', '2025-01-15T00:00', '2025-01-15T01:30'),
    segment('Awake', '2025-01-15T01:30', '2025-01-15T01:45'),
  ])
  expect((await sleeper.ask()).json()).toEqual({
    timezone: 'UTC',
    sources: { rule: 'one_per_night', priority: [] },
    nights: [
      {
        night: '2025-01-15',
        started_at: '2025-01-14T22:00:00.000Z',
        ended_at: '2025-01-15T06:30:00.000Z',
        source: 'Watch',
        in_bed_hours: 8.5,
        asleep_hours: 3,
        core_hours: 2,
        deep_hours: 1.5,
        rem_hours: 0,
        awake_hours: 0.25,
        segments: [
          ['2025-01-14T22:00:00.000Z', '2025-01-15T06:30:00.000Z', 'in_bed'],
          ['2025-01-14T22:30:00.000Z', '2025-01-15T00:00:00.000Z', 'core'],
          ['2025-01-14T23:30:00.000Z', '2025-01-15T00:30:00.000Z', 'core'],
          ['2025-01-15T00:00:00.000Z', '2025-01-15T01:30:00.000Z', 'deep'],
          ['2025-01-15T01:30:00.000Z', '2025-01-15T01:45:00.000Z', 'awake'],
        ].map(([started_at, ended_at, stage]) => ({ started_at, ended_at, stage })),
      },
    ],
    next_cursor: null,
  })
})

test('without its segments a night is the same night of the same source', async () => {
  const sleeper = await createSleeper()
  await sleeper.send([
    segment('Core', '2025-01-14T22:30', '2025-01-15T03:30'),
    segment('Deep', '2025-01-15T03:30', '2025-01-15T05:00'),
    // More sleep, but not so much that a summary counts before segments.
    {
      date: '2025-01-15 00:00:00 +0000',
      totalSleep: 6.6,
      core: 5,
      deep: 1.6,
      sleepStart: '2025-01-14 22:30:00 +0000',
      sleepEnd: '2025-01-15 05:06:00 +0000',
      source: 'Watch',
    },
  ])
  for (const sources of ['', '&sources=all']) {
    const whole = await sleeper.nights(`?order=asc${sources}`)
    expect(whole[0]).toMatchObject({ asleep_hours: 6.5, segments: [{ stage: 'core' }, { stage: 'deep' }] })
    expect(await sleeper.nights(`?segments=none&order=asc${sources}`)).toEqual(
      whole.map(night => ({ ...night, segments: [] })),
    )
  }
})

test('what a device does not tell apart is unknown, not zero', async () => {
  const sleeper = await createSleeper()
  await sleeper.send([
    segment('Asleep', '2025-01-14T22:00', '2025-01-15T05:00', 'Band'),
    segment('InBed', '2025-01-15T22:00', '2025-01-16T05:00', 'iPhone'),
  ])
  const nights = (await sleeper.nights()).map(({ started_at, ended_at, segments, ...hours }) => hours)
  expect(nights).toEqual([
    { ...unknown, night: '2025-01-16', source: 'iPhone', in_bed_hours: 7, asleep_hours: null },
    { ...unknown, night: '2025-01-15', source: 'Band', asleep_hours: 7 },
  ])
})

describe('a client’s summary', () => {
  const days = { 'automation-aggregation': 'Days' }
  const midnight = '2025-01-15 00:00:00 +0100'
  const shown = {
    ...unknown,
    night: '2025-01-15',
    started_at: null,
    ended_at: null,
    source: 'Watch',
    segments: [],
  }

  test.each([
    [
      'of today, with times and all stages',
      {
        date: midnight,
        totalSleep: 7.5,
        asleep: 0.5,
        core: 4,
        deep: 1,
        rem: 2,
        awake: 0.25,
        inBed: 8,
        sleepStart: '2025-01-14 23:05:00 +0100',
        sleepEnd: '2025-01-15 06:50:00 +0100',
        inBedStart: '2025-01-14 22:40:00 +0100',
        inBedEnd: '2025-01-15 06:45:00 +0100',
      },
      {
        started_at: '2025-01-14T21:40:00.000Z',
        ended_at: '2025-01-15T05:50:00.000Z',
        in_bed_hours: 8,
        asleep_hours: 7.5,
        core_hours: 4,
        deep_hours: 1,
        rem_hours: 2,
        awake_hours: 0.25,
      },
    ],
    [
      'without a total is the sum of its stages, and zero hours in bed are unknown',
      { date: midnight, asleep: 0, core: 4.25, deep: 1, rem: 1.75, awake: 0.5, inBed: 0 },
      { asleep_hours: 7, core_hours: 4.25, deep_hours: 1, rem_hours: 1.75, awake_hours: 0.5 },
    ],
    [
      'of a device without stages has none, though it says zero',
      { date: midnight, asleep: 7, core: 0, deep: 0, rem: 0, inBed: 8 },
      { asleep_hours: 7, in_bed_hours: 8 },
    ],
    ['of time in bed alone', { date: midnight, inBed: 8 }, { asleep_hours: null, in_bed_hours: 8 }],
  ])('%s', async (_what, datum, hours) => {
    const sleeper = await createSleeper('Europe/Berlin')
    await sleeper.send([{ ...datum, source: 'Watch' }], days)
    expect(await sleeper.nights()).toEqual([{ ...shown, ...hours }])
  })

  test('is of the day on which its sleep ends in the time zone, else of the client’s own day', async () => {
    const sleeper = await createSleeper('UTC')
    await sleeper.send([
      { date: midnight, totalSleep: 7, source: 'Watch' },
      {
        date: '2025-01-20 00:00:00 +0100',
        sleepEnd: '2025-01-20 07:00:00 +0100',
        totalSleep: 7,
        source: 'Watch',
      },
      // Nobody wakes a month after the day that it is filed under.
      {
        date: '2025-01-25 00:00:00 +0100',
        sleepEnd: '2025-02-25 07:00:00 +0100',
        totalSleep: 7,
        source: 'Watch',
      },
    ])
    expect(dates(await sleeper.nights())).toEqual(['2025-01-25', '2025-01-20', '2025-01-15'])
    expect(dates(await sleeper.nights('?timezone=Pacific/Auckland'))).toEqual([
      '2025-01-25',
      '2025-01-20',
      '2025-01-15',
    ])
    expect(dates(await sleeper.nights('?timezone=Pacific/Pago_Pago'))).toEqual([
      '2025-01-25',
      '2025-01-19',
      '2025-01-15',
    ])
  })

  test('of a week is of no night', async () => {
    const sleeper = await createSleeper()
    await sleeper.send([{ date: midnight, totalSleep: 7, source: 'Watch' }], {
      'automation-aggregation': 'Weeks',
    })
    expect(await sleeper.nights('?sources=all')).toEqual([])
  })
})

test('a night turns at six in the evening, of the time zone', async () => {
  const sleeper = await createSleeper('Asia/Kolkata')
  // 17:59 and 18:00 in Kolkata.
  await sleeper.send([
    segment('Core', '2025-01-15T12:29', '2025-01-15T12:30'),
    segment('Core', '2025-01-15T12:30', '2025-01-15T12:32'),
  ])
  expect(sleepers(await sleeper.nights())).toEqual([
    ['2025-01-16', 'Watch', 2 / 60],
    ['2025-01-15', 'Watch', 1 / 60],
  ])
  expect(dates(await sleeper.nights('?order=asc'))).toEqual(['2025-01-15', '2025-01-16'])
  expect(sleepers(await sleeper.nights('?timezone=UTC'))).toEqual([['2025-01-15', 'Watch', 3 / 60]])
})

test('a zone with the name of an abbreviation has its summer', async () => {
  const sleeper = await createSleeper()
  await sleeper.send([segment('Core', '2025-07-15T16:30', '2025-07-15T18:10')])
  for (const zone of ['CET', 'Europe/Brussels']) {
    expect(dates(await sleeper.nights(`?timezone=${zone}`))).toEqual(['2025-07-16'])
  }
})

test('hours are those that pass, also when the clock is set; a time zone that is asked for shows its clock', async () => {
  const sleeper = await createSleeper()
  await sleeper.send([
    // From 23:00 to 07:00 by the clock, with an hour less and an hour more.
    segment('Asleep', '2025-03-29T22:00', '2025-03-30T05:00'),
    segment('Asleep', '2025-10-25T21:00', '2025-10-26T06:00'),
  ])
  const nights = await sleeper.nights('?timezone=Europe/Berlin&order=asc')
  expect(
    nights.map(({ night, started_at, ended_at, asleep_hours }) => [
      night,
      started_at,
      ended_at,
      asleep_hours,
    ]),
  ).toEqual([
    ['2025-03-30', '2025-03-29T23:00:00.000+01:00', '2025-03-30T07:00:00.000+02:00', 7],
    ['2025-10-26', '2025-10-25T23:00:00.000+02:00', '2025-10-26T07:00:00.000+01:00', 9],
  ])
  expect(nights[0]!.segments).toEqual([
    {
      started_at: '2025-03-29T23:00:00.000+01:00',
      ended_at: '2025-03-30T07:00:00.000+02:00',
      stage: 'asleep',
    },
  ])
  const [west] = await sleeper.nights('?timezone=America/St_Johns&to=2025-04-01T00:00:00Z')
  expect(west!.started_at).toBe('2025-03-29T19:30:00.000-02:30')
  const [utc] = await sleeper.nights('?timezone=utc&to=2025-04-01T00:00:00Z')
  expect(utc!.started_at).toBe('2025-03-29T22:00:00.000+00:00')
})

describe('of several sources', () => {
  const bed = '2025-01-14T22:00'
  const sleepOf = (source: string, hours: number) =>
    segment(
      'Asleep',
      bed,
      new Date(Date.parse(`${bed}:00Z`) + hours * 3_600_000).toISOString().slice(0, 16),
      source,
    )
  const summaryOf = (source: string, totalSleep: number) => ({
    date: '2025-01-15 00:00:00 +0000',
    totalSleep,
    source,
  })
  const bedOf = (source: string) => segment('InBed', bed, '2025-01-15T08:00', source)

  test.each([
    ['the most sleep', [], [sleepOf('A', 6), sleepOf('B', 7)], ['B', 7]],
    ['the first of the priority', ['X', 'A', 'B'], [sleepOf('A', 3), sleepOf('B', 7)], ['A', 3]],
    [
      'one of the priority before any other',
      ['A'],
      [sleepOf('A', 3), sleepOf('B', 7), summaryOf('C', 9)],
      ['A', 3],
    ],
    ['what knows of sleep before what does not', ['A'], [bedOf('A'), sleepOf('B', 7)], ['B', 7]],
    ['segments before a summary of little more', [], [sleepOf('A', 7.2), summaryOf('B', 8)], ['A', 7.2]],
    [
      'a summary before segments of less than nine tenths',
      [],
      [sleepOf('A', 7), summaryOf('B', 8)],
      ['B', 8],
    ],
    [
      'the most of segments that are enough',
      [],
      [sleepOf('A', 7.5), sleepOf('B', 7.75), summaryOf('C', 8)],
      ['B', 7.75],
    ],
    ['the tenths are of the same rank', ['A'], [sleepOf('A', 4), summaryOf('B', 8)], ['A', 4]],
    [
      'whose summary says little more',
      ['A'],
      [sleepOf('A', 4), summaryOf('A', 4.25), sleepOf('B', 8)],
      ['A', 4],
    ],
    ['the summary of the priority', ['A'], [sleepOf('A', 4), summaryOf('A', 8), sleepOf('B', 8)], ['A', 8]],
  ])('one is the truth: %s', async (_rule, priority, data, [source, hours]) => {
    const sleeper = await createSleeper('UTC', priority)
    await sleeper.send(data)
    expect(sleepers(await sleeper.nights())).toEqual([['2025-01-15', source, hours]])
    expect((await sleeper.ask()).json().sources).toEqual({ rule: 'one_per_night', priority })
  })

  test('all are given where all are asked for, and one where one is', async () => {
    const sleeper = await createSleeper()
    await sleeper.send([sleepOf('A', 6), sleepOf('B', 7), summaryOf('B', 5), bedOf('C')])
    expect(sleepers(await sleeper.nights('?sources=all'))).toEqual([
      ['2025-01-15', 'B', 7],
      ['2025-01-15', 'A', 6],
      ['2025-01-15', 'B', 5],
      ['2025-01-15', 'C', null],
    ])
    expect((await sleeper.ask('?sources=all')).json().sources).toEqual({ rule: 'all', priority: [] })
    expect(sleepers(await sleeper.nights('?source=A'))).toEqual([['2025-01-15', 'A', 6]])
    expect(sleepers(await sleeper.nights('?source=B&sources=all'))).toEqual([
      ['2025-01-15', 'B', 7],
      ['2025-01-15', 'B', 5],
    ])
    expect(await sleeper.nights('?source=D')).toEqual([])
  })
})

test('a night is in the range when a part of its day is', async () => {
  const sleeper = await createSleeper('Europe/Berlin')
  await sleeper.send(
    [13, 14, 15, 16].map(day => segment('Core', `2025-01-${day}T01:00`, `2025-01-${day}T05:00`)),
  )
  const inRange = async (query: string) => dates(await sleeper.nights(`?order=asc&${query}`))
  expect(await inRange('from=2025-01-14T00:00:00%2B01:00&to=2025-01-16T00:00:00%2B01:00')).toEqual([
    '2025-01-14',
    '2025-01-15',
  ])
  expect(await inRange('from=2025-01-15T22:59:59Z')).toEqual(['2025-01-15', '2025-01-16'])
  expect(await inRange('from=2025-01-15T23:00:00Z')).toEqual(['2025-01-16'])
  expect(await inRange('to=2025-01-14T23:00:00Z')).toEqual(['2025-01-13', '2025-01-14'])
  // Whoever asks until now wants last night too.
  expect(await inRange('from=2025-01-14T12:00:00Z&to=2025-01-15T12:00:00Z')).toEqual([
    '2025-01-14',
    '2025-01-15',
  ])
  expect(await inRange('from=2025-01-15T12:00:00Z&to=2025-01-15T12:00:00Z')).toEqual([])
})

test.each(['asc', 'desc'])(
  'pages in the order %s show each night once, with all its sources, also while nights arrive',
  async order => {
    const sleeper = await createSleeper()
    const night = (day: number) => [
      segment('Core', `2025-01-${day}T01:00`, `2025-01-${day}T05:00`, 'A'),
      { date: `2025-01-${day} 00:00:00 +0000`, totalSleep: 3, source: 'B' },
    ]
    await sleeper.send([11, 12, 13, 15, 16].flatMap(night))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = `?sources=all&order=${order}&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`
      const page = (await sleeper.ask(query)).json()
      expect(page.nights.length).toBeLessThanOrEqual(4)
      seen.push(...page.nights.map((one: Record<string, string>) => `${one.night!.slice(8)}${one.source}`))
      cursor = page.next_cursor
      if (seen.length === 4) await sleeper.send(night(order === 'asc' ? 10 : 20))
    } while (cursor !== null)
    const days = [11, 12, 13, 15, 16]
    const inOrder = order === 'asc' ? days : days.toReversed()
    expect(seen).toEqual(inOrder.flatMap(day => [`${day}A`, `${day}B`]))
  },
)

test('who has no sleep, and who asks for another’s, gets an empty page', async () => {
  const sleeper = await createSleeper('Europe/Berlin')
  expect((await sleeper.ask('?source=Watch')).json()).toEqual({
    timezone: 'Europe/Berlin',
    sources: { rule: 'one_per_night', priority: [] },
    nights: [],
    next_cursor: null,
  })
})

test('a time zone that only the database does not know is refused by name', async () => {
  const sleeper = await createSleeper('Mars/Utopia_Planitia')
  const response = await sleeper.ask()
  expect(response.json()).toMatchObject({
    status: 400,
    code: 'invalid_request',
    detail: 'timezone: must be an IANA name that the database knows too',
  })
})

const cursorOf = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url')

test.each([
  'limit=0',
  'limit=1001',
  'order=up',
  'from=yesterday',
  'from=2025-01-02T00:00:00Z&to=2025-01-01T00:00:00Z',
  'timezone=Mars/Phobos',
  'sources=some',
  'source=a%00b',
  'cursor=abc',
  `cursor=${cursorOf(['2025-02-30'])}`,
  `cursor=${cursorOf(['0000-01-01'])}`,
])('%s is a 400 that names the parameter', async query => {
  const response = await (await createSleeper()).ask(`?${query}`)
  expect(response.json()).toMatchObject({ status: 400, code: 'invalid_request' })
  expect(response.json().detail).toContain(query.split('=')[0])
})
