import { describe, expect, test } from 'vitest'
import type { Night } from '../../dashboard/api/sleep.ts'
import { averageOf, averageStages } from '../../dashboard/sleep/averages.ts'
import { groupNights } from '../../dashboard/sleep/known-nights.ts'
import { readRange } from '../../dashboard/sleep/night-range.ts'
import { stageHours } from '../../dashboard/sleep/stages.ts'
import { clockOf, usualTime } from '../../dashboard/sleep/usual-times.ts'
import { isDate, offsetOf, startOfDay } from '../../dashboard/words/dates.ts'

const night = (date: string, fields: Partial<Night>): Night => ({
  night: date,
  source: 'Watch',
  started_at: null,
  ended_at: null,
  in_bed_hours: null,
  asleep_hours: null,
  core_hours: null,
  deep_hours: null,
  rem_hours: null,
  awake_hours: null,
  segments: [],
  ...fields,
})
const clocks = (...times: string[]) =>
  times.map(time => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))

describe('usual times', () => {
  test('are those of the middle of the nights, also around midnight', () => {
    expect(usualTime(clocks('23:50', '00:10', '00:30'))).toEqual({
      usual: 10,
      early: 0,
      late: 20,
    })
    expect(usualTime(clocks('06:30', '07:00', '12:00', '06:40', '06:50'))).toEqual({
      usual: 6 * 60 + 50,
      early: 6 * 60 + 40,
      late: 7 * 60,
    })
    expect(usualTime([])).toBeUndefined()
  })

  test('are read from the clocks of the time zone, of summer and of winter', () => {
    expect(clockOf('2025-07-01T22:15:00Z', 'Europe/Berlin')).toBe(15)
    expect(clockOf('2025-01-01T22:15:00Z', 'Europe/Berlin')).toBe(23 * 60 + 15)
    expect(clockOf('2025-01-01T22:15:00Z', 'Asia/Kathmandu')).toBe(4 * 60)
  })
})

test('a night is divided into its stages, and no hour is counted twice', () => {
  expect(
    stageHours(
      night('2025-01-15', {
        in_bed_hours: 8.5,
        asleep_hours: 7.5,
        core_hours: 4,
        deep_hours: 1.5,
        rem_hours: 1.5,
        awake_hours: 0.25,
      }),
    ),
  ).toEqual({ core: 4, deep: 1.5, rem: 1.5, asleep: 0.5, awake: 0.25 })
  expect(stageHours(night('2025-01-15', { asleep_hours: 7, in_bed_hours: 8 }))).toEqual({ asleep: 7 })
  expect(stageHours(night('2025-01-15', { in_bed_hours: 8, awake_hours: 1 }))).toEqual({
    in_bed: 7,
    awake: 1,
  })
  // Sums of hours err.
  const staged = { core_hours: 0.1, deep_hours: 0.2, rem_hours: 0, asleep_hours: 0.1 + 0.2 + 1e-12 }
  expect(stageHours(night('2025-01-15', staged))).toEqual({ core: 0.1, deep: 0.2 })
})

test('of each night what counts is shown, and the time in bed is of the first who says it', () => {
  const watch = night('2025-01-15', { asleep_hours: 7 })
  const phone = night('2025-01-15', { source: 'Phone', in_bed_hours: 8 })
  const other = night('2025-01-16', { source: 'Ring', asleep_hours: 6, in_bed_hours: 6.5 })
  expect(groupNights([watch, phone, other])).toEqual([
    { date: '2025-01-15', best: watch, inBed: { hours: 8, source: 'Phone' }, all: [watch, phone] },
    { date: '2025-01-16', best: other, inBed: { hours: 6.5, source: 'Ring' }, all: [other] },
  ])
})

test('averages are of the nights that say it; those of stages of the nights that tell them apart', () => {
  const nights = groupNights([
    night('2025-01-14', {
      started_at: '2025-01-13T22:00:00Z',
      ended_at: '2025-01-14T05:30:00Z',
      asleep_hours: 7,
      core_hours: 5,
      deep_hours: 2,
      rem_hours: 0,
      awake_hours: 0.5,
    }),
    night('2025-01-15', {
      started_at: '2025-01-14T23:00:00Z',
      ended_at: '2025-01-15T06:00:00Z',
      asleep_hours: 8,
      core_hours: 5,
      deep_hours: 2,
      rem_hours: 1,
    }),
    night('2025-01-16', { asleep_hours: 6, in_bed_hours: 9 }),
  ])
  expect(averageOf(nights, 'Europe/Berlin')).toEqual({
    asleep: { mean: 7, low: 6.5, high: 7.5 },
    inBed: 9,
    shareAsleep: 6 / 9,
    stages: { core: 5, deep: 2, rem: 0.5, awake: 0.25 },
    bedtime: { usual: 23 * 60 + 30, early: 23 * 60 + 15, late: 23 * 60 + 45 },
    wakeUp: { usual: 6 * 60 + 45, early: 6 * 60 + 38, late: 6 * 60 + 53 },
  })
  // Stacked, they are as high as the average night.
  const stacked = averageStages(nights)
  expect(Object.values(stacked).reduce((sum, hours) => sum + hours, 0)).toBeCloseTo(7 + 0.5 / 3, 9)
  expect(averageOf([], 'UTC')).toEqual({
    asleep: undefined,
    inBed: undefined,
    shareAsleep: undefined,
    stages: {},
    bedtime: undefined,
    wakeUp: undefined,
  })
})

describe('a range', () => {
  const read = (query: string) => readRange(new URLSearchParams(query), '2026-11-26')

  test('is that of the address, else the month up to today', () => {
    expect(read('range=week&to=2026-11-20')).toEqual({
      name: 'week',
      from: '2026-11-14',
      to: '2026-11-20',
      dates: [14, 15, 16, 17, 18, 19, 20].map(day => `2026-11-${day}`),
      earlier: '2026-11-13',
      later: '2026-11-26',
    })
    expect(read('range=year')).toMatchObject({ from: '2025-11-28', to: '2026-11-26', later: undefined })
    for (const query of ['', 'range=century&to=soon', 'to=2027-01-01', 'to=2026-02-31']) {
      expect(read(query), query).toMatchObject({ name: 'month', from: '2026-10-28', to: '2026-11-26' })
    }
  })

  test('takes only dates that exist', () => {
    expect(['2024-02-29', '2025-02-29', '2025-13-01', '0025-01-01', 'foo', ''].map(isDate)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})

test.each([
  ['2025-01-15', 'UTC', '2025-01-15T00:00:00.000Z'],
  ['2025-01-15', 'Europe/Berlin', '2025-01-14T23:00:00.000Z'],
  // The day on which the clock goes on, and the day after.
  ['2025-03-30', 'Europe/Berlin', '2025-03-29T23:00:00.000Z'],
  ['2025-03-31', 'Europe/Berlin', '2025-03-30T22:00:00.000Z'],
  ['2025-10-26', 'Europe/Berlin', '2025-10-25T22:00:00.000Z'],
  // There the clock goes on between that midnight and the one of UTC.
  ['2025-09-28', 'Pacific/Auckland', '2025-09-27T12:00:00.000Z'],
  ['2025-01-15', 'Pacific/Kiritimati', '2025-01-14T10:00:00.000Z'],
  ['2025-01-15', 'Pacific/Pago_Pago', '2025-01-15T11:00:00.000Z'],
  ['2025-01-15', 'Asia/Kathmandu', '2025-01-14T18:15:00.000Z'],
])('%s begins in %s at %s', (date, timezone, instant) => {
  expect(startOfDay(date, timezone)).toBe(instant)
})

test('the offset of a time zone is that of the moment', () => {
  expect(offsetOf(Date.parse('2025-07-01T00:00:00Z'), 'America/Toronto')).toBe(-240)
  expect(offsetOf(Date.parse('2025-01-01T00:00:00Z'), 'America/Toronto')).toBe(-300)
})
