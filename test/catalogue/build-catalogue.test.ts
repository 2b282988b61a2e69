import { expect, test } from 'vitest'
import { defineMetrics } from '../../src/catalogue/define-metrics.ts'
import { areas, buildCatalogue, metricNames } from '../../src/catalogue/index.ts'
import type { MetricDefinition } from '../../src/catalogue/metric.ts'

const gripStrength: MetricDefinition = {
  title: 'Grip Strength',
  kind: 'quantity',
  unit: 'kg',
  aggregation: 'latest',
  range: [0, 300],
  healthkit: 'HKQuantityTypeIdentifierGripStrength',
  aliases: ['hand_force'],
  displayNames: ['Strength of the Hand'],
}

test('one more entry is one more metric, under all its names, with its aggregation style derived', () => {
  const {
    metrics,
    metricNames: names,
    findMetric,
  } = buildCatalogue([...areas, { grip_strength: gripStrength }])
  const expected = { name: 'grip_strength', aggregationStyle: 'discrete', ...gripStrength }
  const known = [
    'grip_strength',
    'Grip Strength',
    'Hand-Force',
    'strength of the hand',
    'HKQuantityTypeIdentifierGripStrength',
    'gripStrength',
  ]
  expect(known.map(findMetric)).toEqual(Array(6).fill(expected))
  expect(names).toEqual([...metricNames, 'grip_strength'])
  expect(metrics.get('grip_strength')).toEqual(expected)
})

test('a sum is cumulative', () => {
  const { findMetric } = buildCatalogue([{ laps: { ...gripStrength, unit: 'count', aggregation: 'sum' } }])
  expect(findMetric('laps')?.aggregationStyle).toBe('cumulative')
})

test('a name that two areas define does not load', () => {
  expect(() => buildCatalogue([...areas, { heart_rate: gripStrength }])).toThrow(
    'heart_rate is defined twice',
  )
})

const { title, healthkit: _, aliases: __, displayNames: ___, ...bare } = gripStrength
const clashes: [string, Partial<MetricDefinition>, string][] = [
  [
    'an alias that is the name of another',
    { title, aliases: ['step_count'] },
    'step_count is both step_count',
  ],
  ['an alias that is an alias of another', { title, aliases: ['weight'] }, 'weight is both body_mass'],
  [
    'an alias that differs in typography only',
    { title, aliases: ['STEP-Count'] },
    'STEP-Count is both step_count',
  ],
  ['a title that another has', { title: 'Heart Rate' }, 'Heart Rate is both heart_rate'],
  [
    'a HealthKit identifier that another has',
    { title, healthkit: 'HKQuantityTypeIdentifierHeight' },
    'HKQuantityTypeIdentifierHeight is both height',
  ],
  [
    'a HealthKit identifier that is the name of another without its prefix',
    { title, healthkit: 'HKCategoryTypeIdentifierSpeed' },
    'Speed is both speed',
  ],
  [
    'a display name that another has',
    { title, displayNames: ['Resting Energy'] },
    'Resting Energy is both basal_energy_burned',
  ],
]
test.each(clashes)('%s does not load', (_what, names, message) => {
  const entry = { ...bare, ...names } as MetricDefinition
  expect(() => buildCatalogue([...areas, { grip_strength: entry }])).toThrow(
    `catalogue: ${message} and grip_strength`,
  )
})

test('a name that differs from another only in typography does not load', () => {
  expect(() => buildCatalogue([...areas, { heartrate: gripStrength }])).toThrow(
    'heartrate is both heart_rate',
  )
})

test('a misspelt unit, kind or field does not compile', () => {
  // Checked by the compiler: each directive is an error when its line has none.
  const entries = defineMetrics({
    // @ts-expect-error
    grip_strength: { ...gripStrength, unit: 'kilos' },
    // @ts-expect-error
    hand_force: { ...gripStrength, kind: 'force' },
    // @ts-expect-error
    pinch_force: { ...gripStrength, alias: ['pinch'] },
  })
  expect(Object.keys(entries)).toEqual(['grip_strength', 'hand_force', 'pinch_force'])
})
