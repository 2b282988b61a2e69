import { describe, expect, test } from 'vitest'
import { healthAutoExport } from '../../../src/formats/health-auto-export/index.ts'

const start = '2025-03-01 10:00:00 +0100'
const end = '2025-03-01 10:30:00 +0100'
const place = { path: '/data/workouts', index: 0 }
const base = { kind: 'workout', activity: 'Outdoor Run', startedAt: start, endedAt: end, ...place }
const empty = { totals: {}, series: {}, route: [] }
const written = { name: 'Outdoor Run', start, end }

function readWorkout(element: unknown) {
  return [...healthAutoExport.read({ data: { workouts: [element] } }, {})]
}

test('version 2: totals, series, route, and the rest in the detail', () => {
  const element = {
    ...written,
    id: 'C0FFEE',
    duration: 1800.25,
    location: 'Outdoor',
    isIndoor: false,
    metadata: [],
    activeEnergyBurned: { qty: 250, units: 'kcal' },
    totalEnergy: { qty: 300, units: 'kcal' },
    distance: { qty: 5.1, units: 'km' },
    avgSpeed: { qty: 10.2, units: 'km/hr' },
    maxSpeed: { qty: 14, units: 'km/hr' },
    speed: { qty: 10, units: 'km/hr' },
    elevationUp: { qty: 40, units: 'm' },
    elevationDown: { qty: 38, units: 'm' },
    intensity: { qty: 9.1, units: 'kcal/hr·kg' },
    temperature: { qty: 11, units: 'degC' },
    humidity: { qty: 70, units: '%' },
    lapLength: { qty: 0.025, units: 'm' },
    stepCadence: { qty: 160, units: 'spm' },
    swimCadence: { qty: 0, units: 'count/min' },
    flightsClimbed: { qty: 2, units: 'count' },
    totalSwimmingStrokeCount: { qty: 0, units: 'count' },
    avgHeartRate: { qty: 150, units: 'bpm' },
    heartRate: {
      min: { qty: 90, units: 'bpm' },
      avg: { qty: 151, units: 'bpm' },
      max: { qty: 180, units: 'bpm' },
    },
    heartRateData: [{ date: start, Min: 88, Avg: 90, Max: 91, units: 'bpm', source: 'Watch' }],
    heartRateRecovery: null,
    stepCount: [{ date: start, qty: 80, units: 'steps', source: 'Watch' }],
    activeEnergy: [{ date: start, qty: 4, units: 'kcal' }],
    basalEnergy: [],
    walkingAndRunningDistance: [{ date: start, qty: 0.1, units: 'km' }],
    runningPower: [{ date: start, qty: 210, units: 'W' }],
    swimDistance: [{ date: start, qty: 25, units: 'm' }],
    swimStroke: [{ date: start, qty: 12, units: 'count' }],
    cyclingCadence: [{ date: start, qty: 80, units: 'count/min' }],
    route: [
      {
        latitude: 47.1,
        longitude: 8.2,
        altitude: 400.5,
        course: 90,
        courseAccuracy: 3,
        horizontalAccuracy: 4,
        verticalAccuracy: 5,
        speed: 2.8,
        speedAccuracy: 0.3,
        timestamp: start,
      },
    ],
  }
  expect(readWorkout(element)).toEqual([
    {
      ...base,
      clientId: 'C0FFEE',
      totals: {
        duration: { value: 1800.25, unit: 's' },
        totalEnergy: { value: 300, unit: 'kcal' },
        activeEnergy: { value: 250, unit: 'kcal' },
        distance: { value: 5.1, unit: 'km' },
        minHeartRate: { value: 90, unit: 'bpm' },
        avgHeartRate: { value: 150, unit: 'bpm' },
        maxHeartRate: { value: 180, unit: 'bpm' },
        elevationUp: { value: 40, unit: 'm' },
        elevationDown: { value: 38, unit: 'm' },
        avgSpeed: { value: 10.2, unit: 'km/hr' },
        maxSpeed: { value: 14, unit: 'km/hr' },
        flightsClimbed: { value: 2, unit: 'count' },
        swimmingStrokeCount: { value: 0, unit: 'count' },
        stepCadence: { value: 160, unit: 'spm' },
        swimCadence: { value: 0, unit: 'count/min' },
        lapLength: { value: 0.025, unit: 'm' },
        intensity: { value: 9.1, unit: 'kcal/hr·kg' },
        temperature: { value: 11, unit: 'degC' },
        humidity: { value: 70, unit: '%' },
      },
      series: {
        heart_rate: [{ recordedAt: start, min: 88, avg: 90, max: 91, unit: 'bpm', source: 'Watch' }],
        step_count: [{ recordedAt: start, value: 80, unit: 'steps', source: 'Watch' }],
        active_energy: [{ recordedAt: start, value: 4, unit: 'kcal' }],
        walking_running_distance: [{ recordedAt: start, value: 0.1, unit: 'km' }],
        running_power: [{ recordedAt: start, value: 210, unit: 'W' }],
        swimming_distance: [{ recordedAt: start, value: 25, unit: 'm' }],
        swimming_stroke_count: [{ recordedAt: start, value: 12, unit: 'count' }],
        cycling_cadence: [{ recordedAt: start, value: 80, unit: 'count/min' }],
      },
      route: [
        {
          recordedAt: start,
          latitude: 47.1,
          longitude: 8.2,
          altitude: 400.5,
          course: 90,
          courseAccuracy: 3,
          horizontalAccuracy: 4,
          verticalAccuracy: 5,
          speed: 2.8,
          speedAccuracy: 0.3,
        },
      ],
      detail: { location: 'Outdoor', isIndoor: false, metadata: [], speed: { qty: 10, units: 'km/hr' } },
    },
  ])
})

test('version 1: scalars where version 2 has series, elevation in one, lat and lon, the typo', () => {
  const element = {
    ...written,
    stepCount: { qty: 5200, units: 'steps' },
    activeEnergy: { qty: 250, units: 'kcal' },
    totalEnergy: { qty: 0, units: 'kcal' },
    intesity: { qty: 8, units: 'MET' },
    elevation: { ascent: 40, descent: 38, units: 'm' },
    heartRateData: [{ date: start, qty: 90, units: 'count/min' }],
    route: [{ lat: 47.1, lon: 8.2, altitude: 400, timestamp: start }],
  }
  expect(readWorkout(element)).toEqual([
    {
      ...base,
      totals: {
        totalEnergy: { value: 0, unit: 'kcal' },
        activeEnergy: { value: 250, unit: 'kcal' },
        elevationUp: { value: 40, unit: 'm' },
        elevationDown: { value: 38, unit: 'm' },
        stepCount: { value: 5200, unit: 'steps' },
        intensity: { value: 8, unit: 'MET' },
      },
      series: { heart_rate: [{ recordedAt: start, value: 90, unit: 'count/min' }] },
      route: [{ recordedAt: start, latitude: 47.1, longitude: 8.2, altitude: 400 }],
    },
  ])
})

describe('totals', () => {
  test.each([
    ['bare numbers', { heartRate: { min: 90, avg: 150, max: 180 } }, { min: 90, avg: 150, max: 180 }],
    ['capital letters', { heartRate: { Min: 90, Avg: 150, Max: 180 } }, { min: 90, avg: 150, max: 180 }],
    ['a part of them', { heartRate: { max: 180 } }, { max: 180 }],
    ['one number', { heartRate: { qty: 150 } }, { avg: 150 }],
  ])(
    'of the heart rate as %s',
    (_name, fields, { min, avg, max }: { min?: number; avg?: number; max?: number }) => {
      const totals = {
        ...(min && { minHeartRate: { value: min } }),
        ...(avg && { avgHeartRate: { value: avg } }),
        ...(max && { maxHeartRate: { value: max } }),
      }
      expect(readWorkout({ ...written, ...fields })).toEqual([{ ...base, ...empty, totals }])
    },
  )

  test('that stand twice are taken from the same key whatever their order', () => {
    const inOneOrder = {
      activeEnergy: { qty: 1, units: 'kcal' },
      activeEnergyBurned: { qty: 2, units: 'kcal' },
    }
    const inTheOther = {
      activeEnergyBurned: { qty: 2, units: 'kcal' },
      activeEnergy: { qty: 1, units: 'kcal' },
    }
    const read = [
      {
        ...base,
        ...empty,
        totals: { activeEnergy: { value: 2, unit: 'kcal' } },
        detail: { activeEnergy: { qty: 1, units: 'kcal' } },
      },
    ]
    expect(readWorkout({ ...written, ...inOneOrder })).toEqual(read)
    expect(readWorkout({ ...inTheOther, ...written })).toEqual(read)
  })

  test('that are no quantity stay in the detail', () => {
    const odd = { distance: { km: 5 }, humidity: true, elevation: { qty: 5 }, heartRate: { zones: [1] } }
    expect(readWorkout({ ...written, ...odd })).toEqual([{ ...base, ...empty, detail: odd }])
  })
})

describe('series', () => {
  test('keep the place of a point that is none', () => {
    const points = [{ date: start, qty: 1 }, 5, null, {}]
    expect(readWorkout({ ...written, stepCount: points, route: [7] })).toEqual([
      {
        ...base,
        totals: {},
        series: {
          step_count: [
            { recordedAt: start, value: 1 },
            { recordedAt: undefined },
            { recordedAt: undefined },
            {},
          ],
        },
        route: [{ recordedAt: undefined }],
      },
    ])
  })

  test('are only arrays of points; others stay in the detail', () => {
    const odd = { laps: [{ start, end }], tags: ['a'], splits: [] }
    expect(readWorkout({ ...written, ...odd })).toEqual([{ ...base, ...empty, detail: odd }])
  })

  test('with hostile names change no prototype', () => {
    const element = JSON.parse(
      `{"name": "Outdoor Run", "start": "${start}", "end": "${end}",
        "__proto__": [{"date": "${start}", "qty": 1}], "constructor": {"qty": 5}}`,
    )
    const [record] = readWorkout(element)
    if (record?.kind !== 'workout') throw new Error('not a workout')
    expect(Object.keys(record.series)).toEqual(['proto'])
    expect(Object.entries(record.detail!)).toEqual([['constructor', { qty: 5 }]])
    expect(record.totals).toEqual({})
  })
})

test.each([5, null, 'run', []])('%o is an item that is nothing', element => {
  expect(readWorkout(element)).toEqual([
    { kind: 'nothing', countedAs: 'workout', detail: 'not an object', ...place },
  ])
})

test('a workout with nothing at all is left to be judged', () => {
  expect(readWorkout({})).toEqual([{ kind: 'workout', ...empty, ...place }])
})

test('a workout in our own fields is read as that', () => {
  const element = { workout_type: 'rowing', start_time: start, end_time: end, distance_meters: 2000 }
  expect(readWorkout(element)).toEqual([
    { ...base, ...empty, activity: 'rowing', totals: { distance: { value: 2000, unit: 'm' } } },
  ])
})
