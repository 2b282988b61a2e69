/**
 * The units health data is written in, spelled the HealthKit way, and how they convert.
 *
 * In the dimension's base, a value is `value × factor + offset`. Each base is chosen so small that every factor is a
 * whole number or an exact binary fraction: a conversion then rounds twice at most, and 98.6 degF is 37 degC, not
 * 36.99999999999997. The definitions are exact by law or convention: inch 25.4 mm, pound 453.59237 g, US fluid ounce
 * 29.5735295625 mL, imperial 28.4130625 mL, thermochemical calorie 4.184 J, 0 degC 273.15 K, 1 MET 1 kcal/(kg·hr),
 * 1 mmHg 133.322387415 Pa. Glucose: 180.156 g/mol. It has a dimension of its own because that figure holds for no other
 * substance.
 */
const table = {
  count: { dimension: 'count', factor: 1, also: ['counts', 'step', 'steps', 'times', 'strokes', 'flights'] },
  'count/min': {
    dimension: 'frequency',
    factor: 1,
    also: [
      'bpm',
      'spm',
      'rpm',
      'brpm',
      'beats/min',
      'breaths/min',
      'steps/min',
      'strokes/min',
      'revolutions/min',
      'beats per minute',
      'breaths per minute',
      'steps per minute',
      '/min',
      '1/min',
      'count/minute',
      'beats/minute',
      'breaths/minute',
    ],
  },
  'count/s': { dimension: 'frequency', factor: 60, also: ['count/sec', 'Hz', '/s', '1/s'] },

  ms: { dimension: 'time', factor: 1, also: ['msec', 'millisecond', 'milliseconds'] },
  s: { dimension: 'time', factor: 1_000, also: ['sec', 'secs', 'second', 'seconds'] },
  min: { dimension: 'time', factor: 60_000, also: ['mins', 'minute', 'minutes'] },
  hr: { dimension: 'time', factor: 3_600_000, also: ['h', 'hrs', 'hour', 'hours'] },

  // Length in tenths of a millimetre.
  mm: { dimension: 'length', factor: 10, also: ['millimeter', 'millimeters', 'millimetre', 'millimetres'] },
  cm: { dimension: 'length', factor: 100, also: ['centimeter', 'centimeters', 'centimetre', 'centimetres'] },
  m: { dimension: 'length', factor: 10_000, also: ['meter', 'meters', 'metre', 'metres'] },
  km: {
    dimension: 'length',
    factor: 10_000_000,
    also: ['kilometer', 'kilometers', 'kilometre', 'kilometres'],
  },
  in: { dimension: 'length', factor: 254, also: ['inch', 'inches'] },
  ft: { dimension: 'length', factor: 3_048, also: ['foot', 'feet'] },
  yd: { dimension: 'length', factor: 9_144, also: ['yds', 'yard', 'yards'] },
  mi: { dimension: 'length', factor: 16_093_440, also: ['mile', 'miles'] },

  // Speed in millimetres per hour.
  'm/s': {
    dimension: 'speed',
    factor: 3_600_000,
    also: ['m/sec', 'mps', 'meters per second', 'metres per second'],
  },
  'm/hr': { dimension: 'speed', factor: 1_000, also: ['m/h'] },
  'km/hr': {
    dimension: 'speed',
    factor: 1_000_000,
    also: ['km/h', 'kmph', 'kmh', 'kph', 'kilometers per hour', 'kilometres per hour'],
  },
  'mi/hr': { dimension: 'speed', factor: 1_609_344, also: ['mi/h', 'mph', 'miles per hour'] },
  'ft/s': { dimension: 'speed', factor: 1_097_280, also: ['ft/sec', 'fps'] },

  // Mass in micrograms.
  mcg: { dimension: 'mass', factor: 1, also: ['ug', 'microgram', 'micrograms'] },
  mg: { dimension: 'mass', factor: 1_000, also: ['milligram', 'milligrams'] },
  g: { dimension: 'mass', factor: 1_000_000, also: ['gram', 'grams'] },
  kg: { dimension: 'mass', factor: 1_000_000_000, also: ['kgs', 'kilogram', 'kilograms'] },
  oz: { dimension: 'mass', factor: 28_349_523.125, also: ['ounce', 'ounces'] },
  lb: { dimension: 'mass', factor: 453_592_370, also: ['lbs', 'pound', 'pounds'] },
  st: { dimension: 'mass', factor: 6_350_293_180, also: ['stone', 'stones'] },

  // Energy in millijoules. "cal" is the small calorie; "Cal", the food calorie, is a kilocalorie, and so is
  // whatever an app spells out as "calories".
  J: { dimension: 'energy', factor: 1_000, also: ['joule', 'joules'] },
  kJ: { dimension: 'energy', factor: 1_000_000, also: ['kilojoule', 'kilojoules'] },
  cal: { dimension: 'energy', factor: 4_184, also: [] },
  kcal: {
    dimension: 'energy',
    factor: 4_184_000,
    also: ['Cal', 'kcals', 'calorie', 'calories', 'kilocalorie', 'kilocalories'],
  },

  // Volume in nanolitres.
  mL: {
    dimension: 'volume',
    factor: 1_000_000,
    also: ['milliliter', 'milliliters', 'millilitre', 'millilitres'],
  },
  L: { dimension: 'volume', factor: 1_000_000_000, also: ['liter', 'liters', 'litre', 'litres'] },
  fl_oz_us: {
    dimension: 'volume',
    factor: 29_573_529.5625,
    also: ['fl oz', 'fl. oz.', 'fl oz (US)', 'US fl oz', 'fluid ounce', 'fluid ounces', 'fluid ounces (US)'],
  },
  cup_us: { dimension: 'volume', factor: 236_588_236.5, also: ['cup', 'cups'] },
  pt_us: { dimension: 'volume', factor: 473_176_473, also: ['pt', 'pint', 'pints'] },
  fl_oz_imp: { dimension: 'volume', factor: 28_413_062.5, also: ['fl oz (imp)', 'fl oz (UK)'] },
  cup_imp: { dimension: 'volume', factor: 284_130_625, also: [] },
  pt_imp: { dimension: 'volume', factor: 568_261_250, also: [] },

  // Temperature in ninths of a degree above 0 degC. NFKC makes "oC" of "ºC".
  degC: { dimension: 'temperature', factor: 9, also: ['°C', 'oC', 'C', 'celsius', 'degrees celsius'] },
  degF: {
    dimension: 'temperature',
    factor: 5,
    offset: -160,
    also: ['°F', 'oF', 'F', 'fahrenheit', 'degrees fahrenheit'],
  },
  K: { dimension: 'temperature', factor: 9, offset: -2458.35, also: ['kelvin'] },
  // A difference has no zero to be moved: a rise by 1.8 degF is a rise by 1 degC.
  'delta degC': { dimension: 'temperature difference', factor: 9, also: ['ΔdegC', 'Δ°C', 'ΔoC'] },
  'delta degF': { dimension: 'temperature difference', factor: 5, also: ['ΔdegF', 'Δ°F', 'ΔoF'] },

  // Glucose in 0.1 mcg/dL.
  'mg/dL': {
    dimension: 'glucose concentration',
    factor: 10_000,
    also: ['milligrams per deciliter', 'milligrams per decilitre'],
  },
  'mmol/L': {
    dimension: 'glucose concentration',
    factor: 180_156,
    also: ['millimoles per liter', 'millimoles per litre'],
  },

  '%': { dimension: 'proportion', factor: 1, also: ['percent', 'percentage', 'pct'] },
  fraction: { dimension: 'proportion', factor: 100, also: ['ratio'] },

  'kcal/hr·kg': {
    dimension: 'effort',
    factor: 1,
    also: [
      'kcal/(hr·kg)',
      'kcal/kg·hr',
      'kcal/(kg·hr)',
      'kcal/kg/hr',
      'kcal/hr/kg',
      'kcal/h·kg',
      'kcal/kg·h',
      'kcal/(kg·h)',
      'kcal/kg/h',
    ],
  },
  MET: { dimension: 'effort', factor: 1, also: ['METs'] },
  'ml/(kg·min)': {
    dimension: 'oxygen uptake',
    factor: 1,
    also: ['ml/kg·min', 'ml/kg/min', 'ml/min·kg', 'ml/(min·kg)', 'ml/min/kg'],
  },

  // Power in joules a day.
  W: { dimension: 'power', factor: 86_400, also: ['watt', 'watts'] },
  'kcal/day': { dimension: 'power', factor: 4_184, also: ['kcal/d', 'Cal/day', 'kilocalories per day'] },
  // Pressure in nanopascals.
  mmHg: { dimension: 'pressure', factor: 133_322_387_415, also: ['mm[Hg]', 'millimeters of mercury'] },
  kPa: { dimension: 'pressure', factor: 1_000_000_000_000, also: ['kilopascal', 'kilopascals'] },
  'L/min': { dimension: 'flow', factor: 1, also: ['liters per minute', 'litres per minute'] },
  'L/s': { dimension: 'flow', factor: 60, also: ['L/sec'] },
  'kg/m2': { dimension: 'body mass index', factor: 1, also: ['kg/m^2'] },
  IU: { dimension: 'international units', factor: 1, also: [] },
  mcS: { dimension: 'conductance', factor: 1, also: ['uS'] },
  dBASPL: { dimension: 'sound level', factor: 1, also: ['dB', 'dBA', 'dB(A)'] },
  appleEffortScore: { dimension: 'effort score', factor: 1, also: [] },
} as const satisfies Record<string, UnitDefinition>

interface UnitDefinition {
  dimension: string
  factor: number
  offset?: number
  /** Other spellings; see `normaliseSpelling` for what need not be listed. */
  also: readonly string[]
}

export type Unit = keyof typeof table

/** Every unit, in the order of the table. */
export const units = Object.keys(table) as readonly Unit[]

const definitions: ReadonlyMap<Unit, UnitDefinition> = new Map(units.map(unit => [unit, table[unit]]))

/** Spellings (in lower case) that mean something else in other letters: mS is a conductance, Cal a thousand cal. */
const caseHasMeaning: ReadonlySet<string> = new Set(['cal', 's', 'ms', 'us', 'mcs'])

/** Longer text is no unit; it is not worth normalising what a stranger sent. */
const MAX_SPELLING_LENGTH = 40

const unitBySpelling = new Map<string, Unit>()
for (const unit of units) {
  addSpelling(unit, unit)
  for (const spelling of [unit, ...table[unit].also]) {
    const exact = normaliseSpelling(spelling)
    addSpelling(exact, unit)
    const folded = exact.toLowerCase()
    if (!caseHasMeaning.has(folded)) addSpelling(folded, unit)
  }
}

function addSpelling(spelling: string, unit: Unit): void {
  const other = unitBySpelling.get(spelling)
  if (other !== undefined && other !== unit)
    throw new Error(`unit spelling ${spelling} is both ${other} and ${unit}`)
  unitBySpelling.set(spelling, unit)
}

/**
 * One text for spellings that differ only in typography: compatibility forms (℃, U+00B5), blanks and underscores,
 * and the many signs for "times" in kcal/hr·kg. HealthKit writes its own, longer molar mass of glucose into the unit:
 * mmol<180.1558800000541>/L.
 */
function normaliseSpelling(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s_]+/gu, '')
    .replace(/<180\.15\d*>/u, '')
    .replace(/[.*×•∙⋅]/gu, '·')
    .replace(/μ/gu, 'u')
}

/** The unit that a client's text means. Undefined: none that we know. Case is ignored where it has no meaning. */
export function parseUnit(text: string): Unit | undefined {
  if (text.length > MAX_SPELLING_LENGTH) return undefined
  const asWritten = unitBySpelling.get(text)
  if (asWritten !== undefined) return asWritten
  const exact = normaliseSpelling(text)
  const folded = exact.toLowerCase()
  return unitBySpelling.get(exact) ?? (caseHasMeaning.has(folded) ? undefined : unitBySpelling.get(folded))
}

/** `value` in another unit; the very same number where the unit is the same. Undefined: the units measure different things. */
export function convert(value: number, from: Unit, to: Unit): number | undefined {
  if (from === to) return value
  const source = definitions.get(from)!
  const target = definitions.get(to)!
  if (source.dimension !== target.dimension) return undefined
  return (value * source.factor + (source.offset ?? 0) - (target.offset ?? 0)) / target.factor
}
