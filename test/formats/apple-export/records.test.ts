import { describe, expect, test } from 'vitest'
import type { IncomingSample } from '../../../src/formats/incoming.ts'
import { end, exportOf, read, start, times } from './reading.ts'

const created = '2026-03-01 07:11:00 +0100'
const place = (index: number) => ({ path: '/HealthData/Record', index })
const entry = (key: string, value: string) => `<MetadataEntry key="${key}" value="${value}"/>`
const motion = (value: number) => entry('HKMetadataKeyHeartRateMotionContext', String(value))

function record(type: string, attributes: string, children = '', when = times): string {
  return `<Record type="HK${type}" sourceName="Watch" ${when} ${attributes}>${children}</Record>`
}
const quantity = (name: string, unit: string, value: string, attributes = '', children = '') =>
  record(`QuantityTypeIdentifier${name}`, `unit="${unit}" value="${value}" ${attributes}`, children)
const category = (name: string, value: string, children = '') =>
  record(`CategoryTypeIdentifier${name}`, `value="${value}"`, children)

const recordsOf = async (...elements: string[]) => (await read(exportOf(...elements))).records
const recordOf = async (element: string) => (await recordsOf(element))[0]

const sample = { kind: 'sample', recordedAt: start, endedAt: end, source: 'Watch', ...place(0) }
const event = { kind: 'event', startedAt: start, endedAt: end, source: 'Watch', ...place(0) }

describe('a quantity', () => {
  test('has all that its Record says: device, time of creation, metadata, what a future version adds', async () => {
    const device =
      '&lt;&lt;HKDevice: 0x2815d6d00&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2&gt;'
    const written = quantity(
      'HeartRate',
      'count/min',
      '61',
      `sourceVersion="9.1" device="${device}" creationDate="${created}" futureWord="a" empty=""`,
      `${motion(1)}${entry('HKTimeZone', 'Europe/Zurich')}${entry('My Key', '')}<Future someWord="b"/>`,
    )
    expect(await recordOf(written)).toEqual({
      ...sample,
      metric: 'heart_rate',
      value: '61',
      unit: 'count/min',
      creationDate: created,
      device: {
        name: 'Apple Watch',
        manufacturer: 'Apple Inc.',
        model: 'Watch',
        hardware: 'Watch6,2',
        source_version: '9.1',
      },
      detail: {
        future_word: 'a',
        metadata_entries: { heart_rate_motion_context: '1', time_zone: 'Europe/Zurich', my_key: '' },
        future: [{ some_word: 'b' }],
      },
    })
  })

  test('in HealthKit’s percent is a fraction', async () => {
    expect(await recordOf(quantity('OxygenSaturation', '%', '0.97'))).toEqual({
      ...sample,
      metric: 'blood_oxygen_saturation',
      value: '0.97',
      unit: 'fraction',
    })
  })

  test('that the catalogue does not know keeps its identifier', async () => {
    expect(await recordOf(quantity('Moonlight', 'lx', '3'))).toEqual({
      ...sample,
      metric: 'HKQuantityTypeIdentifierMoonlight',
      value: '3',
      unit: 'lx',
    })
  })

  test('without a value is an event of its own type; without a type it is nothing', async () => {
    const empty = record('QuantityTypeIdentifierMoonlight', `creationDate="${created}"`, motion(1))
    expect(await recordsOf(empty, `<Record ${times} value="1"/>`)).toEqual([
      {
        ...event,
        type: 'hk_quantity_type_identifier_moonlight',
        unknownType: true,
        detail: { metadata_entries: { heart_rate_motion_context: '1' }, creation_date: created },
      },
      { kind: 'nothing', countedAs: 'record', detail: 'no type is named', ...place(1) },
    ])
  })

  test('of heart rate variability has the beats that it was computed from', async () => {
    const beats =
      '<HeartRateVariabilityMetadataList><InstantaneousBeatsPerMinute bpm="62" time="7:00:01,10 AM"/><InstantaneousBeatsPerMinute bpm="64" time="7:00:02,05 AM"/></HeartRateVariabilityMetadataList>'
    expect(await recordOf(quantity('HeartRateVariabilitySDNN', 'ms', '48.5', '', beats))).toEqual({
      ...sample,
      metric: 'heart_rate_variability',
      value: '48.5',
      unit: 'ms',
      detail: {
        beats: [
          { bpm: '62', time: '7:00:01,10 AM' },
          { bpm: '64', time: '7:00:02,05 AM' },
        ],
      },
    })
  })

  test('of insulin has the reason in the word of Health Auto Export, also where others say the same', async () => {
    const insulin = (reason: string) =>
      quantity('InsulinDelivery', 'IU', '2', '', entry('HKInsulinDeliveryReason', reason))
    const read = await recordsOf(insulin('1'), insulin('2'), insulin('1'), insulin('9'))
    const details = read.map(sample => (sample as IncomingSample).detail)
    const basal = { metadata_entries: { insulin_delivery_reason: '1' }, reason: 'Basal' }
    expect(details).toEqual([
      basal,
      { metadata_entries: { insulin_delivery_reason: '2' }, reason: 'Bolus' },
      basal,
      { metadata_entries: { insulin_delivery_reason: '9' } },
    ])
  })
})

test('quantities that say the same in one entry share a detail, which nobody can change', async () => {
  const rate = (value: number) => quantity('HeartRate', 'count/min', '61', '', motion(value))
  const records = (await recordsOf(rate(0), rate(1), rate(0))) as IncomingSample[]
  const [still, moving, again] = records.map(({ detail }) => detail)
  expect(still).toEqual({ metadata_entries: { heart_rate_motion_context: '0' } })
  expect(moving).toEqual({ metadata_entries: { heart_rate_motion_context: '1' } })
  expect(again).toBe(still)
  expect(Object.isFrozen(still)).toBe(true)
  expect(Object.isFrozen(still!.metadata_entries)).toBe(true)
})

test('an app that numbers its records through leaves the others their metadata', async () => {
  const numbered = Array.from({ length: 2_500 }, (_, index) =>
    quantity('BodyMass', 'kg', '70', '', entry('HKExternalUUID', `id-${index}`)),
  )
  const records = (await recordsOf(...numbered)) as IncomingSample[]
  expect(records.map(({ detail }) => detail)).toEqual(
    numbered.map((_, index) => ({ metadata_entries: { external_uuid: `id-${index}` } })),
  )
})

describe('a category', () => {
  const zone = { metadata_entries: { time_zone: 'Europe/Zurich' } }
  const inZurich = entry('HKTimeZone', 'Europe/Zurich')

  test.each<[string, string, object]>([
    [
      'SleepAnalysis',
      'HKCategoryValueSleepAnalysisAsleepREM',
      { ...event, kind: 'sleep_stage', stage: 'AsleepREM', detail: zone },
    ],
    [
      'AppleStandHour',
      'HKCategoryValueAppleStandHourIdle',
      {
        ...sample,
        metric: 'apple_stand_hour',
        value: 0,
        unit: 'count',
        detail: { ...zone, value: 'HKCategoryValueAppleStandHourIdle' },
      },
    ],
    [
      'MindfulSession',
      'HKCategoryValueNotApplicable',
      { ...sample, metric: 'mindful_minutes', value: 10, unit: 'min', detail: zone },
    ],
    [
      'Headache',
      'HKCategoryValueSeverityMild',
      { ...event, type: 'symptom', name: 'Headache', detail: { ...zone, severity: 'Mild' } },
    ],
    [
      'MenstrualFlow',
      'HKCategoryValueMenstrualFlowLight',
      { ...event, type: 'cycle_tracking', name: 'Menstrual Flow', detail: { ...zone, value: 'Light' } },
    ],
    [
      'Stargazing',
      'HKCategoryValueNotApplicable',
      { ...event, type: 'stargazing', unknownType: true, detail: zone },
    ],
  ])('%s is read as Health Auto Export has it', async (name, value, expected) => {
    // Twice, because what the first adds to its detail is no affair of the second's.
    const [first, second] = await recordsOf(category(name, value, inZurich), category(name, value, inZurich))
    expect(first).toEqual(expected)
    expect(second).toEqual({ ...expected, index: 1 })
  })

  test('that is a notification about the heart has the threshold as a number', async () => {
    const threshold = entry('HKHeartRateEventThreshold', '120 count/min')
    expect(await recordOf(category('HighHeartRateEvent', 'HKCategoryValueNotApplicable', threshold))).toEqual(
      {
        ...event,
        type: 'heart_rate_notification',
        name: 'high_heart_rate_notification',
        detail: { metadata_entries: { heart_rate_event_threshold: '120 count/min' }, threshold: 120 },
      },
    )
  })
})

test('a Record of iOS 8, whose source has a shorter name, has its source', async () => {
  const { records } = await read(
    exportOf(
      '<Record type="HKQuantityTypeIdentifierStepCount" source="Phone" unit="count" startDate="20150616071820-0700" endDate="20150616071920-0700" value="7"/>',
    ),
  )
  expect(records).toMatchObject([
    { metric: 'step_count', source: 'Phone', recordedAt: '20150616071820-0700', value: '7' },
  ])
})
