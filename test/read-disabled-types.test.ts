import { pino } from 'pino'
import { expect, test } from 'vitest'
import { metricNames } from '../src/catalogue/index.ts'
import { ConfigError, readConfig } from '../src/config.ts'
import { openApp } from '../src/open-app.ts'
import { readDisabledTypes } from '../src/read-disabled-types.ts'

test.each([
  ['state_of_mind', ['state_of_mind', 'stateOfMind', 'StateOfMind', 'State of Mind']],
  ['medication', ['medication', 'medications', 'HKMedicationDoseEventTypeIdentifierMedicationDoseEvent']],
  ['symptom', ['symptom', 'symptoms', 'HKCategoryTypeIdentifierHeadache', 'Lower Back Pain']],
  [
    'cycle_tracking',
    ['cycle_tracking', 'Cycle Tracking', 'HKCategoryTypeIdentifierMenstrualFlow', 'Pregnancy'],
  ],
  ['ecg', ['ecg', 'ECG']],
  [
    'heart_rate_notification',
    ['heart_rate_notification', 'heartRateNotifications', 'HKCategoryTypeIdentifierLowHeartRateEvent'],
  ],
  ['activity_summary', ['activity_summary', 'ActivitySummary', 'HKActivitySummaryTypeIdentifier']],
  ['characteristics', ['characteristics', 'Me', 'HKCharacteristicTypeIdentifierBloodType']],
  ['food', ['food', 'HKCorrelationTypeIdentifierFood']],
  ['clinical_record', ['clinical_record', 'ClinicalRecord', 'HKClinicalTypeIdentifierAllergyRecord']],
  ['audiogram', ['audiogram', 'HKDataTypeIdentifierAudiogram']],
  ['vision_prescription', ['vision_prescription', 'VisionPrescription']],
  ['workout_route', ['workout_route', 'HKWorkoutRouteTypeIdentifier']],
  ['workout', ['workout', 'workouts', 'Workouts', 'HKWorkoutTypeIdentifier']],
  ['activity', ['activity', 'Activity']],
  ['sleep_analysis', ['sleep_analysis', 'Sleep', 'HKCategoryTypeIdentifierSleepAnalysis']],
  ['body_mass', ['body_mass', 'weight_body_mass', 'Weight & Body Mass', 'HKQuantityTypeIdentifierBodyMass']],
])('%s can be switched off by each of its names', (type, names) => {
  for (const name of names) expect(readDisabledTypes({ disabledTypes: [name] })).toEqual(new Set([type]))
  expect(readDisabledTypes({ disabledTypes: names })).toEqual(new Set([type]))
})

test('every metric of the catalogue can be switched off', () => {
  expect([...readDisabledTypes({ disabledTypes: [...metricNames] })]).toEqual(metricNames)
})

test('a name that is nothing known stops the start with one line, before anything is opened', async () => {
  const config = readConfig({
    INGEST_DISABLED_TYPES: 'ecg, SENTINEL',
    // Nothing listens there: who opened the database first would fail for another reason.
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  })
  const refusal = openApp(config, pino({ level: 'silent' }))
  await expect(refusal).rejects.toThrow(ConfigError)
  await expect(refusal).rejects.toThrow(
    /^INGEST_DISABLED_TYPES: name 2 is none of state_of_mind, medication, symptom, cycle_tracking, ecg, heart_rate_notification, activity_summary, characteristics, food, clinical_record, audiogram, vision_prescription, workout_route, workout, activity and no metric of docs\/metrics\.md \(see \.env\.example\)$/,
  )
})
