/** A field of a record, and the unit that its name fixes. Health Connect's percentages are 0 to 100. */
export interface QuantityField {
  /** Spellings of the field: the webhook's, then the name in Health Connect itself. */
  keys: readonly string[]
  metric: string
  unit: string
}

const field = (metric: string, unit: string, ...keys: string[]): QuantityField => ({ keys, metric, unit })
const one = (metric: string, unit: string, ...keys: string[]): readonly QuantityField[] => [
  field(metric, unit, ...keys),
]

/**
 * The arrays whose records are numbers, by their keys and by Health Connect's own names of the record types. A record of
 * several fields is one item of as many samples.
 */
export const quantityArrays: ReadonlyMap<string, readonly QuantityField[]> = new Map<
  string,
  readonly QuantityField[]
>([
  ['steps', one('step_count', 'count', 'count')],
  ['heart_rate', one('heart_rate', 'count/min', 'bpm', 'beats_per_minute')],
  ['resting_heart_rate', one('resting_heart_rate', 'count/min', 'bpm', 'beats_per_minute')],
  ['heart_rate_variability', one('heart_rate_variability_rmssd', 'ms', 'rmssd_millis')],
  [
    'heart_rate_variability_rmssd',
    one('heart_rate_variability_rmssd', 'ms', 'rmssd_millis', 'heart_rate_variability_millis'),
  ],
  ['distance', one('distance', 'm', 'meters', 'distance')],
  ['active_calories', one('active_energy', 'kcal', 'calories')],
  ['active_calories_burned', one('active_energy', 'kcal', 'calories', 'energy')],
  ['total_calories', one('total_energy_burned', 'kcal', 'calories')],
  ['total_calories_burned', one('total_energy_burned', 'kcal', 'calories', 'energy')],
  ['basal_metabolic_rate', one('basal_metabolic_rate', 'W', 'watts', 'basal_metabolic_rate')],
  ['floors_climbed', one('flights_climbed', 'count', 'floors')],
  ['elevation_gained', one('elevation_gained', 'm', 'meters', 'elevation')],
  ['wheelchair_pushes', one('push_count', 'count', 'count')],
  ['weight', one('body_mass', 'kg', 'kilograms', 'weight')],
  ['height', one('height', 'm', 'meters', 'height')],
  ['bmi', one('body_mass_index', 'count', 'value')],
  ['body_fat', one('body_fat_percentage', '%', 'percentage')],
  ['lean_body_mass', one('lean_body_mass', 'kg', 'kilograms', 'mass')],
  ['body_water_mass', one('body_water_mass', 'kg', 'kilograms', 'mass')],
  ['bone_mass', one('bone_mass', 'kg', 'kilograms', 'mass')],
  ['blood_glucose', one('blood_glucose', 'mmol/L', 'mmol_per_liter', 'level')],
  ['oxygen_saturation', one('blood_oxygen_saturation', '%', 'percentage')],
  ['body_temperature', one('body_temperature', 'degC', 'celsius', 'temperature')],
  ['basal_body_temperature', one('basal_body_temperature', 'degC', 'celsius', 'temperature')],
  ['skin_temperature', one('skin_temperature_delta', 'degC', 'delta_celsius')],
  ['respiratory_rate', one('respiratory_rate', 'count/min', 'rate')],
  [
    'vo2_max',
    one('vo2_max', 'ml/(kg·min)', 'ml_per_kg_per_min', 'vo2_milliliters_per_minute_kilogram', 'vo2_max'),
  ],
  ['hydration', one('dietary_water', 'L', 'liters', 'volume')],
  ['speed', one('speed', 'm/s', 'speed')],
  ['power', one('power', 'W', 'power')],
  ['steps_cadence', one('step_cadence', 'count/min', 'rate')],
  ['cycling_pedaling_cadence', one('cycling_cadence', 'count/min', 'revolutions_per_minute')],
  [
    'nutrition',
    [
      field('dietary_energy', 'kcal', 'calories', 'energy'),
      field('protein', 'g', 'protein_grams', 'protein'),
      field('carbohydrates', 'g', 'carbs_grams', 'total_carbohydrate'),
      field('total_fat', 'g', 'fat_grams', 'total_fat'),
      field('saturated_fat', 'g', 'saturated_fat'),
      field('monounsaturated_fat', 'g', 'monounsaturated_fat'),
      field('polyunsaturated_fat', 'g', 'polyunsaturated_fat'),
      field('dietary_sugar', 'g', 'sugar_grams', 'sugar'),
      field('fiber', 'g', 'dietary_fiber_grams', 'dietary_fiber'),
      field('sodium', 'g', 'sodium_grams', 'sodium'),
      field('cholesterol', 'g', 'cholesterol'),
      field('caffeine', 'g', 'caffeine'),
      field('potassium', 'g', 'potassium'),
      field('calcium', 'g', 'calcium'),
      field('iron', 'g', 'iron'),
    ],
  ],
])

/** The units of Health Connect's own quantity objects: `{"inKilograms": 71.5, "inPounds": …}` says one mass in each. */
const writtenUnits = [
  ['in_kilograms', 'kg'],
  ['in_grams', 'g'],
  ['in_meters', 'm'],
  ['in_kilocalories', 'kcal'],
  ['in_liters', 'L'],
  ['in_celsius', 'degC'],
  ['in_millimoles_per_liter', 'mmol/L'],
  ['in_millimeters_of_mercury', 'mmHg'],
  ['in_meters_per_second', 'm/s'],
  ['in_watts', 'W'],
] as const

/** A number in its own unit from `{inKilograms: …}`; undefined where the object is no such quantity. */
export function readQuantityObject(
  written: Readonly<Record<string, unknown>>,
): { value: unknown; unit: string } | undefined {
  for (const [key, unit] of writtenUnits) {
    if (written[key] !== undefined && written[key] !== null) return { value: written[key], unit }
  }
  return undefined
}
