import { describe, expect, test } from 'vitest'
import { activities, buildActivities, findActivity } from '../../src/catalogue/activities.ts'
import { findLocation } from '../../src/catalogue/workout-locations.ts'

/** HKWorkoutActivityType, by its integer. HealthKit has none with 0 or 81. */
const healthkit: [value: number, name: string][] = [
  ...numberFrom(
    1,
    'AmericanFootball Archery AustralianFootball Badminton Baseball Basketball Bowling Boxing Climbing Cricket',
  ),
  ...numberFrom(
    11,
    'CrossTraining Curling Cycling Dance DanceInspiredTraining Elliptical EquestrianSports Fencing Fishing',
  ),
  ...numberFrom(20, 'FunctionalStrengthTraining Golf Gymnastics Handball Hiking Hockey Hunting Lacrosse'),
  ...numberFrom(28, 'MartialArts MindAndBody MixedMetabolicCardioTraining PaddleSports Play'),
  ...numberFrom(
    33,
    'PreparationAndRecovery Racquetball Rowing Rugby Running Sailing SkatingSports SnowSports',
  ),
  ...numberFrom(41, 'Soccer Softball Squash StairClimbing SurfingSports Swimming TableTennis Tennis'),
  ...numberFrom(49, 'TrackAndField TraditionalStrengthTraining Volleyball Walking WaterFitness WaterPolo'),
  ...numberFrom(55, 'WaterSports Wrestling Yoga Barre CoreTraining CrossCountrySkiing DownhillSkiing'),
  ...numberFrom(
    62,
    'Flexibility HighIntensityIntervalTraining JumpRope Kickboxing Pilates Snowboarding Stairs',
  ),
  ...numberFrom(
    69,
    'StepTraining WheelchairWalkPace WheelchairRunPace TaiChi MixedCardio HandCycling DiscSports',
  ),
  ...numberFrom(76, 'FitnessGaming CardioDance SocialDance Pickleball Cooldown'),
  ...numberFrom(82, 'SwimBikeRun Transition UnderwaterDiving'),
  ...numberFrom(3000, 'Other'),
]

function numberFrom(first: number, names: string): [number, string][] {
  return names.split(' ').map((name, index) => [first + index, name])
}

test('every activity of HealthKit has a name of ours, and no other has', () => {
  const ours = [...activities.values()].map(({ healthkit, healthkitValue }) => [healthkitValue, healthkit])
  const theirs = healthkit.map(([value, name]) => [value, `HKWorkoutActivityType${name}`])
  expect(ours.sort(([a], [b]) => Number(a) - Number(b))).toEqual(theirs)
})

test('every activity is found by its own name, HealthKit’s name and HealthKit’s integer', () => {
  for (const { name, healthkit, healthkitValue } of activities.values()) {
    const bare = healthkit.replace('HKWorkoutActivityType', '')
    const title = bare.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    for (const written of [name, healthkit, bare, title, String(healthkitValue)]) {
      expect([written, findActivity(written)]).toEqual([written, { activity: name }])
    }
  }
})

/** Activity and, where a third is given, the location that the name tells. */
const expectations: [written: string, activity: string, location?: string][] = [
  // Health Auto Export in English
  ['Outdoor Run', 'running', 'outdoor'],
  ['Indoor Run', 'running', 'indoor'],
  ['Outdoor Walk', 'walking', 'outdoor'],
  ['Indoor Walk', 'walking', 'indoor'],
  ['Outdoor Cycling', 'cycling', 'outdoor'],
  ['Indoor Cycling', 'cycling', 'indoor'],
  ['Pool Swim', 'swimming', 'pool'],
  ['Open Water Swim', 'swimming', 'open_water'],
  ['Indoor Pool Swim', 'swimming', 'pool'],
  ['Traditional Strength Training', 'traditional_strength_training'],
  ['HIIT', 'high_intensity_interval_training'],
  ['High Intensity Interval Training', 'high_intensity_interval_training'],
  ['Rower', 'rowing'],
  ['Stair Stepper', 'stair_climbing'],
  ['Multisport', 'swim_bike_run'],
  ['Cooldown', 'cooldown'],
  ['Other', 'other'],
  // Health Connect
  ['EXERCISE_TYPE_RUNNING', 'running'],
  ['RUNNING_TREADMILL', 'running', 'indoor'],
  ['BIKING', 'cycling'],
  ['BIKING_STATIONARY', 'cycling', 'indoor'],
  ['SWIMMING_POOL', 'swimming', 'pool'],
  ['SWIMMING_OPEN_WATER', 'swimming', 'open_water'],
  ['ROWING_MACHINE', 'rowing', 'indoor'],
  ['STAIR_CLIMBING_MACHINE', 'stair_climbing', 'indoor'],
  ['STRENGTH_TRAINING', 'traditional_strength_training'],
  ['WEIGHTLIFTING', 'traditional_strength_training'],
  ['CALISTHENICS', 'functional_strength_training'],
  ['STRETCHING', 'flexibility'],
  ['DANCING', 'dance'],
  ['FOOTBALL_AMERICAN', 'american_football'],
  ['FRISBEE_DISC', 'disc_sports'],
  ['ICE_SKATING', 'skating_sports'],
  ['SKIING', 'downhill_skiing'],
  ['SCUBA_DIVING', 'underwater_diving'],
  ['GUIDED_BREATHING', 'mind_and_body'],
  ['OTHER_WORKOUT', 'other'],
  // German
  ['Outdoor Spaziergang', 'walking', 'outdoor'],
  ['Gehen drinnen', 'walking', 'indoor'],
  ['Laufen (Outdoor)', 'running', 'outdoor'],
  ['Laufen im Freien', 'running', 'outdoor'],
  ['Radfahren', 'cycling'],
  ['Wandern', 'hiking'],
  ['Schwimmbad Schwimmen', 'swimming', 'pool'],
  ['Freiwasserschwimmen', 'swimming', 'open_water'],
  ['Traditionelles Krafttraining', 'traditional_strength_training'],
  ['Funktionelles Krafttraining', 'functional_strength_training'],
  ['Rudern', 'rowing'],
  ['Crosstrainer', 'elliptical'],
  ['Tanzen', 'dance'],
  ['Hochintensives Intervalltraining', 'high_intensity_interval_training'],
  ['FUSSBALL', 'soccer'],
  ['Fußball', 'soccer'],
  // French
  ['Marche en extérieur', 'walking', 'outdoor'],
  ['Extérieur Marche', 'walking', 'outdoor'],
  ['Course à pied en extérieur', 'running', 'outdoor'],
  ['Course a pied', 'running'],
  ['Vélo d’intérieur', 'cycling', 'indoor'],
  ['Randonnée', 'hiking'],
  ['Piscine Nager', 'swimming', 'pool'],
  ['Natation en eau libre', 'swimming', 'open_water'],
  ['Musculation', 'traditional_strength_training'],
  ['Rameur', 'rowing'],
  ['Elliptique', 'elliptical'],
  ['Danse', 'dance'],
  // Spanish
  ['Caminata al aire libre', 'walking', 'outdoor'],
  ['Carrera en interiores', 'running', 'indoor'],
  ['Ciclismo', 'cycling'],
  ['Senderismo', 'hiking'],
  ['Natación en aguas abiertas', 'swimming', 'open_water'],
  ['Entrenamiento de fuerza', 'traditional_strength_training'],
  ['Remo', 'rowing'],
  ['Elíptica', 'elliptical'],
  ['Baile', 'dance'],
  // Italian
  ['Camminata all’aperto', 'walking', 'outdoor'],
  ['Corsa al chiuso', 'running', 'indoor'],
  ['Bicicletta', 'cycling'],
  ['Escursionismo', 'hiking'],
  ['Nuoto in piscina', 'swimming', 'pool'],
  ['Allenamento della forza', 'traditional_strength_training'],
  ['Canottaggio', 'rowing'],
  ['Ellittica', 'elliptical'],
  ['Ballo', 'dance'],
  // Portuguese
  ['Caminhada ao ar livre', 'walking', 'outdoor'],
  ['Corrida na esteira', 'running', 'indoor'],
  ['Bicicleta', 'cycling'],
  ['Trilha', 'hiking'],
  ['Natação em águas abertas', 'swimming', 'open_water'],
  ['Treino de força', 'traditional_strength_training'],
  ['Elíptico', 'elliptical'],
  ['Dança', 'dance'],
  // Dutch
  ['Buiten wandelen', 'walking', 'outdoor'],
  ['Hardlopen binnen', 'running', 'indoor'],
  ['Fietsen', 'cycling'],
  ['Hiken', 'hiking'],
  ['Zwemmen in het zwembad', 'swimming', 'pool'],
  ['Krachttraining', 'traditional_strength_training'],
  ['Roeien', 'rowing'],
  ['Dansen', 'dance'],
  // Japanese
  ['屋外ウォーキング', 'walking', 'outdoor'],
  ['室内ランニング', 'running', 'indoor'],
  ['サイクリング', 'cycling'],
  ['ハイキング', 'hiking'],
  ['プールスイミング', 'swimming', 'pool'],
  ['筋力トレーニング', 'traditional_strength_training'],
  ['ヨガ', 'yoga'],
  ['ローイング', 'rowing'],
  ['エリプティカル', 'elliptical'],
  ['ダンス', 'dance'],
  ['ダンス', 'dance'],
  ['高強度インターバルトレーニング', 'high_intensity_interval_training'],
  // Chinese
  ['户外步行', 'walking', 'outdoor'],
  ['室内跑步', 'running', 'indoor'],
  ['戶外騎行', 'cycling', 'outdoor'],
  ['徒步', 'hiking'],
  ['泳池游泳', 'swimming', 'pool'],
  ['开放水域游泳', 'swimming', 'open_water'],
  ['传统力量训练', 'traditional_strength_training'],
  ['瑜伽', 'yoga'],
  ['划船机', 'rowing'],
  ['椭圆机', 'elliptical'],
  ['舞蹈', 'dance'],
  // Korean
  ['실외 걷기', 'walking', 'outdoor'],
  ['실내 달리기', 'running', 'indoor'],
  ['사이클링', 'cycling'],
  ['하이킹', 'hiking'],
  ['수영장 수영', 'swimming', 'pool'],
  ['근력 운동', 'traditional_strength_training'],
  ['요가', 'yoga'],
  ['로잉', 'rowing'],
  ['일립티컬', 'elliptical'],
  ['댄스', 'dance'],
]

test.each(expectations)('%s is %s %s', (written, activity, location) => {
  expect(findActivity(written)).toEqual(location === undefined ? { activity } : { activity, location })
})

test('typography means nothing', () => {
  for (const written of ['outdoor run', 'OUTDOOR-RUN', 'Outdoor\u00a0Run', ' outdoor_run ', 'OutdoorRun']) {
    expect(findActivity(written)).toEqual({ activity: 'running', location: 'outdoor' })
  }
  // A composed and a decomposed accent; an apostrophe and a typographic one.
  expect(findActivity('Randonne\u0301e')).toEqual(findActivity('Randonn\u00e9e'))
  expect(findActivity("Corsa all'aperto")).toEqual(findActivity('Corsa all’aperto'))
})

test('what nobody knows is no activity, and a place alone is none', () => {
  const unknown = ['Quidditch', 'Outdoor Quidditch', 'Outdoor', 'Pool', '', '   ', '81', '1e1', '-37', '3.7']
  for (const written of [...unknown, 'constructor', '__proto__', 'run'.repeat(1_000_000)]) {
    expect(findActivity(written)).toBeUndefined()
  }
})

describe('a place', () => {
  test.each([
    ['indoor', ['Indoor', 'drinnen', 'Intérieur', 'interior', 'al chiuso', 'binnen', '室内', '屋内', '실내']],
    [
      'outdoor',
      ['Outdoor', 'draußen', 'im Freien', 'Extérieur', 'al aire libre', 'buiten', '屋外', '户外', '실외'],
    ],
    ['pool', ['Pool', 'Schwimmbad', 'Piscine', 'Piscina', 'Zwembad', 'プール', '泳池', '수영장']],
    [
      'open_water',
      ['Open Water', 'Freiwasser', 'Eau libre', 'Aguas abiertas', 'オープンウォーター', '开放水域'],
    ],
  ])('%s is known in every language', (location, written) => {
    for (const word of written) expect([word, findLocation(word)]).toEqual([word, location])
  })

  test('that nobody knows is none', () => {
    for (const word of ['Moon', '', 'constructor', 'x'.repeat(1_000_000)])
      expect(findLocation(word)).toBeUndefined()
  })
})

describe('a catalogue does not load', () => {
  const running = { healthkitValue: 37, names: ['run'] }

  test.each([
    [
      'when two activities claim one name',
      { jogging: { healthkitValue: 9001, names: ['RUN'] } },
      'run is both running and jogging',
    ],
    [
      'when two activities claim one integer',
      { jogging: { healthkitValue: 37 } },
      '37 is both running and jogging',
    ],
    ['when an activity is defined twice', { running }, 'running is defined twice'],
  ])('%s', (_name, more, message) => {
    expect(() => buildActivities([{ running }, more])).toThrow(message)
  })

  test('but one activity may name itself twice', () => {
    const { findActivity } = buildActivities([
      { running: { healthkitValue: 37, names: ['run', 'Run', 'running'] } },
    ])
    expect(findActivity('RUN')).toEqual({ activity: 'running' })
  })
})

test.each([
  ['mind_and_body', undefined, 'Mind & Body', 'Mind and Body', 'Körper & Geist'],
  ['track_and_field', undefined, 'Track & Field'],
  ['preparation_and_recovery', undefined, 'Preparation & Recovery'],
  ['functional_strength_training', undefined, 'Funktionales Krafttraining'],
  ['traditional_strength_training', undefined, 'Krafttraining (traditionell)'],
  ['high_intensity_interval_training', undefined, 'Hochintensives Intervalltraining (HIIT)'],
  ['cross_training', undefined, 'Entraînement croisé', 'Entrenamiento cruzado'],
  ['running', 'indoor', 'Corrida em esteira', 'Tapis roulant', 'Laufen (Innenräume)'],
  ['running', undefined, 'Trail Running'],
  ['rowing', undefined, 'Roeimachine'],
  ['paddle_sports', undefined, 'Kajakfahren'],
  ['cycling', undefined, 'Mountain Biking'],
  ['walking', undefined, 'Nordic Walking'],
])('%s (%s) is what phones mean by %s and so on', (activity, location, ...written) => {
  const found = location === undefined ? { activity } : { activity, location }
  expect(written.map(name => findActivity(name as string))).toEqual(written.map(() => found))
})
