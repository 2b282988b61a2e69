import type { UnitSystem } from '../api/unit-system.ts'

/** How a value is shown: `value × factor + offset`, with a sign of its own. */
export interface ShownUnit {
  /** What stands behind the number; empty for a plain count. */
  sign: string
  /** The same, for a screen reader and a table's head. */
  name: string
  factor: number
  offset: number
  /** Decimal places at most. */
  digits: number
}

const shown = (sign: string, name: string, factor = 1, digits = 1, offset = 0): ShownUnit => ({
  sign,
  name,
  factor,
  offset,
  digits,
})

type Row = readonly [metric: ShownUnit, imperial?: ShownUnit]

const kilometres: Row = [shown('km', 'kilometres', 1 / 1000, 2), shown('mi', 'miles', 1 / 1609.344, 2)]
const kilometresPerHour: Row = [
  shown('km/h', 'kilometres per hour', 3.6),
  shown('mph', 'miles per hour', 3600 / 1609.344),
]

/** By the unit in which the service answers; the second column is for people who chose imperial units. */
const byUnit: Record<string, Row> = {
  count: [shown('', 'count', 1, 0)],
  'count/min': [shown('per min', 'per minute')],
  kcal: [shown('kcal', 'kilocalories', 1, 0)],
  'kcal/day': [shown('kcal a day', 'kilocalories a day', 1, 0)],
  'kcal/hr·kg': [shown('kcal/h·kg', 'kilocalories an hour for each kilogram')],
  'ml/(kg·min)': [shown('ml/kg·min', 'millilitres a minute for each kilogram')],
  min: [shown('min', 'minutes', 1, 0)],
  hr: [shown('h', 'hours')],
  s: [shown('s', 'seconds', 1, 0)],
  ms: [shown('ms', 'milliseconds', 1, 0)],
  m: [shown('m', 'metres', 1, 1), shown('ft', 'feet', 1 / 0.3048, 0)],
  cm: [shown('cm', 'centimetres', 1, 1), shown('in', 'inches', 1 / 2.54, 1)],
  'm/s': [shown('m/s', 'metres per second', 1, 2), shown('ft/s', 'feet per second', 1 / 0.3048, 1)],
  kg: [shown('kg', 'kilograms', 1, 1), shown('lb', 'pounds', 1 / 0.45359237, 1)],
  // What food holds is in grams on labels of the United States too.
  g: [shown('g', 'grams', 1, 1)],
  mg: [shown('mg', 'milligrams', 1, 1)],
  mcg: [shown('µg', 'micrograms', 1, 1)],
  mL: [shown('mL', 'millilitres', 1, 0), shown('fl oz', 'US fluid ounces', 1 / 29.5735295625, 1)],
  L: [shown('L', 'litres', 1, 2)],
  'L/min': [shown('L/min', 'litres per minute', 1, 0)],
  degC: [shown('°C', 'degrees Celsius', 1, 1), shown('°F', 'degrees Fahrenheit', 1.8, 1, 32)],
  'delta degC': [shown('°C', 'degrees Celsius', 1, 2), shown('°F', 'degrees Fahrenheit', 1.8, 2)],
  '%': [shown('%', 'percent', 1, 1)],
  mmHg: [shown('mmHg', 'millimetres of mercury', 1, 0)],
  'mg/dL': [shown('mg/dL', 'milligrams per decilitre', 1, 0)],
  IU: [shown('IU', 'international units', 1, 1)],
  mcS: [shown('µS', 'microsiemens', 1, 2)],
  W: [shown('W', 'watts', 1, 0)],
  dBASPL: [shown('dB', 'decibels', 1, 0)],
  appleEffortScore: [shown('of 10', 'of 10', 1, 1)],
}

const beats: Row = [shown('bpm', 'beats per minute', 1, 0)]

/** Of metrics whose unit is one that people do not say of them. */
const byMetric: Record<string, Row> = {
  heart_rate: beats,
  resting_heart_rate: beats,
  walking_heart_rate_average: beats,
  cardio_recovery: beats,
  apple_stand_hour: [shown('h', 'hours', 1, 0)],
  body_mass_index: [shown('', 'kilograms per square metre')],
  walking_running_distance: kilometres,
  wheelchair_distance: kilometres,
  distance: kilometres,
  cycling_distance: kilometres,
  distance_downhill_snow_sports: kilometres,
  distance_cross_country_skiing: kilometres,
  distance_paddle_sports: kilometres,
  distance_rowing: kilometres,
  distance_skating_sports: kilometres,
  speed: kilometresPerHour,
  walking_speed: kilometresPerHour,
  running_speed: kilometresPerHour,
  cycling_speed: kilometresPerHour,
  cross_country_skiing_speed: kilometresPerHour,
  paddle_sports_speed: kilometresPerHour,
  rowing_speed: kilometresPerHour,
}

/** How values of a metric are shown to whoever wants this system; a unit that we do not know is shown as it is. */
export function unitOf({ metric, unit }: { metric: string; unit: string }, system: UnitSystem): ShownUnit {
  // The metric's own row is in terms of the unit of the catalogue.
  const row = byMetric[metric] ?? byUnit[unit] ?? [shown(unit, unit, 1, 2)]
  return (system === 'imperial' ? row[1] : undefined) ?? row[0]
}

/** Of distances that belong to no metric, such as a workout's, in metres. */
export const distanceUnit = (system: UnitSystem): ShownUnit =>
  (system === 'imperial' ? kilometres[1] : undefined) ?? kilometres[0]

/** Of heights, in metres. */
export const heightUnit = (system: UnitSystem): ShownUnit => unitOf({ metric: '', unit: 'm' }, system)

/** The number that is shown for a value. */
export const convert = (value: number, unit: ShownUnit): number => value * unit.factor + unit.offset
