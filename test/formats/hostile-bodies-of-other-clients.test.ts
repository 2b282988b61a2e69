import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectSound, hostileValue } from '../support/hostile-values.ts'
import { recogniseFormat } from '../support/recognise-format.ts'

const time = '2025-03-01T10:00:00Z'

const recordOf = (keys: string) =>
  fc.dictionary(
    fc.constantFrom(...keys.split(' ')),
    fc.oneof(hostileValue, fc.array(hostileValue, { maxLength: 3 })),
    { maxKeys: 8, noNullPrototype: true },
  )

const record = recordOf(
  'count bpm time start_time end_time startTime type value unit source device metadata stages samples systolic min ' +
    'session_end_time duration_seconds flow protection_used percentage date startDate endDate id values route __proto__ ' +
    'stage_intervals source_key client_record_id activity heart sleep name metric title exercise_type',
)
const list = fc.array(fc.oneof({ weight: 3, arbitrary: record }, hostileValue), { maxLength: 4 })
const listsUnder = (...keys: string[]) =>
  fc.dictionary(fc.constantFrom(...keys), list, { maxKeys: 4, noNullPrototype: true })

type Holder = Record<string, unknown>

/** Each client's envelope, with anything in it, and where its items stand. */
const clients: Record<string, { body: fc.Arbitrary<unknown>; holders: (body: Holder) => unknown[] }> = {
  'health-connect': {
    body: listsUnder(
      'steps',
      'heart_rate',
      'sleep',
      'exercise',
      'nutrition',
      'menstruation_flow',
      'x',
      'hasOwn',
    ).chain(arrays => fc.constant({ timestamp: time, app_version: '1', weight: [], ...arrays })),
    holders: body => [body],
  },
  'health-export-pro': {
    body: listsUnder(
      'HKQuantityTypeIdentifierStepCount',
      'HKQuantityTypeIdentifierBloodPressureSystolic',
      'HKCategoryTypeIdentifierSleepAnalysis',
      'HKCategoryTypeIdentifierMindfulSession',
      'HKCategoryTypeIdentifierHeadache',
      'workouts',
      'medicationDoseEvents',
      'x',
    ).map(data => ({ exportDate: time, data, workoutRoutes: [5] })),
    holders: body => [body.data, body],
  },
  'open-wearables': {
    body: listsUnder('records', 'sleep', 'workouts', 'x').map(data => ({
      provider: 'a',
      sdkVersion: '1',
      data,
    })),
    holders: body => [body.data, body],
  },
  'health-bridge': {
    body: listsUnder('samples', 'workouts', 'sleep_sessions', 'deleted_records').map(arrays => ({
      schema_id: 'health_bridge.batch.v1',
      ...arrays,
    })),
    holders: body => [body],
  },
  simple: {
    body: list.map(readings => ({ readings: [{ metric: 'x', value: 1, date: time }, ...readings] })),
    holders: body => [body],
  },
}

/** A session of sleep in Health Connect is as many items as it has stages. */
const countSession = (session: unknown) => {
  const { stages } = (session ?? {}) as { stages?: unknown }
  return Array.isArray(stages) && stages.length > 0 ? stages.length : 1
}
const countIn = (holder: unknown, name: string) =>
  Object.entries(holder as object).reduce((sum, [key, held]) => {
    if (!Array.isArray(held)) return sum
    if (name !== 'health-connect' || key !== 'sleep') return sum + held.length
    return held.reduce((all: number, session) => all + countSession(session), sum)
  }, 0)

test.each(Object.entries(clients))(
  '%s: whatever it holds, every element is an item, once',
  (name, { body, holders }) => {
    fc.assert(
      fc.property(body, one => {
        const format = recogniseFormat(one)
        expect(format?.name).toBe(name)
        expectSound(format!.read(one, {}))
        const places = [...format!.read(one, {})].map(({ path, index }) => `${path}/${index}`)
        const distinct = places.filter((place, at) => place !== places[at - 1])
        expect(new Set(distinct).size).toBe(distinct.length)
        expect(distinct.length).toBe(
          holders(one as Holder).reduce((sum: number, holder) => sum + countIn(holder, name), 0),
        )
        expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      }),
      { numRuns: 400 },
    )
  },
)

test('health-md: whatever a day holds, it is an item, and so is each reading within', () => {
  const section = recordOf(
    'steps heartRateMin averageHeartRate hrvSamples sleepStages totalDuration __proto__',
  )
  const day = fc.dictionary(fc.constantFrom('date', 'activity', 'heart', 'sleep', '__proto__'), section)
  const records = fc.array(fc.oneof({ weight: 3, arbitrary: day }, hostileValue), { maxLength: 4 })
  fc.assert(
    fc.property(records, records => {
      const body = { schema: 'healthmd.api_export', records, failed_date_details: [{}] }
      const incoming = [...recogniseFormat(body)!.read(body, {})]
      expectSound(incoming)
      const places = incoming.map(({ path, index }) => `${path}/${index}`)
      const distinct = places.filter((place, at) => place !== places[at - 1])
      expect(new Set(distinct).size).toBe(distinct.length)
      expect(distinct.filter(place => /^\/records\/\d+$/.test(place)).length).toBe(records.length)
    }),
    { numRuns: 400 },
  )
})

/** The same objects again and again, so that sizes tell what would be serialised for each record. */
const note = 'x'.repeat(1_000_000)
const many = Array.from({ length: 5_000 }, (_, at) => at)
test.each([
  ['lists', { type: 'Heart Rate', note, dates: many.map(() => time), values: many }],
  ['stages', { timestamp: time, sleep: [{ note, stages: many.map(() => ({ stage: 'deep' })) }] }],
  [
    'samples',
    { timestamp: time, heart_rate: [{ note, samples: many.map(() => ({ time, beatsPerMinute: 60 })) }] },
  ],
  [
    'a session',
    {
      schema_id: 'health_bridge.batch.v1',
      sleep_sessions: [{ note, stage_intervals: many.map(() => ({ stage: 'deep' })) }],
    },
  ],
  ['figures', { date: time, note, weight: 70, body_fat: 20, water: 50 }],
])('a long note beside %s is kept once, and not with every record', (_what, body) => {
  const records = [...recogniseFormat(body)!.read(body, {})]
  expect(records.length).toBeGreaterThan(2)
  const noted = records.filter(record => 'detail' in record && JSON.stringify(record.detail).includes('xxx'))
  expect(noted).toEqual([records[0]])
})

test('a key of a megabyte is folded once for all elements of its array', () => {
  const elements = Array.from({ length: 2_000 }, () => ({ time }))
  const body = { timestamp: time, steps: [], ['Ab_'.repeat(300_000)]: elements }
  expect([...recogniseFormat(body)!.read(body, {})]).toHaveLength(2_000)
  const batch = { schema_id: 'health_bridge.batch.v1', ['Ab_'.repeat(300_000)]: elements }
  expect([...recogniseFormat(batch)!.read(batch, {})]).toHaveLength(2_000)
})

test('health-md: a day names what is left of it, for when that must not be kept', () => {
  const day = {
    date: '2026-03-01',
    activity: { steps: { odd: 5 } },
    mindfulness: { stateOfMind: [{ valence: 1 }] },
    reproductiveHealth: { menstrualFlow: 'light' },
    symptoms: [{ name: 'Headache' }],
  }
  const body = { schema: 'healthmd.api_export', records: [day] }
  const [event] = [...recogniseFormat(body)!.read(body, {})]
  expect([...(event!.holds ?? [])].sort()).toEqual([
    'Headache',
    'activity',
    'cycle_tracking',
    'menstrualFlow',
    'mindful_minutes',
    'mindfulness',
    'name',
    'odd',
    'reproductiveHealth',
    'sexual_activity',
    'stateOfMind',
    'step_count',
    'steps',
    'symptoms',
    'valence',
  ])
})

test('any object in an array of readings is read without a throw', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(record, hostileValue), { maxLength: 4 }), list => {
      const body = [...list, { metric: 'x', value: 1, date: time }]
      const incoming = [...recogniseFormat(body)!.read(body, {})]
      expectSound(incoming)
      expect(incoming.length).toBeGreaterThanOrEqual(1)
    }),
    { numRuns: 400 },
  )
})
