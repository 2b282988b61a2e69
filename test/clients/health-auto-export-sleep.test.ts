import { describe, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const STAGES = 'stage, started_at, ended_at, source, utc_offset_min, detail'
const bodyOf = (...data: unknown[]) => ({
  data: { metrics: [{ name: 'sleep_analysis', units: 'hr', data }] },
})
const start = '2026-02-05 23:05:00 -0800'
const end = '2026-02-06 01:05:00 -0800'
const interval = {
  started_at: new Date('2026-02-06T07:05:00Z'),
  ended_at: new Date('2026-02-06T09:05:00Z'),
  utc_offset_min: -480,
}

/** What becomes of a body, and then of the same body again: all duplicates. */
async function ingestTwice(body: unknown, headers: Record<string, string> = {}) {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest(body, headers)
  expect(await ingesting.ingest(body, headers)).toMatchObject({ inserted: 0, duplicate: report.inserted })
  return { ingesting, report }
}

describe('a summarised night of every generation is one row, grouped by its day', () => {
  const times = {
    date: '2026-02-06 00:00:00 -0800',
    sleepStart: start,
    sleepEnd: '2026-02-06 06:29:00 -0800',
  }
  const inBed = { inBedStart: '2026-02-05 22:40:00 -0800', inBedEnd: '2026-02-06 06:45:00 -0800' }
  const night = {
    recorded_at: new Date('2026-02-06T08:00:00Z'),
    duration_s: 86_400,
    grouped: true,
    source: 'Watch',
    total_hours: null,
    asleep_hours: null,
    core_hours: null,
    deep_hours: null,
    rem_hours: null,
    awake_hours: null,
    in_bed_hours: null,
    sleep_start: new Date('2026-02-06T07:05:00Z'),
    sleep_end: new Date('2026-02-06T14:29:00Z'),
    in_bed_start: null,
    in_bed_end: null,
    utc_offset_min: -480,
    detail: null,
  }
  const inBedRow = {
    in_bed_start: new Date('2026-02-06T06:40:00Z'),
    in_bed_end: new Date('2026-02-06T14:45:00Z'),
  }
  test.each([
    [
      'before 6.6.2: sleep and bed, with a source each',
      { ...times, ...inBed, asleep: 7.1, inBed: 8, sleepSource: 'Watch', inBedSource: 'iPhone' },
      { ...inBedRow, asleep_hours: 7.1, in_bed_hours: 8, detail: { inBedSource: 'iPhone' } },
    ],
    [
      '6.6.2 and 8.2.12: stages, and no times in bed',
      { ...times, asleep: 0, core: 4.25, deep: 1.1, rem: 1.65, awake: 0.4, inBed: 0, source: 'Watch' },
      {
        asleep_hours: 0,
        core_hours: 4.25,
        deep_hours: 1.1,
        rem_hours: 1.65,
        awake_hours: 0.4,
        in_bed_hours: 0,
      },
    ],
    [
      '8.2.14: stages and times in bed',
      { ...times, ...inBed, asleep: 0, core: 4, deep: 1, rem: 2, awake: 0, inBed: 8.1, source: 'Watch' },
      {
        ...inBedRow,
        asleep_hours: 0,
        core_hours: 4,
        deep_hours: 1,
        rem_hours: 2,
        awake_hours: 0,
        in_bed_hours: 8.1,
      },
    ],
    [
      'today: with totalSleep, where asleep is sleep of no stated stage',
      {
        ...times,
        totalSleep: 7.5,
        asleep: 0.5,
        core: 4,
        deep: 1,
        rem: 2,
        awake: 0.2,
        inBed: 0,
        source: 'Watch',
      },
      {
        total_hours: 7.5,
        asleep_hours: 0.5,
        core_hours: 4,
        deep_hours: 1,
        rem_hours: 2,
        awake_hours: 0.2,
        in_bed_hours: 0,
      },
    ],
  ])('%s', async (_generation, datum, row) => {
    const { ingesting } = await ingestTwice(bodyOf(datum), { 'automation-aggregation': 'Days' })
    const columns = Object.keys(night).join(', ')
    expect(await ingesting.rows('sleep_metrics', columns)).toEqual([{ ...night, ...row }])
  })
})

describe('a segment is one row in our words, whatever the language of the phone', () => {
  test.each([
    ['in_bed', ['In Bed', 'InBed', 'Im Bett', 'Au lit', 'En la cama', 'A letto', 'Na cama', 0]],
    ['asleep', ['Asleep', 'Unspecified', 'AsleepUnspecified', 'Schlafend', 'Endormi', 1]],
    ['awake', ['Awake', 'Wach', 'Éveillé', 'Despierto', 'Sveglio', 'Acordado', 'Wakker', '覚醒', '清醒', 2]],
    ['core', ['Core', 'asleepCore', 'AsleepCore', 'Kern', 'Léger', 'Esencial', '核心睡眠', '코어 수면', 3]],
    [
      'deep',
      ['Deep', 'AsleepDeep', 'Tief', 'Profond', 'Profundo', 'Profondo', 'Diep', '深い睡眠', '깊은 수면', 4],
    ],
    ['rem', ['REM', 'AsleepREM', 'Paradoxal', 'レム睡眠', '快速眼动睡眠', '렘 수면', 5]],
  ])('%s', async (stage, words) => {
    for (const value of words) {
      const { ingesting } = await ingestTwice(
        bodyOf({ startDate: start, endDate: end, qty: 2, value, source: 'Watch' }),
      )
      expect([value, await ingesting.rows('sleep_stages', STAGES)]).toEqual([
        value,
        [{ ...interval, stage, source: 'Watch', detail: null }],
      ])
    }
  })
})

test('the newer spelling of a segment, a date of null and keys of its own', async () => {
  const { ingesting } = await ingestTwice(
    bodyOf({ date: null, start, end, value: 'Core', source: 'Watch', uuid: 'u' }),
  )
  expect(await ingesting.rows('sleep_stages', STAGES)).toEqual([
    { ...interval, stage: 'core', source: 'Watch', detail: { uuid: 'u' } },
  ])
})

test('segments that share start and source, of one span and of two, are all kept', async () => {
  const segment = { startDate: start, endDate: end, source: 'Watch' }
  const { ingesting, report } = await ingestTwice(
    bodyOf(
      { ...segment, value: 'Core' },
      { ...segment, value: 'In Bed' },
      { ...segment, value: 'Core', endDate: '2026-02-06 00:05:00 -0800' },
      { ...segment, value: 'Core', source: 'Ring' },
    ),
  )
  expect(report).toMatchObject({ received: 4, inserted: 4 })
  expect(await ingesting.count('sleep_stages')).toBe(4)
})

test('a word that is no stage in any language is rejected by its own name', async () => {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest(
    bodyOf({ startDate: start, endDate: end, value: 'Snoring', source: 'Watch' }),
  )
  expect(report).toMatchObject({ received: 1, rejected: 1 })
  expect(report.errors).toEqual([
    {
      path: '/data/metrics/0/data/0',
      code: 'unknown_stage',
      detail:
        'Snoring is not a sleep stage that we know: report the word, or set the language of the phone to English; ' +
        'the body is kept, and a later release can read it by a replay',
    },
  ])
})

test.each(['Sleep', 'Sleep Analysis', 'HKCategoryTypeIdentifierSleepAnalysis'])(
  'segments and nights under the name %s are sleep',
  async name => {
    const data = [
      { startDate: start, endDate: end, qty: 2, value: 'Core', sources: ['Ring', 'Watch'] },
      { date: '2026-02-06 00:00:00 -0800', totalSleep: 7, source: 'Watch' },
    ]
    const { ingesting, report } = await ingestTwice({ data: { metrics: [{ name, units: 'hr', data }] } })
    expect(report).toMatchObject({ received: 2, inserted: 2, errors: [], uncatalogued: [] })
    expect(await ingesting.rows('sleep_stages', STAGES)).toEqual([
      { stage: 'core', ...interval, source: 'Ring|Watch', detail: null },
    ])
    expect(await ingesting.rows('sleep_metrics', 'total_hours, source, detail')).toEqual([
      { total_hours: 7, source: 'Watch', detail: null },
    ])
  },
)
