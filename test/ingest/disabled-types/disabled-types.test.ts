import { expect, test } from 'vitest'
import type { Incoming, IncomingSample } from '../../../src/formats/incoming.ts'
import { withholdDisabled } from '../../../src/ingest/disabled-types/disabled-types.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'

const { pool } = await testDatabase()

const at = (index: number) => ({ path: '/data/metrics', index })
const sample = (metric: string, index: number, more: Partial<IncomingSample> = {}): IncomingSample => ({
  kind: 'sample',
  metric,
  recordedAt: '2026-02-05T09:00:00Z',
  value: 1,
  ...more,
  ...at(index),
})
const withheld = (records: Incoming[], ...types: string[]) => [...withholdDisabled(records, new Set(types))]

test('where nothing is switched off, the records pass as they are', () => {
  const records = [sample('step_count', 0)]
  expect(withholdDisabled(records, new Set())).toBe(records)
})

test('an item of which any record is of a disabled type is one redacted record, the others are whole', () => {
  const records = [
    sample('step_count', 0),
    sample('flights_climbed', 0),
    sample('weight', 1),
    sample('flightsClimbed', 2),
    sample('step_count', 2),
    sample('some_new_metric', 3),
  ]
  expect(withheld(records, 'flights_climbed')).toEqual([
    { kind: 'redacted', type: 'flights_climbed', ...at(0) },
    records[2],
    { kind: 'redacted', type: 'flights_climbed', ...at(2) },
    records[5],
  ])
})

test('an item that is counted as a disabled type is withheld whatever its records are', () => {
  const records = [
    sample('step_count', 0, { countedAs: 'activity' }),
    sample('flights_climbed', 0, { countedAs: 'activity' }),
    sample('step_count', 1),
  ]
  expect(withheld(records, 'activity')).toEqual([
    { kind: 'redacted', type: 'activity', ...at(0) },
    records[2],
  ])
})

test.each([
  ['sleep_analysis', { kind: 'sleep_stage', startedAt: '', endedAt: '', stage: 'deep' }],
  ['sleep_analysis', { kind: 'sleep_night', recordedAt: '', totals: {} }],
  ['sleep_analysis', { kind: 'event', type: 'sleep', startedAt: '', unknownType: true, detail: {} }],
  [
    'workout',
    { kind: 'workout', activity: '', startedAt: '', endedAt: '', totals: {}, series: {}, route: [] },
  ],
  ['medication', { kind: 'event', type: 'medications', startedAt: '', unknownType: true, detail: {} }],
  ['heart_rate', { kind: 'event', type: 'Heart Rate', startedAt: '', unknownType: true, detail: {} }],
  ['body_mass', { kind: 'nothing', countedAs: 'Weight & Body Mass', detail: 'not an object' }],
  ['ecg', { kind: 'redacted', type: 'ECG' }],
] as [string, Incoming][])('%s is recognised in whatever record it comes as', (type, record) => {
  expect(withheld([{ ...record, ...at(0) }], type)).toEqual([{ kind: 'redacted', type, ...at(0) }])
  expect(withheld([{ ...record, ...at(0) }], 'symptom')).toEqual([{ ...record, ...at(0) }])
})

test('the further places of all records of an item are to go with it', () => {
  const records = [
    sample('heart_rate', 1, { alsoAt: [2, 3] }),
    sample('resting_heart_rate', 1, { alsoAt: [5] }),
  ]
  expect(withheld(records, 'resting_heart_rate')).toEqual([
    { kind: 'redacted', type: 'resting_heart_rate', ...at(1), alsoAt: [2, 3, 5] },
  ])
})

test('a type that came early in a body of several slices is named at its end', async () => {
  const ingesting = await Ingesting.open(pool, new Set(['symptom']))
  const data = Array.from({ length: 50_001 }, () => ({ date: '2026-02-05T09:00:00Z', qty: 1 }))
  const body = { data: { symptoms: [{ name: 'Headache' }], metrics: [{ name: 'step_count', data }] } }
  expect(await ingesting.ingest(body)).toMatchObject({
    received: 50_002,
    inserted: 1,
    disabled_types: ['symptom'],
  })
})
