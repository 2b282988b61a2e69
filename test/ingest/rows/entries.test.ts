import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heartRate } from '../../../src/ingest/judge/heart-rate.ts'
import { quantity } from '../../../src/ingest/judge/quantity.ts'
import type { Row } from '../../../src/ingest/judge/storage-kind.ts'
import { Entries } from '../../../src/ingest/rows/entries.ts'
import { OrderedRows } from '../../../src/ingest/rows/ordered-rows.ts'
import { portionsOf } from '../../../src/ingest/rows/portion.ts'

const row = fc
  .record({
    recorded_at: fc.integer({ min: 0, max: 20 }),
    duration_s: fc.constantFrom(0, 60),
    grouped: fc.boolean(),
    // One is longer than all that follows the others.
    source: fc.constantFrom('watch', 'phone', 'ring', 'r'.repeat(200)),
  })
  .map(sample => ({ ...sample, min_bpm: null, avg_bpm: 60, max_bpm: null }) as Row)

const owner = {
  userId: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e41',
  ingestionId: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e42',
}
const nothingElse = {
  utc_offset_min: null,
  detail: null,
  device_id: null,
  creation_date: null,
  merge_state: null,
}

/** What the primary key and the index of grouped rows tell apart. */
const identityOf = ({ recorded_at, duration_s, grouped, source }: Row): string =>
  JSON.stringify([recorded_at, duration_s, grouped, grouped ? '' : source])

test('in whatever order rows come, each has the first of its identity for its twin, and is written once', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), rows => {
      const entries = new Entries(heartRate, owner)
      const firsts = new Map<string, Row>()
      const indexes = new Map<string, number>()
      for (const each of rows) {
        const identity = identityOf(each)
        expect(entries.find(each)).toBe(indexes.get(identity))
        if (indexes.has(identity)) continue
        firsts.set(identity, each)
        indexes.set(identity, entries.add(each))
      }
      for (const [identity, index] of indexes) {
        expect(entries.rowAt(index)).toEqual({ ...firsts.get(identity), ...nothingElse })
      }
      const written = portionsOf(new OrderedRows(heartRate, entries.collect())).flatMap(portion =>
        portion.rows(),
      )
      expect(written.map(identityOf).sort()).toEqual([...firsts.keys()].sort())
      const times = written.map(({ recorded_at }) => recorded_at as number)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect([...entries.collect().times].sort((a, b) => a - b)).toEqual(times)
    }),
  )
})

const quantityRow = fc.record({
  metric: fc.constantFrom('step_count', 'body_mass', 'steps'),
  recorded_at: fc.integer({ min: 0, max: 6 }),
  duration_s: fc.constantFrom(0, 60),
  grouped: fc.boolean(),
  qualifier: fc.constantFrom('', 'before a meal'),
  source: fc.constantFrom('watch', 'phone'),
})

test('rows of several metrics have their twins within their own, and are written in one order however they come', () => {
  const identity = ({ metric, recorded_at, duration_s, grouped, qualifier, source }: Row) =>
    JSON.stringify([metric, recorded_at, duration_s, grouped, qualifier, grouped ? '' : source])
  const collect = (rows: readonly Row[]) => {
    const entries = new Entries(quantity, owner)
    const indexes = new Map<string, number>()
    for (const each of rows) {
      expect(entries.find(each)).toBe(indexes.get(identity(each)))
      if (!indexes.has(identity(each))) indexes.set(identity(each), entries.add(each))
    }
    return portionsOf(new OrderedRows(quantity, entries.collect()))
      .flatMap(portion => portion.rows())
      .map(identity)
  }
  fc.assert(
    fc.property(fc.array(quantityRow, { maxLength: 60 }), fc.nat(), (rows, seed) => {
      const written = collect(rows)
      expect([...written].sort()).toEqual([...new Set(rows.map(identity))].sort())
      const others = rows.map((each, index) => ({ each, key: ((index + 1) * (seed + 7919)) % 101 }))
      expect(collect(others.sort((a, b) => a.key - b.key).map(({ each }) => each))).toEqual(written)
    }),
  )
})

test('a row that a twin has changed is written as it is then, in its place', () => {
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: identityOf }), fc.nat(), (rows, seed) => {
      const entries = new Entries(heartRate, owner)
      for (const each of rows) entries.add(each)
      const changed = rows.map((each, index) => ((index + seed) % 3 ? each : { ...each, avg_bpm: 61.5 }))
      for (const [index, each] of changed.entries()) if (each !== rows[index]) entries.replace(index, each)
      const written = portionsOf(new OrderedRows(heartRate, entries.collect())).flatMap(portion =>
        portion.rows(),
      )
      const asText = (each: Row) => JSON.stringify([identityOf(each), each.avg_bpm])
      expect(written.map(asText).sort()).toEqual(changed.map(asText).sort())
    }),
  )
})

test('more rows of one time than are compared one by one are told apart all the same', () => {
  const entries = new Entries(heartRate, owner)
  const rows = Array.from(
    { length: 30 },
    (_, index): Row => ({
      recorded_at: 1,
      duration_s: 0,
      grouped: false,
      source: `source ${index}`,
      min_bpm: null,
      avg_bpm: 60,
      max_bpm: null,
    }),
  )
  for (const [index, each] of rows.entries()) {
    expect(entries.find(each)).toBeUndefined()
    expect(entries.add(each)).toBe(index)
  }
  for (const [index, each] of rows.entries()) expect(entries.find({ ...each })).toBe(index)
})

test.each([3, 999, 1_000, 100_000])('1,000 rows are the same bytes where %i were expected', expected => {
  const collect = (entries: Entries) => {
    for (let at = 0; at < 1_000; at++) {
      // One takes all the room there is, to its last byte.
      entries.add({
        recorded_at: at,
        duration_s: 0,
        grouped: false,
        source: at === 500 ? '€'.repeat(100_000) : 'w'.repeat(at % 90),
        avg_bpm: 60,
      })
    }
    const { order, times, encoded } = entries.collect()
    const bytes = Buffer.from(encoded.bytes).subarray(0, encoded.starts.at(-1))
    return { order, times, starts: encoded.starts, bytes: bytes.toString('hex') }
  }
  expect(collect(new Entries(heartRate, owner, expected))).toEqual(collect(new Entries(heartRate, owner)))
})
