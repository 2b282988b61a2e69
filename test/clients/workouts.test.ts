import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const WORKOUT = `activity, name, location, started_at, ended_at, utc_offset_min, client_ids, source, duration_s,
  total_energy_kcal, active_energy_kcal, distance_meters, min_heart_rate, avg_heart_rate, max_heart_rate,
  elevation_up_meters, elevation_down_meters, step_count, flights_climbed, swimming_stroke_count, avg_speed_m_per_s,
  max_speed_m_per_s, lap_length_meters, step_cadence, swim_cadence, intensity_kcal_per_hr_kg, temperature_deg_c,
  humidity_percent, swolf_score, detail`
const SERIES = 'activity, started_at, ended_at, name, unit, source, recorded_at, value, min, max'
const ROUTE = `activity, started_at, ended_at, recorded_at, latitude, longitude, altitude_m, speed_m_per_s, course_deg,
  horizontal_accuracy_m, vertical_accuracy_m, speed_accuracy_m_per_s, course_accuracy_deg`

/** A workout of which nothing is known but when it was. */
const unknown = Object.fromEntries(WORKOUT.split(/,\s+/).map(column => [column, null]))

const start = '2026-06-11 18:00:00 +0200'
const end = '2026-06-11 18:30:00 +0200'
const interval = { started_at: new Date('2026-06-11T16:00:00Z'), ended_at: new Date('2026-06-11T16:30:00Z') }
const second = (seconds: number) => new Date(interval.started_at.getTime() + seconds * 1000)
const at = (seconds: number) => `2026-06-11 18:00:${String(seconds).padStart(2, '0')} +0200`
const row = { ...unknown, ...interval, utc_offset_min: 120 }

const measure = (qty: number, units: string) => ({ qty, units })

async function readRows(ingesting: Ingesting) {
  return {
    workouts: await ingesting.rows('workouts', WORKOUT),
    series: await ingesting.rows('workout_series', SERIES),
    routes: await ingesting.rows('workout_routes', ROUTE),
  }
}

/** Ingests bodies of one workout each. */
async function ingestWorkouts(...workouts: readonly object[]) {
  const ingesting = await Ingesting.open(pool)
  const reports = []
  for (const workout of workouts) reports.push(await ingesting.ingest({ data: { workouts: [workout] } }))
  return { ingesting, reports, rows: await readRows(ingesting) }
}

/** The row of one workout that ends half an hour after its start, unless it says otherwise. */
async function ingestOne(fields: object) {
  const { rows, reports } = await ingestWorkouts({ name: 'running', start, end, duration: 1800, ...fields })
  return { row: rows.workouts[0], rows, report: reports[0]! }
}
const running = { ...row, activity: 'running', duration_s: 1800 }

describe('version 2', () => {
  const written = {
    id: 'A2',
    name: 'Outdoor Run',
    start,
    end,
    duration: 1799.5,
    location: 'Outdoor',
    isIndoor: false,
    strokeStyle: 'None',
    salinity: 'None',
    swolfScore: 41,
    metadata: { weather: ['rain', 3, { gusts: true }] },
    laps: [{ start: at(0), end: at(30), type: 'segment' }],
    pets: { dog: 1 },
    activeEnergyBurned: measure(1255.2, 'kJ'),
    totalEnergy: measure(350, 'kcal'),
    intensity: measure(9.5, 'kcal/hr·kg'),
    distance: measure(5, 'km'),
    avgSpeed: measure(10.8, 'km/hr'),
    maxSpeed: measure(5, 'm/s'),
    elevationUp: measure(100, 'ft'),
    elevationDown: measure(28, 'm'),
    temperature: measure(59, 'degF'),
    humidity: measure(70, '%'),
    lapLength: measure(25, 'yd'),
    avgHeartRate: measure(150, 'bpm'),
    maxHeartRate: measure(171, 'count/min'),
    heartRate: { min: measure(96, 'bpm'), avg: measure(150, 'bpm'), max: measure(171, 'count/min') },
    stepCadence: measure(162, 'spm'),
    swimCadence: measure(0, 'count/min'),
    flightsClimbed: measure(3, 'count'),
    totalSwimmingStrokeCount: measure(0, 'count'),
    heartRateData: [
      { date: at(0), Min: 96, Avg: 99.5, Max: 104, units: 'bpm', source: 'Anna’s\u00a0Watch' },
      { date: at(1), Min: 104, Avg: 106, Max: 108, units: 'count/min', source: 'Strap' },
    ],
    heartRateRecovery: [{ date: end, Min: 120, Avg: 130, Max: 140, units: 'bpm', source: 'Strap' }],
    activeEnergy: [{ date: at(0), qty: 41.84, units: 'kJ', source: 'Watch' }],
    basalEnergy: [{ date: at(0), qty: 1.5, units: 'kcal', source: 'Watch' }],
    stepCount: [{ date: at(0), qty: 81, units: 'steps', source: 'Watch|iPhone' }],
    walkingAndRunningDistance: [{ date: at(0), qty: 0.125, units: 'km', source: 'Watch' }],
    runningPower: [{ date: at(0), qty: 210, units: 'W' }],
    runningSpeed: [{ date: at(0), qty: 9, units: 'km/hr' }],
    swimDistance: [{ date: at(0), qty: 25, units: 'yd' }],
    swimStroke: [{ date: at(0), qty: 12, units: 'count' }],
    cyclingDistance: [{ date: at(0), qty: 1, units: 'mi' }],
    moonlight: [{ date: at(0), qty: 4, units: 'beams' }],
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
        timestamp: at(0),
      },
    ],
  }
  const one = { activity: 'running', ...interval }
  const point = { ...one, recorded_at: [second(0)], min: [null], max: [null], source: null }

  test('lands whole: totals, series, recovery, route, laps, metadata and what nobody knows', async () => {
    const { rows, reports, ingesting } = await ingestWorkouts(written)
    expect(reports[0]).toMatchObject({ received: 1, inserted: 1, uncatalogued: [], errors: [] })
    expect(rows.workouts).toEqual([
      {
        ...row,
        activity: 'running',
        name: 'Outdoor Run',
        location: 'outdoor',
        client_ids: ['A2'],
        duration_s: 1799.5,
        total_energy_kcal: 350,
        active_energy_kcal: 300,
        distance_meters: 5000,
        min_heart_rate: 96,
        avg_heart_rate: 150,
        max_heart_rate: 171,
        elevation_up_meters: 30.48,
        elevation_down_meters: 28,
        step_count: null,
        flights_climbed: 3,
        swimming_stroke_count: 0,
        avg_speed_m_per_s: 3,
        max_speed_m_per_s: 5,
        lap_length_meters: 22.86,
        step_cadence: 162,
        swim_cadence: 0,
        intensity_kcal_per_hr_kg: 9.5,
        temperature_deg_c: 15,
        humidity_percent: 70,
        swolf_score: 41,
        detail: {
          isIndoor: false,
          strokeStyle: 'None',
          salinity: 'None',
          metadata: { weather: ['rain', 3, { gusts: true }] },
          laps: [{ start: at(0), end: at(30), type: 'segment' }],
          pets: { dog: 1 },
        },
      },
    ])
    expect(rows.series).toEqual([
      { ...point, name: 'active_energy', unit: 'kcal', source: 'Watch', value: [10] },
      { ...point, name: 'basal_energy_burned', unit: 'kcal', source: 'Watch', value: [1.5] },
      { ...point, name: 'cycling_distance', unit: 'm', value: [1609.344] },
      {
        ...one,
        name: 'heart_rate',
        unit: 'count/min',
        source: "Anna's Watch|Strap",
        recorded_at: [second(0), second(1)],
        value: [99.5, 106],
        min: [96, 104],
        max: [104, 108],
      },
      {
        ...one,
        name: 'heart_rate_recovery',
        unit: 'count/min',
        source: 'Strap',
        recorded_at: [interval.ended_at],
        value: [130],
        min: [120],
        max: [140],
      },
      { ...point, name: 'moonlight', unit: 'beams', value: [4] },
      { ...point, name: 'running_power', unit: 'W', value: [210] },
      { ...point, name: 'running_speed', unit: 'm/s', value: [2.5] },
      { ...point, name: 'step_count', unit: 'count', source: 'Watch|iPhone', value: [81] },
      { ...point, name: 'swimming_distance', unit: 'm', value: [22.86] },
      { ...point, name: 'swimming_stroke_count', unit: 'count', value: [12] },
      { ...point, name: 'walking_running_distance', unit: 'm', source: 'Watch', value: [125] },
    ])
    expect(rows.routes).toEqual([
      {
        ...one,
        recorded_at: [second(0)],
        latitude: [47.1],
        longitude: [8.2],
        altitude_m: [400.5],
        speed_m_per_s: [2.8],
        course_deg: [90],
        horizontal_accuracy_m: [4],
        vertical_accuracy_m: [5],
        speed_accuracy_m_per_s: [0.3],
        course_accuracy_deg: [3],
      },
    ])
    const again = await ingesting.ingest({ data: { workouts: [written] } })
    expect(again).toMatchObject({ received: 1, duplicate: 1 })
    expect(await readRows(ingesting)).toEqual(rows)
  })
})

test('version 1 lands whole, and its zeros say nothing', async () => {
  const { rows, reports } = await ingestWorkouts({
    name: 'Running',
    start,
    end,
    stepCount: measure(5200, 'steps'),
    activeEnergy: measure(250, 'kcal'),
    totalEnergy: measure(0, 'kcal'),
    distance: measure(0, 'km'),
    flightsClimbed: { qty: '0', units: 'count' },
    totalSwimmingStrokeCount: measure(0, 'count'),
    temperature: measure(0, 'degC'),
    humidity: measure(0, 'leagues'),
    swimCadence: measure(0, 'spm'),
    intesity: measure(8, 'MET'),
    elevation: { ascent: 40, descent: 0, units: 'm' },
    heartRateData: [{ date: at(0), qty: 90, units: 'count/min' }],
    route: [{ lat: 47.1, lon: 8.2, altitude: 400, timestamp: at(0) }],
  })
  expect(reports[0]).toMatchObject({ received: 1, inserted: 1, errors: [] })
  expect(rows.workouts).toEqual([
    {
      ...row,
      activity: 'running',
      name: 'Running',
      step_count: 5200,
      active_energy_kcal: 250,
      elevation_up_meters: 40,
      intensity_kcal_per_hr_kg: 8,
    },
  ])
  expect(rows.series).toEqual([
    {
      activity: 'running',
      ...interval,
      name: 'heart_rate',
      unit: 'count/min',
      source: null,
      recorded_at: [second(0)],
      value: [90],
      min: [null],
      max: [null],
    },
  ])
  expect(rows.routes).toMatchObject([{ latitude: [47.1], longitude: [8.2], altitude_m: [400] }])
})

test('a zero of version 2 is a value', async () => {
  const zeros = { stepCount: [], flightsClimbed: measure(0, 'count'), totalEnergy: measure(0, 'kcal') }
  expect((await ingestOne(zeros)).row).toEqual({ ...running, flights_climbed: 0, total_energy_kcal: 0 })
})

describe('twins of one workout', () => {
  const point = (seconds: number, speed?: number) => ({
    timestamp: at(seconds),
    ...(speed === undefined ? { lat: 47, lon: 8 } : { latitude: 47, longitude: 8, speed }),
  })
  const first = {
    id: 'one',
    name: 'Laufen',
    start,
    end,
    stepCount: measure(5200, 'steps'),
    activeEnergy: measure(300, 'kcal'),
    totalEnergy: measure(0, 'kcal'),
    distance: measure(0, 'km'),
    humidity: measure(60, '%'),
    elevation: { ascent: 40, descent: 0, units: 'm' },
    metadata: [],
    heartRateData: [
      { date: at(0), qty: 95, units: 'bpm', source: 'Watch' },
      { date: at(1), qty: 96, units: 'bpm', source: 'Watch' },
    ],
    route: [point(0), point(1), point(2)],
  }
  const secondVersion = {
    id: 'two',
    name: 'Outdoor Run',
    start: '2026-06-11T16:00:00.400Z',
    end: '2026-06-11T16:29:59.900Z',
    duration: 1800,
    location: 'Outdoor',
    activeEnergyBurned: measure(300, 'kcal'),
    totalEnergy: measure(350, 'kcal'),
    distance: measure(5, 'km'),
    elevationDown: measure(38, 'm'),
    avgHeartRate: measure(150, 'bpm'),
    stepCount: [{ date: at(0), qty: 80, units: 'steps', source: 'iPhone' }],
    heartRateData: [
      { date: at(0), Min: 90, Avg: 95, Max: 99, units: 'bpm', source: 'Strap' },
      { date: at(1), Min: 91, Avg: 96, Max: 100, units: 'bpm', source: 'Strap' },
    ],
    route: [point(0, 2.5), point(1, 2.6)],
  }
  const third = { ...secondVersion, id: 'three', name: 'Course à pied en extérieur', location: 'Extérieur' }

  const one = { activity: 'running', ...interval }
  const merged = {
    ...row,
    activity: 'running',
    location: 'outdoor',
    client_ids: ['one', 'two'],
    duration_s: 1800,
    total_energy_kcal: 350,
    active_energy_kcal: 300,
    distance_meters: 5000,
    avg_heart_rate: 150,
    elevation_up_meters: 40,
    elevation_down_meters: 38,
    step_count: 5200,
    humidity_percent: 60,
    detail: { metadata: [] },
  }
  const richest = {
    series: [
      {
        ...one,
        name: 'heart_rate',
        unit: 'count/min',
        source: 'Strap',
        recorded_at: [second(0), second(1)],
        value: [95, 96],
        min: [90, 91],
        max: [99, 100],
      },
      {
        ...one,
        name: 'step_count',
        unit: 'count',
        source: 'iPhone',
        recorded_at: [second(0)],
        value: [80],
        min: [null],
        max: [null],
      },
    ],
    // Three points without a speed are more of a route than two with one.
    routes: [
      {
        ...one,
        recorded_at: [second(0), second(1), second(2)],
        latitude: [47, 47, 47],
        longitude: [8, 8, 8],
        altitude_m: [null, null, null],
        speed_m_per_s: [null, null, null],
        course_deg: [null, null, null],
        horizontal_accuracy_m: [null, null, null],
        vertical_accuracy_m: [null, null, null],
        speed_accuracy_m_per_s: [null, null, null],
        course_accuracy_deg: [null, null, null],
      },
    ],
  }

  test('are one row with both ids and the fields of both, the later name and the first offset', async () => {
    const firstThenSecond = await ingestWorkouts(first, secondVersion)
    expect(firstThenSecond.reports.map(({ inserted, updated }) => [inserted, updated])).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(firstThenSecond.rows).toEqual({ workouts: [{ ...merged, name: 'Outdoor Run' }], ...richest })
    const secondThenFirst = await ingestWorkouts(secondVersion, first)
    expect(secondThenFirst.rows).toEqual({
      workouts: [{ ...merged, name: 'Laufen', utc_offset_min: 0 }],
      ...richest,
    })
  })

  test('merge into a row that was written before workouts had as many fields', async () => {
    const { ingesting, rows } = await ingestWorkouts(first, { name: 'running', start, end, source: 'Watch' })
    expect(rows.workouts).toMatchObject([{ source: 'Watch', name: 'Laufen', humidity_percent: 60 }])
    await pool.query(
      `update workouts set name = null, humidity_percent = null, field_ingestions = field_ingestions[1:16]
       where user_id = $1`,
      [ingesting.userId],
    )
    const later = { name: 'running', start, end, elevationDown: measure(38, 'm') }
    expect(await ingesting.ingest({ data: { workouts: [later] } })).toMatchObject({ updated: 1, rejected: 0 })
    expect(await ingesting.ingest({ data: { workouts: [first] } })).toMatchObject({ updated: 1, rejected: 0 })
    expect(await ingesting.rows('workouts', WORKOUT)).toEqual([
      {
        ...row,
        activity: 'running',
        name: 'Laufen',
        source: 'Watch',
        client_ids: ['one'],
        active_energy_kcal: 300,
        elevation_up_meters: 40,
        elevation_down_meters: 38,
        step_count: 5200,
        humidity_percent: 60,
        detail: { metadata: [] },
      },
    ])
  })

  test('in one body are one row as well, and all are accounted for', async () => {
    const ingesting = await Ingesting.open(pool)
    const body = { data: { workouts: [first, secondVersion, first] } }
    expect(await ingesting.ingest(body)).toMatchObject({ received: 3, inserted: 1, rejected: 0 })
    expect(await readRows(ingesting)).toEqual({ workouts: [{ ...merged, name: 'Laufen' }], ...richest })
    expect(await ingesting.ingest(body)).toMatchObject({ received: 3, duplicate: 3 })
  })

  test('end in the same rows whatever the order in which they are written, and however often', async () => {
    const bodies = [first, secondVersion, third].map(workout => ({ data: { workouts: [workout] } }))
    const write = async (order: readonly number[]) => {
      const ingesting = await Ingesting.open(pool)
      const raws = []
      for (const body of bodies) raws.push(await ingesting.store(body))
      for (const index of order) await ingesting.process(raws[index]!, bodies[index])
      return readRows(ingesting)
    }
    const expected = {
      workouts: [
        {
          ...merged,
          name: 'Course à pied en extérieur',
          client_ids: ['one', 'three', 'two'],
          detail: { metadata: [], location: 'Extérieur' },
        },
      ],
      ...richest,
    }
    expect(await write([0, 1, 2])).toEqual(expected)
    const anyOrder = fc
      .array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 })
      .chain(more => fc.shuffledSubarray([0, 1, 2, ...more], { minLength: 3 + more.length }))
    await fc.assert(
      fc.asyncProperty(anyOrder, async order => {
        expect(await write(order)).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })
})

describe('a wrong unit is seen through:', () => {
  test.each([
    ['a lap of 0.025 m is one of 25 m', measure(0.025, 'm'), 25],
    ['a lap of 25 m is one', measure(25, 'm'), 25],
    ['a lap of 0.025 km is one of 25 m', measure(0.025, 'km'), 25],
    ['a lap of a metre is one', measure(1, 'm'), 1],
  ])('%s', async (_name, lapLength, meters) => {
    const isAsWritten = lapLength.units === 'km' || lapLength.qty === meters
    const detail = isAsWritten ? null : { lapLength: { value: lapLength.qty, unit: lapLength.units } }
    expect((await ingestOne({ lapLength })).row).toEqual({ ...running, lap_length_meters: meters, detail })
  })

  test.each([
    ['1.44 m/hr are km/hr', measure(1.44, 'm/hr'), 0.4, true],
    ['1440 m/hr are m/hr', measure(1440, 'm/hr'), 0.4, false],
    ['108 m/hr are m/hr', measure(108, 'm/hr'), 0.03, false],
    ['2.5 mi/hr are mi/hr', measure(2.5, 'mi/hr'), 1.1176, false],
    ['1.44 m/s are m/s', measure(1.44, 'm/s'), 1.44, false],
  ])('%s', async (_name, speed, metersPerSecond, isCorrected) => {
    const written = { value: speed.qty, unit: speed.units }
    expect((await ingestOne({ avgSpeed: speed, maxSpeed: speed })).row).toEqual({
      ...running,
      avg_speed_m_per_s: metersPerSecond,
      max_speed_m_per_s: metersPerSecond,
      detail: isCorrected ? { avgSpeed: written, maxSpeed: written } : null,
    })
  })

  test.each([
    ['1825 km in half an hour are metres', measure(1825, 'km'), 1825, true],
    ['100 km in half an hour are metres', measure(100, 'km'), 100, true],
    ['99 km in half an hour may be a fault of the clock', measure(99, 'km'), 99_000, false],
    ['200,000 km in half an hour are no metres either', measure(200_000, 'km'), 200_000_000, false],
    ['1825 m are metres', measure(1825, 'm'), 1825, false],
  ])('%s', async (_name, distance, meters, isCorrected) => {
    const detail = isCorrected ? { distance: { value: distance.qty, unit: distance.units } } : null
    expect((await ingestOne({ distance })).row).toEqual({ ...running, distance_meters: meters, detail })
  })

  test.each([
    ['a swim of half a day', 'Pool Swim', '2026-06-12 06:00:00 +0200', 1825, 1825],
    ['a swim of three days', 'Open Water Swim', '2026-06-14 18:00:00 +0200', 1825, 1825],
    ['a run of five hours', 'Outdoor Run', '2026-06-11 23:00:00 +0200', 1825, 1825],
    ['a ride of half an hour, of a racing car', 'Cycling', end, 180, 180_000],
    ['a ride of half an hour, of a rocket', 'Cycling', end, 181, 181],
    ['a ride of ten seconds', 'Cycling', '2026-06-11 18:00:10 +0200', 1.1, 1100],
  ])('%s', async (_name, name, ends, kilometers, meters) => {
    const written = { name, end: ends, distance: measure(kilometers, 'km') }
    const { row } = await ingestOne(written)
    const detail = meters === kilometers ? { distance: { value: kilometers, unit: 'km' } } : null
    expect(row).toMatchObject({ distance_meters: meters, detail })
  })

  test('a workout that took no time proves nothing about its distance', async () => {
    expect((await ingestOne({ end: start, distance: measure(1825, 'km') })).row).toMatchObject({
      distance_meters: 1_825_000,
      detail: null,
    })
  })
})

describe('the start and the end', () => {
  test('is computed of a workout that says how long it took', async () => {
    expect((await ingestOne({ end: undefined })).row).toEqual(running)
  })

  test.each([
    ['without a length either', { duration: undefined }, 'missing_field'],
    ['with a length of nothing', { duration: 0 }, 'missing_field'],
    ['with a length of years', { duration: 1e9 }, 'missing_field'],
    ['that is unreadable, although there is a length', { end: 'soon' }, 'invalid_date'],
  ])('is not made up of one %s', async (_name, fields, code) => {
    expect((await ingestOne({ end: undefined, ...fields })).report).toMatchObject({
      rejected: 1,
      errors: [{ code }],
    })
  })

  test('are those of the nearest second, so that twins across a second are one', async () => {
    const { rows } = await ingestWorkouts(
      { name: 'Run', start: '2026-06-11T15:59:59.700Z', end: '2026-06-11T16:30:00.499Z', duration: 1800 },
      { name: 'Run', start, end, duration: 1800 },
      { name: 'Run', start: '2026-06-11T15:59:59.500Z', end: '2026-06-11T16:29:59.500Z', duration: 1800 },
    )
    expect(rows.workouts).toEqual([{ ...running, name: 'Run', utc_offset_min: 0 }])
  })
})

describe('names and places', () => {
  test.each([
    ['Outdoor Spaziergang', 'walking', 'outdoor'],
    ['Schwimmbad Schwimmen', 'swimming', 'pool'],
    ['HKWorkoutActivityTypeYoga', 'yoga', null],
    [37, 'running', null],
    ['室内跑步', 'running', 'indoor'],
    ['Mind & Body', 'mind_and_body', null],
  ])('%s is mapped, with the original kept', async (name, activity, location) => {
    const { row } = await ingestOne({ name })
    expect(row).toEqual({ ...running, activity, name: String(name), location })
  })

  test('a name that nobody knows is an activity of its own', async () => {
    expect((await ingestOne({ name: 'Outdoor Unicycle Hockey!' })).row).toEqual({
      ...running,
      activity: 'outdoor_unicycle_hockey',
      name: 'Outdoor Unicycle Hockey!',
    })
  })

  test.each([
    [
      'the word for it before the name',
      { name: 'Outdoor Run', location: 'drinnen' },
      'indoor',
      { location: 'drinnen' },
    ],
    ['the name before isIndoor', { name: 'Pool Swim', isIndoor: true }, 'pool', { isIndoor: true }],
    ['isIndoor where nothing else does', { name: 'Run', isIndoor: true }, 'indoor', { isIndoor: true }],
    ['nothing where it is not indoors only', { name: 'Run', isIndoor: false }, null, { isIndoor: false }],
    ['nothing in a word that nobody knows', { name: 'Run', location: 'Moon' }, null, { location: 'Moon' }],
    [
      'the name where nobody knows the word',
      { name: 'Outdoor Run', location: 'Moon' },
      'outdoor',
      { location: 'Moon' },
    ],
    ['a word of several in our spelling', { name: 'Swim', location: 'Open Water' }, 'open_water', null],
    [
      'nothing in what is no word',
      { name: 'Run', location: { indoor: true } },
      null,
      { location: { indoor: true } },
    ],
  ])('of a place tells %s', async (_name, fields, location, detail) => {
    expect((await ingestOne(fields)).row).toMatchObject({ location, detail })
  })
})

describe('metadata of any type is kept:', () => {
  test.each([[{}], [[]], [{ a: [1, { b: null }] }], [['x', 2]], ['text'], [7], [true]])(
    '%j',
    async metadata => {
      expect((await ingestOne({ metadata })).row).toEqual({ ...running, detail: { metadata } })
    },
  )
})

describe('a total beside the main ones costs no workout', () => {
  test.each([
    [
      'of which the unit does not convert',
      { temperature: measure(15, 'kg') },
      { temperature: { value: 15, unit: 'kg' } },
    ],
    ['that is impossible', { humidity: measure(7000, '%') }, { humidity: { value: 7000, unit: '%' } }],
    ['that is no number', { swolfScore: 'many' }, { swolfScore: { value: 'many' } }],
    [
      'that is faster than anybody',
      { maxSpeed: measure(500, 'm/s') },
      { maxSpeed: { value: 500, unit: 'm/s' } },
    ],
  ])('%s', async (_name, fields, detail) => {
    const { row, report } = await ingestOne(fields)
    expect(row).toEqual({ ...running, detail })
    expect(report).toMatchObject({ inserted: 1, errors: [] })
  })

  test.each([
    ['minHeartRate', measure(12, 'bpm'), 'min_heart_rate 12 is below 20'],
    ['avgHeartRate', measure(19, 'bpm'), 'avg_heart_rate 19 is below 20'],
    ['maxHeartRate', measure(310, 'bpm'), 'max_heart_rate 310 is above 300'],
    ['elevationUp', measure(-3, 'm'), 'elevation_up_meters -3 is below 0'],
    ['elevationDown', measure(-3, 'm'), 'elevation_down_meters -3 is below 0'],
    ['stepCount', measure(-1, 'count'), 'step_count -1 is below 0'],
    ['flightsClimbed', measure(-1, 'count'), 'flights_climbed -1 is below 0'],
  ])('an impossible %s is left in the detail and named', async (key, written, reason) => {
    const route = [{ latitude: 47, longitude: 8, timestamp: at(0) }]
    const { row, rows, report } = await ingestOne({ [key]: written, route })
    expect(row).toEqual({ ...running, detail: { [key]: { value: written.qty, unit: written.units } } })
    expect(rows.routes).toHaveLength(1)
    expect(report).toMatchObject({ inserted: 1, rejected: 0 })
    expect(report.errors).toEqual([
      {
        path: '/data/workouts/0',
        code: 'out_of_range',
        detail: `figure left in the detail: ${reason}`,
      },
    ])
  })

  test('of the typed format an impossible heart rate rejects it', async () => {
    const ingesting = await Ingesting.open(pool)
    const workout = { workout_type: 'running', start_time: start, end_time: end, avg_heart_rate: 310 }
    const report = await ingesting.ingest({ data: { workouts: [workout] } })
    expect(report).toMatchObject({ rejected: 1, errors: [{ code: 'out_of_range' }] })
  })

  test('but a main one that is impossible rejects it', async () => {
    const { row, report } = await ingestOne({ distance: measure(-1, 'km') })
    expect(row).toBeUndefined()
    expect(report).toMatchObject({ rejected: 1, errors: [{ code: 'out_of_range' }] })
  })
})

describe('the heart rate', () => {
  test.each([
    ['in part', { heartRate: { max: measure(171, 'bpm') } }, [null, null, 171]],
    ['as bare numbers', { heartRate: { min: 96, avg: 150, max: 171 } }, [96, 150, 171]],
    ['in capitals', { heartRate: { Min: 96, Avg: 150, Max: 171 } }, [96, 150, 171]],
    ['as zeros', { heartRate: { min: 0, avg: 0, max: 0 } }, [null, null, null]],
    ['as null', { heartRate: null, avgHeartRate: null }, [null, null, null]],
  ])('%s', async (_name, fields, [min, avg, max]) => {
    expect((await ingestOne(fields)).row).toEqual({
      ...running,
      min_heart_rate: min,
      avg_heart_rate: avg,
      max_heart_rate: max,
    })
  })

  test.each([
    ['null', null],
    ['absent', undefined],
    ['empty', []],
  ])('recovery that is %s is none', async (_name, heartRateRecovery) => {
    const { rows, report } = await ingestOne({ heartRateRecovery })
    expect(rows).toEqual({ workouts: [running], series: [], routes: [] })
    expect(report.errors).toEqual([])
  })
})

describe('a series', () => {
  const seriesOf = async (fields: object) => {
    const { rows, report } = await ingestOne(fields)
    return { series: rows.series, errors: report.errors }
  }
  const base = { activity: 'running', ...interval, source: null }

  test('whose unit changes is converted, and a point in a unit that does not convert is named', async () => {
    const { series, errors } = await seriesOf({
      walkingAndRunningDistance: [
        { date: at(0), qty: 0.1, units: 'km' },
        { date: at(1), qty: 100, units: 'm' },
        { date: at(2), qty: 0.1 },
        { date: at(3), qty: 100, units: 'kcal' },
      ],
    })
    expect(series).toEqual([
      {
        ...base,
        name: 'walking_running_distance',
        unit: 'm',
        recorded_at: [second(0), second(1), second(2)],
        value: [100, 100, 100],
        min: [null, null, null],
        max: [null, null, null],
      },
    ])
    expect(errors).toEqual([
      {
        path: '/data/workouts/0/walkingAndRunningDistance/3',
        code: 'unknown_unit',
        detail: 'point left out: the unit changes within the series to one that does not convert',
      },
    ])
  })

  test('that the catalogue does not know, or in a unit of something else, keeps its unit', async () => {
    const { series, errors } = await seriesOf({
      stepCount: [{ date: at(0), qty: 0.1, units: 'km' }],
      tailwind: [
        { date: at(0), qty: 36, units: 'kmph' },
        { date: at(1), qty: 10, units: 'm/s' },
      ],
    })
    const bare = { min: [null], max: [null] }
    expect(series).toEqual([
      { ...base, ...bare, name: 'step_count', unit: 'km', recorded_at: [second(0)], value: [0.1] },
      {
        ...base,
        name: 'tailwind',
        unit: 'km/hr',
        recorded_at: [second(0), second(1)],
        value: [36, 36],
        min: [null, null],
        max: [null, null],
      },
    ])
    expect(errors).toEqual([])
  })

  test('without a unit is in that of its metric', async () => {
    const { series } = await seriesOf({ runningPower: [{ date: at(0), qty: 210 }] })
    expect(series).toMatchObject([{ name: 'running_power', unit: 'W', value: [210] }])
  })

  test('with what is too large after conversion leaves that point out', async () => {
    const { series, errors } = await seriesOf({ cyclingDistance: [{ date: at(0), qty: 1e308, units: 'km' }] })
    expect(series).toEqual([])
    expect(errors).toMatchObject([{ path: '/data/workouts/0/cyclingDistance/0', code: 'out_of_range' }])
  })

  test('of two keys that mean one names each point where it stood', async () => {
    const ingesting = await Ingesting.open(pool)
    const point = (seconds: number) => ({ date: at(seconds), qty: 100, units: 'bpm' })
    const workout = (fields: object) => ({ name: 'running', start, end, duration: 1800, ...fields })
    const report = await ingesting.ingest({
      data: {
        workouts: [
          workout({ heartRateData: [point(0), { qty: 1 }] }),
          workout({ heartRateData: [point(0)], heart_rate: [point(1), { date: 'soon', qty: 1 }] }),
          workout({ 'a/b~c': [point(0), { qty: 1 }] }),
        ],
      },
    })
    expect(report.errors.map(({ path }) => path)).toEqual([
      '/data/workouts/0/heartRateData/1',
      '/data/workouts/1/heart_rate/1',
      '/data/workouts/2/a~1b~0c/1',
    ])
  })

  test('has the sources of all its points as one', async () => {
    const { series } = await seriesOf({
      stepCount: ['Watch|iPhone', 'Anna’s\u00a0Watch', 'iPhone', '', undefined].map((source, index) => ({
        date: at(index),
        qty: 1,
        source,
      })),
    })
    expect(series).toMatchObject([{ name: 'step_count', source: "Anna's Watch|Watch|iPhone" }])
  })
})

test('a route of a point a second for hours is kept whole, and with PostGIS as a line on Earth', async () => {
  const count = 10_000
  const timeOf = (index: number) => interval.started_at.getTime() + index * 1000
  const route = Array.from({ length: count }, (_, index) => ({
    latitude: 47 + index * 1e-5,
    longitude: 8 + index * 1e-5,
    altitude: 400 + index / 100,
    course: 35,
    courseAccuracy: 2,
    horizontalAccuracy: 4.5,
    verticalAccuracy: 3,
    timestamp: new Date(timeOf(index)).toISOString(),
    speed: 1.4,
    speedAccuracy: 0.2,
  }))
  const ends = new Date(timeOf(count)).toISOString()
  const { ingesting, rows, reports } = await ingestWorkouts({
    name: 'Hiking',
    start,
    end: ends,
    duration: count,
    route,
  })
  expect(reports[0]).toMatchObject({ inserted: 1, errors: [] })
  const same = (value: number) => Array(count).fill(value)
  expect(rows.routes).toEqual([
    {
      activity: 'hiking',
      started_at: interval.started_at,
      ended_at: new Date(ends),
      recorded_at: route.map((_, index) => new Date(timeOf(index))),
      latitude: route.map(({ latitude }) => latitude),
      longitude: route.map(({ longitude }) => longitude),
      altitude_m: route.map(({ altitude }) => altitude),
      speed_m_per_s: same(1.4),
      course_deg: same(35),
      horizontal_accuracy_m: same(4.5),
      vertical_accuracy_m: same(3),
      speed_accuracy_m_per_s: same(0.2),
      course_accuracy_deg: same(2),
    },
  ])
  const { rowCount: hasPostgis } = await pool.query(`select from pg_extension where extname = 'postgis'`)
  const { rowCount: hasPath } = await pool.query(
    `select from information_schema.columns where table_name = 'workout_routes' and column_name = 'path'`,
  )
  expect(hasPath).toBe(hasPostgis)
  if (!hasPostgis) return
  const { rows: lines } = await pool.query(
    `select st_npoints(path::geometry) as points, st_x(st_startpoint(path::geometry)) as longitude,
       st_y(st_startpoint(path::geometry)) as latitude, st_z(st_endpoint(path::geometry)) as altitude,
       round(st_length(path)) as meters
     from workout_routes where user_id = $1`,
    [ingesting.userId],
  )
  expect(lines).toEqual([{ points: count, longitude: 8, latitude: 47, altitude: 499.99, meters: 13_465 }])
})

test('a typed workout goes through the same names', async () => {
  const ingesting = await Ingesting.open(pool)
  const workout = {
    workout_type: 'running',
    start_time: '2026-06-11T16:00:00Z',
    end_time: '2026-06-11T16:30:00Z',
    location: 'outdoor',
    distance_meters: 5000,
    series: {
      steps: [{ recorded_at: '2026-06-11T16:00:00Z', value: 80 }],
      step_count: [{ recorded_at: '2026-06-11T16:00:01Z', value: 81 }],
    },
  }
  const german = { ...workout, workout_type: 'Laufen', location: 'draußen', id: 'T1' }
  await ingesting.ingest({ data: { workouts: [workout] } })
  await ingesting.ingest({ data: { metrics: [{ type: 'Workout', ...german }] } })
  expect(await readRows(ingesting)).toEqual({
    workouts: [
      {
        ...row,
        activity: 'running',
        name: 'Laufen',
        location: 'outdoor',
        utc_offset_min: 0,
        client_ids: ['T1'],
        distance_meters: 5000,
        detail: { location: 'draußen' },
      },
    ],
    series: [
      {
        activity: 'running',
        ...interval,
        name: 'step_count',
        unit: 'count',
        source: null,
        recorded_at: [second(0), second(1)],
        value: [80, 81],
        min: [null, null],
        max: [null, null],
      },
    ],
    routes: [],
  })
})
