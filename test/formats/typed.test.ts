import { describe, expect, test } from 'vitest'
import { recogniseFormat } from '../support/recognise-format.ts'

const at = '2025-03-01T10:00:00Z'
const until = '2025-03-01T10:30:00Z'

function readAll(body: unknown) {
  const format = recogniseFormat(body)
  expect(format?.name).toBe('typed')
  return [...format!.read(body, {})]
}
const readMetrics = (...metrics: unknown[]) => readAll({ data: { metrics } })
const first = { path: '/data/metrics', index: 0 }

describe('HeartRate', () => {
  test('is one sample with its minimum, average and maximum in bpm', () => {
    const element = {
      type: 'HeartRate',
      recorded_at: at,
      min_bpm: 60,
      avg_bpm: 75.5,
      max_bpm: 90,
      source: 'Watch',
    }
    expect(readMetrics(element)).toEqual([
      {
        kind: 'sample',
        metric: 'heart_rate',
        recordedAt: at,
        min: 60,
        avg: 75.5,
        max: 90,
        unit: 'count/min',
        source: 'Watch',
        ...first,
      },
    ])
  })

  test.each(['heart_rate', 'HeartRate', 'heartRate', 'HEART_RATE', 'Heart Rate'])('is known as %s', type => {
    expect(readMetrics({ type, recorded_at: at, bpm: 70 })).toEqual([
      { kind: 'sample', metric: 'heart_rate', recordedAt: at, value: 70, unit: 'count/min', ...first },
    ])
  })

  test('of the earlier implementation is a heart rate and a resting heart rate in one item', () => {
    const element = {
      type: 'heart_rate',
      recorded_at: at,
      heart_rate: 71,
      resting_heart_rate: 52,
      source_device: 'W',
    }
    const shared = {
      kind: 'sample',
      recordedAt: at,
      unit: 'count/min',
      source: 'W',
      countedAs: 'heart_rate',
      ...first,
    }
    expect(readMetrics(element)).toEqual([
      { ...shared, metric: 'heart_rate', value: 71 },
      { ...shared, metric: 'resting_heart_rate', value: 52 },
    ])
  })

  test('with nothing but a resting heart rate is only that', () => {
    expect(readMetrics({ type: 'heart_rate', recorded_at: at, resting_heart_rate: 52 })).toEqual([
      {
        kind: 'sample',
        metric: 'resting_heart_rate',
        recordedAt: at,
        value: 52,
        unit: 'count/min',
        countedAs: 'heart_rate',
        ...first,
      },
    ])
  })

  test('keeps what has no field of its own, and leaves out what says nothing', () => {
    const element = { type: 'HeartRate', recorded_at: at, avg_bpm: 70, motion: 'active', note: null }
    expect(readMetrics(element)).toEqual([
      {
        kind: 'sample',
        metric: 'heart_rate',
        recordedAt: at,
        avg: 70,
        unit: 'count/min',
        detail: { motion: 'active' },
        ...first,
      },
    ])
  })

  test('hands on what is no time and no number as it came', () => {
    expect(readMetrics({ type: 'HeartRate', recorded_at: 5, avg_bpm: 'fast' })).toEqual([
      { kind: 'sample', metric: 'heart_rate', recordedAt: 5, avg: 'fast', unit: 'count/min', ...first },
    ])
  })
})

test('BloodPressure is one sample in mmHg', () => {
  const element = {
    type: 'BloodPressure',
    recorded_at: at,
    systolic: 121,
    diastolic: 79,
    source: 'Cuff',
    arm: 'left',
  }
  expect(readMetrics(element)).toEqual([
    {
      kind: 'sample',
      metric: 'blood_pressure',
      recordedAt: at,
      systolic: 121,
      diastolic: 79,
      unit: 'mmHg',
      source: 'Cuff',
      detail: { arm: 'left' },
      ...first,
    },
  ])
})

test('Sleep is one stage', () => {
  const element = { type: 'Sleep', started_at: at, ended_at: until, stage: 'deep', source: 'Ring' }
  expect(readMetrics(element)).toEqual([
    { kind: 'sleep_stage', startedAt: at, endedAt: until, stage: 'deep', source: 'Ring', ...first },
  ])
})

describe('Activity', () => {
  const shared = { kind: 'sample', recordedAt: at, countedAs: 'activity', ...first }

  test('is one sample per field, all of one item', () => {
    const element = {
      type: 'Activity',
      recorded_at: at,
      ended_at: until,
      source: 'Phone',
      steps: 8000,
      distance_meters: 6100.5,
      active_energy_kcal: 410,
      basal_energy_kcal: 1500,
      flights_climbed: 4,
      exercise_minutes: 31,
      stand_minutes: 55,
      mood: 'good',
    }
    const each = { ...shared, endedAt: until, source: 'Phone', detail: { mood: 'good' } }
    expect(readMetrics(element)).toEqual([
      { ...each, metric: 'step_count', value: 8000, unit: 'count' },
      { ...each, metric: 'walking_running_distance', value: 6100.5, unit: 'm' },
      { ...each, metric: 'active_energy', value: 410, unit: 'kcal' },
      { ...each, metric: 'basal_energy_burned', value: 1500, unit: 'kcal' },
      { ...each, metric: 'flights_climbed', value: 4, unit: 'count' },
      { ...each, metric: 'apple_exercise_time', value: 31, unit: 'min' },
      { ...each, metric: 'apple_stand_time', value: 55, unit: 'min' },
    ])
  })

  test('reads 0 as 0 and null as nothing', () => {
    expect(readMetrics({ type: 'activity', recorded_at: at, steps: 0, flights_climbed: null })).toEqual([
      { ...shared, metric: 'step_count', value: 0, unit: 'count' },
    ])
  })

  test('that says how long it covers is a grouped value', () => {
    expect(readMetrics({ type: 'Activity', recorded_at: at, duration_seconds: 86_400, steps: 9 })).toEqual([
      { ...shared, metric: 'step_count', value: 9, unit: 'count', groupedSeconds: 86_400 },
    ])
  })

  test('that says when it ends is not grouped, and a duration that is none stays in the detail', () => {
    const ended = { type: 'Activity', recorded_at: at, ended_at: until, duration: 1800, steps: 9 }
    const odd = { type: 'Activity', recorded_at: at, duration: 'long', steps: 9 }
    expect(readMetrics(ended, odd)).toEqual([
      {
        ...shared,
        metric: 'step_count',
        value: 9,
        unit: 'count',
        endedAt: until,
        detail: { duration: 1800 },
      },
      { ...shared, index: 1, metric: 'step_count', value: 9, unit: 'count', detail: { duration: 'long' } },
    ])
  })

  test('with none of its fields is an item that is nothing', () => {
    expect(readMetrics({ type: 'Activity', recorded_at: at, steps: null, foo: 1 })).toEqual([
      { kind: 'nothing', countedAs: 'activity', detail: 'an Activity with none of its fields', ...first },
    ])
  })
})

describe('Quantity', () => {
  test('is one sample of the metric that it names', () => {
    const element = {
      type: 'Quantity',
      metric: 'body_mass',
      recorded_at: at,
      ended_at: until,
      value: 71.2,
      unit: 'kg',
      source: 'Scale',
      fasting: true,
    }
    expect(readMetrics(element)).toEqual([
      {
        kind: 'sample',
        metric: 'body_mass',
        recordedAt: at,
        endedAt: until,
        value: 71.2,
        unit: 'kg',
        source: 'Scale',
        detail: { fasting: true },
        ...first,
      },
    ])
  })

  test.each([undefined, null, '', 5, {}])('with %o for a metric is an item that is nothing', metric => {
    expect(readMetrics({ type: 'Quantity', metric, recorded_at: at, value: 1 })).toEqual([
      { kind: 'nothing', countedAs: 'quantity', detail: 'a Quantity without the name of a metric', ...first },
    ])
  })
})

describe('a type that we do not know', () => {
  test('is kept as an event with all that it holds', () => {
    const element = {
      type: 'GaitPhase',
      recorded_at: at,
      ended_at: until,
      source: 'Sole',
      name: 'swing',
      left: [1, 2],
    }
    expect(readMetrics(element)).toEqual([
      {
        kind: 'event',
        type: 'gait_phase',
        startedAt: at,
        endedAt: until,
        name: 'swing',
        source: 'Sole',
        unknownType: true,
        detail: { left: [1, 2] },
        ...first,
      },
    ])
  })

  test('and has no time is an item that is nothing', () => {
    expect(readMetrics({ type: 'GaitPhase', left: 1 }, { type: '', recorded_at: at })).toEqual([
      {
        kind: 'nothing',
        countedAs: 'gait_phase',
        detail: 'an unknown type without recorded_at or started_at',
        ...first,
      },
      { kind: 'nothing', countedAs: 'unknown', detail: 'an empty type', ...first, index: 1 },
    ])
  })
})

describe('a workout', () => {
  const written = {
    workout_type: 'running',
    start_time: at,
    end_time: until,
    id: 'w-1',
    source: 'Watch',
    total_energy_kcal: 300,
    active_energy_kcal: 250,
    distance_meters: 5000,
    duration_seconds: 1800,
    avg_heart_rate: 150,
    min_heart_rate: 90,
    max_heart_rate: 180,
    elevation_up_meters: 40,
    elevation_down_meters: 38,
    steps: 5200,
    flights_climbed: 3,
    shoes: 'red',
    route: [{ recorded_at: at, latitude: 47.1, longitude: 8.2, altitude: 400, horizontal_accuracy: 5 }],
    series: {
      heart_rate: [{ recorded_at: at, min: 88, avg: 90, max: 91, unit: 'count/min', source: 'Watch' }],
    },
  }
  const read = {
    kind: 'workout',
    activity: 'running',
    startedAt: at,
    endedAt: until,
    clientId: 'w-1',
    source: 'Watch',
    totals: {
      duration: { value: 1800, unit: 's' },
      totalEnergy: { value: 300, unit: 'kcal' },
      activeEnergy: { value: 250, unit: 'kcal' },
      distance: { value: 5000, unit: 'm' },
      minHeartRate: { value: 90, unit: 'count/min' },
      avgHeartRate: { value: 150, unit: 'count/min' },
      maxHeartRate: { value: 180, unit: 'count/min' },
      elevationUp: { value: 40, unit: 'm' },
      elevationDown: { value: 38, unit: 'm' },
      stepCount: { value: 5200, unit: 'count' },
      flightsClimbed: { value: 3, unit: 'count' },
    },
    series: {
      heart_rate: [{ recordedAt: at, min: 88, avg: 90, max: 91, unit: 'count/min', source: 'Watch' }],
    },
    seriesPlaces: { heart_rate: [{ at: '/series/heart_rate', length: 1 }] },
    route: [{ recordedAt: at, latitude: 47.1, longitude: 8.2, altitude: 400, horizontalAccuracy: 5 }],
    detail: { shoes: 'red' },
  }

  test('has its totals, route and series', () => {
    expect(readAll({ data: { workouts: [written] } })).toEqual([
      { ...read, path: '/data/workouts', index: 0 },
    ])
  })

  test('may stand among the metrics, and may spell its times the other way', () => {
    const { start_time, end_time, workout_type, ...rest } = written
    const element = {
      ...rest,
      type: 'Workout',
      activity: workout_type,
      started_at: start_time,
      ended_at: end_time,
    }
    expect(readMetrics(element)).toEqual([{ ...read, ...first }])
  })

  test('with the least that it can have', () => {
    expect(readAll({ data: { workouts: [{ workout_type: 'yoga', start_time: at }] } })).toEqual([
      {
        kind: 'workout',
        activity: 'yoga',
        startedAt: at,
        totals: {},
        series: {},
        seriesPlaces: {},
        route: [],
        path: '/data/workouts',
        index: 0,
      },
    ])
  })
})

test('null and absent arrays are empty ones', () => {
  const workout = { workout_type: 'yoga', start_time: at, end_time: until }
  expect(readAll({ data: { metrics: null, workouts: [workout] } }).length).toBe(1)
  expect(
    readAll({ data: { metrics: [{ type: 'HeartRate', recorded_at: at }], workouts: null } }).length,
  ).toBe(1)
})

test('what is no object is counted and named where it stood', () => {
  const heartRate = { type: 'HeartRate', recorded_at: at, avg_bpm: 70 }
  const nothing = (index: number, detail: string) => ({
    kind: 'nothing',
    countedAs: 'unknown',
    detail,
    ...first,
    index,
  })
  expect(readMetrics(heartRate, 5, null, [], {}, 'x').slice(1)).toEqual([
    nothing(1, 'not an object'),
    nothing(2, 'not an object'),
    nothing(3, 'not an object'),
    nothing(4, 'a metric without a name'),
    nothing(5, 'not an object'),
  ])
})

test('metrics of Health Auto Export in the same array are read as what they are', () => {
  const app = { name: 'step_count', units: 'count', data: [{ date: at, qty: 12 }] }
  expect(readMetrics(app, { type: 'HeartRate', recorded_at: at, avg_bpm: 70 })).toEqual([
    {
      kind: 'sample',
      metric: 'step_count',
      recordedAt: at,
      value: 12,
      unit: 'count',
      path: '/data/metrics/0/data',
      index: 0,
    },
    { kind: 'sample', metric: 'heart_rate', recordedAt: at, avg: 70, unit: 'count/min', ...first, index: 1 },
  ])
})
