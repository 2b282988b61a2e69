import { findMetric } from '../catalogue/index.ts'
import { millisecondsBetween } from './epoch-time.ts'
import type { Incoming, Place } from './incoming.ts'
import { createBareObject } from './json-object.ts'
import { snakeCase } from './snake-case.ts'

const prefix = 'HKCategoryTypeIdentifier'

/** Apple's identifiers of symptoms, without the prefix. */
const symptoms = new Set(
  `AbdominalCramps Acne AppetiteChanges BladderIncontinence Bloating BreastPain ChestTightnessOrPain Chills
  Constipation Coughing Diarrhea Dizziness DrySkin Fainting Fatigue Fever GeneralizedBodyAche HairLoss Headache
  Heartburn HotFlashes LossOfSmell LossOfTaste LowerBackPain MemoryLapse MoodChanges Nausea NightSweats PelvicPain
  RapidPoundingOrFlutteringHeartbeat RunnyNose ShortnessOfBreath SinusCongestion SkippedHeartbeat SleepChanges
  SoreThroat VaginalDryness Vomiting Wheezing`.split(/\s+/),
)

/** Apple's identifiers of what Health Auto Export calls cycle tracking. */
const cycleEntries = new Set(
  `MenstrualFlow CervicalMucusQuality OvulationTestResult ProgesteroneTestResult PregnancyTestResult Pregnancy
  Lactation Contraceptive IntermenstrualBleeding IrregularMenstrualCycles InfrequentMenstrualCycles
  PersistentIntermenstrualBleeding ProlongedMenstrualPeriods BleedingDuringPregnancy BleedingAfterPregnancy`.split(
    /\s+/,
  ),
)

/** Apple's identifiers of notifications about the heart, and what Health Auto Export calls each. */
const notifications = new Map([
  ['HighHeartRateEvent', 'high_heart_rate_notification'],
  ['LowHeartRateEvent', 'low_heart_rate_notification'],
  ['IrregularHeartRhythmEvent', 'irregular_rhythm_notification'],
])

const eventTypes: ReadonlyMap<string, string> = new Map(
  [
    ['symptom', symptoms] as const,
    ['cycle_tracking', cycleEntries] as const,
    ['heart_rate_notification', notifications.keys()] as const,
  ].flatMap(([type, names]) => [...names].map(name => [name.toLowerCase(), type] as const)),
)

/** The type of the events that a category becomes, by its identifier without the prefix, in any case. */
export function eventTypeOfCategory(name: string): string | undefined {
  return eventTypes.get(name.toLowerCase())
}

/** HKCategoryValueSeverity. */
const severities = ['Unspecified', 'Not Present', 'Mild', 'Moderate', 'Severe']

/** HKCategoryValueMenstrualFlow, later called HKCategoryValueVaginalBleeding. */
const flows = ['', 'Unspecified', 'Light', 'Medium', 'Heavy', 'None']

/** These have values of their own, so that 1 is not "Not Present" of them. */
const withoutSeverity = new Set(['AppetiteChanges', 'SleepChanges', 'MoodChanges'])

const millisecondsIn = new Map([
  ['s', 1_000],
  ['min', 60_000],
])

/** What a category sample of HealthKit says, taken apart. */
export interface CategorySample {
  identifier: string
  value: unknown
  startedAt: unknown
  endedAt: unknown
  source: unknown
  clientId?: unknown
  detail: Readonly<Record<string, unknown>> | undefined
}

/** Whether a name is HealthKit's identifier of a category, whose value is a number that stands for a word. */
export function isCategory(identifier: string): boolean {
  return identifier.startsWith(prefix)
}

/**
 * Sleep becomes a stage; what the catalogue measures in minutes or seconds (mindfulness, handwashing) the length of its
 * interval; what it counts one; symptoms, the cycle and notifications about the heart events as Health Auto Export has
 * them; the rest an event of its own type.
 */
export function readCategory(sample: CategorySample, place: Place): Incoming {
  const { identifier, value, startedAt, endedAt, source, clientId } = sample
  const name = identifier.slice(prefix.length)
  // A copy: samples that say the same may share a detail.
  const detail = Object.assign(createBareObject<unknown>(), sample.detail)
  if (name === 'SleepAnalysis') {
    const stage = typeof value === 'string' ? value.replace(/^HKCategoryValueSleepAnalysis/, '') : value
    if (clientId !== undefined) detail.id = clientId
    return { kind: 'sleep_stage', startedAt, endedAt, stage, source, detail, ...place }
  }
  const metric = findMetric(identifier)
  if (metric) {
    if (value !== undefined) detail.value = value
    if (clientId !== undefined) detail.id = clientId
    return {
      kind: 'sample',
      metric: metric.name,
      recordedAt: startedAt,
      endedAt,
      value: measureCategory(name, metric.unit, sample),
      unit: metric.unit,
      source,
      detail,
      ...place,
    }
  }
  const event = { kind: 'event', startedAt, endedAt, clientId, source, detail, ...place } as const
  if (symptoms.has(name)) {
    const severity = withoutSeverity.has(name) ? undefined : severities[Number(value)]
    detail.severity = severity ?? wordOf(value, 'Severity', 'Presence', name)
    return { ...event, type: 'symptom', name: titleOf(name) }
  }
  if (value !== undefined) {
    const flow = name === 'MenstrualFlow' && flows[Number(value)]
    detail.value = flow || wordOf(value, 'MenstrualFlow', 'VaginalBleeding', name)
  }
  const notification = notifications.get(name)
  if (notification) return { ...event, type: 'heart_rate_notification', name: notification }
  if (cycleEntries.has(name)) return { ...event, type: 'cycle_tracking', name: titleOf(name) }
  return { ...event, type: snakeCase(name) || 'unknown', unknownType: true }
}

function measureCategory(name: string, unit: string, { value, startedAt, endedAt }: CategorySample): unknown {
  const milliseconds = millisecondsIn.get(unit)
  if (milliseconds !== undefined) {
    const lasts = millisecondsBetween(startedAt, endedAt)
    return lasts === undefined ? undefined : lasts / milliseconds
  }
  // HKCategoryValueAppleStandHour: 0 is stood, 1 is idle.
  if (name === 'AppleStandHour')
    return /^(HKCategoryValueAppleStandHour)?(0|Stood)$/.test(String(value)) ? 1 : 0
  return 1
}

/** `HKCategoryValueSeverityNotPresent`, of one of these enumerations, is `Not Present`; anything else stays as it is. */
function wordOf(value: unknown, ...enumerations: string[]): unknown {
  if (typeof value !== 'string') return value
  for (const enumeration of enumerations) {
    const start = `HKCategoryValue${enumeration}`
    if (value.startsWith(start) && value.length > start.length) return titleOf(value.slice(start.length))
  }
  return value
}

/** `AbdominalCramps` is `Abdominal Cramps`. */
function titleOf(name: string): string {
  return name.replace(/[a-z](?=[A-Z])/g, '$& ')
}
