import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { convert, parseUnit, type Unit, units } from '../../src/catalogue/units.ts'

const pairs = units.flatMap(from => units.map(to => [from, to] as const))
const convertiblePairs = pairs.filter(([from, to]) => convert(1, from, to) !== undefined)

describe('conversion', () => {
  // 1e-12 of what the number is measured from: a temperature counts from absolute zero, up to 460 degrees away.
  const scale = (value: number, unit: Unit) =>
    Math.abs(value) + (['degC', 'degF', 'K'].includes(unit) ? 460 : 0)

  test.each(convertiblePairs)('%s to %s and back is the same number within 1e-12', (from, to) => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), value => {
        fc.pre(value === 0 || Math.abs(value) > 1e-9)
        const back = convert(convert(value, from, to)!, to, from)!
        return Math.abs(back - value) <= 1e-12 * scale(value, from)
      }),
    )
  })

  test.each(units)('%s to itself changes no bit of any number', unit => {
    fc.assert(fc.property(fc.double(), value => Object.is(convert(value, unit, unit), value)))
  })

  test('what can be converted one way can be converted the other way', () => {
    const key = ([from, to]: readonly [Unit, Unit]) => `${from} ${to}`
    const there = new Set(convertiblePairs.map(key))
    expect(convertiblePairs.filter(([from, to]) => !there.has(key([to, from])))).toEqual([])
  })

  // Published figures: NIST SP 811 and HB 44, the international yard and pound agreement, glucose at 180.156 g/mol.
  const published: [number, Unit, number, Unit][] = [
    [180, 'lb', 81.6466266, 'kg'],
    [1, 'st', 14, 'lb'],
    [1, 'lb', 16, 'oz'],
    [1, 'oz', 28.349523125, 'g'],
    [250, 'mcg', 0.25, 'mg'],
    [1_500, 'mg', 1.5, 'g'],
    [98.6, 'degF', 37, 'degC'],
    [-40, 'degF', -40, 'degC'],
    [0, 'degC', 273.15, 'K'],
    [32, 'degF', 0, 'degC'],
    [100, 'mg/dL', 5.55074490996692, 'mmol/L'],
    [5.5, 'mmol/L', 99.0858, 'mg/dL'],
    [1, 'kcal', 4.184, 'kJ'],
    [1, 'kcal', 1_000, 'cal'],
    [1, 'cal', 4.184, 'J'],
    [1, 'mi', 1_609.344, 'm'],
    [26.2, 'mi', 42.1648128, 'km'],
    [1, 'yd', 0.9144, 'm'],
    [1, 'mi', 1_760, 'yd'],
    [1, 'ft', 12, 'in'],
    [1, 'in', 2.54, 'cm'],
    [1, 'fl_oz_us', 29.5735295625, 'mL'],
    [1, 'fl_oz_imp', 28.4130625, 'mL'],
    [2.5, 'L', 2_500, 'mL'],
    [60, 'mi/hr', 26.8224, 'm/s'],
    [36, 'km/hr', 10, 'm/s'],
    [1, 'mi/hr', 1.609344, 'km/hr'],
    [10, 'ft/s', 3.048, 'm/s'],
    [3_600, 'm/hr', 1, 'm/s'],
    [1.5, 'hr', 90, 'min'],
    [2, 'min', 120, 's'],
    [0.25, 's', 250, 'ms'],
    [0.97, 'fraction', 97, '%'],
    [8.5, 'MET', 8.5, 'kcal/hr·kg'],
    [1, 'mmHg', 0.133322387415, 'kPa'],
    [120, 'mmHg', 15.9986864898, 'kPa'],
    [8, 'L/s', 480, 'L/min'],
    [1, 'W', 20.650095602294456, 'kcal/day'],
    [8, 'fl_oz_us', 1, 'cup_us'],
    [16, 'fl_oz_us', 1, 'pt_us'],
    [10, 'fl_oz_imp', 1, 'cup_imp'],
    [20, 'fl_oz_imp', 1, 'pt_imp'],
    [12, 'mm', 1.2, 'cm'],
    [1.8, 'delta degF', 1, 'delta degC'],
  ]
  test.each(published)('%d %s is %d %s', (value, from, expected, to) => {
    const converted = convert(value, from, to)!
    expect(Math.abs(converted - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected))
  })

  const apart: [Unit, Unit][] = [
    ['kg', 'm'],
    ['count', '%'],
    ['count', 'count/min'],
    ['hr', 'km/hr'],
    ['mg/dL', 'mg'],
    ['mmol/L', 'L'],
    ['degC', '%'],
    ['IU', 'mcg'],
    ['W', 'kcal'],
    ['degC', 'delta degC'],
    ['kg/m2', 'count'],
  ]
  test.each(apart)('%s and %s measure different things', (from, to) => {
    expect([convert(1, from, to), convert(1, to, from)]).toEqual([undefined, undefined])
  })
})

describe('spellings', () => {
  test.each(units)('%s is its own spelling', unit => {
    expect(parseUnit(unit)).toBe(unit)
  })

  const seen: [Unit, string[]][] = [
    ['count', ['count', 'steps', 'Steps', ' count ']],
    ['count/min', ['count/min', 'bpm', 'BPM', 'spm', 'count / min', 'beats/minute']],
    ['count/s', ['count/s', 'Hz', 'hz', 'count/sec']],
    ['kcal', ['kcal', 'Cal', 'KCAL', 'kcals', 'Calories', 'calories']],
    ['kJ', ['kJ', 'kj', 'KJ']],
    ['min', ['min', 'minutes', 'Min']],
    ['hr', ['hr', 'hours', 'h', 'Hours']],
    ['s', ['s', 'sec', 'Seconds']],
    ['ms', ['ms']],
    ['mi', ['mi', 'miles']],
    ['km', ['km', 'KM']],
    ['mi/hr', ['mi/hr', 'mph', 'MPH']],
    ['km/hr', ['km/hr', 'km/h', 'kmph', 'kph']],
    ['m/s', ['m/s']],
    ['ft/s', ['ft/s']],
    ['m/hr', ['m/hr']],
    ['lb', ['lb', 'lbs', 'LB']],
    ['kg', ['kg', 'Kg']],
    ['mcg', ['mcg', '\u00b5g', '\u03bcg', 'ug', 'MCG']],
    ['degC', ['degC', '\u00baC', '\u00b0C', '\u2103', '\u00b0 C', 'degc']],
    ['degF', ['degF', '\u00baF', '\u00b0F', '\u2109']],
    ['kcal/hr·kg', ['kcal/hr\u00b7kg', 'kcal/hr.kg', 'kcal/hr*kg', 'kcal/hr\u22c5kg', 'kcal/(kg*hr)']],
    ['MET', ['MET', 'METs', 'met']],
    [
      'ml/(kg·min)',
      ['ml/(kg\u00b7min)', 'mL/(kg*min)', 'mL/min\u00b7kg', 'ml/kg/min', 'mL/kg\u00b7min', 'mL/(kg·min)'],
    ],
    ['fl_oz_us', ['fl_oz_us', 'fl oz', 'fl\u00a0oz', 'fl. oz.', 'US fl oz', 'Fluid Ounces']],
    ['cup_us', ['cup_us', 'cups']],
    ['pt_us', ['pt_us', 'pints']],
    ['mL', ['mL', 'ml']],
    ['L/min', ['L/min', 'l/min']],
    ['L/s', ['L/s', 'l/s', 'L/sec']],
    ['kPa', ['kPa', 'kpa', 'kilopascals']],
    ['kg/m2', ['kg/m2', 'kg/m²', 'kg/m^2', 'KG/M2']],
    ['kcal/day', ['kcal/day', 'kcal/d', 'Cal/day']],
    ['delta degC', ['delta degC', 'delta_degC', 'ΔdegC', 'Δ°C', 'Δ℃']],
    ['mg/dL', ['mg/dL', 'mg/dl']],
    ['mmol/L', ['mmol/L', 'mmol/l', 'mmol<180.1558800000541>/L', 'mmol<180.15588000005408>/L']],
    ['mcS', ['mcS', '\u00b5S', '\u03bcS', 'uS']],
    ['%', ['%', 'percent']],
    ['dBASPL', ['dBASPL', 'dB']],
    ['mmHg', ['mmHg', 'mmhg']],
    ['IU', ['IU', 'iu']],
  ]
  test.each(seen.flatMap(([unit, texts]) => texts.map(text => [text, unit] as const)))(
    '%j is %s',
    (text, unit) => {
      expect(parseUnit(text)).toBe(unit)
    },
  )

  test('letters that mean another unit in capitals are never guessed', () => {
    expect(parseUnit('cal')).toBe('cal')
    expect(['CAL', 'S', 'mS', 'MS', 'mcs', 'µs'].map(parseUnit)).toEqual(Array(6).fill(undefined))
  })

  test('what is no unit is none, whatever it is', () => {
    const foreign = [
      '',
      ' ',
      'furlong',
      'constructor',
      '__proto__',
      'kg kg',
      'kg'.padEnd(1_000_000, ' '),
      '\ud800',
    ]
    expect(foreign.map(parseUnit)).toEqual(foreign.map(() => undefined))
  })
})
