import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

/** A stored event with what most have; a test names what differs. */
const row = {
  started_at: new Date('2026-02-05T09:00:00Z'),
  ended_at: new Date('2026-02-05T09:05:00Z'),
  name: '',
  source: '',
  discriminator: '',
  client_id: null,
  utc_offset_min: 60,
  detail: null,
  field_ingestions: null,
  merge_state: null,
}
const start = '2026-02-05 10:00:00 +0100'
const end = '2026-02-05 10:05:00 +0100'
const isoStart = '2026-02-05T09:00:00Z'
const isoEnd = '2026-02-05T09:05:00Z'
const times = { start, end }
const isoTimes = { start: isoStart, end: isoEnd }

/**
 * Sends the elements as the array of an automation, then once more with the keys in another order, as the app does.
 * @returns the rows, the same after both
 */
async function sendTwice(key: string, type: string, elements: unknown[], rejected = 0) {
  const ingesting = await Ingesting.open(pool)
  const received = elements.length
  const kept = received - rejected
  const first = await ingesting.ingest({ data: { [key]: elements } })
  expect(first).toMatchObject({
    uncatalogued: [],
    by_type: { [type]: { received, inserted: kept, updated: 0, duplicate: 0, rejected } },
  })
  const rows = await storedEvents(ingesting)
  expect(await ingesting.ingest({ data: { [key]: elements.map(reverseKeys) } })).toMatchObject({
    by_type: { [type]: { received, inserted: 0, updated: 0, duplicate: kept, rejected } },
  })
  expect(await storedEvents(ingesting)).toEqual(rows)
  const { ingestion_id, user_id, ...others } = rows[0] ?? {}
  expect(others).toMatchObject(rows.length > 0 ? { type } : {})
  return { rows: rows.map(({ ingestion_id, user_id, type, ...rest }) => rest), errors: first.errors }
}

async function storedEvents({ userId }: Ingesting): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query(
    'select * from health_events where user_id = $1 order by started_at, name, discriminator',
    [userId],
  )
  return rows
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reverseKeys(entry)]),
  )
}

test.each([
  ['momentary_emotion', 'momentary_emotion'],
  ['momentaryEmotion', 'momentary_emotion'],
  ['daily_mood', 'daily_mood'],
  ['dailyMood', 'daily_mood'],
])(
  'state of mind: the kind %s is its name, the id its client id, all else the detail',
  async (kind, name) => {
    const mood = { kind, labels: ['calm', 'content'], associations: ['family'], valence: -0.25 }
    const detail = { ...mood, valenceClassification: 'slightly_unpleasant', metadata: { note: 'n' } }
    const { rows } = await sendTwice('stateOfMind', 'state_of_mind', [
      { id: '7C3B0F52-0000-4000-8000-000000000001', ...isoTimes, ...detail },
    ])
    const id = '7C3B0F52-0000-4000-8000-000000000001'
    expect(rows).toEqual([{ ...row, utc_offset_min: 0, name, discriminator: id, client_id: id, detail }])
  },
)

test('state of mind: the classification may be a number or a word', async () => {
  const mood = { kind: 'daily_mood', valence: 1, labels: [], associations: [] }
  const { rows } = await sendTwice('stateOfMind', 'state_of_mind', [
    { id: 'a', ...isoTimes, ...mood, valenceClassification: 7 },
    { id: 'b', ...isoTimes, ...mood, valenceClassification: 'very_pleasant' },
  ])
  expect(rows.map(({ detail }) => detail)).toEqual([
    { ...mood, valenceClassification: 7 },
    { ...mood, valenceClassification: 'very_pleasant' },
  ])
})

test('state of mind: an emotion and a mood of one second without ids are two', async () => {
  const { rows } = await sendTwice('stateOfMind', 'state_of_mind', [
    { ...isoTimes, kind: 'momentary_emotion', valence: 0.5 },
    { ...isoTimes, kind: 'dailyMood', valence: 0.25 },
  ])
  expect(rows).toEqual([
    { ...row, utc_offset_min: 0, name: 'daily_mood', detail: { kind: 'dailyMood', valence: 0.25 } },
    {
      ...row,
      utc_offset_min: 0,
      name: 'momentary_emotion',
      detail: { kind: 'momentary_emotion', valence: 0.5 },
    },
  ])
})

test('state of mind: a valence outside of -1 to 1 or one that is no number is rejected, the others stay', async () => {
  const mood = { ...isoTimes, kind: 'daily_mood' }
  const { rows, errors } = await sendTwice(
    'stateOfMind',
    'state_of_mind',
    [
      { id: 'a', ...mood, valence: -1 },
      { id: 'b', ...mood, valence: 1.5 },
      { id: 'c', ...mood, valence: -1.01 },
      { id: 'd', ...mood, valence: 'pleasant' },
    ],
    3,
  )
  expect(rows.map(({ client_id, detail }) => [client_id, detail])).toEqual([
    ['a', { kind: 'daily_mood', valence: -1 }],
  ])
  expect(errors).toEqual([
    { path: '/data/stateOfMind/1', code: 'out_of_range', detail: 'valence 1.5 is above 1' },
    { path: '/data/stateOfMind/2', code: 'out_of_range', detail: 'valence -1.01 is below -1' },
    { path: '/data/stateOfMind/3', code: 'not_a_number', detail: 'valence is not a finite number' },
  ])
})

test('medications: the display text is the name, the nickname and the codings are kept, a null form says nothing', async () => {
  const detail = {
    nickname: 'Morning',
    scheduledDate: start,
    scheduledDosage: 2,
    dosage: 1.5,
    units: 'tablet',
    status: 'Taken',
    isArchived: false,
    codings: [{ code: '1000001', system: 'http://www.nlm.nih.gov/research/umls/rxnorm', version: '1' }],
  }
  const { rows } = await sendTwice('medications', 'medication', [
    { displayText: 'Medicine 20 mg', ...times, ...detail, form: null },
    { displayText: 'Other medicine', ...times, ...detail, form: 'capsule' },
  ])
  expect(rows).toEqual([
    { ...row, name: 'Medicine 20 mg', detail },
    { ...row, name: 'Other medicine', detail: { ...detail, form: 'capsule' } },
  ])
})

test.each(['Skipped', 'Snoozed', 'Not Interacted', 'Notification Not Sent', 'Not Logged', 'Unspecified'])(
  'medications: a dose that is %s and has no start stands where it was scheduled',
  async status => {
    const detail = { scheduledDate: start, scheduledDosage: 1, status, isArchived: true, codings: [] }
    const { rows } = await sendTwice('medications', 'medication', [{ displayText: 'Medicine', ...detail }])
    expect(rows).toEqual([{ ...row, ended_at: row.started_at, name: 'Medicine', detail }])
  },
)

test('medications: a dose whose status changes is the same dose, corrected', async () => {
  const ingesting = await Ingesting.open(pool)
  const dose = { displayText: 'Medicine', ...times, scheduledDate: start }
  await ingesting.ingest({ data: { medications: [{ ...dose, status: 'Snoozed', nickname: 'M' }] } })
  const report = await ingesting.ingest({ data: { medications: [{ ...dose, status: 'Taken' }] } })
  expect(report).toMatchObject({ received: 1, updated: 1 })
  expect(await ingesting.rows('health_events', 'name, detail')).toEqual([
    { name: 'Medicine', detail: { scheduledDate: start, status: 'Taken', nickname: 'M' } },
  ])
})

test.each(['Mild', 'Moderate', 'Severe', 'Present', 'Not Present', 'Unspecified'])(
  'symptoms: one that is %s, with dates in either form',
  async severity => {
    const rest = { severity, userEntered: true }
    const { rows } = await sendTwice('symptoms', 'symptom', [
      { ...times, name: 'Headache', source: 'Phone', ...rest },
      { ...isoTimes, name: 'Nausea', source: 'Phone', ...rest },
    ])
    expect(rows).toEqual([
      { ...row, name: 'Headache', source: 'Phone', detail: rest },
      { ...row, utc_offset_min: 0, name: 'Nausea', source: 'Phone', detail: rest },
    ])
  },
)

test('cycle tracking: every entry of a day is a row, also two values of one name', async () => {
  const names = [
    'Cervical Mucus Quality',
    'Contraceptive',
    'Infrequent Menstrual Cycles',
    'Intermenstrual Bleeding',
    'Irregular Menstrual Cycles',
    'Lactation',
    'Ovulation Test Result',
    'Persistent Intermenstrual Bleeding',
    'Pregnancy',
    'Pregnancy Test Result',
    'Progesterone Test Result',
    'Prolonged Menstrual Periods',
    'Sexual Activity',
  ]
  const { rows } = await sendTwice('cycleTracking', 'cycle_tracking', [
    { start, name: 'Menstrual Flow', value: 'Light', isCycleStart: true },
    { start, name: 'Menstrual Flow', value: 'Heavy', isCycleStart: false },
    { start, name: 'Menstrual Flow', value: 3 },
    ...names.map(name => ({ ...times, name })),
  ])
  const flow = { ...row, ended_at: row.started_at, name: 'Menstrual Flow' }
  const entries = [
    ...names.map(name => ({ ...row, name })),
    { ...flow, discriminator: '3', detail: { value: 3 } },
    { ...flow, discriminator: 'Heavy', detail: { value: 'Heavy', isCycleStart: false } },
    { ...flow, discriminator: 'Light', detail: { value: 'Light', isCycleStart: true } },
  ]
  // How names sort is the database's own affair.
  const byIdentity = (entry: object) => JSON.stringify(entry)
  expect(rows.map(byIdentity).sort()).toEqual(entries.map(byIdentity).sort())
})

test('ECG: all 15,360 voltages stay, with their milliseconds, and the same with other key order is a duplicate', async () => {
  const voltageMeasurements = Array.from({ length: 15_360 }, (_, index) => {
    const at = new Date(Date.UTC(2026, 1, 5, 10) + Math.floor((index * 1000) / 512))
    const date = `${at.toISOString().replace('T', ' ').slice(0, 23)} +0100`
    return { date, voltage: 61.999999999999993 * Math.sin(index / 40), units: 'mcV' }
  })
  const detail = {
    classification: 'Sinus Rhythm',
    severity: 'None',
    averageHeartRate: 61.5,
    numberOfVoltageMeasurements: 15_360,
    samplingFrequency: 512,
    voltageMeasurements,
  }
  const { rows } = await sendTwice('ecg', 'ecg', [{ ...times, source: 'Watch', ...detail }])
  expect(rows).toEqual([{ ...row, source: 'Watch', detail }])
})

test.each([
  'Atrial Fibrillation',
  'High Heart Rate',
  'Inconclusive Low Heart Rate',
  'Inconclusive High Heart Rate',
  'Inconclusive Poor Recording',
  'Unrecognized',
])(
  'ECG: the classification %s is kept as it is written, also where there is no heart rate',
  async classification => {
    const { rows } = await sendTwice('ecg', 'ecg', [
      { ...times, source: 'Watch', classification, averageHeartRate: null, voltageMeasurements: [] },
    ])
    expect(rows).toEqual([{ ...row, source: 'Watch', detail: { classification, voltageMeasurements: [] } }])
  },
)

const timestamp = { ...isoTimes, interval: { duration: 300, units: 's' } }
const heartRate = [{ hr: 131, units: 'bpm', timestamp }]
const heartRateVariation = [{ hrv: 21.5, units: 'ms', timestamp }]

test('heart-rate notifications: both observed spellings become one shape', async () => {
  const detail = { threshold: 120, heartRate, heartRateVariation }
  const { rows } = await sendTwice('heartRateNotifications', 'heart_rate_notification', [
    { ...times, ...detail },
    {
      ...isoTimes,
      heartNotification: 'high_heart_rate_notification',
      threshhold: 120,
      heartRateData: heartRate,
      hrvData: heartRateVariation,
      source: { name: 'Watch' },
    },
  ])
  expect(rows).toEqual([
    { ...row, discriminator: '120', detail },
    {
      ...row,
      utc_offset_min: 0,
      name: 'high_heart_rate_notification',
      source: 'Watch',
      discriminator: '120',
      detail,
    },
  ])
})

test('heart-rate notifications: one without a threshold is kept too', async () => {
  const { rows } = await sendTwice('heartRateNotifications', 'heart_rate_notification', [
    { ...times, heartRate: [], heartRateVariation: [] },
  ])
  expect(rows).toEqual([{ ...row, detail: { heartRate: [], heartRateVariation: [] } }])
})

test.each([
  ['stateOfMind', 'state_of_mind'],
  ['medications', 'medication'],
  ['symptoms', 'symptom'],
  ['cycleTracking', 'cycle_tracking'],
  ['ecg', 'ecg'],
  ['heartRateNotifications', 'heart_rate_notification'],
])(
  '%s: without a time, with an unreadable one and with the two swapped it is rejected, never "now"',
  async (key, type) => {
    const { rows, errors } = await sendTwice(
      key,
      type,
      [{ name: 'x' }, { start: 'yesterday' }, { start: end, end: start }, 5],
      4,
    )
    expect(rows).toEqual([])
    expect(errors.map(({ path, code }) => [path, code])).toEqual([
      [`/data/${key}/0`, 'missing_field'],
      [`/data/${key}/1`, 'invalid_date'],
      [`/data/${key}/2`, 'ends_before_start'],
      [`/data/${key}/3`, 'invalid_shape'],
    ])
  },
)

test('heart-rate notifications of one moment for two thresholds are two', async () => {
  const { rows } = await sendTwice('heartRateNotifications', 'heart_rate_notification', [
    { ...times, threshold: 120 },
    { ...times, threshold: 150 },
  ])
  expect(rows.map(({ discriminator, detail }) => [discriminator, detail])).toEqual([
    ['120', { threshold: 120 }],
    ['150', { threshold: 150 }],
  ])
})

test('a symptom whose value is corrected is one symptom', async () => {
  const ingesting = await Ingesting.open(pool)
  const symptom = { ...times, name: 'Headache' }
  for (const value of ['mild', 'severe']) {
    await ingesting.ingest({ data: { symptoms: [{ ...symptom, value }] } })
  }
  expect(await ingesting.rows('health_events', 'name, discriminator, detail')).toEqual([
    { name: 'Headache', discriminator: '', detail: { value: 'severe' } },
  ])
})

test('cycle entries whose long values differ only at the end are two', async () => {
  const value = 'x'.repeat(300)
  const { rows } = await sendTwice('cycleTracking', 'cycle_tracking', [
    { ...times, value: `${value}1` },
    { ...times, value: `${value}2` },
  ])
  expect(rows.map(({ detail }) => detail)).toHaveLength(2)
  expect(rows.map(({ discriminator }) => String(discriminator).length)).toEqual([43, 43])
})
