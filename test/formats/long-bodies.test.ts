import { expect, test, vi } from 'vitest'
import { recogniseFormat as recogniseInSteps } from '../../src/formats/index.ts'
import { inTurns } from '../../src/ingest/in-turns.ts'
import { parseJson, parseJsonLines } from '../../src/ingest/parse/parse-json.ts'
import { recogniseFormat } from '../support/recognise-format.ts'

/** Every body is long, and so is nearly every array in it. */
const tiny = { longBodyBytes: 0, pieceBytes: 40, fewElements: 0 }

const time = (minute: number) => `2025-03-01T08:${String(minute).padStart(2, '0')}:00Z`
const many = <T>(of: (at: number) => T, count = 12): T[] => Array.from({ length: count }, (_, at) => of(at))
const times = (at: number) => ({ startDate: time(at), endDate: time(at + 1) })
const points = many(at => ({ timestamp: time(at), latitude: 52.5, longitude: 13 + at }))
const appMetric = {
  name: 'heart_rate',
  units: 'bpm',
  data: many(at => ({ date: time(at), Min: 60, Avg: 61 + at, Max: 70 })),
}
const pressure = {
  name: 'blood_pressure',
  units: 'mmHg',
  data: many(at => ({ date: time(at), systolic: 120, diastolic: 80 })),
}
const night = {
  name: 'sleep_analysis',
  units: 'hr',
  data: many(at => ({ date: time(at), asleep: 7, inBed: 8 })),
}
const appWorkout = {
  name: 'Outdoor Run',
  start: time(0),
  end: time(30),
  duration: 1800,
  route: points,
  heartRateData: many(at => ({ date: time(at), Avg: 140, units: 'bpm' })),
  laps: many(at => ({ kilometre: at })),
}
const typedMetrics = many(at => ({
  type: 'HeartRate',
  recorded_at: time(at),
  avg_bpm: 60 + at,
  zones: [1, 2, 3, at],
}))
const typedWorkout = {
  workout_type: 'running',
  start_time: time(0),
  end_time: time(20),
  series: { heart_rate: many(at => ({ recorded_at: time(at), value: 140 })) },
  route: points,
}
const halves = many(at => [
  { type: 'systolic', value: 120 + at, date: time(at), unit: 'mmHg' },
  { type: 'diastolic', value: 80, date: time(at), unit: 'mmHg' },
]).flat()
const simple = many(at => ({ metric: 'heart_rate', value: 60 + at, unit: 'bpm', date: time(at) }))
const pro = {
  exportDate: time(0),
  syncSource: 'phone',
  data: {
    HKQuantityTypeIdentifierHeartRate: many(at => ({ ...times(at), value: 60 + at, unit: 'count/min' })),
    HKQuantityTypeIdentifierBloodPressureSystolic: many(at => ({ ...times(at), value: 120, unit: 'mmHg' })),
    HKQuantityTypeIdentifierBloodPressureDiastolic: many(at => ({ ...times(at), value: 80, unit: 'mmHg' })),
    workouts: many(at => ({
      uuid: `W${at % 10}`,
      workoutActivityType: 'running',
      ...times(at),
      duration: 60,
    })),
  },
  workoutRoutes: many(at => ({ workoutUUID: `W${100 + at}`, locations: points })),
  workouts: [{ uuid: 'W1', workoutActivityType: 'walking', ...times(3) }],
}
const stages = many(at => ({ stage: 'deep', ...times(at) }))
const openWearables = {
  provider: 'apple',
  sdkVersion: '1.0',
  data: {
    records: [
      ...many(at => ({
        type: 'HKQuantityTypeIdentifierHeartRate',
        ...times(at),
        value: 60,
        unit: 'count/min',
      })),
      ...halves.map(({ type, ...half }) => ({ type: `blood_pressure_${type}`, ...half })),
    ],
    sleep: stages,
    workouts: many(at => ({
      type: 'running',
      ...times(at),
      values: many(value => ({ type: 'steps', value })),
      route: points,
    })),
  },
}
const bridge = {
  schema_id: 'health_bridge.batch.v1',
  sources: [{ source_key: 'w', name: 'Watch' }],
  samples: many(at => ({
    type_code: 'heart_rate',
    source_key: 'w',
    start_time: time(at),
    value: 60,
    unit: 'count/min',
  })),
  sleep_sessions: [
    {
      source_key: 'w',
      start_time: time(0),
      end_time: time(30),
      stage_intervals: many(at => ({ stage: 'deep', start_time: time(at), end_time: time(at + 1) })),
    },
  ],
  deleted_records: many(at => ({ client_record_id: String(at), deleted_at: time(at) })),
}
const healthMd = {
  schema: 'healthmd.api_export',
  records: many(at => ({
    date: `2025-03-${10 + at}`,
    activity: { steps: 4000 },
    heart: { heartRateSamples: many(minute => ({ timestamp: time(minute), value: 60 })) },
    sleep: { totalDuration: 25_000, sleepStages: stages },
  })),
  failed_date_details: many(at => ({ date: at })),
}
const healthConnect = {
  timestamp: time(0),
  app_version: '1',
  steps: many(at => ({ count: at, start_time: time(at), end_time: time(at + 1) })),
  heart_rate: [{ samples: many(at => ({ time: time(at), beatsPerMinute: 60 + at })) }],
  sleep: [
    {
      session_end_time: time(50),
      duration_seconds: 900,
      stages: many(at => ({ stage: 'deep', start_time: time(at), end_time: time(at + 1) })),
    },
  ],
  data: { metrics: [appMetric] },
}
const app = {
  data: {
    metrics: [appMetric, pressure, night],
    workouts: [appWorkout, appWorkout],
    symptoms: many(at => ({ name: 'Headache', start: time(at) })),
    futures: many(at => ({ start: time(at), list: many(String) })),
  },
}
const csv = {
  HealthData: [
    ['Date/Time', 'Step Count (count)'],
    ...many(at => [`2025-03-01 08:${10 + at}:00`, String(at)]),
  ],
}

const bodies: [name: string, format: string, body: unknown][] = [
  ['Health Auto Export', 'health-auto-export', app],
  ['one bare metric', 'health-auto-export', appMetric],
  ['envelopes, one after what is none', 'health-auto-export', [5, app, { data: {} }, appMetric]],
  ['an array of parts in data', 'health-auto-export', { data: [app, appMetric, 5] }],
  ['typed', 'typed', { data: { metrics: typedMetrics, workouts: [typedWorkout] } }],
  [
    'typed workouts behind the app’s',
    'typed',
    { data: { workouts: [...many(() => appWorkout), typedWorkout] } },
  ],
  [
    'the app’s metrics beside typed ones and simple ones',
    'typed',
    { metrics: [...typedMetrics, appMetric, ...simple] },
  ],
  ['simple records', 'simple', simple],
  ['halves of blood pressures', 'simple', halves],
  ['simple records in data', 'simple', { data: [...simple, ...halves, 5] }],
  ['simple records as metrics', 'simple', { metrics: [...simple, ...halves] }],
  ['parallel lists', 'simple', { type: 'Heart Rate', dates: many(time), values: many(at => 60 + at) }],
  ['simple records before an envelope', 'simple', [...simple, app]],
  ['simple records before a batch', 'health-bridge', [...simple, bridge]],
  ['Health Export Pro', 'health-export-pro', pro],
  [
    'routes by workout',
    'health-export-pro',
    { ...pro, workoutRoutes: { W1: points, W3: { locations: points } } },
  ],
  ['Open Wearables', 'open-wearables', openWearables],
  ['Health Bridge', 'health-bridge', bridge],
  ['batches', 'health-bridge', [bridge, bridge]],
  ['Health.md', 'health-md', healthMd],
  ['Health Connect', 'health-connect', healthConnect],
  ['what is kept of CSV', 'health-auto-export-csv', csv],
]

test.each(bodies)(
  '%s: the same items whether it is parsed in one go or in pieces',
  async (_name, name, body) => {
    const written = JSON.stringify(body)
    const whole = JSON.parse(written)
    const inPieces = await parseJson(Buffer.from(written), tiny)
    expect(recogniseFormat(whole)?.name).toBe(name)
    const format = await inTurns(recogniseInSteps(inPieces))
    expect(format?.name).toBe(name)
    const context = { timezone: 'Europe/Berlin' }
    const items = [...format!.read(whole, context)]
    expect(items.length).toBeGreaterThan(10)
    expect([...format!.read(inPieces, context)]).toEqual(items)
  },
)

test.each(bodies)('%s: the same items as lines', async (_name, _format, body) => {
  const lines = Array.isArray(body) ? body : [body, body]
  const written = lines.map(line => `${JSON.stringify(line)}\n`).join('\n')
  const inPieces = await parseJsonLines(Buffer.from(written), tiny)
  const format = recogniseFormat(lines)
  expect(recogniseFormat(inPieces)).toBe(format)
  if (format)
    expect([...format.read(inPieces, {})]).toEqual([...format.read(JSON.parse(JSON.stringify(lines)), {})])
})

test('routes in another order than their workouts have nothing parsed more often', async () => {
  const countParses = async (order: readonly number[]) => {
    const body = {
      exportDate: '2025-03-01T00:00:00Z',
      data: { workouts: order.map((_, at) => ({ uuid: `W${100 + at}`, workoutActivityType: 'running' })) },
      workoutRoutes: order.map(at => ({ workoutUUID: `W${100 + at}`, locations: [] })),
    }
    // Several workouts in each piece.
    const inPieces = await parseJson(Buffer.from(JSON.stringify(body)), { ...tiny, pieceBytes: 400 })
    const parse = vi.spyOn(JSON, 'parse')
    const format = recogniseFormat(inPieces)!
    const items = [...format.read(inPieces, {})]
    const { length } = parse.mock.calls
    parse.mockRestore()
    expect([format.name, items.length]).toEqual(['health-export-pro', 200])
    return length
  }
  const inOrder = Array.from({ length: 100 }, (_, at) => at)
  // Each stands far from the one before.
  const scattered = inOrder.map(at => (at * 37) % 100)
  expect(await countParses(scattered)).toBe(await countParses(inOrder))
})
