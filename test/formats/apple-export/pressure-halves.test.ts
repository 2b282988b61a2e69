import { expect, test } from 'vitest'
import { exportOf, read } from './reading.ts'

const at = (second: number) => `2026-03-01 07:00:${String(second).padStart(2, '0')} +0100`

interface Half {
  second?: number
  source?: string
  children?: string
}
const half = (part: string, value: number, { second = 0, source = 'Cuff', children = '' }: Half = {}) =>
  `<Record type="HKQuantityTypeIdentifierBloodPressure${part}" unit="mmHg" sourceName="${source}" value="${value}" startDate="${at(second)}" endDate="${at(second)}">${children}</Record>`

const place = (index: number) => ({ path: '/HealthData/Record', index })
const times = (second: number) => ({ recordedAt: at(second), endedAt: at(second) })
const whole = (index: number, systolic: number, diastolic: number, second = 0, source = 'Cuff') => ({
  kind: 'sample',
  metric: 'blood_pressure',
  ...times(second),
  systolic: String(systolic),
  diastolic: String(diastolic),
  unit: 'mmHg',
  source,
  ...place(index),
})
const lone = (index: number, part: string, value: number, second = 0, source = 'Cuff') => ({
  kind: 'sample',
  metric: `blood_pressure_${part}`,
  ...times(second),
  value: String(value),
  unit: 'mmHg',
  source,
  ...place(index),
})
const recordsOf = async (...elements: string[]) => (await read(exportOf(...elements))).records

test('all the systolic halves may stand before the first diastolic one, in any order', async () => {
  const halves = [
    half('Systolic', 120, { second: 0 }),
    half('Systolic', 130, { second: 1 }),
    half('Diastolic', 90, { second: 1 }),
    half('Diastolic', 80, { second: 0 }),
  ]
  expect(await recordsOf(...halves)).toEqual([
    whole(1, 130, 90, 1),
    whole(2, 130, 90, 1),
    whole(0, 120, 80),
    whole(3, 120, 80),
  ])
})

test('two pressures of one moment and source are paired in the order in which they stand', async () => {
  const halves = [half('Diastolic', 80), half('Diastolic', 81), half('Systolic', 120), half('Systolic', 121)]
  expect(await recordsOf(...halves)).toEqual([
    whole(0, 120, 80),
    whole(2, 120, 80),
    whole(1, 121, 81),
    whole(3, 121, 81),
  ])
})

test('each half has what it says under its own name', async () => {
  const entered = '<MetadataEntry key="HKWasUserEntered" value="1"/>'
  const metadata_entries = { was_user_entered: '1' }
  const halves = [half('Systolic', 120, { children: entered }), half('Diastolic', 80, { children: entered })]
  expect(await recordsOf(...halves)).toEqual([
    { ...whole(0, 120, 80), detail: { systolic: { metadata_entries } } },
    { ...whole(1, 120, 80), detail: { diastolic: { metadata_entries } } },
  ])
})

test('a half whose other half does not come is a quantity of its own, behind all others', async () => {
  const halves = [
    half('Systolic', 120, { second: 3 }),
    half('Systolic', 121, { source: 'A' }),
    half('Diastolic', 80, { source: 'B' }),
    half('Systolic', 122, { second: 4 }),
    half('Diastolic', 82, { second: 4 }),
  ]
  expect(await recordsOf(...halves)).toEqual([
    whole(3, 122, 82, 4),
    whole(4, 122, 82, 4),
    lone(0, 'systolic', 120, 3),
    lone(1, 'systolic', 121, 0, 'A'),
    lone(2, 'diastolic', 80, 0, 'B'),
  ])
})

test('no more than 50,000 halves wait: the one that has waited longest is let go', async () => {
  const waiting = Array.from({ length: 50_001 }, (_, index) =>
    half('Systolic', 120, { source: String(index) }),
  )
  const late = [half('Diastolic', 80, { source: '1' }), half('Diastolic', 80, { source: '0' })]
  const records = await recordsOf(...waiting, ...late)
  expect(records).toHaveLength(50_003)
  expect(records.slice(0, 4)).toEqual([
    lone(0, 'systolic', 120, 0, '0'),
    whole(1, 120, 80, 0, '1'),
    whole(50_001, 120, 80, 0, '1'),
    lone(2, 'systolic', 120, 0, '2'),
  ])
  expect(records.at(-1)).toEqual(lone(50_002, 'diastolic', 80, 0, '0'))
})
