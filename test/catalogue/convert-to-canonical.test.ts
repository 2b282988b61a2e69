import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { convertToCanonical } from '../../src/catalogue/convert-to-canonical.ts'
import { metrics } from '../../src/catalogue/index.ts'
import type { Metric } from '../../src/catalogue/metric.ts'
import { convert, parseUnit, type Unit, units } from '../../src/catalogue/units.ts'

const convertTo = (name: string, value: number, spelling: string) =>
  convertToCanonical(value, parseUnit(spelling)!, metrics.get(name)!)

describe('to the canonical unit and back', () => {
  const accepted = [...metrics.values()].flatMap(metric =>
    units
      .filter(unit => convertToCanonical(metric.range[1], unit, metric) !== undefined)
      .map(unit => [metric.name, unit, metric] as const),
  )
  const convertBack = (value: number, unit: Unit, metric: Metric) =>
    convert(value, metric.unit, unit) ?? value
  // A temperature is measured from absolute zero, up to 460 degrees away.
  const scale = (value: number, unit: Unit) =>
    Math.abs(value) + (['degC', 'degF', 'K'].includes(unit) ? 460 : 0)

  test.each(accepted)('%s in %s is the same number within 1e-12', (_name, unit, metric) => {
    const [min, max] = metric.range
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), value => {
        fc.pre(value === 0 || Math.abs(value) > 1e-9)
        const written = convertBack(value, unit, metric)
        const canonical = convertToCanonical(written, unit, metric)!
        return (
          Math.abs(canonical - value) <= 1e-12 * scale(value, metric.unit) &&
          Math.abs(convertBack(canonical, unit, metric) - written) <= 1e-12 * scale(written, unit)
        )
      }),
    )
  })

  test('each metric is accepted in its own unit', () => {
    const own = accepted.filter(([, unit, metric]) => unit === metric.unit)
    expect(own).toHaveLength(metrics.size)
  })
})

describe('the same number', () => {
  test('hours stood are a count of hours, and for no other count do hours pass', () => {
    expect(convertTo('apple_stand_hour', 11, 'hours')).toBe(11)
    expect(convertTo('flights_climbed', 11, 'hours')).toBeUndefined()
    expect(convertTo('cycling_distance', 2, 'km')).toBe(2_000)
  })

  test('a bare count of a rate is per minute, and a rate is no count', () => {
    expect(convertTo('heart_rate', 61, 'count')).toBe(61)
    expect(convertTo('respiratory_rate', 14.5, 'count')).toBe(14.5)
    expect(convertTo('step_count', 61, 'count/min')).toBeUndefined()
  })

  test('a body mass index in kg/m² is a count, and no other count is', () => {
    expect(convertTo('body_mass_index', 22.4, 'kg/m²')).toBe(22.4)
    expect(convertTo('flights_climbed', 22.4, 'kg/m²')).toBeUndefined()
  })

  test('a difference of temperatures in degC keeps its number, and one in degF is not taken for a temperature', () => {
    expect(convertTo('skin_temperature_delta', -0.4, 'degC')).toBe(-0.4)
    expect(convertTo('skin_temperature_delta', 0.9, 'delta degF')).toBe(0.5)
    expect(convertTo('skin_temperature_delta', 0.9, 'degF')).toBeUndefined()
  })

  test('a basal metabolic rate in kcal is that of a day', () => {
    expect(convertTo('basal_metabolic_rate', 1_650, 'kcal')).toBe(1_650)
    expect(convertTo('basal_metabolic_rate', 80, 'W')).toBeCloseTo(1_652, 1)
  })
})

describe('percentages', () => {
  test.each([
    ['blood_oxygen_saturation', 0.97, 97],
    ['blood_oxygen_saturation', 1, 100],
    ['blood_oxygen_saturation', 98.29, 98.29],
    ['body_fat_percentage', 0.25, 25],
    ['body_fat_percentage', 17.9, 17.9],
    ['walking_double_support_percentage', 0.3125, 31.25],
    ['apple_walking_steadiness', 0.875, 87.5],
  ])('%s of %d %% is %d %%, because less than the range is a fraction', (name, written, percent) => {
    expect(convertTo(name, written, '%')).toBe(percent)
  })

  test.each([
    ['walking_asymmetry_percentage', 0.83],
    ['atrial_fibrillation_burden', 0.5],
    ['peripheral_perfusion_index', 0.3],
    ['blood_alcohol_content', 0.08],
  ])('%s of %d %% stays as written, because so little is real', (name, written) => {
    expect(convertTo(name, written, '%')).toBe(written)
  })

  test.each([0, -0.97, 0.01, 1.5, 101])(
    '%d %% of blood oxygen is no fraction and stays out of range',
    written => {
      expect(convertTo('blood_oxygen_saturation', written, '%')).toBe(written)
    },
  )
})
