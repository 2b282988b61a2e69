import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeRows, type Sourced, sourceRow } from '../../src/ingest/merge-rows.ts'
import type { Row, StorageKind } from '../../src/ingest/storage-kind.ts'

const kind: StorageKind = {
  table: 'example',
  identity: [{ name: 'recorded_at', type: 'timestamptz' }],
  fields: [
    { name: 'value', type: 'double precision', merge: 'latest' },
    { name: 'total', type: 'double precision', merge: 'latest', grows: () => true },
    { name: 'utc_offset_min', type: 'smallint', merge: 'first' },
    { name: 'client_ids', type: 'text[]', merge: 'union' },
    { name: 'source', type: 'text', merge: 'latest' },
  ],
  partitioned: false,
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const row = fc.record({
  recorded_at: fc.constant(0),
  value: maybe(fc.integer({ min: 0, max: 2 })),
  total: maybe(fc.integer({ min: 0, max: 5 })),
  utc_offset_min: maybe(fc.constantFrom(-60, 0, 60)),
  client_ids: maybe(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map(ids => ids.sort())),
  source: fc.constantFrom('', 'Watch', 'iPhone'),
})

/** Ingestions in the order of their ids, and any order in which they may be merged. */
const history = fc
  .array(row, { minLength: 1, maxLength: 6 })
  .chain(rows =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows.keys()], { minLength: rows.length })),
  )

const source = (rows: readonly Row[], index: number) => sourceRow(kind, rows[index]!, `id-${index}`)

function mergeAll(rows: readonly Row[], order: readonly number[]): Sourced {
  const [first, ...rest] = order
  return rest.reduce<Sourced>(
    (merged, index) => {
      const { row, fieldIngestions } = mergeRows(kind, merged, source(rows, index))
      return { row, fieldIngestions }
    },
    source(rows, first!),
  )
}

test('the order in which ingestions are merged does not matter', () => {
  fc.assert(
    fc.property(history, ([rows, order]) => {
      expect(mergeAll(rows, order)).toEqual(mergeAll(rows, [...rows.keys()]))
    }),
  )
})

test('merging an ingestion again changes nothing', () => {
  fc.assert(
    fc.property(history, ([rows, order]) => {
      const merged = mergeAll(rows, order)
      for (const index of order) {
        expect(mergeRows(kind, merged, source(rows, index))).toEqual({
          ...merged,
          changed: false,
          affirmed: false,
        })
      }
    }),
  )
})

test('a missing field never erases a known one', () => {
  fc.assert(
    fc.property(history, ([rows, order]) => {
      const { row } = mergeAll(rows, order)
      for (const { name } of kind.fields) {
        const known = rows.some(
          each => each[name as keyof typeof each] !== null && each[name as keyof typeof each] !== '',
        )
        expect(row[name] !== null && row[name] !== '').toBe(known)
      }
    }),
  )
})

test('each field is the latest that an ingestion reported, a growing total the greatest', () => {
  fc.assert(
    fc.property(history, ([rows, order]) => {
      const { row } = mergeAll(rows, order)
      expect(row.value).toBe(rows.findLast(each => each.value !== null)?.value ?? null)
      expect(row.total).toBe(
        rows.reduce<number | null>(
          (a, { total }) => (total === null ? a : Math.max(a ?? total, total)),
          null,
        ),
      )
      expect(row.utc_offset_min).toBe(rows.find(each => each.utc_offset_min !== null)?.utc_offset_min ?? null)
    }),
  )
})
