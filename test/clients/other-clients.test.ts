import { describe, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'
import { expectStoredOnce } from '../support/sent-twice.ts'

const { pool } = await testDatabase()

const at = (time: string) => `2026-03-01T${time}:00Z`
const between = (start: string, end: string) => ({ start_time: at(start), end_time: at(end) })

const origin = {
  data_origin: 'org.example.fitness',
  recording_method: 'automatically_recorded',
  device: { manufacturer: 'Example', model: 'Band 3', type: 1 },
}
const originKept = {
  metadata: {
    recording_method: 'automatically_recorded',
    device: { manufacturer: 'Example', model: 'Band 3', type: 1 },
  },
}

describe('HC Webhook', () => {
  test('each of its arrays lands in the table of its kind, and an array of the future is kept', async () => {
    const body = {
      timestamp: '2026-03-01T12:00:00.123456Z',
      app_version: '1.9.2',
      steps: [{ count: 1200, ...between('08:00', '08:30'), metadata: origin }, 7],
      heart_rate: [
        {
          bpm: 61,
          time: '2026-03-01T08:00:01.500Z',
          metadata: { data_origin: 'org.example.fitness', recording_method: 'unknown' },
        },
        { time: at('08:15'), avg: 71.5, min: 66, max: 80 },
      ],
      heart_rate_variability: [{ rmssd_millis: 41.25, time: at('03:00') }],
      distance: [{ meters: 900.5, ...between('08:00', '08:30') }],
      active_calories: [{ calories: 210.5, ...between('08:00', '09:00') }],
      total_calories: [{ calories: 300, ...between('08:00', '09:00') }],
      weight: [{ kilograms: 71.4, time: at('06:30') }],
      height: [{ meters: 1.78, time: at('06:30') }],
      blood_pressure: [{ systolic: 121, diastolic: 79, time: at('06:31') }],
      blood_glucose: [{ mmol_per_liter: 5, time: at('06:32') }],
      oxygen_saturation: [{ percentage: 97.5, time: at('06:33') }],
      body_temperature: [{ celsius: 36.6, time: at('06:34') }],
      respiratory_rate: [{ rate: 14, time: at('03:00') }],
      resting_heart_rate: [{ bpm: 52, time: at('06:00') }],
      vo2_max: [{ ml_per_kg_per_min: 44.5, time: at('09:00') }],
      skin_temperature: [
        { time: at('03:00'), delta_celsius: -0.2, baseline_celsius: 34.1, measurement_location: 3 },
      ],
      exercise: [
        {
          type: '56',
          title: 'Morning',
          ...between('08:00', '08:30'),
          duration_seconds: 1800,
          distance_meters: 5000,
          steps: 4800,
          avg_cadence_spm: 160,
          max_cadence_spm: 172,
          metadata: origin,
        },
      ],
      hydration: [{ liters: 0.25, ...between('09:00', '09:01') }],
      nutrition: [
        { calories: 520, protein_grams: 21, sodium_grams: 0.6, name: 'Lunch', ...between('11:00', '11:30') },
      ],
      menstruation_flow: [{ flow: 2, time: at('10:00') }],
      menstruation_period: [{ ...between('09:00', '10:00') }],
      sexual_activity: [{ protection_used: 1, time: at('22:00') }],
      mindfulness: [{ ...between('10:00', '10:10'), kind: 'breathing' }],
      moon_watching: [{ ...between('22:00', '22:10'), phase: 'full' }],
    }
    const lunch = { recorded_at: at('11:00'), duration_s: 1800, detail: { name: 'Lunch' } }
    await expectStoredOnce(await Ingesting.open(pool), body, {
      format: 'health-connect',
      counts: {
        step_count: [2, 1],
        heart_rate: [2, 0],
        heart_rate_variability_rmssd: [1, 0],
        distance: [1, 0],
        active_energy: [1, 0],
        total_energy_burned: [1, 0],
        body_mass: [1, 0],
        height: [1, 0],
        blood_pressure: [1, 0],
        blood_glucose: [1, 0],
        blood_oxygen_saturation: [1, 0],
        body_temperature: [1, 0],
        respiratory_rate: [1, 0],
        resting_heart_rate: [1, 0],
        vo2_max: [1, 0],
        skin_temperature_delta: [1, 0],
        workout: [1, 0],
        dietary_water: [1, 0],
        nutrition: [1, 0],
        cycle_tracking: [2, 0],
        sexual_activity: [1, 0],
        mindful_minutes: [1, 0],
        moon_watching: [1, 0],
      },
      uncatalogued: ['moon_watching'],
      errors: [{ path: '/steps/1', code: 'invalid_shape', detail: 'not an object' }],
      rows: {
        heart_rate_metrics: [
          { recorded_at: '2026-03-01T08:00:01.500Z', source: 'org.example.fitness', avg_bpm: 61 },
          { recorded_at: at('08:15'), min_bpm: 66, avg_bpm: 71.5, max_bpm: 80 },
        ],
        blood_pressure_metrics: [{ recorded_at: at('06:31'), systolic: 121, diastolic: 79 }],
        quantity_metrics: [
          { metric: 'active_energy', recorded_at: at('08:00'), duration_s: 3600, value: 210.5, unit: 'kcal' },
          { metric: 'blood_glucose', recorded_at: at('06:32'), value: 90.078, unit: 'mg/dL' },
          { metric: 'blood_oxygen_saturation', recorded_at: at('06:33'), value: 97.5, unit: '%' },
          { metric: 'body_mass', recorded_at: at('06:30'), value: 71.4, unit: 'kg' },
          { metric: 'body_temperature', recorded_at: at('06:34'), value: 36.6, unit: 'degC' },
          { metric: 'dietary_energy', value: 520, unit: 'kcal', ...lunch },
          { metric: 'dietary_water', recorded_at: at('09:00'), duration_s: 60, value: 250, unit: 'mL' },
          { metric: 'heart_rate_variability_rmssd', recorded_at: at('03:00'), value: 41.25, unit: 'ms' },
          { metric: 'height', recorded_at: at('06:30'), value: 178, unit: 'cm' },
          {
            metric: 'mindful_minutes',
            recorded_at: at('10:00'),
            duration_s: 600,
            value: 10,
            unit: 'min',
            detail: { kind: 'breathing' },
          },
          { metric: 'protein', value: 21, unit: 'g', ...lunch },
          { metric: 'respiratory_rate', recorded_at: at('03:00'), value: 14, unit: 'count/min' },
          { metric: 'resting_heart_rate', recorded_at: at('06:00'), value: 52, unit: 'count/min' },
          {
            metric: 'sexual_activity',
            recorded_at: at('22:00'),
            value: 1,
            unit: 'count',
            detail: { protection_used: 'Protection Used' },
          },
          {
            metric: 'skin_temperature_delta',
            recorded_at: at('03:00'),
            value: -0.2,
            unit: 'delta degC',
            detail: { baseline_celsius: 34.1, measurement_location: 3 },
          },
          { metric: 'sodium', value: 600, unit: 'mg', ...lunch },
          {
            metric: 'step_count',
            recorded_at: at('08:00'),
            duration_s: 1800,
            source: 'org.example.fitness',
            value: 1200,
            unit: 'count',
            detail: originKept,
          },
          {
            metric: 'total_energy_burned',
            recorded_at: at('08:00'),
            duration_s: 3600,
            value: 300,
            unit: 'kcal',
          },
          { metric: 'vo2_max', recorded_at: at('09:00'), value: 44.5, unit: 'ml/(kg·min)' },
          {
            metric: 'distance',
            recorded_at: at('08:00'),
            duration_s: 1800,
            value: 900.5,
            unit: 'm',
          },
        ],
        health_events: [
          {
            type: 'cycle_tracking',
            started_at: at('09:00'),
            ended_at: at('10:00'),
            name: 'Menstruation Period',
            detail: null,
          },
          {
            type: 'cycle_tracking',
            started_at: at('10:00'),
            ended_at: at('10:00'),
            name: 'Menstrual Flow',
            detail: { value: 'Medium' },
          },
          {
            type: 'moon_watching',
            started_at: at('22:00'),
            ended_at: at('22:10'),
            detail: { phase: 'full' },
          },
        ],
        workouts: [
          {
            activity: 'running',
            started_at: at('08:00'),
            ended_at: at('08:30'),
            source: 'org.example.fitness',
            duration_s: 1800,
            distance_meters: 5000,
            step_count: 4800,
            step_cadence: 160,
            detail: {
              title: 'Morning',
              max_cadence_spm: 172,
              ...originKept,
            },
          },
        ],
      },
    })
  })

  test('every stage of a session of sleep is an item in our words; one that is unknown costs no other', async () => {
    const written = [
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      'STAGE_TYPE_LIGHT',
      'DEEP',
      'REM',
      'AWAKE_IN_BED',
    ]
    const stages = written.map((stage, hour) => ({
      stage,
      ...between(`${String(hour).padStart(2, '0')}:00`, `${String(hour).padStart(2, '0')}:59`),
      duration_seconds: 3540,
    }))
    const stored = (hour: string, stage: string, word?: string) => ({
      started_at: at(`${hour}:00`),
      ended_at: at(`${hour}:59`),
      stage,
      source: 'org.example.sleep',
      detail: word === undefined ? null : { stage: word },
    })
    const body = {
      timestamp: at('12:00'),
      app_version: '1.9.2',
      sleep: [
        {
          session_end_time: at('11:59'),
          duration_seconds: 43140,
          stages,
          metadata: { data_origin: 'org.example.sleep', recording_method: 'unknown' },
        },
        { session_end_time: at('14:30'), duration_seconds: 1800, stages: [] },
        {
          session_end_time: at('16:30'),
          duration_seconds: 1800,
          stages: [
            { stage: '99', ...between('16:00', '16:10') },
            { stage: '5', ...between('16:10', '16:30') },
          ],
        },
      ],
    }
    await expectStoredOnce(await Ingesting.open(pool), body, {
      format: 'health-connect',
      counts: { sleep_analysis: [15, 1] },
      errors: [
        { path: '/sleep/2/stages/0', code: 'unknown_stage', detail: expect.stringMatching('^99 is not') },
      ],
      rows: {
        sleep_stages: [
          stored('00', 'asleep', '0'),
          stored('01', 'awake'),
          stored('02', 'asleep'),
          stored('03', 'awake', '3'),
          stored('04', 'core'),
          stored('05', 'deep'),
          stored('06', 'rem'),
          stored('07', 'awake', '7'),
          stored('08', 'core'),
          stored('09', 'deep'),
          stored('10', 'rem'),
          stored('11', 'awake', 'AWAKE_IN_BED'),
          { started_at: at('14:00'), ended_at: at('14:30'), stage: 'asleep' },
          { started_at: at('16:10'), ended_at: at('16:30'), stage: 'deep' },
        ],
      },
    })
  })

  test('its camelCase and its records for Open Wearables say the same', async () => {
    const ingesting = await Ingesting.open(pool)
    const steps = { recorded_at: at('08:00'), duration_s: 1800, value: 12, unit: 'count' }
    const walk = { activity: 'walking', started_at: at('08:00'), ended_at: at('08:30'), duration_s: 1800 }
    const times = { startTime: at('08:00'), endTime: at('08:30') }
    const rows = {
      quantity_metrics: [{ metric: 'step_count', ...steps }],
      workouts: [{ source: null, ...walk }],
    }
    const camelCase = {
      timestamp: at('12:00'),
      appVersion: '1.9.2',
      steps: [{ count: 12, ...times }],
      exercise: [{ type: '79', ...times, durationSeconds: 1800 }],
    }
    const counts = { step_count: [1, 0], workout: [1, 0] } as const
    await expectStoredOnce(ingesting, camelCase, { format: 'health-connect', counts, rows })
    const synced = {
      type: 'health_data.synced',
      timestamp: at('12:00'),
      data: {
        appVersion: '1.9.2',
        source: { provider: 'hc_webhook' },
        records: [
          { type: 'steps', count: 12, ...times },
          // The type of the exercise has taken the place of the array's name.
          { type: '79', ...times, durationSeconds: 1800 },
        ],
      },
    }
    await expectStoredOnce(ingesting, synced, {
      format: 'health-connect',
      counts,
      duplicate: { step_count: 1, workout: 1 },
      rows,
    })
  })

  test('what its Test button makes up is refused, and the owner told why', async () => {
    const body = {
      timestamp: at('12:00'),
      app_version: '1.9.2',
      test: true,
      steps: [{ count: 5, ...between('08:00', '08:30') }],
    }
    await expectStoredOnce(await Ingesting.open(pool), body, {
      format: 'health-connect',
      counts: { step_count: [1, 1] },
      errors: [
        {
          path: '/steps/0',
          code: 'invalid_shape',
          detail: "made up by the app's Test button: send a real sync",
        },
      ],
      rows: {},
    })
  })
})

describe('Health Connect beside other things', () => {
  const stepCount = { name: 'step_count', units: 'count', data: [{ date: at('08:00'), qty: 5 }] }
  const run = { name: 'Running', start: at('08:00'), end: at('08:30'), duration: 1800 }
  const rows = {
    quantity_metrics: [{ metric: 'step_count', recorded_at: at('08:00'), value: 5, unit: 'count' }],
  }

  test('an export of Health Auto Export within it or beside its arrays is read as that', async () => {
    const workouts = [
      {
        activity: 'running',
        started_at: at('08:00'),
        ended_at: at('08:30'),
        source: null,
        duration_s: 1800,
        name: 'Running',
      },
    ]
    for (const body of [
      {
        timestamp: at('12:00'),
        app_version: '1',
        sleep: [],
        data: { metrics: [stepCount], workouts: [run] },
      },
      { timestamp: at('12:00'), steps: [], metrics: [stepCount], workouts: [run] },
      { type: 'health_data.synced', data: { records: [], metrics: [stepCount] }, workouts: [run] },
    ]) {
      await expectStoredOnce(await Ingesting.open(pool), body, {
        format: 'health-connect',
        counts: { step_count: [1, 0], workout: [1, 0] },
        rows: { ...rows, workouts },
      })
    }
  })

  test('what a session and its stages say besides is kept, and its bounds where the stages do not cover it', async () => {
    const body = {
      timestamp: at('12:00'),
      sleep: [
        {
          start_time: at('00:00'),
          session_end_time: at('08:00'),
          title: 'Night',
          metadata: { id: 's1' },
          stages: [
            { stage: 'deep', ...between('01:00', '02:00'), confidence: 0.9 },
            { stage: 'rem', ...between('02:00', '03:00') },
          ],
        },
      ],
      mindfulness: [{ start_time: 1772359200000, end_time: 1772359800000 }],
    }
    const detail = { title: 'Night', metadata: { id: 's1' } }
    await expectStoredOnce(await Ingesting.open(pool), body, {
      format: 'health-connect',
      counts: { sleep_analysis: [2, 0], mindful_minutes: [1, 0] },
      rows: {
        sleep_stages: [
          {
            started_at: at('01:00'),
            ended_at: at('02:00'),
            stage: 'deep',
            detail: { ...detail, confidence: 0.9, start_time: at('00:00'), session_end_time: at('08:00') },
          },
          { started_at: at('02:00'), ended_at: at('03:00'), stage: 'rem', detail },
        ],
        quantity_metrics: [
          {
            metric: 'mindful_minutes',
            recorded_at: at('10:00'),
            duration_s: 600,
            value: 10,
            unit: 'min',
          },
        ],
      },
    })
  })
})

describe('an export that somebody gave a name and a number', () => {
  const date = at('08:00')
  const metrics = [{ name: 'step_count', units: 'count', data: [{ date, qty: 5 }] }]
  const workouts = [{ name: 'Running', start: date, end: at('08:30'), duration: 1800 }]

  test.each([
    [{ type: 'health_data', count: 2, timestamp: date, data: { metrics } }, ['step_count']],
    [{ type: 'export', qty: 1, date, metrics, workouts }, ['step_count', 'workout']],
    [{ name: 'My automation', value: 1, data: { metrics } }, ['step_count']],
    [{ exportDate: date, data: { metrics, workouts } }, ['step_count', 'workout']],
  ])('is read, and is no record itself: %j', async (body, types) => {
    const report = await (await Ingesting.open(pool)).ingest(body)
    expect(report).toMatchObject({ format: 'health-auto-export', inserted: types.length, rejected: 0 })
    expect(Object.keys(report.by_type).sort()).toEqual(types)
  })

  test('and a figure beside it is a record too', async () => {
    const ingesting = await Ingesting.open(pool)
    const report = await ingesting.ingest({ date, steps: 8000, workouts })
    expect(report).toMatchObject({ format: 'simple', received: 2, inserted: 2 })
    expect(await ingesting.rows('quantity_metrics', 'metric, value')).toEqual([
      { metric: 'step_count', value: 8000 },
    ])
    expect(await ingesting.count('workouts')).toBe(1)
  })

  test('likewise an array of simple records', async () => {
    const samples = [{ metric: 'step_count', value: 5, date }]
    const report = await (await Ingesting.open(pool)).ingest({ type: 'export', count: 1, date, samples })
    expect(report).toMatchObject({ format: 'simple', received: 1, inserted: 1, uncatalogued: [] })
  })
})

describe('Health Export Pro, routes', () => {
  const points = [
    { timestamp: at('08:00'), latitude: 52.1, longitude: 13.1 },
    { timestamp: at('08:01'), latitude: 52.2, longitude: 13.2 },
  ]
  const data = {
    workouts: [
      {
        uuid: 'w1',
        workoutActivityType: 'running',
        startDate: at('08:00'),
        endDate: at('08:30'),
        duration: 1800,
      },
    ],
  }

  test.each([
    ['as a list', [{ workoutUUID: 'w1', locations: points }]],
    ['by the workout', { w1: points }],
  ])('%s: they are those of their workout, and each is an item', async (_what, workoutRoutes) => {
    const ingesting = await Ingesting.open(pool)
    const body = { exportDate: at('12:00'), data, workoutRoutes }
    expect(await ingesting.ingest(body)).toMatchObject({
      received: 2,
      inserted: 1,
      duplicate: 1,
      rejected: 0,
    })
    expect(await ingesting.ingest(body)).toMatchObject({ received: 2, duplicate: 2 })
    expect(await ingesting.rows('workouts', 'client_ids, duration_s')).toEqual([
      { client_ids: ['w1'], duration_s: 1800 },
    ])
    expect(await ingesting.rows('workout_routes', 'latitude, longitude')).toEqual([
      { latitude: [52.1, 52.2], longitude: [13.1, 13.2] },
    ])
  })

  test('of no workout that is there: an event where its first point is', async () => {
    const ingesting = await Ingesting.open(pool)
    const body = {
      exportDate: at('12:00'),
      data: {},
      workoutRoutes: [{ workoutUUID: 'w2', locations: points }],
    }
    expect(await ingesting.ingest(body)).toMatchObject({ received: 1, inserted: 1 })
    expect(await ingesting.rows('health_events', 'type, started_at, detail')).toEqual([
      {
        type: 'workout_routes',
        started_at: new Date(at('08:00')),
        detail: { workoutUUID: 'w2', locations: points },
      },
    ])
  })
})

describe('the unit of a measurement', () => {
  const date = at('08:00')
  test.each([
    ['of one figure', { date, weight: 160, unit: 'lb' }, 'body_mass', 72.5747792],
    ['of glucose', { date, blood_glucose: 5.5, unit: 'mmol/L' }, 'blood_glucose', 99.0858],
    ['under the name of the figure', { date, weight: 160, weight_unit: 'lb' }, 'body_mass', 72.5747792],
    ['of those that can be in it', { date, weight: 160, body_fat: 20, unit: 'lb' }, 'body_mass', 72.5747792],
  ])('%s', async (_what, body, metric, value) => {
    const ingesting = await Ingesting.open(pool)
    expect(await ingesting.ingest(body)).toMatchObject({ received: 1, inserted: 1 })
    const rows = await ingesting.rows('quantity_metrics', 'metric, value, detail')
    expect(rows.filter(row => row.metric === metric)).toEqual([
      { metric, value: expect.closeTo(value, 3), detail: null },
    ])
  })

  test('that fits nothing is told, instead of a wrong number stored', async () => {
    const report = await (await Ingesting.open(pool)).ingest({ date, weight: 160, unit: 'km' })
    expect(report).toMatchObject({ received: 1, rejected: 1 })
  })
})

test('of several names the one that we know is the metric', async () => {
  const ingesting = await Ingesting.open(pool)
  await ingesting.ingest({ type: 'quantity', name: 'heart_rate', value: 72, date: at('08:00') })
  expect(await ingesting.rows('heart_rate_metrics', 'avg_bpm, detail')).toEqual([
    { avg_bpm: 72, detail: { type: 'quantity' } },
  ])
})

test('HCGateway: records as Health Connect has them, in arrays by type', async () => {
  const metadata = { id: 'a1', dataOrigin: 'org.example.fitness', device: null }
  const body = {
    timestamp: at('12:00'),
    totalCaloriesBurned: [
      {
        energy: { inKilocalories: 80.5, inJoules: 336_812 },
        startTime: at('08:00'),
        endTime: at('09:00'),
        metadata,
      },
    ],
    heartRate: [
      {
        samples: [
          { time: at('08:00'), beatsPerMinute: 60, zone: 2 },
          { time: at('08:01'), beatsPerMinute: 62 },
        ],
        startTime: at('08:00'),
        endTime: at('08:02'),
        metadata,
      },
    ],
    bloodPressure: [
      {
        systolic: { inMillimetersOfMercury: 118 },
        diastolic: { inMillimetersOfMercury: 76 },
        time: at('07:00'),
        bodyPosition: 2,
        metadata,
      },
    ],
  }
  const source = 'org.example.fitness'
  await expectStoredOnce(await Ingesting.open(pool), body, {
    format: 'health-connect',
    counts: { total_energy_burned: [1, 0], heart_rate: [1, 0], blood_pressure: [1, 0] },
    rows: {
      heart_rate_metrics: [
        { recorded_at: at('08:00'), source, avg_bpm: 60, detail: { metadata: { id: 'a1' }, zone: 2 } },
        { recorded_at: at('08:01'), source, avg_bpm: 62, detail: { metadata: { id: 'a1' } } },
      ],
      blood_pressure_metrics: [
        {
          recorded_at: at('07:00'),
          source,
          systolic: 118,
          diastolic: 76,
          detail: { body_position: 2, metadata: { id: 'a1' } },
        },
      ],
      quantity_metrics: [
        {
          metric: 'total_energy_burned',
          recorded_at: at('08:00'),
          duration_s: 3600,
          source,
          value: 80.5,
          unit: 'kcal',
          detail: { metadata: { id: 'a1' } },
        },
      ],
    },
  })
})

test('Health Export Pro: arrays by HealthKit identifiers, whose % is a fraction', async () => {
  const interval = (start: string, end: string) => ({ startDate: at(start), endDate: at(end) })
  const body = {
    exportDate: '2026-03-02T08:00:00Z',
    startDate: at('00:00'),
    endDate: '2026-03-02T00:00:00Z',
    syncSource: 'automation',
    characteristics: { biologicalSex: 'female' },
    data: {
      HKQuantityTypeIdentifierStepCount: [
        { uuid: 'p1', value: 512, unit: 'count', ...interval('08:00', '08:10'), sourceName: 'Watch' },
      ],
      HKQuantityTypeIdentifierOxygenSaturation: [
        {
          value: 0.97,
          unit: '%',
          ...interval('03:00', '03:01'),
          source: { name: 'Watch', bundleIdentifier: 'com.example.health' },
        },
      ],
      HKQuantityTypeIdentifierBloodPressureSystolic: [
        { value: 118, unit: 'mmHg', ...interval('07:00', '07:00'), sourceName: 'Cuff' },
        { value: 125, unit: 'mmHg', startDate: at('19:00'), sourceName: 'Cuff' },
      ],
      HKQuantityTypeIdentifierBloodPressureDiastolic: [
        { value: 76, unit: 'mmHg', ...interval('07:00', '07:00'), sourceName: 'Cuff' },
      ],
      HKCategoryTypeIdentifierSleepAnalysis: [
        { value: 4, ...interval('02:00', '03:00'), sourceName: 'Watch' },
        {
          value: 'HKCategoryValueSleepAnalysisAsleepREM',
          ...interval('03:00', '03:30'),
          sourceName: 'Watch',
        },
      ],
      HKCategoryTypeIdentifierMindfulSession: [{ value: 0, ...interval('12:00', '12:05') }],
      HKCategoryTypeIdentifierAppleStandHour: [
        { value: 0, ...interval('12:00', '13:00') },
        { value: 1, ...interval('13:00', '14:00') },
      ],
      HKCategoryTypeIdentifierHeadache: [{ value: 3, ...interval('12:00', '13:00') }],
      HKCategoryTypeIdentifierMenstrualFlow: [{ value: 2, ...interval('12:00', '13:00') }],
      HKCategoryTypeIdentifierLowHeartRateEvent: [{ value: 0, ...interval('12:00', '12:10') }],
      workouts: [
        {
          uuid: 'w1',
          workoutActivityType: 'HKWorkoutActivityTypeRunning',
          ...interval('08:00', '08:30'),
          duration: 1800,
          totalEnergyBurned: 310,
          totalDistance: { value: 5.1, unit: 'km' },
          sourceName: 'Watch',
          indoor: false,
        },
      ],
      medicationDoseEvents: [
        { uuid: 'm1', medicationName: 'Vitamin D', logStatus: 'taken', scheduledDate: at('08:00') },
      ],
    },
    workoutRoutes: [
      { workoutUUID: 'w1', startDate: at('08:00'), locations: [{ latitude: 52.1, longitude: 13.1 }] },
    ],
  }
  const lone = 'blood_pressure_systolic'
  await expectStoredOnce(await Ingesting.open(pool), body, {
    format: 'health-export-pro',
    counts: {
      step_count: [1, 0],
      blood_oxygen_saturation: [1, 0],
      blood_pressure: [2, 0],
      [lone]: [1, 0],
      sleep_analysis: [2, 0],
      mindful_minutes: [1, 0],
      apple_stand_hour: [2, 0],
      symptom: [1, 0],
      cycle_tracking: [1, 0],
      heart_rate_notification: [1, 0],
      workout: [1, 0],
      medication: [1, 0],
      workout_routes: [1, 0],
      characteristics: [1, 0],
    },
    duplicate: { blood_pressure: 1 },
    uncatalogued: ['workout_routes'],
    rows: {
      blood_pressure_metrics: [{ recorded_at: at('07:00'), source: 'Cuff', systolic: 118, diastolic: 76 }],
      quantity_metrics: [
        { metric: lone, recorded_at: at('19:00'), source: 'Cuff', value: 125, unit: 'mmHg' },
        {
          metric: 'apple_stand_hour',
          recorded_at: at('12:00'),
          duration_s: 3600,
          value: 1,
          unit: 'count',
          detail: { value: 0 },
        },
        {
          metric: 'apple_stand_hour',
          recorded_at: at('13:00'),
          duration_s: 3600,
          value: 0,
          unit: 'count',
          detail: { value: 1 },
        },
        {
          metric: 'blood_oxygen_saturation',
          recorded_at: at('03:00'),
          duration_s: 60,
          source: 'Watch',
          value: 97,
          unit: '%',
          detail: { source: { name: 'Watch', bundleIdentifier: 'com.example.health' } },
        },
        {
          metric: 'mindful_minutes',
          recorded_at: at('12:00'),
          duration_s: 300,
          value: 5,
          unit: 'min',
          detail: { value: 0 },
        },
        {
          metric: 'step_count',
          recorded_at: at('08:00'),
          duration_s: 600,
          source: 'Watch',
          value: 512,
          unit: 'count',
          detail: { uuid: 'p1' },
        },
      ],
      sleep_stages: [
        { started_at: at('02:00'), ended_at: at('03:00'), stage: 'deep', source: 'Watch' },
        { started_at: at('03:00'), ended_at: at('03:30'), stage: 'rem', source: 'Watch' },
      ],
      health_events: [
        {
          type: 'characteristics',
          started_at: '2026-03-02T08:00:00Z',
          ended_at: new Date('2026-03-02T08:00:00Z'),
          detail: { biologicalSex: 'female' },
        },
        {
          type: 'cycle_tracking',
          started_at: at('12:00'),
          ended_at: at('13:00'),
          name: 'Menstrual Flow',
          detail: { value: 'Light' },
        },
        {
          type: 'heart_rate_notification',
          name: 'low_heart_rate_notification',
          started_at: at('12:00'),
          ended_at: at('12:10'),
          detail: { value: 0 },
        },
        {
          type: 'medication',
          started_at: at('08:00'),
          ended_at: at('08:00'),
          name: 'Vitamin D',
          client_id: 'm1',
          detail: { logStatus: 'taken', scheduledDate: at('08:00') },
        },
        {
          type: 'symptom',
          started_at: at('12:00'),
          ended_at: at('13:00'),
          name: 'Headache',
          detail: { severity: 'Moderate' },
        },
        {
          type: 'workout_routes',
          started_at: at('08:00'),
          ended_at: at('08:00'),
          detail: { workoutUUID: 'w1', locations: [{ latitude: 52.1, longitude: 13.1 }] },
        },
      ],
      workouts: [
        {
          activity: 'running',
          started_at: at('08:00'),
          ended_at: at('08:30'),
          client_ids: ['w1'],
          source: 'Watch',
          duration_s: 1800,
          total_energy_kcal: 310,
          distance_meters: 5100,
          name: 'Running',
          detail: { indoor: false },
        },
      ],
    },
  })
})

test('health.md: a day is its figures, its night and what is left of it; readings within stand for themselves', async () => {
  const body = {
    schema: 'healthmd.api_export',
    schema_version: 1,
    exported_at: '2026-03-02T08:00:00Z',
    source: 'ios',
    record_count: 1,
    records: [
      {
        schema: 'healthmd.health_data',
        schema_version: 6,
        date: '2026-03-01',
        type: 'health-data',
        activity: { steps: 8123, walkingRunningDistance: 6000, walkingRunningDistanceKm: 6 },
        heart: {
          averageHeartRate: 70,
          heartRateMin: 48,
          heartRateMax: 140,
          restingHeartRate: 55,
          heartRateSamples: [{ timestamp: at('00:30'), value: 51, metadata: { motion: 'none' } }],
        },
        sleep: {
          totalDuration: 27_000,
          coreSleep: 16_200,
          deepSleep: 3600,
          remSleep: 7200,
          awakeTime: 900,
          inBedTime: 28_800,
          bedtimeISO: '2026-02-28T22:00:00Z',
          wakeTimeISO: at('06:00'),
          sleepStages: [{ stage: 'deep', startDate: '2026-02-28T23:00:00Z', endDate: at('00:00') }],
        },
      },
    ],
    failed_date_details: [{ date: '2026-02-28' }],
  }
  const day = { recorded_at: at('00:00'), duration_s: 86_400, grouped: true, utc_offset_min: null }
  await expectStoredOnce(await Ingesting.open(pool), body, {
    format: 'health-md',
    counts: { health_md_day: [2, 1], heart_rate: [1, 0], sleep_analysis: [1, 0] },
    uncatalogued: ['health_md_day'],
    errors: [
      {
        path: '/failed_date_details/0',
        code: 'invalid_shape',
        detail: 'Health.md could not read this day: export it again in the app',
      },
    ],
    rows: {
      heart_rate_metrics: [
        { ...day, min_bpm: 48, avg_bpm: 70, max_bpm: 140 },
        { recorded_at: at('00:30'), avg_bpm: 51, detail: { metadata: { motion: 'none' } } },
      ],
      quantity_metrics: [
        { metric: 'resting_heart_rate', ...day, value: 55, unit: 'count/min' },
        { metric: 'step_count', ...day, value: 8123, unit: 'count' },
        { metric: 'walking_running_distance', ...day, value: 6000, unit: 'm' },
      ],
      sleep_stages: [{ started_at: '2026-02-28T23:00:00Z', ended_at: at('00:00'), stage: 'deep' }],
      sleep_metrics: [
        {
          ...day,
          total_hours: 7.5,
          core_hours: 4.5,
          deep_hours: 1,
          rem_hours: 2,
          awake_hours: 0.25,
          in_bed_hours: 8,
          sleep_start: '2026-02-28T22:00:00Z',
          sleep_end: at('06:00'),
        },
      ],
      health_events: [
        {
          type: 'health_md_day',
          started_at: at('00:00'),
          ended_at: at('00:00'),
          client_id: '2026-03-01',
          utc_offset_min: null,
          detail: {
            schema: 'healthmd.health_data',
            schema_version: 6,
            type: 'health-data',
            activity: { walkingRunningDistanceKm: 6 },
          },
        },
      ],
    },
  })
})

test('roian6 health bridge: a batch by the line, with its sources by name', async () => {
  const batch = {
    schema_id: 'health_bridge.batch.v1',
    schema_version: '1.0.0',
    generated_at: '2026-03-02T08:00:00Z',
    sources: [{ source_key: 's1', name: 'Test Watch', kind: 'watch' }],
    health_types: [{ type_code: 'heart_rate' }],
    samples: [
      {
        client_record_id: 'r1',
        source_key: 's1',
        type_code: 'heart_rate',
        ...between('12:00', '12:01'),
        value: 72,
        unit: 'count/min',
        metadata: { sampling: 'spot' },
      },
    ],
    workouts: [
      {
        client_record_id: 'r2',
        source_key: 's1',
        workout_type: 'walking',
        ...between('18:00', '18:30'),
        duration_seconds: 1800,
        energy_kcal: 120.5,
        distance_meters: 2300,
      },
    ],
    sleep_sessions: [
      {
        client_record_id: 'r3',
        source_key: 's1',
        ...between('00:00', '02:00'),
        stage_intervals: [
          { stage: 'core', ...between('00:00', '01:00') },
          { stage: 'rem', ...between('01:00', '02:00') },
        ],
      },
    ],
    deleted_records: [
      { record_family: 'sample', source_key: 's1', client_record_id: 'r0', deleted_at: at('09:00') },
    ],
    sync: { cursors: [] },
  }
  const source = 'Test Watch'
  const asleep = { source, detail: { client_record_id: 'r3', source_key: 's1' } }
  await expectStoredOnce(await Ingesting.open(pool), [batch, 'no batch'], {
    format: 'health-bridge',
    counts: {
      heart_rate: [1, 0],
      workout: [1, 0],
      sleep_analysis: [1, 0],
      deleted_record: [1, 0],
      unknown: [1, 1],
    },
    uncatalogued: ['deleted_record'],
    errors: [{ path: '/1', code: 'invalid_shape', detail: 'not an envelope' }],
    rows: {
      heart_rate_metrics: [
        {
          recorded_at: at('12:00'),
          duration_s: 60,
          source,
          avg_bpm: 72,
          detail: { client_record_id: 'r1', source_key: 's1', metadata: { sampling: 'spot' } },
        },
      ],
      sleep_stages: [
        { started_at: at('00:00'), ended_at: at('01:00'), stage: 'core', ...asleep },
        { started_at: at('01:00'), ended_at: at('02:00'), stage: 'rem', ...asleep },
      ],
      health_events: [
        {
          type: 'deleted_record',
          started_at: at('09:00'),
          ended_at: at('09:00'),
          source,
          client_id: 'r0',
          detail: { record_family: 'sample', source_key: 's1' },
        },
      ],
      workouts: [
        {
          activity: 'walking',
          started_at: at('18:00'),
          ended_at: at('18:30'),
          client_ids: ['r2'],
          source,
          duration_s: 1800,
          total_energy_kcal: 120.5,
          distance_meters: 2300,
          detail: { source_key: 's1' },
        },
      ],
    },
  })
})

test('the open-wearables SDK: records, sleep and workouts with statistics, route and samples', async () => {
  const point = (time: string) => ({ startDate: at(time), endDate: at(time) })
  const watch = { appId: 'org.example.watch', deviceName: 'Test Watch' }
  const body = {
    provider: 'apple',
    sdkVersion: '1.3.0',
    syncTimestamp: '2026-03-02T08:00:00Z',
    data: {
      records: [
        {
          id: 'o1',
          type: 'HKQuantityTypeIdentifierOxygenSaturation',
          ...point('08:00'),
          zoneOffset: '+01:00',
          source: watch,
          value: 0.96,
          unit: '%',
          metadata: null,
        },
        { id: 'o2-s', type: 'BLOOD_PRESSURE_SYSTOLIC', ...point('08:30'), value: 122, unit: 'mmHg' },
        { id: 'o2-d', type: 'BLOOD_PRESSURE_DIASTOLIC', ...point('08:31'), value: 79, unit: 'mmHg' },
        { id: 'o6-s', type: 'BLOOD_PRESSURE_SYSTOLIC', ...point('09:00'), value: 121, unit: 'mmHg' },
      ],
      sleep: [
        {
          id: 'o3',
          stage: 'light',
          startDate: at('00:00'),
          endDate: at('01:00'),
          source: watch,
          values: [{ type: 'sleepScore', value: 82 }],
        },
      ],
      workouts: [
        {
          id: 'o5',
          type: 'RUNNING',
          startDate: at('06:00'),
          endDate: at('06:45'),
          source: { appId: 'org.example.watch' },
          notes: 'park',
          values: [
            { type: 'duration', value: 2_700_000, unit: 'ms' },
            { type: 'calories', value: 345.5, unit: 'kcal' },
            { type: 'distance', value: 5234, unit: 'm' },
            { type: 'meanHeartRate', value: 142.3, unit: 'bpm' },
            { type: 'vo2Max', value: 42.5, unit: 'mL/kg/min' },
          ],
          route: [
            {
              timestamp: at('06:01'),
              latitude: 52.2,
              longitude: 21,
              altitudeM: 142,
              horizontalAccuracyM: 3.5,
            },
          ],
          samples: [{ timestamp: at('06:01'), type: 'heartRate', value: 110, unit: 'bpm' }],
        },
      ],
    },
  }
  const run = { activity: 'running', started_at: at('06:00'), ended_at: at('06:45') }
  await expectStoredOnce(await Ingesting.open(pool), body, {
    format: 'open-wearables',
    counts: {
      blood_oxygen_saturation: [1, 0],
      blood_pressure_systolic: [2, 0],
      blood_pressure_diastolic: [1, 0],
      sleep_analysis: [1, 0],
      workout: [1, 0],
    },
    // Halves of no one moment are no pair.
    uncatalogued: [],
    rows: {
      quantity_metrics: [
        {
          metric: 'blood_pressure_diastolic',
          recorded_at: at('08:31'),
          value: 79,
          unit: 'mmHg',
          detail: { id: 'o2-d' },
        },
        {
          metric: 'blood_pressure_systolic',
          recorded_at: at('08:30'),
          value: 122,
          unit: 'mmHg',
          detail: { id: 'o2-s' },
        },
        {
          metric: 'blood_pressure_systolic',
          recorded_at: at('09:00'),
          value: 121,
          unit: 'mmHg',
          detail: { id: 'o6-s' },
        },
        {
          metric: 'blood_oxygen_saturation',
          recorded_at: at('08:00'),
          source: 'Test Watch',
          value: 96,
          unit: '%',
          detail: { id: 'o1', source: watch, zoneOffset: '+01:00' },
        },
      ],
      sleep_stages: [
        {
          started_at: at('00:00'),
          ended_at: at('01:00'),
          stage: 'core',
          source: 'Test Watch',
          detail: { id: 'o3', source: watch, values: [{ type: 'sleepScore', value: 82 }] },
        },
      ],
      workouts: [
        {
          ...run,
          client_ids: ['o5'],
          source: 'org.example.watch',
          duration_s: 2700,
          total_energy_kcal: 345.5,
          distance_meters: 5234,
          avg_heart_rate: 142.3,
          name: 'RUNNING',
          detail: {
            notes: 'park',
            source: { appId: 'org.example.watch' },
            values: [{ type: 'vo2Max', value: 42.5, unit: 'mL/kg/min' }],
          },
        },
      ],
      workout_routes: [
        {
          ...run,
          recorded_at: [at('06:01')],
          latitude: [52.2],
          longitude: [21],
          altitude_m: [142],
          speed_m_per_s: [null],
          course_deg: [null],
          horizontal_accuracy_m: [3.5],
          vertical_accuracy_m: [null],
          speed_accuracy_m_per_s: [null],
          course_accuracy_deg: [null],
        },
      ],
      workout_series: [
        {
          ...run,
          name: 'heart_rate',
          unit: 'count/min',
          recorded_at: [at('06:01')],
          value: [110],
          min: [null],
          max: [null],
        },
      ],
    },
  })
})

test('HealthBeat and FreeReps: like Health Auto Export, with the uuid of the source kept', async () => {
  const uuid = (digit: number) => `F0000000-0000-4000-8000-00000000000${digit}`
  const body = {
    data: {
      metrics: [
        {
          name: 'heart_rate',
          units: 'count/min',
          data: [
            {
              date: '2026-03-01 08:00:00 +0100',
              Min: 60,
              Avg: 62.5,
              Max: 65,
              source: 'Test Watch',
              source_uuid: uuid(1),
            },
          ],
        },
        {
          name: 'weight_body_mass',
          units: 'kg',
          data: [{ date: '2026-03-01 07:00:00 +0100', qty: 71.5, source: 'Scale', source_uuid: uuid(2) }],
        },
      ],
    },
  }
  await expectStoredOnce(await Ingesting.open(pool), body, {
    format: 'health-auto-export',
    counts: { heart_rate: [1, 0], body_mass: [1, 0] },
    rows: {
      heart_rate_metrics: [
        {
          recorded_at: at('07:00'),
          source: 'Test Watch',
          min_bpm: 60,
          avg_bpm: 62.5,
          max_bpm: 65,
          utc_offset_min: 60,
          detail: { source_uuid: uuid(1) },
        },
      ],
      quantity_metrics: [
        {
          metric: 'body_mass',
          recorded_at: at('06:00'),
          source: 'Scale',
          value: 71.5,
          unit: 'kg',
          utc_offset_min: 60,
          detail: { source_uuid: uuid(2) },
        },
      ],
    },
  })
})

describe('iOS Shortcuts', () => {
  test('objects of nothing but text, in the spelling of the phone, and what cannot be read is named', async () => {
    const body = [
      { metric: 'Weight', value: '72,5', unit: 'kg', date: '2026-03-01T07:00:00+01:00' },
      {
        type: 'Steps',
        value: '8123',
        start: '2026-03-01T00:00:00+01:00',
        end: '2026-03-02T00:00:00+01:00',
        source: 'iPhone',
      },
      { metric: 'heart_rate', value: '61', unit: 'bpm', date: '1772348400' },
      { metric: 'heart_rate', value: 62, unit: 'bpm', date: 1_772_348_460_000 },
      { type: 'sleep', value: 'Core', start: '2026-03-01T00:00:00+01:00', end: '2026-03-01T01:30:00+01:00' },
      { type: 'sleep', value: '5', start: '2026-03-01T01:30:00+01:00', end: '2026-03-01T02:00:00+01:00' },
      { type: 'Sleep', value: '7,5', unit: 'hr', date: '2026-03-01T07:00:00+01:00' },
      { metric: 'blood_pressure', value: '120/80', date: '2026-03-01T07:05:00+01:00' },
      { metric: 'Blutzuckersensor', value: '5,5', unit: 'x', date: '2026-03-01T07:05:00+01:00', note: 'ok' },
      { metric: 'steps', value: '12', date: '01.03.26, 08:00' },
      { metric: 'steps', value: '1,234', date: '2026-03-01T07:00:00+01:00' },
      { date: '2026-03-01T07:10:00+01:00', systolic: 121, diastolic: '79', device: 'Cuff' },
      'x',
      { value: 5 },
    ]
    const here = { utc_offset_min: 60 }
    await expectStoredOnce(await Ingesting.open(pool), body, {
      format: 'simple',
      counts: {
        body_mass: [1, 0],
        step_count: [3, 2],
        heart_rate: [2, 0],
        sleep_analysis: [3, 0],
        blood_pressure: [1, 0],
        Blutzuckersensor: [1, 0],
        measurement: [1, 0],
        unknown: [2, 2],
      },
      uncatalogued: ['Blutzuckersensor'],
      errors: [
        { path: '/9', code: 'invalid_date', detail: expect.stringContaining('in Shortcuts choose') },
        {
          path: '/10',
          code: 'not_a_number',
          detail: 'value is not a finite number: write a number with a point and no grouping',
        },
        { path: '/12', code: 'invalid_shape', detail: 'not an object' },
        { path: '/13', code: 'invalid_shape', detail: 'no metric is named' },
      ],
      rows: {
        heart_rate_metrics: [
          { recorded_at: at('07:00'), avg_bpm: 61 },
          { recorded_at: at('07:01'), avg_bpm: 62 },
        ],
        blood_pressure_metrics: [
          { recorded_at: at('06:05'), systolic: 120, diastolic: 80, ...here },
          { recorded_at: at('06:10'), source: 'Cuff', systolic: 121, diastolic: 79, ...here },
        ],
        quantity_metrics: [
          {
            metric: 'Blutzuckersensor',
            recorded_at: at('06:05'),
            qualifier: 'x',
            value: 5.5,
            unit: 'x',
            detail: { note: 'ok' },
            ...here,
          },
          { metric: 'body_mass', recorded_at: at('06:00'), value: 72.5, unit: 'kg', ...here },
          { metric: 'sleep_analysis', recorded_at: at('06:00'), value: 7.5, unit: 'hr', ...here },
          {
            metric: 'step_count',
            recorded_at: '2026-02-28T23:00:00Z',
            duration_s: 86_400,
            source: 'iPhone',
            value: 8123,
            unit: 'count',
            ...here,
          },
        ],
        sleep_stages: [
          { started_at: '2026-02-28T23:00:00Z', ended_at: at('00:30'), stage: 'core', ...here },
          { started_at: at('00:30'), ended_at: at('01:00'), stage: 'rem', ...here },
        ],
      },
    })
  })

  test('one object, an array in one, and lines of both say the same', async () => {
    const ingesting = await Ingesting.open(pool)
    const weight = { type: 'body_mass', qty: '72,5', units: 'kg', timestamp: at('07:00') }
    const rows = {
      quantity_metrics: [{ metric: 'body_mass', recorded_at: at('07:00'), value: 72.5, unit: 'kg' }],
    }
    const counts = { body_mass: [1, 0] } as const
    await expectStoredOnce(ingesting, weight, { format: 'simple', counts, rows })
    for (const body of [
      { samples: [weight] },
      { data: [weight] },
      { metrics: [weight] },
      { data: { records: [weight] } },
    ]) {
      await expectStoredOnce(ingesting, body, { format: 'simple', counts, duplicate: { body_mass: 1 }, rows })
    }
    await expectStoredOnce(ingesting, [weight, { entries: [weight] }], {
      format: 'simple',
      counts: { body_mass: [2, 0] },
      duplicate: { body_mass: 2 },
      rows,
    })
  })

  test('a blood pressure as two values is one row, with the details of both', async () => {
    const half = (metric: string, value: string, id: string) => ({
      metric,
      value,
      unit: 'mmHg',
      date: at('07:00'),
      id,
    })
    const ingesting = await Ingesting.open(pool)
    const body = {
      data: [half('Blood Pressure Systolic', '120', 'a'), half('Blood Pressure Diastolic', '80', 'b')],
    }
    expect(await ingesting.ingest(body)).toMatchObject({
      received: 2,
      inserted: 1,
      updated: 1,
      uncatalogued: [],
    })
    await expectStoredOnce(ingesting, body, {
      format: 'simple',
      counts: { blood_pressure: [2, 0] },
      duplicate: { blood_pressure: 2 },
      rows: {
        blood_pressure_metrics: [
          {
            recorded_at: at('07:00'),
            systolic: 120,
            diastolic: 80,
            detail: { systolic: { id: 'a' }, diastolic: { id: 'b' } },
          },
        ],
      },
    })
  })
})

test('HealthSync: the device is the source', async () => {
  const body = {
    metric: 'resting_heart_rate',
    value: 52,
    unit: 'bpm',
    timestamp: at('08:00'),
    device: 'Test iPhone',
  }
  await expectStoredOnce(await Ingesting.open(pool), body, {
    format: 'simple',
    counts: { resting_heart_rate: [1, 0] },
    rows: {
      quantity_metrics: [
        {
          metric: 'resting_heart_rate',
          recorded_at: at('08:00'),
          source: 'Test iPhone',
          value: 52,
          unit: 'count/min',
        },
      ],
    },
  })
})

test('heartbridge: lists of dates and values, also of unequal length, and its older spelling', async () => {
  const ingesting = await Ingesting.open(pool)
  const lists = {
    type: 'Heart Rate',
    dates: [at('08:24'), at('09:32'), '2026-03-01 10:00:00'],
    values: ['74', '83', '90', '91'],
  }
  const rows = {
    heart_rate_metrics: [
      { recorded_at: at('08:24'), avg_bpm: 74 },
      { recorded_at: at('09:32'), avg_bpm: 83 },
    ],
  }
  await expectStoredOnce(ingesting, lists, {
    format: 'simple',
    counts: { heart_rate: [4, 2] },
    errors: [
      // A time of day without an offset could be anybody's.
      { path: '/values/2', code: 'invalid_date', detail: expect.stringContaining('in Shortcuts choose') },
      { path: '/values/3', code: 'missing_field', detail: 'recorded_at is missing' },
    ],
    rows,
  })
  await expectStoredOnce(
    ingesting,
    { hrDates: at('08:24'), hrValues: '74' },
    {
      format: 'simple',
      counts: { heart_rate: [1, 0] },
      duplicate: { heart_rate: 1 },
      rows,
    },
  )
})

describe('openScale-sync', () => {
  const measured = { id: 7, userId: 1, username: 'a', date: '2026-03-01T07:00:00.000Z' }

  test('a measurement is one item of several samples; 0 is what the scale did not measure', async () => {
    const ingesting = await Ingesting.open(pool)
    const body = { event: 'insert', ...measured, weight: 71.5, body_fat: 18.5, water: 0, muscle: 41.25 }
    const shared = { recorded_at: at('07:00'), detail: { id: 7, userId: 1, username: 'a' } }
    const rows = {
      quantity_metrics: [
        { metric: 'body_fat_percentage', value: 18.5, unit: '%', ...shared },
        { metric: 'body_mass', value: 71.5, unit: 'kg', ...shared },
        { metric: 'muscle_percentage', value: 41.25, unit: '%', ...shared },
      ],
    }
    const counts = { measurement: [1, 0] } as const
    await expectStoredOnce(ingesting, body, { format: 'simple', counts, uncatalogued: [], rows })
    // Told again as an update, nothing has changed.
    await expectStoredOnce(
      ingesting,
      { ...body, event: 'update' },
      {
        format: 'simple',
        counts,
        duplicate: { measurement: 1 },
        uncatalogued: [],
        rows,
      },
    )
  })

  test('a batch with the full list of values keeps the unit of its user', async () => {
    const value = (key: string, unit: string, value?: number) => ({
      key,
      name: key,
      unit,
      isDerived: false,
      value,
    })
    const comment = { key: 'comment', name: 'Comment', unit: '', isDerived: false, text: 'after a run' }
    const body = {
      event: 'insert',
      measurements: [
        {
          ...measured,
          weight: 71.5,
          body_fat: 18.5,
          water: 0,
          muscle: 0,
          values: [value('weight', 'lb', 157.5), comment],
        },
      ],
    }
    const shared = {
      recorded_at: at('07:00'),
      detail: { id: 7, userId: 1, username: 'a', values: [comment] },
    }
    await expectStoredOnce(await Ingesting.open(pool), body, {
      format: 'simple',
      counts: { measurement: [1, 0] },
      rows: {
        quantity_metrics: [
          { metric: 'body_fat_percentage', value: 18.5, unit: '%', ...shared },
          { metric: 'body_mass', value: 71.440798275, unit: 'kg', ...shared },
        ],
      },
    })
  })

  test('its test is understood, and a deletion refused', async () => {
    const ingesting = await Ingesting.open(pool)
    await expectStoredOnce(ingesting, { event: 'test' }, { format: 'simple', counts: {}, rows: {} })
    await expectStoredOnce(
      ingesting,
      { event: 'delete', userId: 1, date: at('07:00') },
      {
        format: 'simple',
        counts: { measurement: [1, 1] },
        errors: [
          {
            path: '/0',
            code: 'invalid_shape',
            detail: 'measurements are not deleted through the webhook of openScale',
          },
        ],
        rows: {},
      },
    )
  })
})

test('X-Export-Format names each of them, and a body of another client is refused under that name', async () => {
  const ingesting = await Ingesting.open(pool)
  const steps = { steps: [{ count: 5, ...between('08:00', '08:30') }] }
  const rows = {
    quantity_metrics: [
      { metric: 'step_count', recorded_at: at('08:00'), duration_s: 1800, value: 5, unit: 'count' },
    ],
  }
  const forced = { 'x-export-format': 'health-connect' }
  await expectStoredOnce(
    ingesting,
    steps,
    { format: 'health-connect', counts: { step_count: [1, 0] }, rows },
    forced,
  )
  await expect(ingesting.ingest(steps)).rejects.toMatchObject({ code: 'envelope_unknown' })
  const names = [
    'health-export-pro',
    'open-wearables',
    'health-bridge',
    'health-md',
    'health-connect',
    'simple',
  ]
  for (const name of names) {
    const refused = ingesting.ingest({ data: { metrics: [] } }, { 'x-export-format': name })
    await expect(refused).rejects.toMatchObject({ code: 'envelope_unknown' })
  }
})

test('a list of simple records and of the metrics of Health Auto Export loses neither', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest([
    { metric: 'weight', value: '72,5', unit: 'kg', date: '2026-03-01T07:00:00Z' },
    { name: 'step_count', units: 'count', data: [{ date: '2026-03-01 08:00:00 +0100', qty: 5 }] },
  ])
  expect(report).toMatchObject({ received: 2, inserted: 2, errors: [] })
  expect(await ingesting.rows('quantity_metrics', 'metric, value, unit')).toEqual([
    { metric: 'body_mass', value: 72.5, unit: 'kg' },
    { metric: 'step_count', value: 5, unit: 'count' },
  ])
})
