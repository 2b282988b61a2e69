import { describe, expect, test } from 'vitest'
import { isCategory, readCategory } from '../../src/formats/healthkit-category.ts'

const [startedAt, endedAt] = ['2026-03-01T07:00:00Z', '2026-03-01T07:10:00Z']
const place = { path: '/data/x', index: 0 }

function read(name: string, value: unknown, end: unknown = endedAt) {
  const identifier = `HKCategoryTypeIdentifier${name}`
  const sample = {
    identifier,
    value,
    startedAt,
    endedAt: end,
    source: 'Watch',
    clientId: 'u',
    detail: undefined,
  }
  return readCategory(sample, place)
}

test('a category is known by its identifier', () => {
  expect(isCategory('HKCategoryTypeIdentifierHeadache')).toBe(true)
  expect(isCategory('HKQuantityTypeIdentifierStepCount')).toBe(false)
})

describe('what is measured by its length', () => {
  test('has it in the unit of its metric', () => {
    expect(read('MindfulSession', 0)).toEqual({
      kind: 'sample',
      metric: 'mindful_minutes',
      recordedAt: startedAt,
      endedAt,
      value: 10,
      unit: 'min',
      source: 'Watch',
      detail: { value: 0, id: 'u' },
      ...place,
    })
    expect(read('HandwashingEvent', 0)).toMatchObject({ metric: 'handwashing', value: 600, unit: 's' })
  })

  test('has none where the interval cannot be read', () => {
    expect(read('MindfulSession', 0, 'later')).toMatchObject({ kind: 'sample', value: undefined })
  })
})

test('values may be words', () => {
  const stand = (value: unknown) => read('AppleStandHour', value)
  expect(stand('HKCategoryValueAppleStandHourStood')).toMatchObject({ value: 1 })
  expect(stand('HKCategoryValueAppleStandHourIdle')).toMatchObject({ value: 0 })
  expect(stand('0')).toMatchObject({ value: 1 })
  const flow = (value: unknown) => read('MenstrualFlow', value)
  expect(flow('HKCategoryValueMenstrualFlowLight')).toMatchObject({ detail: { value: 'Light' } })
  expect(flow('HKCategoryValueVaginalBleedingHeavy')).toMatchObject({ detail: { value: 'Heavy' } })
})

test('what is counted is one', () => {
  expect(read('SexualActivity', 0)).toMatchObject({ metric: 'sexual_activity', value: 1, unit: 'count' })
})

describe('symptoms', () => {
  test.each([
    ['Headache', 'Headache', 4, 'Severe'],
    ['AbdominalCramps', 'Abdominal Cramps', 1, 'Not Present'],
    ['AbdominalCramps', 'Abdominal Cramps', 9, 9],
    ['SleepChanges', 'Sleep Changes', 1, 1],
    ['Headache', 'Headache', 'HKCategoryValueSeverityMild', 'Mild'],
    ['Headache', 'Headache', 'HKCategoryValueSeverityNotPresent', 'Not Present'],
  ])('%s is %s', (identifier, name, value, severity) => {
    expect(read(identifier, value)).toEqual({
      kind: 'event',
      type: 'symptom',
      name,
      startedAt,
      endedAt,
      clientId: 'u',
      source: 'Watch',
      detail: { severity },
      ...place,
    })
  })
})

test('a cycle entry has its word where Apple has one, and an identifier of the future is kept', () => {
  expect(read('MenstrualFlow', 4)).toMatchObject({ type: 'cycle_tracking', detail: { value: 'Heavy' } })
  expect(read('OvulationTestResult', 2)).toMatchObject({
    name: 'Ovulation Test Result',
    detail: { value: 2 },
  })
  expect(read('SleepApneaEvent', 0)).toMatchObject({
    kind: 'event',
    type: 'sleep_apnea_event',
    unknownType: true,
    detail: { value: 0 },
  })
  expect(read('', 0)).toMatchObject({ type: 'unknown' })
})
