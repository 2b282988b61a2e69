import { expect, test } from 'vitest'
import { healthAutoExport } from '../../../src/formats/health-auto-export/index.ts'

const start = '2025-03-01T09:00:00Z'
const end = '2025-03-01T09:00:30Z'
const interval = { startedAt: start, endedAt: end }

function readArray(key: string, elements: unknown[]) {
  return [...healthAutoExport.read({ data: { [key]: elements } }, {})]
}
const event = (key: string, type: string) => ({ kind: 'event', type, path: `/data/${key}`, index: 0 })

test.each(['stateOfMind', 'state_of_mind'])('%s', key => {
  const mood = { kind: 'daily_mood', labels: ['calm'], associations: [], valence: 0.4 }
  const element = { id: 'm-1', start, end, ...mood, valenceClassification: 'pleasant', metadata: null }
  expect(readArray(key, [element])).toEqual([
    {
      ...event(key, 'state_of_mind'),
      ...interval,
      name: 'daily_mood',
      clientId: 'm-1',
      detail: { ...mood, valenceClassification: 'pleasant' },
    },
  ])
})

test('medications, by their display text', () => {
  const dose = {
    nickname: 'M',
    scheduledDosage: 2,
    dosage: 1,
    units: 'tablet',
    status: 'Taken',
    isArchived: false,
  }
  const codings = [{ code: '1', system: 's' }]
  const element = { displayText: 'Medicine', start, end, scheduledDate: start, form: null, ...dose, codings }
  expect(readArray('medications', [element])).toEqual([
    {
      ...event('medications', 'medication'),
      ...interval,
      name: 'Medicine',
      detail: { scheduledDate: start, ...dose, codings },
    },
  ])
})

test('a dose that was never taken stands where it was scheduled', () => {
  expect(
    readArray('medications', [{ displayText: 'Medicine', scheduledDate: start, status: 'Skipped' }]),
  ).toEqual([
    {
      ...event('medications', 'medication'),
      startedAt: start,
      name: 'Medicine',
      detail: { scheduledDate: start, status: 'Skipped' },
    },
  ])
})

test('symptoms', () => {
  const element = { start, end, name: 'Headache', severity: 'Mild', userEntered: true, source: 'Phone' }
  expect(readArray('symptoms', [element])).toEqual([
    {
      ...event('symptoms', 'symptom'),
      ...interval,
      name: 'Headache',
      source: 'Phone',
      detail: { severity: 'Mild', userEntered: true },
    },
  ])
})

test.each(['cycleTracking', 'cycle_tracking'])('%s', key => {
  expect(readArray(key, [{ start, name: 'Menstrual Flow', value: 'Light', isCycleStart: true }])).toEqual([
    {
      ...event(key, 'cycle_tracking'),
      startedAt: start,
      name: 'Menstrual Flow',
      detail: { value: 'Light', isCycleStart: true },
    },
  ])
})

test('ecg, with its voltages', () => {
  const rest = {
    classification: 'Sinus Rhythm',
    severity: 'None',
    averageHeartRate: 61,
    numberOfVoltageMeasurements: 1,
    samplingFrequency: 512,
    voltageMeasurements: [{ date: '2025-03-01 10:00:00.000 +0100', voltage: 12.5, units: 'mcV' }],
  }
  expect(readArray('ecg', [{ start, end, source: 'Watch', ...rest }])).toEqual([
    { ...event('ecg', 'ecg'), ...interval, source: 'Watch', detail: rest },
  ])
})

test.each(['heartRateNotifications', 'heart_rate_notifications'])('%s, as documented', key => {
  const rest = { threshold: 120, heartRate: [{ hr: 121, units: 'bpm' }], heartRateVariation: [] }
  expect(readArray(key, [{ start, end, ...rest }])).toEqual([
    { ...event(key, 'heart_rate_notification'), ...interval, detail: rest },
  ])
})

test('heart-rate notifications as a manual export has them get the documented keys; the source is an object', () => {
  const rest = { threshhold: 120, heartRateData: [{ hr: 121 }], hrvData: [{ hrv: 20 }] }
  const element = { heartNotification: 'high_heart_rate_notification', start, end, ...rest }
  const read = {
    ...event('heartRateNotifications', 'heart_rate_notification'),
    ...interval,
    name: 'high_heart_rate_notification',
    source: 'Watch',
  }
  const detail = { threshold: 120, heartRate: [{ hr: 121 }], heartRateVariation: [{ hrv: 20 }] }
  const sourceWithMore = { name: 'Watch', version: '11' }
  expect(
    readArray('heartRateNotifications', [
      { ...element, source: { name: 'Watch' } },
      { ...element, source: sourceWithMore },
    ]),
  ).toEqual([
    { ...read, detail },
    { ...read, index: 1, detail: { ...detail, source: sourceWithMore } },
  ])
})

test("a notification that has a key in both spellings keeps both, and a null is in nobody's way", () => {
  const element = {
    start,
    end,
    threshhold: 120,
    threshold: 119,
    heartRate: null,
    heartRateData: [1],
    note: 'n',
  }
  expect(readArray('heartRateNotifications', [element])).toEqual([
    {
      ...event('heartRateNotifications', 'heart_rate_notification'),
      ...interval,
      detail: { threshhold: 120, threshold: 119, heartRate: [1], note: 'n' },
    },
  ])
})

test.each([
  ['stateOfMind', 'state_of_mind'],
  ['medications', 'medication'],
  ['symptoms', 'symptom'],
  ['cycleTracking', 'cycle_tracking'],
  ['ecg', 'ecg'],
  ['heartRateNotifications', 'heart_rate_notification'],
])('%s: what is no object is nothing, and an empty one is left to be judged', (key, type) => {
  const nothing = { kind: 'nothing', countedAs: type, detail: 'not an object', path: `/data/${key}` }
  expect(readArray(key, [5, null, {}])).toEqual([
    { ...nothing, index: 0 },
    { ...nothing, index: 1 },
    { ...event(key, type), index: 2, detail: {} },
  ])
})
