import { describe, expect, test } from 'vitest'
import type { Series } from '../../dashboard/api/workouts.ts'
import { rateOf } from '../../dashboard/workouts/activities.ts'
import { sayDistance, sayRate } from '../../dashboard/workouts/quantities.ts'
import {
  averageWithin,
  climbWithin,
  distanceSeries,
  progressOfSeries,
  splitLength,
  splitsOf,
} from '../../dashboard/workouts/splits.ts'

const START = Date.parse('2025-06-01T08:00:00Z')
const second = (seconds: number) => START + seconds * 1000

describe('splits', () => {
  test('end where the distance was reached between two positions, and what is left over is the last', () => {
    expect(
      splitsOf(
        [
          { time: second(0), gone: 0 },
          { time: second(300), gone: 800 },
          // A thousand metres are half way through these hundred seconds.
          { time: second(400), gone: 1200 },
          { time: second(900), gone: 2250 },
        ],
        1000,
      ),
    ).toEqual([
      { number: 1, metres: 1000, seconds: 350, from: second(0), to: second(350) },
      {
        number: 2,
        metres: 1000,
        seconds: expect.closeTo(430.952, 2),
        from: second(350),
        to: expect.closeTo(second(780.952), -1),
      },
      {
        number: 3,
        metres: 250,
        seconds: expect.closeTo(119.048, 2),
        from: expect.closeTo(second(780.952), -1),
        to: second(900),
      },
    ])
  })

  test('have a pause in the time of the one in which it was', () => {
    const seconds = splitsOf(
      [
        { time: second(0), gone: 0 },
        { time: second(200), gone: 500 },
        { time: second(500), gone: 500 },
        { time: second(900), gone: 1500 },
        { time: second(1100), gone: 2000 },
      ],
      1000,
    ).map(split => split.seconds)
    expect(seconds).toEqual([700, 400])
  })

  test('several may end between two positions', () => {
    expect(
      splitsOf(
        [
          { time: second(0), gone: 0 },
          { time: second(300), gone: 3000 },
        ],
        1000,
      ).map(({ number, seconds }) => [number, seconds]),
    ).toEqual([
      [1, 100],
      [2, 100],
      [3, 100],
    ])
  })

  test('are none where nobody went anywhere', () => {
    expect(splitsOf([], 1000)).toEqual([])
    expect(splitsOf([{ time: second(0), gone: 0 }], 1000)).toEqual([])
    expect(
      splitsOf(
        [
          { time: second(0), gone: 0 },
          { time: second(60), gone: 0 },
        ],
        1000,
      ),
    ).toEqual([])
  })

  test.each([
    [5000, 1000, 1000],
    [30_000, 1000, 1000],
    [30_001, 1000, 5000],
    [200_000, 1000, 10_000],
    [1126, 100, 100],
    [42_195, 1609.344, 1609.344],
  ])('of %d m, counted in units of %d m, are of %d m', (metres, unit, length) => {
    expect(splitLength(metres, unit)).toBe(length)
  })
})

test('of a series of metres each point lasts until the next, and the last until the end', () => {
  const series = (name: string, unit = 'm'): Series => ({
    name,
    unit,
    source: '',
    points: [
      { recorded_at: '2025-06-01T08:01:00Z', value: 150 },
      { recorded_at: '2025-06-01T08:00:00Z', value: 120 },
      { recorded_at: '2025-06-01T08:02:00Z', value: null },
      { recorded_at: '2025-06-01T08:03:00Z', value: 30 },
    ],
  })
  expect(progressOfSeries(series('walking_running_distance'), second(200))).toEqual([
    { time: second(0), gone: 0 },
    { time: second(60), gone: 120 },
    { time: second(180), gone: 270 },
    { time: second(200), gone: 300 },
  ])
  expect(progressOfSeries({ ...series('distance'), points: [] }, second(200))).toEqual([])
  const all = [series('heart_rate', 'count/min'), series('distance'), series('cycling_distance')]
  expect(distanceSeries(all)?.name).toBe('cycling_distance')
  expect(distanceSeries([series('cycling_distance', 'furlong')])).toBeUndefined()
})

test('a split has the mean of what was measured in it, and how much higher it ends', () => {
  const beats = [
    { time: second(0), value: 100 },
    { time: second(30), value: 120 },
    { time: second(60), value: 180 },
  ]
  expect(averageWithin(beats, second(0), second(60))).toBe(110)
  expect(averageWithin(beats, second(61), second(90))).toBeUndefined()
  const track = [100, undefined, 130, 90].map((altitude, index) => ({
    longitude: 0,
    latitude: 0,
    gone: index,
    time: second(index * 30),
    altitude,
  }))
  expect(climbWithin(track, second(0), second(60))).toBe(30)
  // Half way up, and a quarter of the way down.
  expect(climbWithin(track, second(30), second(67.5))).toBe(5)
  expect(climbWithin(track, second(30), second(91))).toBeUndefined()
})

test.each([
  ['running', 'metric', 5000, 1790, '5:58', '/km'],
  ['running', 'imperial', 5000, 1790, '9:36', '/mi'],
  ['swimming', 'metric', 1126, 1920, '2:51', '/100 m'],
  ['swimming', 'imperial', 1126, 1920, '2:36', '/100 yd'],
  ['rowing', 'metric', 2000, 480, '2:00', '/500 m'],
  ['cycling', 'metric', 30_000, 3600, '30.0', 'km/h'],
  ['cycling', 'imperial', 30_000, 3600, '18.6', 'mph'],
  ['quidditch', 'metric', 30_000, 3600, '30.0', 'km/h'],
] as const)('%s in %s units: %d m in %d s are %s %s', (activity, system, metres, seconds, number, sign) => {
  expect(sayRate(metres, seconds, rateOf(activity, system))).toEqual({ number, sign })
})

test('nobody who stood still has a pace', () => {
  expect(sayRate(0, 600, rateOf('running', 'metric'))).toBeUndefined()
  expect(sayRate(600, 0, rateOf('running', 'metric'))).toBeUndefined()
})

test('a distance has the decimal places of its size, and a swim has none', () => {
  expect([
    sayDistance(7900, 'running', 'metric'),
    sayDistance(127_010, 'walking', 'metric'),
    sayDistance(1_084_360, 'running', 'metric'),
    sayDistance(5000, 'running', 'imperial'),
    sayDistance(1126, 'swimming', 'metric'),
    sayDistance(1126, 'swimming', 'imperial'),
  ]).toEqual(['7.90 km', '127.0 km', '1,084 km', '3.11 mi', '1,126 m', '1,231 yd'])
})
