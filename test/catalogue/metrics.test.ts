import { describe, expect, test } from 'vitest'
import { convertToCanonical } from '../../src/catalogue/convert-to-canonical.ts'
import { findMetric, metricNames, metrics } from '../../src/catalogue/index.ts'
import type { Aggregation } from '../../src/catalogue/metric.ts'
import { convert, parseUnit, units } from '../../src/catalogue/units.ts'

/** What Health Auto Export sends: how a metric aggregates, the units it comes in, and the names on the wire. */
const wire: [Aggregation, string, string][] = [
  [
    'sum',
    'count',
    'step_count flights_climbed push_count swimming_stroke_count inhaler_usage sexual_activity',
  ],
  ['sum', 'count', 'number_of_times_fallen alcohol_consumption'],
  ['sum', 'count hours', 'apple_stand_hour'],
  ['sum', 'kcal kJ Cal', 'active_energy basal_energy_burned dietary_energy'],
  ['sum', 'min', 'apple_exercise_time apple_move_time apple_stand_time time_in_daylight mindful_minutes'],
  [
    'sum',
    'mi km',
    'walking_running_distance cycling_distance wheelchair_distance distance_downhill_snow_sports',
  ],
  ['sum', 'yd m', 'swimming_distance'],
  ['sum', 'IU', 'insulin_delivery'],
  ['sum', 's', 'handwashing toothbrushing'],
  ['sum', 'hr', 'sleep_analysis'],
  ['sum', 'fl_oz_us mL', 'dietary_water'],
  ['sum', 'g', 'dietary_sugar carbohydrates fiber protein total_fat saturated_fat monounsaturated_fat'],
  ['sum', 'g', 'polyunsaturated_fat'],
  [
    'sum',
    'mg',
    'cholesterol caffeine sodium potassium calcium iron magnesium phosphorus zinc copper manganese',
  ],
  ['sum', 'mg', 'chloride niacin riboflavin thiamin pantothenic_acid vitamin_b6 vitamin_c vitamin_e'],
  [
    'sum',
    'mcg µg',
    'biotin chromium folate iodine molybdenum selenium vitamin_a vitamin_b12 vitamin_d vitamin_k',
  ],
  ['average', 'kcal/hr·kg', 'physical_effort'],
  ['average', 'count/min', 'cycling_cadence resting_heart_rate walking_heart_rate_average cardio_recovery'],
  ['average', 'count/min', 'respiratory_rate'],
  ['average', 'count/min bpm', 'heart_rate'],
  ['average', 'W', 'cycling_power running_power'],
  ['average', 'mi/hr km/hr mph kmph km/h', 'cycling_speed running_speed walking_speed'],
  ['average', 'ft/s m/s', 'stair_speed_up stair_speed_down'],
  ['average', 'ms', 'running_ground_contact_time heart_rate_variability'],
  ['average', 'm', 'running_stride_length'],
  ['average', 'cm', 'running_vertical_oscillation'],
  ['average', 'ft m', 'underwater_depth'],
  ['average', 'degF degC', 'underwater_temperature body_temperature basal_body_temperature'],
  ['average', 'degF degC', 'apple_sleeping_wrist_temperature'],
  ['average', '%', 'atrial_fibrillation_burden blood_oxygen_saturation peripheral_perfusion_index'],
  ['average', '%', 'blood_alcohol_content walking_asymmetry_percentage walking_double_support_percentage'],
  ['average', 'mmHg', 'blood_pressure'],
  ['average', 'mg/dL mmol/L', 'blood_glucose'],
  ['average', 'mcS', 'electrodermal_activity'],
  ['average', 'L', 'forced_expiratory_volume_1 forced_vital_capacity'],
  ['average', 'L/min', 'peak_expiratory_flow_rate'],
  ['average', 'count', 'breathing_disturbances uv_exposure'],
  ['average', 'in cm', 'walking_step_length'],
  ['average', 'dBASPL', 'environmental_audio_exposure headphone_audio_exposure'],
  ['latest', 'W', 'cycling_functional_threshold_power'],
  ['latest', 'ml/(kg·min)', 'vo2_max'],
  ['latest', 'lb kg', 'weight_body_mass lean_body_mass'],
  ['latest', '%', 'body_fat_percentage'],
  ['latest', 'count', 'body_mass_index'],
  ['latest', 'in cm ft m', 'height'],
  ['latest', 'in cm', 'waist_circumference'],
  ['latest', 'm', 'six_minute_walking_test_distance'],
]
const wireMetrics = wire.flatMap(([aggregation, spellings, names]) =>
  names.split(' ').map(name => ({ name, aggregation, spellings: spellings.split(' ') })),
)

describe('what Health Auto Export sends', () => {
  test.each(wireMetrics)(
    '$name is a metric, $aggregation, and takes $spellings',
    ({ name, aggregation, spellings }) => {
      const metric = findMetric(name)!
      expect(metric).toMatchObject({ name: name === 'weight_body_mass' ? 'body_mass' : name, aggregation })
      for (const spelling of spellings) {
        expect(convertToCanonical(1, parseUnit(spelling)!, metric), spelling).toBeTypeOf('number')
      }
    },
  )

  test('there is no second entry behind a name on the wire', () => {
    expect(wireMetrics).toHaveLength(113)
    expect(new Set(wireMetrics.map(({ name }) => findMetric(name))).size).toBe(wireMetrics.length)
  })

  const otherNames: [string, string][] = [
    ['weight_body_mass', 'body_mass'],
    ['vo2max', 'vo2_max'],
    ['walking_heart_rate', 'walking_heart_rate_average'],
    ['environmental_audio', 'environmental_audio_exposure'],
    ['headphone_audio', 'headphone_audio_exposure'],
    ['monosaturated_fat', 'monounsaturated_fat'],
    ['number_of_time_fallen', 'number_of_times_fallen'],
    ['number_of_alcoholic_beverages', 'alcohol_consumption'],
    ['wheelchair_push_count', 'push_count'],
    ['swim_stroke_count', 'swimming_stroke_count'],
    ['downhill_snow_sports', 'distance_downhill_snow_sports'],
    ['under_water_depth', 'underwater_depth'],
    ['under_water_temperature', 'underwater_temperature'],
    ['forced_expiratory_volume', 'forced_expiratory_volume_1'],
    ['heart_rate_recovery_one_minute', 'cardio_recovery'],
    ['dietary_iron', 'iron'],
    ['dietary_vitamin_b12', 'vitamin_b12'],
    ['dietary_total_fat', 'total_fat'],
    ['Weight & Body Mass', 'body_mass'],
    ['Step Count', 'step_count'],
    ['step-count', 'step_count'],
    ['STEP\u00a0COUNT', 'step_count'],
    ['StepCount', 'step_count'],
    ['HeartRate', 'heart_rate'],
    ['BloodPressure', 'blood_pressure'],
    ['VO\u2082 Max', 'vo2_max'],
    ['Walking + Running Distance', 'walking_running_distance'],
    ['HKQuantityTypeIdentifierStepCount', 'step_count'],
    ['HKQuantityTypeIdentifierBodyMass', 'body_mass'],
    ['HKQuantityTypeIdentifierDietaryFatTotal', 'total_fat'],
    ['HKQuantityTypeIdentifierHeartRateVariabilitySDNN', 'heart_rate_variability'],
    ['HKCategoryTypeIdentifierSleepAnalysis', 'sleep_analysis'],
  ]
  test.each(otherNames)('%s means %s', (name, canonical) => {
    expect(findMetric(name)).toBe(metrics.get(canonical)!)
  })

  test('nothing else is guessed', () => {
    const foreign = [
      '',
      '_',
      'heart',
      'some_new_metric',
      'constructor',
      '__proto__',
      'heart_rate'.padEnd(1_000_000, ' '),
    ]
    expect(foreign.map(findMetric)).toEqual(foreign.map(() => undefined))
  })

  test('hours stood are a count of hours, and for no other count do hours pass', () => {
    expect(convertToCanonical(11, 'hr', metrics.get('apple_stand_hour')!)).toBe(11)
    expect(convertToCanonical(11, 'hr', metrics.get('flights_climbed')!)).toBeUndefined()
    expect(convertToCanonical(2, 'km', metrics.get('cycling_distance')!)).toBe(2_000)
  })
})

describe.each([...metrics.values()])('the entry $name', metric => {
  test('has a name for a URL, a title and a range with room in it', () => {
    expect(metric.name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
    expect(metric.title).toMatch(/^[A-Z]/)
    expect(metric.range[0]).toBeLessThan(metric.range[1])
    expect(metric.range.every(Number.isFinite)).toBe(true)
    expect(metric.aggregationStyle).toBe(metric.aggregation === 'sum' ? 'cumulative' : 'discrete')
    expect(metric.healthkit).toMatch(/^HK(Quantity|Category|Correlation)TypeIdentifier[A-Z]/)
  })

  test('answers to every name it lists', () => {
    const names = [metric.name, metric.title, metric.healthkit!, ...(metric.aliases ?? [])]
    for (const name of names) {
      expect([name, name.toUpperCase(), name.replaceAll('_', ' ')].map(findMetric)).toEqual(
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
    ['body_fat_percentage', [3, 60], [-1, 101]],
    ['vo2_max', [10, 97.5], [-1, 400]],
    ['body_temperature', [11.8, 36.6, 46.5], [0, 98.6, 310]],
    ['blood_glucose', [12, 99, 2_656], [0, 5_000]],
    ['blood_oxygen_saturation', [10, 98.29, 100], [0, 0.97, 101]],
    ['respiratory_rate', [4, 16, 90], [0, 500]],
    ['heart_rate_variability', [3, 250], [-1, 10_000]],
    ['cardio_recovery', [-5, 30, 90], [-300, 300]],
    ['underwater_depth', [0, 332.35], [-1]],
    ['headphone_audio_exposure', [-20, 70, 140], [500]],
    ['six_minute_walking_test_distance', [0, 900], [-1, 10_000]],
    ['sleep_analysis', [0, 7.5, 24], [-1, 25]],
    ['walking_speed', [0, 1.4, 4.6], [-1, 60]],
    ['dietary_water', [0, 12_000, 1_000_000], [-1]],
    ['sodium', [0, 2_300], [-1]],
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

test('names are listed once, in the order of the entries', () => {
  expect(metricNames).toEqual([...metrics.keys()])
  expect(metricNames.slice(0, 3)).toEqual(['step_count', 'active_energy', 'basal_energy_burned'])
})
