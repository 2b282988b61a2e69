import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { healthAutoExport } from '../../src/formats/health-auto-export/index.ts'
import { formats } from '../../src/formats/index.ts'
import { typed } from '../../src/formats/typed/index.ts'
import { expectSound, hostileValue as value } from '../support/hostile-values.ts'
import { recogniseFormat } from '../support/recognise-format.ts'

const objectOf = (keys: string[], holds: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.constantFrom(...keys), holds, { maxKeys: 8, noNullPrototype: true })

const datum = objectOf(
  'date qty Min Avg max source value start end startDate systolic asleep core sleepStart Unspecified __proto__'.split(
    ' ',
  ),
  value,
)
const tagged = fc
  .tuple(
    fc.constantFrom('HeartRate', 'BloodPressure', 'Sleep', 'Activity', 'Quantity', 'Workout', 'Other', ''),
    objectOf(
      'recorded_at started_at ended_at avg_bpm steps metric value stage resting_heart_rate route'.split(' '),
      value,
    ),
  )
  .map(([type, fields]) => ({ ...fields, type }))
const metric = fc.record(
  {
    name: fc.oneof(fc.constantFrom('step_count', 'sleep_analysis', 'sexual_activity', '__proto__'), value),
    units: value,
    data: fc.oneof({ weight: 4, arbitrary: fc.array(fc.oneof(datum, value), { maxLength: 4 }) }, value),
  },
  { requiredKeys: [] },
)
const workout = objectOf(
  'name workout_type start start_time end id duration heartRate elevation stepCount route series heartRateData'.split(
    ' ',
  ),
  fc.oneof(value, fc.array(fc.oneof(datum, value), { maxLength: 3 })),
)
const list = (element: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.array(fc.oneof({ weight: 3, arbitrary: element }, value), { maxLength: 4 }) },
    value,
  )
const holder = fc.record(
  {
    metrics: list(fc.oneof(metric, tagged)),
    workouts: list(workout),
    symptoms: list(datum),
    other: list(datum),
  },
  { requiredKeys: [] },
)
const envelope = fc.oneof(
  { weight: 4, arbitrary: fc.record({ data: holder }) },
  holder,
  fc.tuple(fc.record({ data: holder }), holder).map(([inside, beside]) => ({ ...beside, ...inside })),
)
const body = fc.oneof(
  { weight: 4, arbitrary: envelope },
  fc.array(fc.oneof(envelope, value), { maxLength: 3 }),
  value,
)

/** How many items a body holds, said another way than the readers do. */
function countItems(envelope: unknown): number {
  const arraysIn = (object: unknown): [string, unknown[]][] =>
    typeof object === 'object' && object !== null && !Array.isArray(object)
      ? (Object.entries(object).filter(([, held]) => Array.isArray(held)) as [string, unknown[]][])
      : []
  const arrays = [...arraysIn((envelope as { data?: unknown }).data), ...arraysIn(envelope)]
  return arrays
    .flatMap(([key, elements]) => (key === 'metrics' ? elements.map(countMetric) : [elements.length]))
    .reduce((sum, count) => sum + count, 0)
}

function countMetric(element: unknown): number {
  const { name, data, ...rest } = (element ?? {}) as { name?: unknown; data?: unknown; units?: unknown }
  if (typeof name !== 'string' || name === '') return 1
  if (Array.isArray(data)) return data.length
  const isEmpty = data === null || (data === undefined && Object.keys(rest).every(key => key === 'units'))
  return isEmpty ? 0 : 1
}

describe('no body makes a reader throw', () => {
  test('of any value, also none that JSON can say', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), any => {
        recogniseFormat(any)
        for (const format of formats) expectSound(format.read(any, {}))
      }),
      { numRuns: 400 },
    )
  })

  test('of the right outline with anything in it', () => {
    fc.assert(
      fc.property(body, fc.constantFrom('Days', 'Default', '', '__proto__'), (any, aggregation) => {
        recogniseFormat(any)
        for (const format of formats) expectSound(format.read(any, { aggregation }))
        expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  test('and every element is an item, once', () => {
    fc.assert(
      fc.property(envelope, one => {
        const format = recogniseFormat(one)
        if (!format) return
        const places = [...format.read(one, {})].map(({ path, index }) => `${path}/${index}`)
        const distinct = places.filter((place, at) => place !== places[at - 1])
        expect(new Set(distinct).size).toBe(distinct.length)
        expect(distinct.length).toBe(countItems(one))
      }),
      { numRuns: 2000 },
    )
  })
})

test('names of the client that a report repeats are fit for it', () => {
  for (const name of ['\0', '\ud800', 'x'.repeat(10_000), `${'x'.repeat(99)}\u{1f600}`]) {
    const point = { date: '2025-03-01', qty: 1 }
    const holder = {
      metrics: [
        { name, data: 5 },
        { name, data: [5] },
        { type: name },
        { type: 'Workout', series: { [name]: [point] } },
      ],
      workouts: [{ [name]: [point] }],
      [name]: [5],
    }
    const records = [...typed.read({ data: holder }, {})]
    expect(records.map(record => record.kind)).toEqual([
      'nothing',
      'nothing',
      'nothing',
      'workout',
      'workout',
      'nothing',
    ])
    expectSound(records)
  }
})

test('100,000 levels of nesting are read without a look into them', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const date = '2025-03-01 10:00:00 +0100'
  const bodies = [
    `{"data": {"metrics": [{"name": "x", "data": [{"date": "${date}", "qty": 1, "metadata": ${deep}}]}]}}`,
    `{"data": {"metrics": [{"name": "x", "data": [${deep}]}]}}`,
    `{"data": {"metrics": [{"type": "Other", "recorded_at": "${date}", "x": ${deep}}]}}`,
    `{"data": {"workouts": [{"name": "x", "start": "${date}", "stepCount": ${deep}, "route": ${deep}}]}}`,
    `{"data": {"symptoms": [{"start": "${date}", "x": ${deep}}], "other": ${deep}}}`,
  ]
  const counts = bodies.map(text => {
    const parsed = JSON.parse(text)
    return [...recogniseFormat(parsed)!.read(parsed, {})].length
  })
  expect(counts).toEqual([1, 1, 1, 1, 2])
})

test('a reader hands on one record at a time', () => {
  const data = Array.from({ length: 100_000 }, (_, index) => ({ date: '2025-03-01', qty: index }))
  const records = healthAutoExport
    .read({ data: { metrics: [{ name: 'step_count', data }] } }, {})
    [Symbol.iterator]()
  data.length = 2
  expect(records.next().value).toMatchObject({ value: 0 })
  data[1] = { date: '2025-03-02', qty: 7 }
  expect(records.next().value).toMatchObject({ value: 7 })
  expect(records.next().done).toBe(true)
})
