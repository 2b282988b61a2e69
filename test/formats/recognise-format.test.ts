import { describe, expect, test } from 'vitest'
import { formats, recogniseFormat } from '../../src/formats/index.ts'

const typedMetric = { type: 'HeartRate', recorded_at: '2025-03-01T10:00:00Z', avg_bpm: 61 }
const typedWorkout = { workout_type: 'running', start_time: '2025-03-01T10:00:00Z' }
const appMetric = { name: 'step_count', units: 'count', data: [] }
const appWorkout = { name: 'Outdoor Run', start: '2025-03-01 10:00:00 +0100' }

test('every format has a name of its own', () => {
  expect(formats.map(format => format.name)).toEqual([
    'typed',
    'health-auto-export',
    'health-auto-export-csv',
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
    ['an unknown array without data', { steps: [{ count: 1 }] }],
    ['data as an array', { data: [] }],
    ['data as an array of records', { data: [typedMetric] }],
    ['data as a number', { data: 5 }],
    ['data as null', { data: null }],
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

  test('with a name that no format has is none', () => {
    expect(recogniseFormat({ data: {} }, 'csv')).toBeUndefined()
    expect(recogniseFormat({ data: {} }, '')).toBeUndefined()
  })
})
