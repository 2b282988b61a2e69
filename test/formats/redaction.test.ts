import { expect, test } from 'vitest'
import { healthAutoExport } from '../../src/formats/health-auto-export/index.ts'
import type { IncomingRedacted } from '../../src/formats/incoming.ts'
import { clearMetrics, readRedacted, redactItems } from '../../src/formats/redaction.ts'

const place = { path: '/data/ecg', index: 3 }

function redacted(type: string, path: string, index: number, alsoAt?: number[]): IncomingRedacted {
  return { kind: 'redacted', type, path, index, ...(alsoAt ? { alsoAt } : {}) }
}

test('a mark is read as the item that stood there, and nothing else is', () => {
  expect(readRedacted({ redacted_type: 'ecg' }, place)).toEqual(redacted('ecg', '/data/ecg', 3))
  const others = [
    { redacted_type: 'ecg', start: '2026-02-05T09:00:00Z' },
    { redacted_type: 5 },
    { redacted_type: '' },
    { name: 'ecg' },
    ['redacted_type'],
    'redacted_type',
    null,
  ]
  expect(others.map(element => readRedacted(element, place))).toEqual(others.map(() => undefined))
  const long = readRedacted({ redacted_type: `\0${'x'.repeat(500)}` }, place)
  expect(long?.type).toBe(`\ufffd${'x'.repeat(99)}`)
})

test('a mark is read in the place of any element: a metric, a datum, a workout, an event', () => {
  const mark = { redacted_type: 'x' }
  const body = {
    data: {
      metrics: [mark, { name: 'step_count', data: [mark] }],
      workouts: [mark],
      symptoms: [mark],
      tideTables: [mark],
    },
  }
  expect([...healthAutoExport.read(body, {})]).toEqual([
    redacted('x', '/data/metrics', 0),
    redacted('x', '/data/metrics/1/data', 0),
    redacted('x', '/data/workouts', 0),
    redacted('x', '/data/symptoms', 0),
    redacted('x', '/data/tideTables', 0),
  ])
})

test('an item is replaced in its place, whatever its path is written with, and all else stays', () => {
  const body = [{ data: { 'a/b~c': [1, 2, 3] } }, { symptoms: ['x'], ecg: ['y', 'z'] }]
  const items = [
    redacted('t', '/0/data/a~1b~0c', 1),
    redacted('ecg', '/1/ecg', 0),
    redacted('ecg', '/1/ecg', 1),
  ]
  expect(redactItems(body, items)).toBe(true)
  expect(body).toEqual([
    { data: { 'a/b~c': [1, { redacted_type: 't' }, 3] } },
    { symptoms: ['x'], ecg: [{ redacted_type: 'ecg' }, { redacted_type: 'ecg' }] },
  ])
})

test('the further places of an item are emptied', () => {
  const body = { lines: [['2026-02-05', 'min', 'avg', 'max', 'other']] }
  expect(redactItems(body, [redacted('heart_rate', '/lines/0', 1, [2, 3])])).toBe(true)
  expect(body).toEqual({ lines: [['2026-02-05', { redacted_type: 'heart_rate' }, null, null, 'other']] })
})

test('what an app says of a metric besides its data goes with the data', () => {
  const metrics = [
    { name: 'blood_glucose', units: 'mg/dL', average: 105, data: [{ qty: 105 }] },
    { name: 'step_count', units: 'count', average: 5, data: [{ qty: 5 }] },
    { name: 'blood_glucose', note: 'none today', data: null },
    { name: 'blood_glucose', data: [] },
  ]
  const isGlucose = (name: string) => name === 'blood_glucose'
  expect(clearMetrics([{ data: { metrics } }], isGlucose)).toEqual(['blood_glucose', 'blood_glucose'])
  expect(metrics).toEqual([
    { name: 'blood_glucose', units: 'mg/dL', data: [{ qty: 105 }] },
    { name: 'step_count', units: 'count', average: 5, data: [{ qty: 5 }] },
    { name: 'blood_glucose', data: null },
    { name: 'blood_glucose', data: [] },
  ])
})

const long = 'k'.repeat(120)
test.each([
  ['is the body itself', '', 0, {}],
  ['does not exist', '/ecg', 0, { data: {} }],
  ['is no array', '/ecg', 0, { ecg: { 0: 'x' } }],
  ['is behind the end', '/ecg', 1, { ecg: ['x'] }],
  ['is none of an array', '/ecg/length', 0, { ecg: [['x']] }],
  ['is inherited', '/constructor', 0, {}],
  ['could be one of two', `/${'k'.repeat(100)}`, 0, { [`${long}a`]: ['x'], [`${long}b`]: ['x'] }],
])('a place that %s is not found', (_what, path, index, body) => {
  expect(redactItems(body, [redacted('ecg', path, index)])).toBe(false)
})

test('what a session of sleep says besides its stages goes with them', () => {
  const body = {
    sleep: [{ start_time: 'x', title: 'y', stages: [{ stage: 'deep' }] }],
    steps: [{ count: 5 }],
  }
  expect(redactItems(body, [redacted('sleep_analysis', '/sleep/0/stages', 0)])).toBe(true)
  expect(body).toEqual({
    sleep: [{ stages: [{ redacted_type: 'sleep_analysis' }] }],
    steps: [{ count: 5 }],
  })
})

test('a further place that is not there is not found', () => {
  expect(redactItems({ lines: [['x']] }, [redacted('ecg', '/lines/0', 0, [7])])).toBe(false)
})
