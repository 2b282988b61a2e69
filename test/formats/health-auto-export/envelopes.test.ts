import { describe, expect, test } from 'vitest'
import { recogniseFormat } from '../../support/recognise-format.ts'

const date = '2025-03-01 10:00:00 +0100'
const metric = { name: 'step_count', units: 'count', data: [{ date, qty: 1 }] }
const sample = { kind: 'sample', metric: 'step_count', recordedAt: date, value: 1, unit: 'count', index: 0 }
const workout = { name: 'Yoga', start: date, end: date, duration: 0 }
const readWorkout = {
  kind: 'workout',
  activity: 'Yoga',
  startedAt: date,
  endedAt: date,
  totals: { duration: { value: 0, unit: 's' } },
  series: {},
  seriesPlaces: {},
  lenientTotals: true,
  route: [],
}

function readAll(body: unknown) {
  return [...recogniseFormat(body)!.read(body, {})]
}

describe('pointers name the place in the envelope that was sent', () => {
  test('data', () => {
    expect(readAll({ data: { metrics: [metric], workouts: [workout] } })).toEqual([
      { ...sample, path: '/data/metrics/0/data' },
      { ...readWorkout, path: '/data/workouts', index: 0 },
    ])
  })

  test('bare', () => {
    expect(readAll({ metrics: [metric], workouts: [workout] })).toEqual([
      { ...sample, path: '/metrics/0/data' },
      { ...readWorkout, path: '/workouts', index: 0 },
    ])
  })

  test('workouts beside data', () => {
    expect(readAll({ workouts: [workout], data: { metrics: [metric] } })).toEqual([
      { ...sample, path: '/data/metrics/0/data' },
      { ...readWorkout, path: '/workouts', index: 0 },
    ])
  })

  test('an array of envelopes, with what is none among them', () => {
    expect(readAll([{ data: { metrics: [metric] } }, 5, { foo: 1 }, { metrics: [metric] }])).toEqual([
      { ...sample, path: '/0/data/metrics/0/data' },
      { kind: 'nothing', path: '', index: 1, countedAs: 'unknown', detail: 'not an envelope' },
      { kind: 'nothing', path: '', index: 2, countedAs: 'unknown', detail: 'not an envelope' },
      { ...sample, path: '/3/metrics/0/data' },
    ])
  })
})

test('an empty run has no items', () => {
  const empty = [
    { data: {} },
    { data: { metrics: [] } },
    { data: { workouts: [] } },
    { data: { metrics: null, workouts: null, symptoms: null } },
    { data: { metrics: [{ name: 'step_count', units: 'count', data: [] }] } },
    { data: { metrics: [{ name: 'step_count', units: 'count', data: null }] } },
    { data: { metrics: [{ name: 'step_count' }] } },
    [{ data: {} }, { data: {} }],
  ]
  for (const body of empty) expect(readAll(body)).toEqual([])
})

test('keys that hold no array are not items', () => {
  expect(readAll({ data: { metrics: [metric], version: 8, user: { name: 'x' } }, exported: date })).toEqual([
    { ...sample, path: '/data/metrics/0/data' },
  ])
})

describe('a metric that is none is one item', () => {
  test.each([
    ['a number', 5, 'unknown', 'not an object'],
    ['null', null, 'unknown', 'not an object'],
    ['an array', [metric], 'unknown', 'not an object'],
    ['without a name', { units: 'count', data: [{ date, qty: 1 }] }, 'unknown', 'a metric without a name'],
    ['with an empty name', { name: '', data: [] }, 'unknown', 'a metric without a name'],
    ['with a number for a name', { name: 5, data: [] }, 'unknown', 'a metric without a name'],
    ['with data that is an object', { name: 'x', data: {} }, 'x', 'a metric without an array of data'],
    ['with data that is a text', { name: 'x', data: 'y' }, 'x', 'a metric without an array of data'],
    ['with its value outside of data', { name: 'x', date, qty: 1 }, 'x', 'a metric without an array of data'],
  ])('%s', (_name, element, countedAs, detail) => {
    expect(readAll({ data: { metrics: [metric, element] } }).slice(1)).toEqual([
      { kind: 'nothing', path: '/data/metrics', index: 1, countedAs, detail },
    ])
  })
})

describe('a record type of the future', () => {
  test('is kept as events under its own name, wherever it stands', () => {
    const written = { id: 'a', start: date, end: date, name: 'n', source: 's', level: 3 }
    const event = {
      kind: 'event',
      type: 'sleep_apnea_events',
      startedAt: date,
      endedAt: date,
      clientId: 'a',
      name: 'n',
      source: 's',
      unknownType: true,
      detail: { level: 3 },
    }
    expect(
      readAll({ data: { sleepApneaEvents: [written, 5] }, metrics: [], sleepApneaEvents: [written] }),
    ).toEqual([
      { ...event, path: '/data/sleepApneaEvents', index: 0 },
      {
        kind: 'nothing',
        countedAs: 'sleep_apnea_events',
        detail: 'not an object',
        path: '/data/sleepApneaEvents',
        index: 1,
      },
      { ...event, path: '/sleepApneaEvents', index: 0 },
    ])
  })

  test('has a pointer that can be followed and stored, whatever its name', () => {
    const body = JSON.parse(
      '{"data": {"metrics": [], "a/b~c\\u0000\\ud800": [1], "": [2], "__proto__": [3]}}',
    )
    const nothing = { kind: 'nothing', detail: 'not an object', index: 0 }
    const [named, empty, proto] = readAll(body)
    expect(named).toMatchObject({ ...nothing, path: '/data/a~1b~0c\ufffd\ufffd~x77dd4608bb24' })
    expect(empty).toEqual({ ...nothing, path: '/data/', countedAs: 'unknown' })
    expect(proto).toEqual({ ...nothing, path: '/data/__proto__', countedAs: 'proto' })
  })

  test('keys that read alike have pointers of their own, so that their elements are two items', () => {
    const long = 'x'.repeat(100)
    for (const [one, other] of [
      [`${long}a`, `${long}b`],
      ['x\0', 'x\ufffd'],
      ['\ud800', '\ud801'],
    ] as const) {
      const paths = readAll({ data: { metrics: [], [one]: [5], [other]: [5] } }).map(({ path }) => path)
      expect(new Set(paths).size).toBe(2)
    }
  })

  test('a name of capitals only is read in linear time', () => {
    const startedMs = performance.now()
    readAll({ data: { metrics: [], ['A'.repeat(50_000)]: [1] } })
    expect(performance.now() - startedMs).toBeLessThan(500)
  })
})

describe('an envelope that is less than the app’s', () => {
  test('is a bare array of metrics', () => {
    const pressure = { name: 'blood_pressure', units: 'mmHg', data: [{ date, systolic: 120, diastolic: 80 }] }
    expect(readAll([metric, pressure, 5])).toEqual([
      { ...sample, path: '/0/data' },
      {
        kind: 'sample',
        metric: 'blood_pressure',
        recordedAt: date,
        systolic: 120,
        diastolic: 80,
        unit: 'mmHg',
        path: '/1/data',
        index: 0,
      },
      { kind: 'nothing', path: '', index: 2, countedAs: 'unknown', detail: 'not an envelope' },
    ])
  })

  test('is one bare metric', () => {
    expect(readAll(metric)).toEqual([{ ...sample, path: '/data' }])
    expect(readAll({ name: 'step_count', data: [{ date, qty: 1 }] })).toEqual([
      { ...sample, unit: undefined, path: '/data' },
    ])
  })

  test('is an array of envelopes or of metrics in data', () => {
    expect(readAll({ data: [{ metrics: [metric] }, metric, 5] })).toEqual([
      { ...sample, path: '/data/0/metrics/0/data' },
      { ...sample, path: '/data/1/data' },
      { kind: 'nothing', path: '/data', index: 2, countedAs: 'unknown', detail: 'not an envelope' },
    ])
  })

  test('is empty', () => {
    for (const body of [{ data: null }, { data: [] }]) {
      expect(recogniseFormat(body)?.name).toBe('health-auto-export')
      expect(readAll(body)).toEqual([])
    }
  })

  test.each([
    [{}],
    [[]],
    [{ data: null, foo: 1 }],
    [{ data: [1] }],
    [{ data: [{ foo: 1 }] }],
    [{ name: 'x', data: [{ date, qty: 1 }] }],
    [{ name: 'step_count' }],
  ])('is not %j', body => {
    expect(recogniseFormat(body)).toBeUndefined()
  })
})
