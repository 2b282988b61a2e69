import { describe, expect, test } from 'vitest'
import { formats } from '../../src/formats/index.ts'
import { recogniseFormat } from '../support/recognise-format.ts'

const typedMetric = { type: 'HeartRate', recorded_at: '2025-03-01T10:00:00Z', avg_bpm: 61 }
const typedWorkout = { workout_type: 'running', start_time: '2025-03-01T10:00:00Z' }
const appMetric = { name: 'step_count', units: 'count', data: [] }
const appWorkout = { name: 'Outdoor Run', start: '2025-03-01 10:00:00 +0100' }

test('every format has a name of its own', () => {
  expect(formats.map(format => format.name)).toEqual([
    'health-auto-export-csv',
    'health-export-pro',
    'open-wearables',
    'health-bridge',
    'health-md',
    'health-connect',
    'typed',
    'simple',
    'health-auto-export',
  ])
})

describe('a body is recognised by its envelope', () => {
  test.each([
    ['a tagged metric', { data: { metrics: [typedMetric] } }, 'typed'],
    ['a tagged metric among others', { data: { metrics: [appMetric, typedMetric] } }, 'typed'],
    ['a tagged metric without workouts', { data: { metrics: [typedMetric], workouts: null } }, 'typed'],
    ['only workouts with our fields', { data: { workouts: [typedWorkout] } }, 'typed'],
    ['only workouts and no metric', { data: { metrics: [], workouts: [typedWorkout] } }, 'typed'],
    ['the same without data', { metrics: [typedMetric] }, 'typed'],
    ['metrics of the app', { data: { metrics: [appMetric] } }, 'health-auto-export'],
    [
      'metrics of the app beside our workouts',
      { data: { metrics: [appMetric], workouts: [typedWorkout] } },
      'health-auto-export',
    ],
    ['workouts of the app', { data: { workouts: [appWorkout] } }, 'health-auto-export'],
    [
      'a typed metric that has data',
      { data: { metrics: [{ ...appMetric, type: 'x' }] } },
      'health-auto-export',
    ],
    ['an empty run', { data: {} }, 'health-auto-export'],
    ['an empty run with metrics', { data: { metrics: [] } }, 'health-auto-export'],
    ['an empty run with workouts', { data: { workouts: [] } }, 'health-auto-export'],
    ['null arrays', { data: { metrics: null, workouts: null } }, 'health-auto-export'],
    ['symptoms alone', { data: { symptoms: [{}] } }, 'health-auto-export'],
    ['a record type of the future', { data: { sleepApnea: [{}] } }, 'health-auto-export'],
    ['a bare envelope', { symptoms: [], metrics: [], workouts: [] }, 'health-auto-export'],
    ['one bare array', { stateOfMind: [{}] }, 'health-auto-export'],
    ['workouts beside data', { data: { metrics: [] }, workouts: [] }, 'health-auto-export'],
    ['workouts beside a data of null', { data: null, workouts: [] }, 'health-auto-export'],
    ['an array of envelopes', [{ data: {} }, { metrics: [] }], 'health-auto-export'],
    ['an array with one envelope', [5, { data: {} }], 'health-auto-export'],
    ['an array of typed envelopes', [{ data: { metrics: [typedMetric] } }], 'typed'],
  ])('%s', (_name, body, format) => {
    expect(recogniseFormat(body)?.name).toBe(format)
  })
})

const reading = { metric: 'heart_rate', value: '61', date: '2025-03-01T10:00:00Z' }
const stamp = { timestamp: '2025-03-01T10:00:00Z', app_version: '1.9' }

describe('a body of another client is recognised by what only that client sends', () => {
  test.each([
    ['a webhook of Health Connect', { ...stamp, steps: [{ count: 1 }] }, 'health-connect'],
    ['the same with a time alone', { timestamp: stamp.timestamp, sleep: [{}] }, 'health-connect'],
    [
      'the same in camelCase',
      { timestamp: stamp.timestamp, appVersion: '1', heartRate: [] },
      'health-connect',
    ],
    ['an empty webhook', stamp, 'health-connect'],
    ['a webhook by the line', [{ ...stamp, steps: [] }, 5], 'health-connect'],
    ['a synced webhook', { type: 'health_data.synced', data: { records: [] } }, 'health-connect'],
    ['arrays by identifiers', { exportDate: 'x', data: {} }, 'health-export-pro'],
    ['identifiers alone', { data: { HKQuantityTypeIdentifierStepCount: [] } }, 'health-export-pro'],
    ['the SDK', { provider: 'apple', sdkVersion: '1.3', data: { workouts: [{}] } }, 'open-wearables'],
    ['a batch', { schema_id: 'health_bridge.batch.v1', workouts: [typedWorkout] }, 'health-bridge'],
    ['batches by the line', [{ schema_id: 'health_bridge.batch.v2' }], 'health-bridge'],
    ['daily records', { schema: 'healthmd.api_export', records: [] }, 'health-md'],
    ['one reading', reading, 'simple'],
    ['readings', [reading], 'simple'],
    ['readings among others', [5, {}, reading], 'simple'],
    ['readings in an object', { data: [reading] }, 'simple'],
    ['readings beside a name alone', { readings: [reading, { name: 'x' }] }, 'simple'],
    ['readings in data', { data: { samples: [reading] } }, 'simple'],
    ['readings as metrics', { metrics: [reading] }, 'simple'],
    ['readings with a type', { metrics: [{ ...reading, metric: undefined, type: 'steps' }] }, 'simple'],
    ['a reading beside metrics of the app', { metrics: [appMetric, reading] }, 'health-auto-export'],
    [
      'a cycle entry, which has a name and a value',
      { cycleTracking: [{ name: 'x', value: 'y' }] },
      'health-auto-export',
    ],
    ['the figures of a scale', { date: '2025-03-01', weight: 71.5 }, 'simple'],
    ['lists of dates and values', { type: 'Steps', dates: [], values: [] }, 'simple'],
    ['openScale trying its webhook', { event: 'test' }, 'simple'],
  ])('%s', (_name, body, format) => {
    expect(recogniseFormat(body)?.name).toBe(format)
  })

  test.each([
    ['a name without a value', [{ metric: 'heart_rate', date: '2025-03-01' }]],
    ['a value without a name', [{ value: 5, date: '2025-03-01' }]],
    ['a figure without a time', { weight: 71.5 }],
    ['an array of steps without a time', { steps: [{ count: 1 }] }],
    ['a time without an array', { timestamp: '2025-03-01T10:00:00Z' }],
    ['another event', { event: 'opened' }],
  ])('%s is none', (_name, body) => {
    expect(recogniseFormat(body)).toBeUndefined()
  })
})

describe('a body that another client could be taken for', () => {
  test.each([
    ['an export date beside metrics of the app', { exportDate: 'x', data: { metrics: [appMetric] } }],
    ['an export date beside workouts of the app', { exportDate: 'x', data: { workouts: [appWorkout] } }],
    ['a name and a number beside data', { name: 'x', value: 1, data: { metrics: [appMetric] } }],
  ])('%s', (_name, body) => {
    expect(recogniseFormat(body)?.name).toBe('health-auto-export')
  })

  test('an empty array under the name of a part is no CSV', () => {
    expect(recogniseFormat({ FooData: [] })).toBeUndefined()
  })
})

describe('what is no envelope is not taken for an empty one', () => {
  test.each([
    ['{}', {}],
    ['[]', []],
    ['a number', 5],
    ['a text', 'metrics'],
    ['null', null],
    ['true', true],
    ['undefined', undefined],
    ['an unknown key', { foo: 1 }],
    ['an unknown array without data', { breaths: [{ count: 1 }] }],
    ['data as an empty array beside something', { data: [], foo: 1 }],
    ['data as an array of records', { data: [typedMetric] }],
    ['data as a number', { data: 5 }],
    ['data as null beside something', { data: null, foo: 1 }],
    ['data with an unknown key', { data: { foo: 5 } }],
    ['data with an array of words', { data: { foo: ['a'] } }],
    ['metrics that are an object', { data: { metrics: {} } }],
    ['metrics that are a number', { data: { metrics: 5, workouts: [] } }],
    ['bare workouts that are a text', { workouts: 'none' }],
    ['data within data', { data: { data: {} } }],
    ['data in the prototype', JSON.parse('{"__proto__": {"data": {}}}')],
    ['an array of records', [typedMetric]],
    ['an array of arrays', [[{ data: {} }]]],
    ['an array of numbers', [1, 2]],
  ])('%s', (_name, body) => {
    expect(recogniseFormat(body)).toBeUndefined()
    for (const { name } of formats) expect(recogniseFormat(body, name)).toBeUndefined()
  })
})

describe('a forced format', () => {
  test('wins over what the body looks like', () => {
    expect(recogniseFormat({ data: { metrics: [typedMetric] } }, 'health-auto-export')?.name).toBe(
      'health-auto-export',
    )
    expect(recogniseFormat({ data: { metrics: [appMetric] } }, 'typed')?.name).toBe('typed')
    expect(recogniseFormat({ data: {} }, 'typed')?.name).toBe('typed')
  })

  test('takes a body that is too bare to be recognised', () => {
    expect(recogniseFormat({ steps: [{ count: 1 }] }, 'health-connect')?.name).toBe('health-connect')
    expect(recogniseFormat({ ...stamp, steps: [{ count: 1 }] }, 'typed')).toBeUndefined()
    expect(recogniseFormat({ data: {} }, 'health-connect')).toBeUndefined()
    expect(recogniseFormat([reading], 'simple')?.name).toBe('simple')
    expect(recogniseFormat({ data: {} }, 'simple')).toBeUndefined()
  })

  test('with a name that no format has is none', () => {
    expect(recogniseFormat({ data: {} }, 'csv')).toBeUndefined()
    expect(recogniseFormat({ data: {} }, '')).toBeUndefined()
  })
})
