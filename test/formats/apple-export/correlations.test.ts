import { expect, test } from 'vitest'
import { end, exportOf, read, start, times } from './reading.ts'

const created = '2026-03-01 07:11:00 +0100'
const device = 'device="&lt;&lt;HKDevice: 0x1&gt;, model:Cuff&gt;"'
const entry = (key: string, value: string) => `<MetadataEntry key="${key}" value="${value}"/>`
const correlation = (type: string, children: string) =>
  `<Correlation type="HKCorrelationTypeIdentifier${type}" sourceName="App" ${device} creationDate="${created}" ${times}>${children}</Correlation>`
const record = (type: string, unit: string, value: string) =>
  `<Record type="HKQuantityTypeIdentifier${type}" sourceName="App" ${times} unit="${unit}" value="${value}"/>`

const place = { path: '/HealthData/Correlation', index: 0 }
const event = { kind: 'event', startedAt: start, endedAt: end, source: 'App', ...place }
const origin = { device: { model: 'Cuff' }, creation_date: created }
const recordsOf = async (...elements: string[]) => (await read(exportOf(...elements))).records

test('a blood pressure is both of its records, and says neither device nor time of creation once more', async () => {
  const records = [
    record('BloodPressureDiastolic', 'mmHg', '80'),
    record('BloodPressureSystolic', 'mmHg', '120'),
  ]
  const pressure = {
    kind: 'sample',
    metric: 'blood_pressure',
    recordedAt: start,
    endedAt: end,
    systolic: '120',
    diastolic: '80',
    unit: 'mmHg',
    source: 'App',
    ...place,
  }
  const plain = correlation('BloodPressure', records.join(''))
  const more = correlation('BloodPressure', `${entry('HKWasUserEntered', '1')}${records.join('')}`)
  expect(await recordsOf(plain, more)).toEqual([
    pressure,
    { ...pressure, index: 1, detail: { correlation: { metadata_entries: { was_user_entered: '1' } } } },
  ])
})

test('a blood pressure of which a half is missing is one for ingest/ to judge', async () => {
  const half = correlation('BloodPressure', record('BloodPressureSystolic', 'mmHg', '120'))
  expect(await recordsOf(half)).toEqual([
    {
      kind: 'sample',
      metric: 'blood_pressure',
      recordedAt: start,
      endedAt: end,
      systolic: '120',
      unit: 'mmHg',
      source: 'App',
      ...place,
    },
  ])
})

test('a food has its name, and what was in it', async () => {
  const parts =
    entry('HKFoodType', 'Apple') +
    record('DietaryEnergyConsumed', 'kcal', '95') +
    record('DietarySugar', 'g', '19')
  const types = ['HKQuantityTypeIdentifierDietaryEnergyConsumed', 'HKQuantityTypeIdentifierDietarySugar']
  expect(await recordsOf(correlation('Food', parts))).toEqual([
    {
      ...event,
      type: 'food',
      name: 'Apple',
      holds: types,
      detail: {
        metadata_entries: { food_type: 'Apple' },
        records: [
          { type: types[0], value: '95', unit: 'kcal' },
          { type: types[1], value: '19', unit: 'g' },
        ],
        ...origin,
      },
    },
  ])
})

test('any other is an event of its own type', async () => {
  const parts = record('Moonlight', 'lx', '3')
  const type = 'HKQuantityTypeIdentifierMoonlight'
  const detail = { records: [{ type, value: '3', unit: 'lx' }], ...origin }
  const unknown = { ...event, unknownType: true, holds: [type], detail }
  expect(await recordsOf(correlation('StarSign', parts), correlation('', parts))).toEqual([
    { ...unknown, type: 'star_sign' },
    { ...unknown, type: 'correlation', index: 1 },
  ])
})
