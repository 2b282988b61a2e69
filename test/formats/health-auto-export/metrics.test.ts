import { describe, expect, test } from 'vitest'
import { healthAutoExport } from '../../../src/formats/health-auto-export/index.ts'

const date = '2025-03-01 10:00:00 +0100'
const later = '2025-03-01 10:30:00 +0100'
const place = { path: '/data/metrics/0/data', index: 0 }

function readData(name: string, units: string | undefined, data: unknown[], aggregation?: string) {
  const body = { data: { metrics: [{ name, units, data }] } }
  return [...healthAutoExport.read(body, aggregation === undefined ? {} : { aggregation })]
}

describe('the shapes of a datum', () => {
  const read = (datum: unknown) => readData('some_metric', 'count', [datum])
  const sample = { kind: 'sample', metric: 'some_metric', recordedAt: date, unit: 'count', ...place }

  test.each([
    ['a number', { date, qty: 7369.142, source: 'Watch' }, { value: 7369.142, source: 'Watch' }],
    ['keys in another order', { source: 'Watch', qty: 5, date }, { value: 5, source: 'Watch' }],
    ['a zero', { date, qty: 0 }, { value: 0, zeroIsUnknown: true }],
    ['no source', { date, qty: 1 }, { value: 1 }],
    ['an empty source', { date, qty: 1, source: '' }, { value: 1, source: '' }],
    ['several sources', { date, qty: 1, source: 'A|B\u00a0C' }, { value: 1, source: 'A|B\u00a0C' }],
    ['Min, Avg and Max', { date, Min: 1, Avg: 2.5, Max: 4 }, { min: 1, avg: 2.5, max: 4 }],
    ['min, avg and max', { date, min: 1, avg: 2.5, max: 4 }, { min: 1, avg: 2.5, max: 4 }],
    ['MIN, AVG and MAX', { date, MIN: 1, AVG: 2.5, MAX: 4 }, { min: 1, avg: 2.5, max: 4 }],
    ['only Min and Max', { date, Min: 1, Max: 4 }, { min: 1, max: 4 }],
    ['only Avg', { date, Avg: 2 }, { avg: 2 }],
    ['qty beside Avg', { date, qty: 2, Avg: 2 }, { value: 2, avg: 2 }],
    ['a null beside a number', { date, qty: null, Avg: 2 }, { avg: 2 }],
    ['a number that is null', { date, qty: null }, {}],
    ['a number that is a text', { date, qty: '72,5' }, { value: '72,5' }],
    ['a unit of its own', { date, qty: 1, units: 'mi' }, { value: 1, unit: 'mi' }],
    ['a start and an end', { start: date, end: later, qty: 1 }, { endedAt: later, value: 1 }],
    ['all three times', { date, start: date, end: later, qty: 1 }, { endedAt: later, value: 1 }],
    ['startDate and endDate', { startDate: date, endDate: later, qty: 1 }, { endedAt: later, value: 1 }],
    [
      'a date that is not its start',
      { date: later, start: date, qty: 1 },
      { value: 1, detail: { date: later } },
    ],
    [
      'keys that nobody knows',
      { date, qty: 1, source_uuid: 'u', n: null },
      { value: 1, detail: { source_uuid: 'u' } },
    ],
    ['metadata', { date, qty: 1, metadata: { a: [1] } }, { value: 1, detail: { metadata: { a: [1] } } }],
    ['a value without a qty', { date, value: 5 }, { value: 5 }],
  ])('%s', (_name, datum, expected) => {
    expect(read(datum)).toEqual([{ ...sample, ...expected }])
  })

  test.each([
    ['no date', { qty: 1 }, undefined],
    ['a date of null', { date: null, qty: 1 }, undefined],
    ['a date that is a number', { date: 5, qty: 1 }, 5],
  ])('%s is left to be judged', (_name, datum, recordedAt) => {
    expect(read(datum)).toEqual([{ ...sample, recordedAt, value: 1 }])
  })

  test.each([5, 'x', null, [], true])('%o is an item that is nothing', datum => {
    expect(read(datum)).toEqual([
      { kind: 'nothing', countedAs: 'some_metric', detail: 'not an object', ...place },
    ])
  })

  test('a shape that nobody knows is kept as an event', () => {
    expect(read({ date, end: later, source: 'Watch', stages: [1, 2], value: 'high' })).toEqual([
      {
        kind: 'event',
        type: 'some_metric',
        startedAt: date,
        endedAt: later,
        source: 'Watch',
        unknownType: true,
        detail: { stages: [1, 2], value: 'high', units: 'count' },
        ...place,
      },
    ])
    expect(readData('some_metric', undefined, [{}])).toEqual([
      { kind: 'event', type: 'some_metric', unknownType: true, detail: {}, ...place },
    ])
  })

  test('__proto__ and constructor are keys like any other', () => {
    const [record] = read(
      JSON.parse(`{"date": "${date}", "qty": 1, "__proto__": {"kind": "x"}, "constructor": 1}`),
    )
    if (record?.kind !== 'sample') throw new Error('not a sample')
    expect(Object.entries(record.detail!)).toEqual([
      ['__proto__', { kind: 'x' }],
      ['constructor', 1],
    ])
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).kind).toBeUndefined()
  })
})

describe('metrics with fields of their own', () => {
  test.each([
    ['blood_pressure', 'mmHg', { date, systolic: 121, diastolic: 79 }, { systolic: 121, diastolic: 79 }],
    [
      'blood_glucose',
      'mg/dL',
      { date, qty: 99, mealTime: 'Before Meal' },
      { value: 99, detail: { mealTime: 'Before Meal' } },
    ],
    ['insulin_delivery', 'IU', { date, qty: 4, reason: 'Bolus' }, { value: 4, detail: { reason: 'Bolus' } }],
    ['handwashing', 's', { date, qty: 20, value: 'Complete' }, { value: 20, detail: { value: 'Complete' } }],
    [
      'toothbrushing',
      's',
      { date, qty: 90, value: 'Incomplete' },
      { value: 90, detail: { value: 'Incomplete' } },
    ],
    [
      'sexual_activity',
      'count',
      { date, Unspecified: 1, 'Protection Used': 2, 'Protection Not Used': 0 },
      { value: 3, detail: { Unspecified: 1, 'Protection Used': 2, 'Protection Not Used': 0 } },
    ],
    [
      'sexual_activity',
      'count',
      { date, Unspecified: 1, 'Protection Used': 'often' },
      { value: 'often', detail: { Unspecified: 1, 'Protection Used': 'often' } },
    ],
    ['sexual_activity', 'count', { date, qty: 1 }, { value: 1 }],
  ])('%s', (metric, unit, datum, expected) => {
    expect(readData(metric, unit, [datum])).toEqual([
      { kind: 'sample', metric, unit, recordedAt: date, ...expected, ...place },
    ])
  })
})

describe('a header that says how the app grouped', () => {
  test.each([
    ['Minutes', 60],
    ['Hours', 3600],
    ['Days', 86_400],
    ['days', 86_400],
    ['DAY', 86_400],
    ['Weeks', 604_800],
    ['Months', 2_592_000],
    ['Years', 31_536_000],
  ])('%s covers %d seconds', (aggregation, groupedSeconds) => {
    const heartRate = { date, Min: 50, Avg: 60, Max: 70 }
    expect(readData('step_count', 'count', [{ date, qty: 1 }], aggregation)).toMatchObject([
      { groupedSeconds },
    ])
    expect(readData('heart_rate', 'bpm', [heartRate], aggregation)).toMatchObject([{ groupedSeconds }])
    expect(readData('sleep_analysis', 'hr', [{ date, core: 4 }], aggregation)).toMatchObject([
      { groupedSeconds },
    ])
  })

  test.each(['Default', 'None', '', 'constructor', 'Fortnights'])('%s says nothing', aggregation => {
    expect(readData('step_count', 'count', [{ date, qty: 1 }], aggregation)).toEqual([
      { kind: 'sample', metric: 'step_count', unit: 'count', recordedAt: date, value: 1, ...place },
    ])
  })

  test('does not count for a datum that says itself when it ends', () => {
    expect(readData('step_count', 'count', [{ start: date, end: later, qty: 1 }], 'Days')).toEqual([
      {
        kind: 'sample',
        metric: 'step_count',
        unit: 'count',
        recordedAt: date,
        endedAt: later,
        value: 1,
        ...place,
      },
    ])
  })
})

test('the same metric twice, in two units or none, keeps each its own', () => {
  const body = {
    data: {
      metrics: [
        { name: 'active_energy', units: 'kcal', data: [{ date, qty: 1 }] },
        { name: 'active_energy', units: 'kJ', data: [{ date, qty: 2 }, 7] },
        { name: 'Weight & Body Mass', data: [{ date, qty: 3 }] },
      ],
    },
  }
  const sample = { kind: 'sample', metric: 'active_energy', recordedAt: date, index: 0 }
  expect([...healthAutoExport.read(body, {})]).toEqual([
    { ...sample, value: 1, unit: 'kcal', path: '/data/metrics/0/data' },
    { ...sample, value: 2, unit: 'kJ', path: '/data/metrics/1/data' },
    {
      kind: 'nothing',
      countedAs: 'active_energy',
      detail: 'not an object',
      path: '/data/metrics/1/data',
      index: 1,
    },
    { ...sample, metric: 'Weight & Body Mass', value: 3, path: '/data/metrics/2/data' },
  ])
})

test('a source that stands in the header is that of each datum without one', () => {
  const metric = {
    name: 'step_count',
    units: 'count',
    source: 'Phone',
    data: [
      { date, qty: 1 },
      { date, qty: 2, source: 'Watch' },
    ],
  }
  expect([...healthAutoExport.read({ data: { metrics: [metric] } }, {})]).toMatchObject([
    { value: 1, source: 'Phone' },
    { value: 2, source: 'Watch' },
  ])
})
