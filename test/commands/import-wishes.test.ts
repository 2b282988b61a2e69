import { expect, test } from 'vitest'
import { parseOnly } from '../../src/commands/import-wishes.ts'

test('--only takes what the report counts under, and what HealthKit calls it', () => {
  const written =
    'heart_rate, HKQuantityTypeIdentifierStepCount, HKWorkoutTypeIdentifier, HKCategoryTypeIdentifierHeadache, HKCategoryTypeIdentifierOvulationTestResult, HKCategoryTypeIdentifierIrregularHeartRhythmEvent, HKCorrelationTypeIdentifierBloodPressure, activity_summary, Me, food, HKDataTypeIdentifierAudiogram, workout_route'
  expect([...parseOnly(written)]).toEqual([
    'heart_rate',
    'step_count',
    'workout',
    'symptom',
    'cycle_tracking',
    'heart_rate_notification',
    'blood_pressure',
    'activity_summary',
    'characteristics',
    'food',
    'audiogram',
    'workout_route',
  ])
  expect(() => parseOnly('HKWorkoutActivityTypeRunning')).toThrow(/^There is no type 'HKWorkout/)
})
