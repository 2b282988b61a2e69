import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Entries } from '../../src/ingest/entries.ts'
import { heartRate } from '../../src/ingest/heart-rate.ts'
import type { Row } from '../../src/ingest/storage-kind.ts'

const row = fc
  .record({
    recorded_at: fc.integer({ min: 0, max: 20 }),
    duration_s: fc.constantFrom(0, 60),
    grouped: fc.boolean(),
    source: fc.constantFrom('watch', 'phone', 'ring'),
  })
  .map(sample => ({ ...sample, min_bpm: null, avg_bpm: 60, max_bpm: null }) as Row)

/** What the primary key and the index of grouped rows tell apart. */
const identityOf = ({ recorded_at, duration_s, grouped, source }: Row): string =>
  JSON.stringify([recorded_at, duration_s, grouped, grouped ? '' : source])

test('in whatever order rows come, each has the first of its identity for its twin, and is written once', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), rows => {
      const entries = new Entries(heartRate)
      const firsts = new Map<string, Row>()
      for (const each of rows) {
        const first = firsts.get(identityOf(each))
        expect(entries.find(each)?.row).toBe(first)
        if (first) continue
        firsts.set(identityOf(each), each)
        entries.add(each)
      }
      const sorted = entries.sorted().map(entry => entry.row)
      expect(new Set(sorted)).toEqual(new Set(firsts.values()))
      expect(sorted).toHaveLength(firsts.size)
      const times = sorted.map(({ recorded_at }) => recorded_at as number)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect([...entries.times()].sort((a, b) => a - b)).toEqual(times)
    }),
  )
})

test('more rows of one time than are compared one by one are told apart all the same', () => {
  const entries = new Entries(heartRate)
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
  for (const each of rows) {
    expect(entries.find(each)).toBeUndefined()
    entries.add(each)
  }
  for (const each of rows) expect(entries.find({ ...each })?.row).toBe(each)
})
