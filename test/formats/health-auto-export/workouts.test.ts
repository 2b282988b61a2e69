import { describe, expect, test } from 'vitest'
import { healthAutoExport } from '../../../src/formats/health-auto-export/index.ts'

const start = '2025-03-01 10:00:00 +0100'
const end = '2025-03-01 10:30:00 +0100'
const place = { path: '/data/workouts', index: 0 }
const base = {
  kind: 'workout',
  activity: 'Outdoor Run',
  startedAt: start,
  endedAt: end,
  lenientTotals: true,
  ...place,
}
/** A workout without a duration is one of version 1, where 0 says that nothing was measured. */
const first = { ...base, zeroIsUnknown: true }
const empty = { totals: {}, series: {}, seriesPlaces: {}, route: [] }
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
    strokeStyle: 'Freestyle',
    salinity: 'Fresh Water',
    swolfScore: 38,
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
    basalEnergy: [{ date: start, qty: 1.2, units: 'kcal' }],
    walkingAndRunningDistance: [{ date: start, qty: 0.1, units: 'km' }],
    runningPower: [{ date: start, qty: 210, units: 'W' }],
    runningSpeed: [{ date: start, qty: 10, units: 'km/hr' }],
    runningStrideLength: [{ date: start, qty: 1.1, units: 'm' }],
    runningGroundContactTime: [{ date: start, qty: 240, units: 'ms' }],
    runningVerticalOscillation: [{ date: start, qty: 8, units: 'cm' }],
    swimDistance: [{ date: start, qty: 25, units: 'm' }],
    swimStroke: [{ date: start, qty: 12, units: 'count' }],
    cyclingCadence: [{ date: start, qty: 80, units: 'count/min' }],
    cyclingDistance: [{ date: start, qty: 0.3, units: 'km' }],
    cyclingPower: [{ date: start, qty: 190, units: 'W' }],
    cyclingSpeed: [{ date: start, qty: 27, units: 'km/hr' }],
    flightsOfFancy: [{ date: start, qty: 1, units: 'blips' }],
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
      location: 'Outdoor',
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
        swolfScore: { value: 38 },
      },
      series: {
        heart_rate: [{ recordedAt: start, min: 88, avg: 90, max: 91, unit: 'bpm', source: 'Watch' }],
        step_count: [{ recordedAt: start, value: 80, unit: 'steps', source: 'Watch' }],
        active_energy: [{ recordedAt: start, value: 4, unit: 'kcal' }],
        basal_energy_burned: [{ recordedAt: start, value: 1.2, unit: 'kcal' }],
        walking_running_distance: [{ recordedAt: start, value: 0.1, unit: 'km' }],
        running_power: [{ recordedAt: start, value: 210, unit: 'W' }],
        running_speed: [{ recordedAt: start, value: 10, unit: 'km/hr' }],
        running_stride_length: [{ recordedAt: start, value: 1.1, unit: 'm' }],
        running_ground_contact_time: [{ recordedAt: start, value: 240, unit: 'ms' }],
        running_vertical_oscillation: [{ recordedAt: start, value: 8, unit: 'cm' }],
        swimming_distance: [{ recordedAt: start, value: 25, unit: 'm' }],
        swimming_stroke_count: [{ recordedAt: start, value: 12, unit: 'count' }],
        cycling_cadence: [{ recordedAt: start, value: 80, unit: 'count/min' }],
        cycling_distance: [{ recordedAt: start, value: 0.3, unit: 'km' }],
        cycling_power: [{ recordedAt: start, value: 190, unit: 'W' }],
        cycling_speed: [{ recordedAt: start, value: 27, unit: 'km/hr' }],
        flights_of_fancy: [{ recordedAt: start, value: 1, unit: 'blips' }],
      },
      seriesPlaces: {
        heart_rate: [{ at: '/heartRateData', length: 1 }],
        step_count: [{ at: '/stepCount', length: 1 }],
        active_energy: [{ at: '/activeEnergy', length: 1 }],
        basal_energy_burned: [{ at: '/basalEnergy', length: 1 }],
        walking_running_distance: [{ at: '/walkingAndRunningDistance', length: 1 }],
        running_power: [{ at: '/runningPower', length: 1 }],
        running_speed: [{ at: '/runningSpeed', length: 1 }],
        running_stride_length: [{ at: '/runningStrideLength', length: 1 }],
        running_ground_contact_time: [{ at: '/runningGroundContactTime', length: 1 }],
        running_vertical_oscillation: [{ at: '/runningVerticalOscillation', length: 1 }],
        swimming_distance: [{ at: '/swimDistance', length: 1 }],
        swimming_stroke_count: [{ at: '/swimStroke', length: 1 }],
        cycling_cadence: [{ at: '/cyclingCadence', length: 1 }],
        cycling_distance: [{ at: '/cyclingDistance', length: 1 }],
        cycling_power: [{ at: '/cyclingPower', length: 1 }],
        cycling_speed: [{ at: '/cyclingSpeed', length: 1 }],
        flights_of_fancy: [{ at: '/flightsOfFancy', length: 1 }],
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
      detail: {
        isIndoor: false,
        strokeStyle: 'Freestyle',
        salinity: 'Fresh Water',
        metadata: [],
        speed: { qty: 10, units: 'km/hr' },
        heartRate: { avg: { qty: 151, units: 'bpm' } },
      },
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
      ...first,
      totals: {
        totalEnergy: { value: 0, unit: 'kcal' },
        activeEnergy: { value: 250, unit: 'kcal' },
        elevationUp: { value: 40, unit: 'm' },
        elevationDown: { value: 38, unit: 'm' },
        stepCount: { value: 5200, unit: 'steps' },
        intensity: { value: 8, unit: 'MET' },
      },
      series: { heart_rate: [{ recordedAt: start, value: 90, unit: 'count/min' }] },
      seriesPlaces: { heart_rate: [{ at: '/heartRateData', length: 1 }] },
      route: [{ recordedAt: start, latitude: 47.1, longitude: 8.2, altitude: 400 }],
    },
  ])
})

describe('the first version is told by', () => {
  const second = { ...written, duration: 1800 }

  test.each([
    ['a duration that is absent', { duration: undefined }],
    ['a duration that is null', { duration: null }],
    ['a number of steps', { stepCount: { qty: 0, units: 'steps' } }],
    ['a bare number of energy', { activeEnergy: 12 }],
    ['an elevation that is one object', { elevation: { ascent: 1, units: 'm' } }],
    ['a route of lat and lon', { route: [null, { lat: 47, lon: 8, timestamp: start }] }],
  ])('%s', (_name, fields) => {
    expect(readWorkout({ ...second, ...fields })).toMatchObject([{ zeroIsUnknown: true }])
  })

  test.each([
    ['a duration', {}],
    ['a series of steps', { stepCount: [] }],
    ['a series of energy', { activeEnergy: [{ date: start, qty: 1 }] }],
    ['a route of latitude and longitude', { route: [{ latitude: 47, longitude: 8, timestamp: start }] }],
  ])('nothing in %s', (_name, fields) => {
    expect(readWorkout({ ...second, ...fields })[0]).not.toHaveProperty('zeroIsUnknown')
  })
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
      expect(readWorkout({ ...written, ...fields })).toEqual([{ ...first, ...empty, totals }])
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
        ...first,
        ...empty,
        totals: { activeEnergy: { value: 2, unit: 'kcal' } },
        detail: { activeEnergy: { qty: 1, units: 'kcal' } },
      },
    ]
    expect(readWorkout({ ...written, ...inOneOrder })).toEqual(read)
    expect(readWorkout({ ...inTheOther, ...written })).toEqual(read)
  })

  test('that stand twice with one value stand once', () => {
    const element = {
      ...written,
      avgHeartRate: { qty: 150, units: 'bpm' },
      heartRate: { avg: 150, units: 'bpm' },
    }
    const totals = { avgHeartRate: { value: 150, unit: 'bpm' } }
    expect(readWorkout(element)).toEqual([{ ...first, ...empty, totals }])
  })

  test('with more beside them than a unit lose nothing of it', () => {
    const distance = { qty: 5, units: 'km', confidence: 'low' }
    const heartRate = { max: { qty: 180, units: 'bpm' }, zones: [1, 2], min: null }
    const elevation = { ascent: 40, units: 'm', grade: 3 }
    expect(readWorkout({ ...written, distance, heartRate, elevation })).toEqual([
      {
        ...first,
        ...empty,
        totals: {
          distance: { value: 5, unit: 'km' },
          maxHeartRate: { value: 180, unit: 'bpm' },
          elevationUp: { value: 40, unit: 'm' },
        },
        detail: { distance, heartRate: { zones: [1, 2] }, elevation: { grade: 3 } },
      },
    ])
  })

  test('of the speed are the average where no other is', () => {
    const totals = { avgSpeed: { value: 10, unit: 'km/hr' } }
    expect(readWorkout({ ...written, speed: { qty: 10, units: 'km/hr' } })).toEqual([
      { ...first, ...empty, totals },
    ])
  })

  test('that are no quantity stay in the detail', () => {
    const odd = { distance: { km: 5 }, humidity: true, elevation: { qty: 5 }, heartRate: { zones: [1] } }
    expect(readWorkout({ ...written, ...odd })).toEqual([{ ...first, ...empty, detail: odd }])
  })
})

describe('series', () => {
  test('keep the place of a point that is none', () => {
    const points = [{ date: start, qty: 1 }, 5, null, {}]
    expect(readWorkout({ ...written, stepCount: points, route: [7] })).toEqual([
      {
        ...first,
        totals: {},
        series: {
          step_count: [
            { recordedAt: start, value: 1 },
            { recordedAt: undefined },
            { recordedAt: undefined },
            {},
          ],
        },
        seriesPlaces: { step_count: [{ at: '/stepCount', length: 4 }] },
        route: [{ recordedAt: undefined }],
      },
    ])
  })

  test('are only arrays of points; others stay in the detail', () => {
    const odd = { laps: [{ start, end }], tags: ['a'], splits: [] }
    expect(readWorkout({ ...written, ...odd })).toEqual([{ ...first, ...empty, detail: odd }])
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
  expect(readWorkout({})).toEqual([
    { kind: 'workout', zeroIsUnknown: true, lenientTotals: true, ...empty, ...place },
  ])
})

test('a workout in our own fields is read as that', () => {
  const element = { workout_type: 'rowing', start_time: start, end_time: end, distance_meters: 2000 }
  expect(readWorkout(element)).toEqual([
    {
      ...base,
      lenientTotals: undefined,
      ...empty,
      activity: 'rowing',
      totals: { distance: { value: 2000, unit: 'm' } },
    },
  ])
})
