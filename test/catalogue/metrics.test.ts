import { describe, expect, test } from 'vitest'
import { findMetric, metricNames, metrics } from '../../src/catalogue/index.ts'
import { convert, units } from '../../src/catalogue/units.ts'

describe.each([...metrics.values()])('the entry $name', metric => {
  test('has a name for a URL, a title and a range with room in it', () => {
    expect(metric.name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
    expect(metric.title).toMatch(/^[A-Z]/)
    expect(metric.range[0]).toBeLessThan(metric.range[1])
    expect(metric.range.every(Number.isFinite)).toBe(true)
    expect(metric.aggregationStyle).toBe(metric.aggregation === 'sum' ? 'cumulative' : 'discrete')
    if (metric.healthkit) {
      expect(metric.healthkit).toMatch(/^HK(Quantity|Category|Correlation)TypeIdentifier[A-Z]/)
    }
  })

  test('answers to every name it lists', () => {
    const { name, title, healthkit = name, aliases = [], displayNames = [] } = metric
    const names = [name, title, healthkit, ...aliases, ...displayNames]
    for (const written of names) {
      expect([written, written.toUpperCase(), written.replaceAll('_', ' ')].map(findMetric)).toEqual(
        Array(3).fill(metric),
      )
    }
  })
})

describe('ranges', () => {
  // Records and the extremes of case reports in the canonical unit, then what cannot be.
  const bounds: [string, number[], number[]][] = [
    ['heart_rate', [20, 27.5, 220, 300], [19.9, 0, 301]],
    ['resting_heart_rate', [26], [0]],
    ['step_count', [0, 7369.142, 250_000, 5_000_000], [-1, 1e9]],
    ['active_energy', [0, 9_500, 1_200_000], [-0.1, 1e8]],
    ['apple_exercise_time', [0, 1_440, 44_640], [-1, 600_000]],
    ['walking_running_distance', [0, 319_614], [-1]],
    ['flights_climbed', [0, 8_000], [-1]],
    ['body_mass', [0.25, 3.4, 635], [0, -70, 71_200]],
    ['height', [24, 54.6, 272], [0, 1_800]],
    ['body_mass_index', [9, 251], [0, 2_300]],
    ['body_fat_percentage', [3, 60], [-1, 0, 0.25, 101]],
    ['vo2_max', [10, 97.5], [0, 400]],
    ['body_temperature', [11.8, 36.6, 46.5], [0, 98.6, 310]],
    ['blood_glucose', [12, 99, 2_656], [0, 5_000]],
    ['blood_oxygen_saturation', [10, 98.29, 100], [0, 0.97, 101]],
    ['respiratory_rate', [4, 16, 90], [0, 500]],
    ['heart_rate_variability', [0.4, 3, 250], [0, 10_000]],
    ['cardio_recovery', [-5, 30, 90], [-300, 300]],
    ['underwater_depth', [0, 332.35], [-1]],
    ['headphone_audio_exposure', [-20, 70, 140], [500]],
    ['six_minute_walking_test_distance', [0, 900], [-1, 10_000]],
    ['sleep_analysis', [0, 7.5, 24], [-1, 25]],
    ['walking_speed', [0, 1.4, 4.6], [-1, 60]],
    ['dietary_water', [0, 12_000, 1_000_000], [-1]],
    ['sodium', [0, 2_300], [-1]],
    ['walking_asymmetry_percentage', [0, 0.83, 100], [-1, 101]],
    ['walking_double_support_percentage', [18, 60], [0, 0.31, 101]],
    ['peripheral_perfusion_index', [0.02, 20], [-1]],
    ['basal_metabolic_rate', [80, 1_650, 8_000], [0, 40_000]],
    ['skin_temperature_delta', [-8, 0, 8], [-36.6, 36.6]],
  ]
  test.each(bounds)('%s holds the possible %j and not %j', (name, possible, impossible) => {
    const [lowest, highest] = metrics.get(name)!.range
    const inside = (value: number) => lowest <= value && value <= highest
    expect([possible.filter(value => !inside(value)), impossible.filter(inside)]).toEqual([[], []])
  })

  test('blood pressure has the documented range for each of its two numbers, and it alone has two', () => {
    expect(metrics.get('blood_pressure')).toMatchObject({
      kind: 'blood_pressure',
      range: [30, 250],
      componentRanges: { systolic: [40, 250], diastolic: [30, 150] },
    })
    const withComponents = [...metrics.values()].filter(
      metric => metric.componentRanges || metric.kind === 'blood_pressure',
    )
    expect(withComponents.map(({ name }) => name)).toEqual(['blood_pressure'])
  })
})

test('only blood glucose is measured in what converts by the molar mass of glucose', () => {
  const byMolarMass = units.filter(unit => convert(1, unit, 'mmol/L') !== undefined)
  const measured = [...metrics.values()].filter(({ unit }) => byMolarMass.includes(unit))
  expect([byMolarMass, measured.map(({ name }) => name)]).toEqual([['mg/dL', 'mmol/L'], ['blood_glucose']])
})

test('the special kinds are stored as what they are, all else as quantities', () => {
  const special = [...metrics.values()]
    .filter(({ kind }) => kind !== 'quantity')
    .map(({ name, kind }) => [name, kind])
  expect(Object.fromEntries(special)).toEqual({
    heart_rate: 'heart_rate',
    blood_pressure: 'blood_pressure',
    sleep_analysis: 'sleep',
  })
})

test('what makes two values of one time two records is named where it is part of the value', () => {
  const qualified = [...metrics.values()].filter(({ qualifier }) => qualifier)
  expect(Object.fromEntries(qualified.map(({ name, qualifier }) => [name, qualifier]))).toEqual({
    insulin_delivery: 'reason',
    handwashing: 'value',
    toothbrushing: 'value',
  })
})

test('names are listed once, in the order of the entries', () => {
  expect(metricNames).toEqual([...metrics.keys()])
  expect(metricNames.slice(0, 3)).toEqual(['step_count', 'active_energy', 'basal_energy_burned'])
})
