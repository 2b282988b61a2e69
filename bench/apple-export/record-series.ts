import { formatTime } from './export-time.ts'
import { pick, type Random } from './seeded-random.ts'
import { cuff, health, phone, type Source, scale, watch, waterApp } from './sources.ts'

/** Records of one type from one source, in the order of the time. */
export interface RecordSeries {
  type: string
  source: Source
  /** Of the bytes of the whole XML. */
  share: number
  unit?: string
  /** The hours of a day between which there are records. */
  hours?: readonly [number, number]
  /** Absent: an instant. `next`: until the next record begins. `hour`: from a full hour to the next. */
  lasts?: number | 'next' | 'hour'
  value(random: Random): string
  /** What is inside the element. */
  inner?(random: Random, startedAt: number): string
}

const AWAKE = [6, 22.5] as const
const ASLEEP = [22.5, 30] as const
const ALL_DAY = [0, 24] as const

const quantity = (name: string) => `HKQuantityTypeIdentifier${name}`
const category = (name: string) => `HKCategoryTypeIdentifier${name}`

const whole = (from: number, to: number) => (random: Random) =>
  String(Math.floor(from + random() * (to - from)))
const decimal = (from: number, to: number, digits: number) => (random: Random) =>
  (from + random() * (to - from)).toFixed(digits)
const word = (value: string) => () => value

const entry = (key: string, value: string) => `  <MetadataEntry key="${key}" value="${value}"/>\n`

const motionContext = (random: Random) =>
  entry('HKMetadataKeyHeartRateMotionContext', String(Math.floor(random() * 3)))

/** The beats between which a variability was measured; their times are of the clock, without a date or an offset. */
function beats(random: Random, startedAt: number): string {
  let list = '  <HeartRateVariabilityMetadataList>\n'
  for (let beat = 0; beat < 12; beat++) {
    const clock = formatTime(startedAt + beat).slice(11, 19)
    const hour = Number(clock.slice(0, 2))
    const time = `${hour % 12 || 12}${clock.slice(2)},${String(Math.floor(random() * 100)).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
    list += `   <InstantaneousBeatsPerMinute bpm="${50 + Math.floor(random() * 40)}" time="${time}"/>\n`
  }
  return `${list}  </HeartRateVariabilityMetadataList>\n`
}

const sleepStages = ['AsleepCore', 'AsleepCore', 'AsleepDeep', 'AsleepREM', 'Awake']

/** The two halves of a blood pressure; the Correlations that join them are at the end of the XML, with copies of both. */
export const pressureHalves: readonly [RecordSeries, RecordSeries] = [
  {
    type: quantity('BloodPressureSystolic'),
    source: cuff,
    share: 0.002,
    unit: 'mmHg',
    hours: AWAKE,
    value: whole(105, 145),
  },
  {
    type: quantity('BloodPressureDiastolic'),
    source: cuff,
    share: 0.002,
    unit: 'mmHg',
    hours: AWAKE,
    value: whole(60, 95),
  },
]

/** What is below the root before the Correlations, grouped as the phone groups it. */
export const recordSeries: readonly RecordSeries[] = [
  {
    type: quantity('BodyMass'),
    source: scale,
    share: 0.002,
    unit: 'kg',
    hours: [6, 8],
    value: decimal(68, 74, 1),
  },
  {
    type: quantity('HeartRate'),
    source: watch,
    share: 0.35,
    unit: 'count/min',
    hours: ALL_DAY,
    value: whole(48, 150),
    inner: motionContext,
  },
  {
    type: quantity('OxygenSaturation'),
    source: watch,
    share: 0.03,
    unit: '%',
    hours: ASLEEP,
    value: decimal(0.92, 1, 2),
    inner: random => entry('HKMetadataKeyBarometricPressure', `${(98_000 + random() * 4000).toFixed(2)} Pa`),
  },
  ...pressureHalves,
  {
    type: quantity('RespiratoryRate'),
    source: watch,
    share: 0.02,
    unit: 'count/min',
    hours: ASLEEP,
    lasts: 'next',
    value: decimal(11, 19, 1),
  },
  {
    type: quantity('StepCount'),
    source: phone,
    share: 0.04,
    unit: 'count',
    hours: AWAKE,
    lasts: 300,
    value: whole(4, 600),
  },
  {
    type: quantity('StepCount'),
    source: watch,
    share: 0.04,
    unit: 'count',
    hours: AWAKE,
    lasts: 240,
    value: whole(4, 600),
  },
  {
    type: quantity('DistanceWalkingRunning'),
    source: phone,
    share: 0.035,
    unit: 'km',
    hours: AWAKE,
    lasts: 300,
    value: decimal(0.003, 0.5, 5),
  },
  {
    type: quantity('DistanceWalkingRunning'),
    source: watch,
    share: 0.035,
    unit: 'km',
    hours: AWAKE,
    lasts: 240,
    value: decimal(0.003, 0.5, 5),
  },
  {
    type: quantity('BasalEnergyBurned'),
    source: watch,
    share: 0.08,
    unit: 'kcal',
    hours: ALL_DAY,
    lasts: 'next',
    value: decimal(0.1, 25, 3),
  },
  {
    type: quantity('ActiveEnergyBurned'),
    source: watch,
    share: 0.25,
    unit: 'kcal',
    hours: ALL_DAY,
    lasts: 'next',
    value: decimal(0.01, 6, 3),
  },
  {
    type: quantity('FlightsClimbed'),
    source: phone,
    share: 0.008,
    unit: 'count',
    hours: AWAKE,
    lasts: 60,
    value: whole(1, 4),
  },
  {
    type: quantity('DietaryWater'),
    source: waterApp,
    share: 0.01,
    unit: 'mL',
    hours: AWAKE,
    value: whole(100, 500),
  },
  {
    type: quantity('HeartRateVariabilitySDNN'),
    source: watch,
    share: 0.03,
    unit: 'ms',
    hours: ALL_DAY,
    lasts: 59,
    value: decimal(18, 90, 4),
    inner: beats,
  },
  // A type of a phone that is newer than any reader.
  {
    type: quantity('MoonlightExposure'),
    source: watch,
    share: 0.004,
    unit: 'lx',
    hours: [21, 24],
    value: decimal(0, 1, 3),
  },
  {
    type: category('SleepAnalysis'),
    source: watch,
    share: 0.03,
    hours: ASLEEP,
    lasts: 'next',
    value: random => `HKCategoryValueSleepAnalysis${pick(random, sleepStages)}`,
    inner: () => entry('HKTimeZone', 'Europe/Berlin'),
  },
  {
    type: category('AppleStandHour'),
    source: watch,
    share: 0.012,
    hours: AWAKE,
    lasts: 'hour',
    value: random => `HKCategoryValueAppleStandHour${random() < 0.8 ? 'Stood' : 'Idle'}`,
  },
  {
    type: category('MindfulSession'),
    source: health,
    share: 0.002,
    hours: [7, 22],
    lasts: 300,
    value: word('HKCategoryValueNotApplicable'),
  },
  {
    type: category('MenstrualFlow'),
    source: health,
    share: 0.001,
    hours: AWAKE,
    value: random => `HKCategoryValueVaginalBleeding${pick(random, ['Light', 'Medium', 'Heavy'])}`,
    inner: random => entry('HKMenstrualCycleStart', random() < 0.2 ? '1' : '0'),
  },
  {
    type: category('Headache'),
    source: health,
    share: 0.001,
    hours: AWAKE,
    lasts: 7200,
    value: random => `HKCategoryValueSeverity${pick(random, ['Mild', 'Moderate', 'Severe'])}`,
    inner: () => entry('HKWasUserEntered', '1'),
  },
]
