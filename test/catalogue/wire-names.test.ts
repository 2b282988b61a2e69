import { describe, expect, test } from 'vitest'
import { convertToCanonical } from '../../src/catalogue/convert-to-canonical.ts'
import { findMetric, metrics } from '../../src/catalogue/index.ts'
import type { Aggregation } from '../../src/catalogue/metric.ts'
import { parseUnit } from '../../src/catalogue/units.ts'

/**
 * What Health Auto Export sends: how a metric aggregates, the units it comes in (US and metric), and for each name on
 * the wire what follows TypeIdentifier in HealthKit and the other names that clients and apps give it.
 */
const wire: [Aggregation, string, string][] = [
  [
    'sum',
    'count',
    `step_count: StepCount, Step Count, Steps, steps
     flights_climbed: FlightsClimbed, Flights Climbed, floors_climbed
     push_count: PushCount, Push Count, Pushes, wheelchair_push_count, wheelchair_pushes
     swimming_stroke_count: SwimmingStrokeCount, Swimming Strokes, swim_stroke_count
     inhaler_usage: InhalerUsage, Inhaler Usage
     sexual_activity: SexualActivity, Sexual Activity
     number_of_times_fallen: NumberOfTimesFallen, Number of Times Fallen, number_of_time_fallen
     alcohol_consumption: NumberOfAlcoholicBeverages, Alcohol Consumption, number_of_alcoholic_beverages`,
  ],
  ['sum', 'count hours', 'apple_stand_hour: AppleStandHour, Stand Hours, Apple Stand Hour'],
  [
    'sum',
    'kcal kJ Cal',
    `active_energy: ActiveEnergyBurned, Active Energy, Active Calories
     basal_energy_burned: BasalEnergyBurned, Resting Energy, Resting Calories, Basal Energy Burned
     dietary_energy: DietaryEnergyConsumed, Dietary Energy, Dietary Calories`,
  ],
  [
    'sum',
    'min',
    `apple_exercise_time: AppleExerciseTime, Apple Exercise Time, Exercise Minutes
     apple_move_time: AppleMoveTime, Apple Move Time, Move Minutes
     apple_stand_time: AppleStandTime, Apple Stand Time, Stand Minutes
     time_in_daylight: TimeInDaylight, Time in Daylight, Time In Daylight
     mindful_minutes: MindfulSession, Mindful Minutes, mindfulness`,
  ],
  [
    'sum',
    'mi km',
    `walking_running_distance: DistanceWalkingRunning, Walking + Running Distance
     cycling_distance: DistanceCycling, Cycling Distance
     wheelchair_distance: DistanceWheelchair, Wheelchair Distance
     distance_downhill_snow_sports: DistanceDownhillSnowSports, Downhill Snow Sports Distance, downhill_snow_sports`,
  ],
  ['sum', 'yd m', 'swimming_distance: DistanceSwimming, Swimming Distance'],
  ['sum', 'IU', 'insulin_delivery: InsulinDelivery, Insulin Delivery'],
  [
    'sum',
    's',
    'handwashing: HandwashingEvent, Handwashing\n toothbrushing: ToothbrushingEvent, Toothbrushing',
  ],
  ['sum', 'hr', 'sleep_analysis: SleepAnalysis, Sleep Analysis, Sleep'],
  ['sum', 'fl_oz_us mL', 'dietary_water: DietaryWater, Dietary Water, Water, hydration'],
  [
    'sum',
    'g',
    `dietary_sugar: DietarySugar, Dietary Sugar, Sugar
     carbohydrates: DietaryCarbohydrates, Carbohydrates, dietary_carbohydrates
     fiber: DietaryFiber, Fiber
     protein: DietaryProtein, Protein
     total_fat: DietaryFatTotal, Total Fat, dietary_total_fat
     saturated_fat: DietaryFatSaturated, Saturated Fat
     monounsaturated_fat: DietaryFatMonounsaturated, Monounsaturated Fat, monosaturated_fat
     polyunsaturated_fat: DietaryFatPolyunsaturated, Polyunsaturated Fat`,
  ],
  [
    'sum',
    'mg',
    `cholesterol: DietaryCholesterol, Dietary Cholesterol
     caffeine: DietaryCaffeine, Caffeine
     sodium: DietarySodium, Sodium
     potassium: DietaryPotassium, Potassium
     calcium: DietaryCalcium, Calcium
     iron: DietaryIron, dietary_iron
     magnesium: DietaryMagnesium, Magnesium
     phosphorus: DietaryPhosphorus, Phosphorus
     zinc: DietaryZinc, Zinc
     copper: DietaryCopper, Copper
     manganese: DietaryManganese, Manganese
     chloride: DietaryChloride, Chloride
     niacin: DietaryNiacin, Niacin
     riboflavin: DietaryRiboflavin, Riboflavin
     thiamin: DietaryThiamin, Thiamin
     pantothenic_acid: DietaryPantothenicAcid, Pantothenic Acid
     vitamin_b6: DietaryVitaminB6, Vitamin B6
     vitamin_c: DietaryVitaminC, Vitamin C
     vitamin_e: DietaryVitaminE, Vitamin E`,
  ],
  [
    'sum',
    'mcg µg',
    `biotin: DietaryBiotin, Biotin
     chromium: DietaryChromium, Chromium
     folate: DietaryFolate, Folate
     iodine: DietaryIodine, Iodine
     molybdenum: DietaryMolybdenum, Molybdenum
     selenium: DietarySelenium, Selenium
     vitamin_a: DietaryVitaminA, Vitamin A
     vitamin_b12: DietaryVitaminB12, dietary_vitamin_b12
     vitamin_d: DietaryVitaminD, Vitamin D
     vitamin_k: DietaryVitaminK, Vitamin K`,
  ],
  ['average', 'kcal/hr·kg', 'physical_effort: PhysicalEffort, Physical Effort'],
  [
    'average',
    'count/min bpm count',
    `heart_rate: HeartRate, Heart Rate
     resting_heart_rate: RestingHeartRate, Resting Heart Rate
     walking_heart_rate_average: WalkingHeartRateAverage, Walking Heart Rate Average, walking_heart_rate
     cardio_recovery: HeartRateRecoveryOneMinute, Cardio Recovery, heart_rate_recovery_one_minute
     cycling_cadence: CyclingCadence, Cycling Cadence
     respiratory_rate: RespiratoryRate, Respiratory Rate`,
  ],
  ['average', 'W', 'cycling_power: CyclingPower, Cycling Power\n running_power: RunningPower, Running Power'],
  [
    'average',
    'mi/hr km/hr mph kmph km/h',
    `cycling_speed: CyclingSpeed, Cycling Speed
     running_speed: RunningSpeed, Running Speed
     walking_speed: WalkingSpeed, Walking Speed`,
  ],
  [
    'average',
    'ft/s m/s',
    `stair_speed_up: StairAscentSpeed, Stair Speed: Up
     stair_speed_down: StairDescentSpeed, Stair Speed: Down`,
  ],
  [
    'average',
    'ms',
    `running_ground_contact_time: RunningGroundContactTime, Ground Contact Time
     heart_rate_variability: HeartRateVariabilitySDNN, Heart Rate Variability
     heart_rate_variability_rmssd: HeartRateVariabilityRMSSD`,
  ],
  ['average', 'm', 'running_stride_length: RunningStrideLength, Running Stride Length'],
  ['average', 'cm', 'running_vertical_oscillation: RunningVerticalOscillation, Vertical Oscillation'],
  ['average', 'ft m', 'underwater_depth: UnderwaterDepth, Underwater Depth, under_water_depth'],
  [
    'average',
    'degF degC ºF ºC',
    `underwater_temperature: WaterTemperature, Water Temperature, Underwater Temperature, under_water_temperature
     body_temperature: BodyTemperature, Body Temperature
     basal_body_temperature: BasalBodyTemperature, Basal Body Temperature
     apple_sleeping_wrist_temperature: AppleSleepingWristTemperature, Wrist Temperature`,
  ],
  [
    'average',
    '%',
    `atrial_fibrillation_burden: AtrialFibrillationBurden, AFib History
     blood_oxygen_saturation: OxygenSaturation, Blood Oxygen, Blood Oxygen Saturation, oxygen_saturation
     peripheral_perfusion_index: PeripheralPerfusionIndex, Peripheral Perfusion Index
     blood_alcohol_content: BloodAlcoholContent, Blood Alcohol Content
     walking_asymmetry_percentage: WalkingAsymmetryPercentage, Walking Asymmetry
     walking_double_support_percentage: WalkingDoubleSupportPercentage, Double Support Time`,
  ],
  ['average', 'mmHg kPa', 'blood_pressure: BloodPressure, Blood Pressure'],
  ['average', 'mg/dL mmol/L', 'blood_glucose: BloodGlucose, Blood Glucose'],
  ['average', 'mcS', 'electrodermal_activity: ElectrodermalActivity, Electrodermal Activity'],
  [
    'average',
    'L',
    `forced_expiratory_volume_1: ForcedExpiratoryVolume1, Forced Expiratory Volume, 1 sec, forced_expiratory_volume
     forced_vital_capacity: ForcedVitalCapacity, Forced Vital Capacity`,
  ],
  ['average', 'L/min L/s', 'peak_expiratory_flow_rate: PeakExpiratoryFlowRate, Peak Expiratory Flow Rate'],
  [
    'average',
    'count',
    `breathing_disturbances: AppleSleepingBreathingDisturbances, Breathing Disturbances
     uv_exposure: UVExposure, UV Exposure, UV Index`,
  ],
  ['average', 'in cm', 'walking_step_length: WalkingStepLength, Walking Step Length'],
  [
    'average',
    'dBASPL',
    `environmental_audio_exposure: EnvironmentalAudioExposure, Environmental Sound Levels, environmental_audio
     headphone_audio_exposure: HeadphoneAudioExposure, Headphone Audio Levels, headphone_audio`,
  ],
  [
    'latest',
    'W',
    'cycling_functional_threshold_power: CyclingFunctionalThresholdPower, Cycling Functional Threshold Power',
  ],
  ['latest', 'ml/(kg·min) mL/min·kg', 'vo2_max: VO2Max, Cardio Fitness, VO\u2082 Max, vo2max'],
  [
    'latest',
    'lb kg',
    `weight_body_mass: BodyMass, Weight, Weight & Body Mass, Weight/Body Mass
     lean_body_mass: LeanBodyMass, Lean Body Mass`,
  ],
  ['latest', '%', 'body_fat_percentage: BodyFatPercentage, Body Fat Percentage, body_fat'],
  ['latest', 'count kg/m²', 'body_mass_index: BodyMassIndex, Body Mass Index, BMI'],
  ['latest', 'in cm ft m', 'height: Height'],
  ['latest', 'in cm', 'waist_circumference: WaistCircumference, Waist Circumference'],
  [
    'latest',
    'm',
    `six_minute_walking_test_distance: SixMinuteWalkTestDistance, Six-Minute Walk,
       Six-Minute Walking Test Distance`,
  ],
]

const rows = wire.flatMap(([aggregation, spellings, lines]) =>
  [...lines.matchAll(/(\w+): ((?:[^\n]|,\n)+)/g)].map(([, name, names]) => ({
    name: name!,
    aggregation,
    spellings: spellings.split(' '),
    // "Volume, 1 sec" is one name with a comma in it.
    names: names!.split(/,\s+(?!1 sec)/),
  })),
)

test('every metric of the app is in the table, and each is an entry of its own', () => {
  expect(rows).toHaveLength(114)
  expect(new Set(rows.map(({ name }) => findMetric(name))).size).toBe(rows.length)
})

test.each(rows)('$name is known as $names, in $spellings', ({ name, aggregation, spellings, names }) => {
  const metric = metrics.get(name === 'weight_body_mass' ? 'body_mass' : name)!
  const [identifier] = names as [string]
  expect(metric.aggregation).toBe(aggregation)
  expect(metric.healthkit).toMatch(
    new RegExp(`^HK(Quantity|Category|Correlation)TypeIdentifier${identifier}$`),
  )
  const camelCase = identifier[0]!.toLowerCase() + identifier.slice(1)
  const known = [name, metric.title, metric.healthkit!, camelCase, ...names]
  expect(known.filter(written => findMetric(written) !== metric)).toEqual([])
  const foreign = spellings.filter(
    spelling => convertToCanonical(1, parseUnit(spelling)!, metric) === undefined,
  )
  expect(foreign).toEqual([])
})

describe('names as they are typed', () => {
  const typed: [string, string][] = [
    ['step-count', 'step_count'],
    ['STEP\u00a0COUNT', 'step_count'],
    ['stepcount', 'step_count'],
    ['BLOOD_OXYGEN', 'blood_oxygen_saturation'],
    ['DISTANCE_WALKING_RUNNING', 'walking_running_distance'],
    ['HKQuantityTypeIdentifierBloodPressureSystolic', 'blood_pressure_systolic'],
    ['bloodPressureDiastolic', 'blood_pressure_diastolic'],
  ]
  test.each(typed)('%s means %s', (written, name) => {
    expect(findMetric(written)).toBe(metrics.get(name)!)
  })

  test('nothing else is guessed', () => {
    const foreign = [
      '',
      '_',
      'heart',
      'some_new_metric',
      'constructor',
      '__proto__',
      'HKQuantityTypeIdentifier',
      'heart_rate'.padEnd(1_000_000, ' '),
    ]
    expect(foreign.map(findMetric)).toEqual(foreign.map(() => undefined))
  })
})

describe('what Health Connect has and HealthKit has not, or under another name', () => {
  const records: [written: string, name: string, unit: string][] = [
    ['active_calories_burned', 'active_energy', 'kcal'],
    ['total_calories_burned', 'total_energy_burned', 'kcal'],
    ['basal_metabolic_rate', 'basal_metabolic_rate', 'W'],
    ['body_fat', 'body_fat_percentage', '%'],
    ['body_water_mass', 'body_water_mass', 'kg'],
    ['bone_mass', 'bone_mass', 'kg'],
    ['distance', 'distance', 'm'],
    ['elevation_gained', 'elevation_gained', 'm'],
    ['floors_climbed', 'flights_climbed', 'count'],
    ['heart_rate_variability_rmssd', 'heart_rate_variability_rmssd', 'ms'],
    ['hydration', 'dietary_water', 'mL'],
    ['oxygen_saturation', 'blood_oxygen_saturation', '%'],
    ['power', 'power', 'W'],
    ['skin_temperature_delta', 'skin_temperature_delta', 'degC'],
    ['speed', 'speed', 'm/s'],
    ['steps', 'step_count', 'count'],
    ['steps_cadence', 'step_cadence', 'count/min'],
    ['cycling_pedaling_cadence', 'cycling_cadence', 'rpm'],
    ['vo2_max', 'vo2_max', 'ml/min/kg'],
    ['weight', 'body_mass', 'kg'],
    ['wheelchair_pushes', 'push_count', 'count'],
    ['trans_fat', 'trans_fat', 'g'],
    ['folic_acid', 'folic_acid', 'mcg'],
    ['total_carbohydrate', 'carbohydrates', 'g'],
    ['mindfulness', 'mindful_minutes', 'min'],
  ]
  test.each(records)('%s is %s in %s', (written, name, spelling) => {
    const metric = findMetric(written)!
    expect(metric.name).toBe(name)
    expect(convertToCanonical(1, parseUnit(spelling)!, metric)).toBeTypeOf('number')
  })
})
