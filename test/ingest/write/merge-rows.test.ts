import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row, StorageKind } from '../../../src/ingest/judge/storage-kind.ts'
import { stableJson } from '../../../src/ingest/judge/text.ts'
import { orderOfItem } from '../../../src/ingest/report-order.ts'
import { mergeRows, type Sourced, sourceRow } from '../../../src/ingest/write/merge-rows.ts'

const kind: StorageKind = {
  table: 'example',
  identity: [{ name: 'recorded_at', type: 'timestamptz' }],
  fields: [
    { name: 'value', type: 'double precision', merge: 'latest' },
    { name: 'total', type: 'double precision', merge: 'latest', grows: () => true },
    { name: 'total_source', type: 'text', merge: 'latest', follows: 'total' },
    { name: 'utc_offset_min', type: 'smallint', merge: 'first' },
    { name: 'client_ids', type: 'text[]', merge: 'union' },
    { name: 'source', type: 'text', merge: 'latest' },
    { name: 'min', type: 'double precision', merge: 'latest' },
    { name: 'avg', type: 'double precision', merge: 'latest' },
    { name: 'max', type: 'double precision', merge: 'latest' },
    { name: 'detail', type: 'jsonb', merge: 'keys' },
  ],
  ascending: [['min', 'avg', 'max']],
  partitioned: false,
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const ascending = fc
  .tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 4 })))
  .map(numbers => numbers.sort((a, b) => a - b))
const row = fc
  .record({
    recorded_at: fc.constant(0),
    merge_state: fc.constant(null),
    value: maybe(fc.integer({ min: 0, max: 2 })),
    total: maybe(fc.integer({ min: 0, max: 5 })),
    utc_offset_min: maybe(fc.constantFrom(-60, 0, 60)),
    client_ids: maybe(
      fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map(ids => ids.sort()),
    ),
    source: fc.constantFrom('', 'Watch', 'iPhone'),
    total_source: fc.constantFrom('', 'Watch', 'iPhone'),
    numbers: ascending,
    known: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    detail: maybe(
      fc
        .record({ a: fc.nat(2), b: fc.nat(2), c: fc.nat(1) }, { requiredKeys: [] })
        .map(detail => stableJson({ ...detail })),
    ),
  })
  .map(({ numbers, known, ...others }) => {
    const [min, avg, max] = numbers.map((value, index) => (known[index] ? value : null))
    return { ...others, min: min!, avg: avg!, max: max! }
  })

const saysNothing: Row = {
  recorded_at: 0,
  value: null,
  total: null,
  total_source: '',
  utc_offset_min: null,
  client_ids: null,
  source: '',
  min: null,
  avg: null,
  max: null,
  detail: null,
}

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
          hiddenChanged: false,
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
      // A sum and its source are of one report, also where that names no source.
      for (const { name } of kind.fields.filter(({ follows }) => !follows)) {
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

test('of values that contradict each other the later one is shown, and what it hides comes back when it goes', () => {
  const reported = (index: number, numbers: { min?: number; avg?: number; max?: number }) =>
    sourceRow(kind, { ...saysNothing, ...numbers }, `id-${index}`)
  const highest = reported(0, { max: 90 })
  const contradicting = mergeRows(kind, highest, reported(1, { avg: 95 }))
  expect(contradicting.row).toMatchObject({ min: null, avg: 95, max: 95 })
  const corrected = mergeRows(kind, contradicting, reported(2, { avg: 80 }))
  expect(corrected.row).toMatchObject({ min: null, avg: 80, max: 90, merge_state: null })
})

test('each key of a detail is the latest that an ingestion reported', () => {
  fc.assert(
    fc.property(history, ([rows, order]) => {
      const { row } = mergeAll(rows, order)
      const latest = Object.assign({}, ...rows.map(({ detail }) => JSON.parse(detail ?? '{}')))
      expect(JSON.parse((row.detail as string | null) ?? '{}')).toEqual(latest)
    }),
  )
})

test('no row shows a least value above an average or a greatest one', () => {
  fc.assert(
    fc.property(history, ([rows, order]) => {
      const { row } = mergeAll(rows, order)
      const shown = [row.min, row.avg, row.max].filter(value => value !== null) as number[]
      expect(shown).toEqual([...shown].sort((a, b) => a - b))
    }),
  )
})

test('reports in one body are merged as if each had come in one of its own, also when others are merged and it is read again', () => {
  fc.assert(
    fc.property(history, fc.array(row, { maxLength: 3 }), ([rows], later) => {
      const mergeTwins = (earlier: Row, each: Row, position: number) =>
        mergeRows(kind, sourceRow(kind, earlier, 'a'), sourceRow(kind, each, orderOfItem('a', position))).row
      const body = rows
        .slice(1)
        .reduce<Row>((earlier, each, index) => mergeTwins(earlier, each, index + 1), rows[0]!)
      const others = later.map((each, index) => sourceRow(kind, each, `b-${index}`))
      const together = [...others, sourceRow(kind, body, 'a')].reduce<Sourced>(
        (merged, each) => mergeRows(kind, merged, each),
        sourceRow(kind, body, 'a'),
      )
      const apart = [
        ...rows.map((each, index) => sourceRow(kind, each, `a-${index}`)),
        ...others,
      ].reduce<Sourced>((merged, each) => mergeRows(kind, merged, each), sourceRow(kind, rows[0]!, 'a-0'))
      expect({ ...together.row, merge_state: null }).toEqual({ ...apart.row, merge_state: null })
    }),
  )
})

test('keys that are members of every object are keys like any other', () => {
  const withDetail = (detail: string, index: number) =>
    sourceRow(kind, { ...saysNothing, detail }, `id-${index}`)
  const details = [
    '{"a":1,"constructor":"one","__proto__":1}',
    '{"b":2}',
    '{"constructor":"three"}',
    '{"__proto__":4,"constructor":"four"}',
    '{"c":2}',
  ]
  const merged = details
    .map(withDetail)
    .reduce<Sourced>((earlier, each) => mergeRows(kind, earlier, each), withDetail(details[0]!, 0))
  expect(merged.row.detail).toBe('{"__proto__":4,"a":1,"b":2,"c":2,"constructor":"four"}')
})

test('an empty text in a detail says nothing', () => {
  const withNote = (note: string, id: string) =>
    sourceRow(kind, { ...saysNothing, detail: stableJson({ note }) }, id)
  expect(mergeRows(kind, withNote('hello', 'id-0'), withNote('', 'id-1')).row.detail).toBe('{"note":"hello"}')
  expect(mergeRows(kind, withNote('', 'id-1'), withNote('hello', 'id-0')).row.detail).toBe('{"note":"hello"}')
})

test('a growing total and its source are of one report, whatever the order', () => {
  fc.assert(
    fc.property(history, ([rows, order]) => {
      const { row } = mergeAll(rows, order)
      const ofTotal = rows.filter(({ total }) => total === row.total)
      if (row.total !== null) expect(row.total_source).toBe(ofTotal.at(-1)!.total_source)
    }),
  )
})
