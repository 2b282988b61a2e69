import { describe, expect, test } from 'vitest'
import type { WorkoutRoute } from '../../dashboard/api/workouts.ts'
import { projectTrack } from '../../dashboard/workouts/route/project-track.ts'
import { readProfile } from '../../dashboard/workouts/route/read-profile.ts'
import { metresBetween, readTrack } from '../../dashboard/workouts/route/read-track.ts'
import { roundSteps } from '../../dashboard/workouts/route/round-steps.ts'
import { scaleBar } from '../../dashboard/workouts/route/scale-bar.ts'
import { linePath, thinLine } from '../../dashboard/workouts/route/thin-line.ts'

/** Of the sphere that distances are measured on. */
const METRES_PER_DEGREE = 111_195.08

const route = (
  coordinates: [number, number, number?][],
  times: string[],
  horizontal_accuracy_m: (number | null)[] = coordinates.map(() => null),
): WorkoutRoute => ({
  geometry: { type: 'LineString', coordinates },
  properties: { coordinateProperties: { times, horizontal_accuracy_m } },
})
const at = (second: number) => new Date(1_750_000_000_000 + second * 1000).toISOString()
const ms = (second: number) => 1_750_000_000_000 + second * 1000

test('a degree of the meridian is as long as everywhere, one of a parallel as its cosine says', () => {
  const from = { longitude: 10, latitude: 60 }
  expect(metresBetween(from, { longitude: 10, latitude: 61 })).toBeCloseTo(METRES_PER_DEGREE, 1)
  expect(metresBetween(from, { longitude: 10.01, latitude: 60 })).toBeCloseTo(METRES_PER_DEGREE * 0.005, 2)
  // Around the world the other way it would be forty thousand kilometres.
  expect(metresBetween({ longitude: 179.99, latitude: 0 }, { longitude: -179.99, latitude: 0 })).toBeCloseTo(
    METRES_PER_DEGREE * 0.02,
    1,
  )
})

describe('a track', () => {
  test('is in the order of time, without what is no position and without a second one of a moment', () => {
    const track = readTrack(
      route(
        [
          [8, 47.002, 420],
          [8, 47, 400],
          [0, 0],
          [8, 47.001],
          [9, 48],
        ],
        [at(20), at(0), at(5), at(10), at(20)],
        [5, null, -1, 0, 5],
      ),
    )
    expect(track).toEqual([
      { longitude: 8, latitude: 47, altitude: 400, time: ms(0), gone: 0 },
      {
        longitude: 8,
        latitude: 47.001,
        altitude: undefined,
        time: ms(10),
        gone: expect.closeTo(METRES_PER_DEGREE / 1000, 2),
      },
      {
        longitude: 8,
        latitude: 47.002,
        altitude: 420,
        time: ms(20),
        gone: expect.closeTo(METRES_PER_DEGREE / 500, 2),
      },
    ])
  })

  test('of one point is a Point, which is read too', () => {
    const { properties } = route([[2, 1]], [at(0)])
    expect(readTrack({ geometry: { type: 'Point', coordinates: [2, 1] }, properties })).toEqual([
      { longitude: 2, latitude: 1, altitude: undefined, time: ms(0), gone: 0 },
    ])
  })
})

describe('a drawing', () => {
  const box = { width: 300, height: 200, margin: 50 }

  test('has north up and east right, in its true shape: as wide as the cosine of the latitude says', () => {
    // At 60 degrees a degree of longitude is half as long.
    const { points, metresPerPixel } = projectTrack(
      [
        { longitude: 10, latitude: 59.99 },
        { longitude: 10.02, latitude: 60.01 },
        { longitude: 10.04, latitude: 59.99 },
      ],
      box,
    )
    // 0.02 degrees high, and as wide: the height of the box is what there is too little of.
    expect(metresPerPixel).toBeCloseTo((METRES_PER_DEGREE * 0.02) / 100, 6)
    expect(points).toEqual([
      { x: expect.closeTo(100, 6), y: expect.closeTo(150, 6) },
      { x: expect.closeTo(150, 6), y: expect.closeTo(50, 6) },
      { x: expect.closeTo(200, 6), y: expect.closeTo(150, 6) },
    ])
  })

  test('stays in one piece over the 180th meridian, whichever way', () => {
    for (const [from, to] of [
      [179.99, -179.99],
      [-179.99, 179.99],
    ] as const) {
      const { points } = projectTrack(
        [
          { longitude: from, latitude: 0 },
          { longitude: to, latitude: 0 },
        ],
        box,
      )
      const [left, right] = from > 0 ? points : [...points].reverse()
      expect([left, right]).toEqual([
        { x: expect.closeTo(50, 6), y: 100 },
        { x: expect.closeTo(250, 6), y: 100 },
      ])
    }
  })

  test('of one place is that place in the middle, not enlarged without end', () => {
    const one = { longitude: 8, latitude: 47 }
    expect(projectTrack([one, one], box)).toEqual({
      points: [
        { x: 150, y: 100 },
        { x: 150, y: 100 },
      ],
      metresPerPixel: 0.6,
    })
  })
})

describe('a thinned line', () => {
  test('leaves out what lies on it, and keeps each corner and where it turns back', () => {
    const line = [
      { x: 0, y: 0 },
      { x: 5, y: 0.4 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 10, y: 20 },
      { x: 10, y: 5 },
    ]
    expect(thinLine(line)).toEqual([line[0], line[2], line[4], line[5]])
  })

  test('of a day, a point a second, is nowhere further beside it than the tolerance', () => {
    const circle = Array.from({ length: 86_400 }, (_, index) => {
      const turn = (index / 86_400) * 2 * Math.PI * 3
      return { x: 200 + 150 * Math.cos(turn), y: 200 + 150 * Math.sin(turn) }
    })
    const thinned = thinLine(circle)
    expect(thinned.length).toBeLessThan(200)
    // The middle of each piece lies inside of the circle, by the tolerance at most.
    for (const [index, point] of thinned.slice(1).entries()) {
      const before = thinned[index]!
      const middle = Math.hypot((point.x + before.x) / 2 - 200, (point.y + before.y) / 2 - 200)
      expect(150 - middle).toBeLessThanOrEqual(0.5)
    }
  })

  test('of one point is a dot', () => {
    expect(linePath(thinLine([{ x: 1, y: 2.04 }]))).toBe('M1.0 2.0h0')
    expect(
      linePath([
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ]),
    ).toBe('M1.0 2.0L3.0 4.0')
  })
})

test.each([
  [1, 160, 'metric', 100, '100 m'],
  [4, 160, 'metric', 125, '500 m'],
  [7, 160, 'metric', 1000 / 7, '1 km'],
  [100, 160, 'metric', 100, '10 km'],
  [0.6, 30, 'metric', 10 / 0.6, '10 m'],
  [1, 160, 'imperial', 500 * 0.3048, '500 ft'],
  [6, 160, 'imperial', (0.5 * 1609.344) / 6, '0.5 mi'],
  [21, 160, 'imperial', (2 * 1609.344) / 21, '2 mi'],
] as const)(
  'at %d m a pixel, a bar of at most %d pixels in %s units is of %d, and says %s',
  (metresPerPixel, most, system, pixels, label) => {
    expect(scaleBar(metresPerPixel, most, system)).toEqual({ pixels: expect.closeTo(pixels, 6), label })
  },
)

test('a profile has the mean altitude of each piece of the way, and passes over what is unknown', () => {
  const point = (gone: number, altitude?: number) => ({
    longitude: 0,
    latitude: 0,
    time: gone,
    gone,
    altitude,
  })
  const track = [point(0, 100), point(10, 102), point(20), point(60, 120), point(100, 90)]
  expect(readProfile(track, 4)).toEqual({
    lowest: 90,
    highest: 120,
    length: 100,
    points: [
      { x: 5, y: 101 },
      { x: 60, y: 120 },
      { x: 100, y: 90 },
    ],
  })
  expect(readProfile([point(0), point(10)], 4)).toBeUndefined()
  expect(readProfile([point(0, 5), point(0, 6)], 4)).toBeUndefined()
  expect(readProfile([], 4)).toBeUndefined()
})

test.each([
  [0, 6.1, 4, [0, 2, 4, 6]],
  [395, 470, 4, [400, 420, 440, 460]],
  [-0.05, 0.31, 3, [0, 0.2]],
  [5, 5, 4, []],
])('from %d to %d the round steps, about %d of them, are %j', (low, high, wanted, steps) => {
  expect(roundSteps(low, high, wanted)).toEqual(steps)
})
