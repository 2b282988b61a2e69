import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recogniseFormat } from '../../src/formats/index.ts'
import { expectSound, hostileValue } from '../support/hostile-values.ts'

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

const countIn = (holder: unknown) =>
  Object.values(holder as object).reduce((sum, held) => sum + (Array.isArray(held) ? held.length : 0), 0)

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
          holders(one as Holder).reduce((sum: number, holder) => sum + countIn(holder), 0),
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
