import { describe, expect, test } from 'vitest'
import { healthAutoExport } from '../../../src/formats/health-auto-export/index.ts'

const place = { path: '/data/metrics/0/data', index: 0 }
const date = '2025-03-01 00:00:00 -0800'
const asleepAt = '2025-02-28 22:41:00 -0800'
const awakeAt = '2025-03-01 06:12:30 -0800'
const inBedAt = '2025-02-28 22:20:00 -0800'
const upAt = '2025-03-01 06:30:00 -0800'

function readSleep(datum: unknown, name = 'sleep_analysis') {
  return [...healthAutoExport.read({ data: { metrics: [{ name, units: 'hr', data: [datum] }] } }, {})]
}

describe('a summarised night, of every generation', () => {
  const night = {
    kind: 'sleep_night',
    recordedAt: date,
    sleepStart: asleepAt,
    sleepEnd: awakeAt,
    unit: 'hr',
    ...place,
  }
  const times = { date, sleepStart: asleepAt, sleepEnd: awakeAt }

  test('before 6.6.2, with a source for sleep and one for bed', () => {
    const datum = {
      ...times,
      asleep: 7.1,
      sleepSource: 'Watch',
      inBed: 8.2,
      inBedStart: inBedAt,
      inBedEnd: upAt,
      inBedSource: 'Phone',
    }
    expect(readSleep(datum)).toEqual([
      {
        ...night,
        inBedStart: inBedAt,
        inBedEnd: upAt,
        totals: { asleep: 7.1, inBed: 8.2 },
        source: 'Watch',
        detail: { inBedSource: 'Phone' },
      },
    ])
    expect(readSleep({ ...datum, inBedSource: 'Watch' })).toEqual([
      {
        ...night,
        inBedStart: inBedAt,
        inBedEnd: upAt,
        totals: { asleep: 7.1, inBed: 8.2 },
        source: 'Watch',
      },
    ])
  })

  test('since 6.6.2, with stages and without the times in bed', () => {
    const datum = {
      ...times,
      asleep: 0,
      core: 4.5,
      deep: 0.9,
      rem: 1.4,
      awake: 0.2,
      inBed: 0,
      source: 'Watch',
    }
    expect(readSleep(datum)).toEqual([
      {
        ...night,
        totals: { asleep: 0, core: 4.5, deep: 0.9, rem: 1.4, awake: 0.2, inBed: 0 },
        source: 'Watch',
      },
    ])
  })

  test('today, with the total', () => {
    const datum = {
      ...times,
      totalSleep: 6.8,
      core: 4.5,
      inBedStart: inBedAt,
      inBedEnd: upAt,
      source: 'W',
      note: 'n',
    }
    expect(readSleep(datum)).toEqual([
      {
        ...night,
        inBedStart: inBedAt,
        inBedEnd: upAt,
        totals: { total: 6.8, core: 4.5 },
        source: 'W',
        detail: { note: 'n' },
      },
    ])
  })

  test('with a bare date, and under its display name', () => {
    expect(readSleep({ date: '2025-03-01', asleep: 7 }, 'Sleep Analysis')).toEqual([
      { kind: 'sleep_night', recordedAt: '2025-03-01', totals: { asleep: 7 }, unit: 'hr', ...place },
    ])
  })
})

describe('a segment', () => {
  const stage = { kind: 'sleep_stage', startedAt: asleepAt, endedAt: awakeAt, source: 'Watch', ...place }

  test.each(['Core', 'Deep', 'REM', 'Awake', 'Asleep', 'In Bed', 'InBed', 'AsleepDeep', 'Tief', '深い', 3])(
    '%s is a stage in the words of its client',
    value => {
      const datum = { startDate: asleepAt, endDate: awakeAt, qty: 7.5, value, source: 'Watch' }
      expect(readSleep(datum)).toEqual([{ ...stage, stage: value }])
    },
  )

  test('of the newer spelling, with a date of null and keys of its own', () => {
    const datum = {
      date: null,
      start: asleepAt,
      end: awakeAt,
      qty: 7.5,
      value: 'Core',
      source: 'Watch',
      uuid: 'u',
    }
    expect(readSleep(datum)).toEqual([{ ...stage, stage: 'Core', detail: { uuid: 'u' } }])
  })

  test('is not grouped, whatever the header says', () => {
    const datum = { startDate: asleepAt, endDate: awakeAt, value: 'Core', source: 'Watch' }
    const body = { data: { metrics: [{ name: 'sleep_analysis', data: [datum] }] } }
    expect([...healthAutoExport.read(body, { aggregation: 'Days' })]).toEqual([{ ...stage, stage: 'Core' }])
  })
})

test('a shape that is neither is read as a metric of any name', () => {
  expect(readSleep({ date, qty: 7 })).toEqual([
    { kind: 'sample', metric: 'sleep_analysis', recordedAt: date, value: 7, unit: 'hr', ...place },
  ])
  expect(readSleep({ date, quality: 'good' })).toEqual([
    {
      kind: 'event',
      type: 'sleep_analysis',
      startedAt: date,
      unknownType: true,
      detail: { quality: 'good', units: 'hr' },
      ...place,
    },
  ])
})
