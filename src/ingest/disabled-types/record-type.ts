import { findMetric } from '../../catalogue/index.ts'
import { exportEventTypes } from '../../formats/apple-export/event-types.ts'
import { eventTypes, findEventType } from '../../formats/health-auto-export/events.ts'
import { eventTypeOfCategory } from '../../formats/healthkit-category.ts'
import type { Incoming } from '../../formats/incoming.ts'

/** Longer text is no type's name; it is not worth folding what a stranger sent. */
const MAX_NAME_LENGTH = 100

/** What records are counted as besides metrics and events; an Activity is several metrics in one element. */
const otherTypes: readonly string[] = ['workout', 'activity']

/** Other names of these types, in HealthKit, in Health Connect and among people, folded as `fold` does. */
const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    workout: ['workout', 'workouts', 'exercise', 'exercises', 'exercisesession'],
    activity: ['activity'],
    ecg: ['ecg', 'ekg', 'electrocardiogram', 'electrocardiograms'],
    heart_rate_notification: [
      'highheartratenotification',
      'lowheartratenotification',
      'irregularrhythmnotification',
    ],
    state_of_mind: ['stateofmind', 'mood', 'moods', 'momentaryemotion', 'dailymood'],
    symptom: ['symptom', 'symptoms'],
    medication: ['medication', 'medications', 'medicationdoseevent', 'medicationdoseevents'],
    cycle_tracking: [
      'cycletracking',
      'menstruation',
      'menstruationflow',
      'menstruationperiod',
      'menstrualcyclephase',
      'reproductivehealth',
      'ovulationtest',
      'cervicalmucus',
    ],
    activity_summary: ['activitysummary', 'activitysummaries'],
    characteristics: ['characteristics', 'characteristic', 'me'],
    food: ['food', 'foods'],
    clinical_record: ['clinicalrecord', 'clinicalrecords'],
    audiogram: ['audiogram', 'audiograms'],
    vision_prescription: ['visionprescription', 'visionprescriptions'],
    workout_route: ['workoutroute', 'workoutroutes'],
    sleep_analysis: ['sleepstage', 'sleepstages', 'sleepsession', 'sleepsessions'],
  }).flatMap(([type, names]) => names.map(name => [name, type] as const)),
)

/** What HealthKit has many types of, and the report one. */
const families: readonly (readonly [prefix: string, type: string])[] = [
  ['HKCharacteristicTypeIdentifier', 'characteristics'],
  ['HKClinicalTypeIdentifier', 'clinical_record'],
]

/** The types that are no metrics, as the report counts them. */
export const typesBesideMetrics: readonly string[] = [...eventTypes, ...exportEventTypes, ...otherTypes]

/**
 * The type that a name means, as the report counts it: a metric by any of its names, an event by its own or by that
 * of the app's array, a workout, and each by its identifier in HealthKit: that of a headache means symptoms. Undefined for
 * what is nothing that we know.
 */
export function findType(name: string): string | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined
  const known = findMetric(name)?.name ?? findEventType(name)
  if (known !== undefined) return known
  const folded = fold(name)
  return (
    otherNames.get(folded) ??
    eventTypeOfCategory(folded) ??
    families.find(([prefix]) => name.startsWith(prefix))?.[1]
  )
}

/**
 * HealthKit's prefixes, case, blanks and joints mean nothing: `E C G` is `ecg`, and `HKWorkoutTypeIdentifier` is `workout`.
 */
function fold(name: string): string {
  return name
    .replace(/^HK(Data|Category|Quantity|Correlation|MedicationDoseEvent)?Type(Identifier)?(?=[A-Z])/, '')
    .replace(/^HK(\w+?)(Sample)?Type(Identifier)?$/, '$1')
    .replace(/^HK/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}

/** A record's own type, read off it without judging it. A name that nobody knows is a type of its own. */
export function typeOf(record: Incoming): string {
  switch (record.kind) {
    case 'sample':
      return findType(record.metric) ?? record.metric
    case 'sleep_night':
    case 'sleep_stage':
      return 'sleep_analysis'
    case 'workout':
      return 'workout'
    case 'event':
    case 'redacted':
      return findType(record.type) ?? record.type
    case 'nothing':
      return findType(record.countedAs) ?? record.countedAs
  }
}
