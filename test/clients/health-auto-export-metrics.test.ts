import { describe, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()

const date = '2026-06-11 08:00:00 +0200'
const at = { recorded_at: new Date('2026-06-11T06:00:00Z'), utc_offset_min: 120 }
const instant = { ...at, duration_s: 0, grouped: false }
const QUANTITY =
  'metric, recorded_at, duration_s, grouped, qualifier, source, value, min, max, unit, utc_offset_min, detail'
const HEART_RATE =
  'recorded_at, duration_s, grouped, source, min_bpm, avg_bpm, max_bpm, utc_offset_min, detail'
const nothingElse = { qualifier: '', source: '', min: null, max: null, detail: null }

/** A body of one metric, as the app sends it. */
const metric = (name: string, units: string | undefined, ...data: unknown[]) => ({ name, units, data })
const bodyOf = (...metrics: unknown[]) => ({ data: { metrics } })

/** What becomes of a body, and then of the same body again: all duplicates. */
async function ingestTwice(body: unknown, headers: Record<string, string> = {}) {
  const ingesting = await Ingesting.open(pool)
  const report = await ingesting.ingest(body, headers)
  const kept = report.received - report.rejected
  expect(await ingesting.ingest(body, headers)).toMatchObject({ inserted: 0, updated: 0, duplicate: kept })
  return { ingesting, report }
}

describe('most metrics: {date, qty, source}', () => {
  test.each([
    ['absent', undefined, ''],
    ['empty', '', ''],
    ['one', 'Scale', 'Scale'],
    ['several, in any order', 'iPhone|Watch', 'Watch|iPhone'],
    ['with a no-break space and a typographic apostrophe', 'Ana\u2019s\u00a0Watch', "Ana's Watch"],
    ['with an en dash, which stays', 'Scale \u2013 bath', 'Scale \u2013 bath'],
  ])('a source that is %s', async (_what, source, stored) => {
    const { ingesting, report } = await ingestTwice(
      bodyOf(metric('weight_body_mass', 'kg', { date, qty: 70.25, source })),
    )
    expect(report).toMatchObject({ received: 1, inserted: 1, by_type: { body_mass: { inserted: 1 } } })
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      { ...nothingElse, ...instant, metric: 'body_mass', source: stored, value: 70.25, unit: 'kg' },
    ])
  })

  test('sources that differ only by their blanks, apostrophes and order are one source', async () => {
    const ingesting = await Ingesting.open(pool)
    for (const source of ["Ana's Watch|iPhone", 'iPhone|Ana\u2019s\u00a0Watch']) {
      await ingesting.ingest(bodyOf(metric('weight_body_mass', 'kg', { date, qty: 70, source })))
    }
    expect(await ingesting.count('quantity_metrics')).toBe(1)
  })
})

describe('Min, Avg and Max', () => {
  test.each([
    ['all three', { Min: 50, Avg: 61.5, Max: 80 }, { min_bpm: 50, avg_bpm: 61.5, max_bpm: 80 }],
    ['in lower case', { min: 50, avg: 61.5, max: 80 }, { min_bpm: 50, avg_bpm: 61.5, max_bpm: 80 }],
    ['only Min and Max', { Min: 50, Max: 80 }, { min_bpm: 50, avg_bpm: null, max_bpm: 80 }],
    ['qty instead', { qty: 61.5 }, { min_bpm: null, avg_bpm: 61.5, max_bpm: null }],
    [
      'a Min of 0, which is not measured',
      { Min: 0, Avg: 61.5, Max: 80 },
      { min_bpm: null, avg_bpm: 61.5, max_bpm: 80 },
    ],
  ])('of a heart rate: %s', async (_what, numbers, stored) => {
    const { ingesting } = await ingestTwice(
      bodyOf(metric('heart_rate', 'bpm', { date, ...numbers, source: 'Watch' })),
    )
    expect(await ingesting.rows('heart_rate_metrics', HEART_RATE)).toEqual([
      { ...instant, source: 'Watch', ...stored, detail: null },
    ])
  })

  test.each([
    ['resting_heart_rate', 'count/min', 'count/min'],
    ['heart_rate_variability', 'ms', 'ms'],
    ['respiratory_rate', 'count/min', 'count/min'],
    ['blood_oxygen_saturation', '%', '%'],
    ['vo2_max', 'ml/(kg·min)', 'ml/(kg·min)'],
    ['walking_heart_rate_average', 'count', 'count/min'],
    ['cardio_recovery', 'count/min', 'count/min'],
  ])('of %s, grouped by days', async (name, units, unit) => {
    const { ingesting } = await ingestTwice(
      bodyOf(metric(name, units, { date, Min: 40, Avg: 45.5, Max: 51, source: 'Watch' })),
      { 'automation-aggregation': 'Days' },
    )
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      {
        ...nothingElse,
        ...at,
        duration_s: 86_400,
        grouped: true,
        metric: name,
        source: 'Watch',
        min: 40,
        value: 45.5,
        max: 51,
        unit,
      },
    ])
  })

  test('a sensor that says 0 and nothing else measured nothing, which is said', async () => {
    const ingesting = await Ingesting.open(pool)
    const report = await ingesting.ingest(
      bodyOf(
        metric('heart_rate', 'bpm', { date, Min: 0, Avg: 0, Max: 0 }),
        metric('blood_oxygen_saturation', '%', { date, qty: 0 }),
        metric('step_count', 'count', { date, qty: 0 }),
      ),
    )
    expect(report).toMatchObject({ received: 3, inserted: 1, rejected: 2 })
    expect(report.errors).toEqual([
      {
        path: '/data/metrics/0/data/0',
        code: 'out_of_range',
        detail: 'min_bpm 0 is below 20: an app that measured nothing should send nothing',
      },
      {
        path: '/data/metrics/1/data/0',
        code: 'out_of_range',
        detail: expect.stringMatching(
          /^value 0 is below \d+: an app that measured nothing should send nothing$/,
        ),
      },
    ])
  })
})

test('blood_pressure: {date, systolic, diastolic}', async () => {
  const { ingesting } = await ingestTwice(
    bodyOf(metric('blood_pressure', 'mmHg', { date, systolic: 121, diastolic: 79, source: 'Cuff' })),
  )
  expect(
    await ingesting.rows(
      'blood_pressure_metrics',
      'recorded_at, duration_s, grouped, source, systolic, diastolic, utc_offset_min, detail',
    ),
  ).toEqual([{ ...instant, source: 'Cuff', systolic: 121, diastolic: 79, detail: null }])
})

describe('what stands beside a value is kept', () => {
  const row = (name: string, unit: string, value: number, detail: unknown, qualifier = '') => ({
    ...nothingElse,
    ...instant,
    metric: name,
    unit,
    value,
    detail,
    qualifier,
  })
  test.each([
    [
      'blood_glucose in mg/dL',
      metric('blood_glucose', 'mg/dL', { date, qty: 99, mealTime: 'Before Meal' }),
      [row('blood_glucose', 'mg/dL', 99, { mealTime: 'Before Meal' })],
    ],
    [
      'blood_glucose in mmol/L',
      metric('blood_glucose', 'mmol/L', { date, qty: 5, mealTime: 'After Meal' }),
      [row('blood_glucose', 'mg/dL', 90.078, { mealTime: 'After Meal' })],
    ],
    [
      'handwashing',
      metric('handwashing', 's', { date, qty: 21, value: 'Complete' }),
      [row('handwashing', 's', 21, { value: 'Complete' }, 'Complete')],
    ],
    [
      'toothbrushing',
      metric('toothbrushing', 's', { date, qty: 90, value: 'Incomplete' }),
      [row('toothbrushing', 's', 90, { value: 'Incomplete' }, 'Incomplete')],
    ],
    [
      'sexual_activity',
      metric('sexual_activity', 'count', {
        date,
        Unspecified: 1,
        'Protection Used': 2,
        'Protection Not Used': 0,
      }),
      [
        row('sexual_activity', 'count', 3, {
          Unspecified: 1,
          'Protection Used': 2,
          'Protection Not Used': 0,
        }),
      ],
    ],
    [
      'keys that nobody has documented',
      metric('weight_body_mass', 'lb', { date, qty: 100, source_uuid: 'u-1', metadata: { a: [1, null] } }),
      [row('body_mass', 'kg', 45.359237, { source_uuid: 'u-1', metadata: { a: [1, null] } })],
    ],
  ])('%s', async (_what, sent, rows) => {
    const { ingesting } = await ingestTwice(bodyOf(sent))
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual(rows)
  })

  test('insulin: a bolus and a basal dose at one time are two records, and a correction is of one', async () => {
    const ingesting = await Ingesting.open(pool)
    const doses = (bolus: number) =>
      bodyOf(
        metric(
          'insulin_delivery',
          'IU',
          { date, qty: bolus, reason: 'Bolus' },
          { date, qty: 0.5, reason: 'Basal' },
        ),
      )
    expect(await ingesting.ingest(doses(4))).toMatchObject({ received: 2, inserted: 2 })
    expect(await ingesting.ingest(doses(5))).toMatchObject({ received: 2, updated: 1, duplicate: 1 })
    expect(await ingesting.rows('quantity_metrics', 'qualifier, value, detail')).toEqual([
      { qualifier: 'Basal', value: 0.5, detail: { reason: 'Basal' } },
      { qualifier: 'Bolus', value: 5, detail: { reason: 'Bolus' } },
    ])
    const grouped = { 'automation-aggregation': 'Days' }
    expect(await ingesting.ingest(doses(6), grouped)).toMatchObject({ received: 2, inserted: 2 })
  })
})

test('an interval of its own says how long a sample covers; both spellings, and the header does not count then', async () => {
  const end = '2026-06-11 08:30:00 +0200'
  const { ingesting } = await ingestTwice(
    bodyOf(
      metric('step_count', 'count', { start: date, end, qty: 7369.142, source: 'Watch' }),
      metric('flights_climbed', 'count', { startDate: date, endDate: end, qty: 3, source: 'Watch' }),
    ),
    { 'automation-aggregation': 'Hours' },
  )
  const half = { ...nothingElse, ...at, duration_s: 1800, grouped: false, source: 'Watch', unit: 'count' }
  expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
    { ...half, metric: 'flights_climbed', value: 3 },
    { ...half, metric: 'step_count', value: 7369.142 },
  ])
})

test('the same metric twice in a body, in two units and with two sources', async () => {
  const { ingesting, report } = await ingestTwice(
    bodyOf(
      metric('active_energy', 'kcal', { date, qty: 10, source: 'Watch' }),
      metric(
        'active_energy',
        'kJ',
        { date, qty: 41.84, source: 'Watch' },
        { date, qty: 83.68, source: 'iPhone' },
      ),
    ),
  )
  // Ten kilocalories are 41.84 kilojoules: the same sample, said twice.
  expect(report).toMatchObject({ received: 3, inserted: 2, duplicate: 1 })
  expect(await ingesting.rows('quantity_metrics', 'metric, source, value, unit')).toEqual([
    { metric: 'active_energy', source: 'Watch', value: 10, unit: 'kcal' },
    { metric: 'active_energy', source: 'iPhone', value: 20, unit: 'kcal' },
  ])
})

test('a percentage is 0 to 100; 0.97 of blood oxygen is a fraction, 0.83 of asymmetry is not', async () => {
  const { ingesting } = await ingestTwice(
    bodyOf(
      metric(
        'blood_oxygen_saturation',
        '%',
        { date, qty: 98.29, source: 'A' },
        { date, qty: 0.97, source: 'B' },
      ),
      metric('body_fat_percentage', '%', { date, qty: 17.9, source: 'A' }, { date, qty: 0.179, source: 'B' }),
      metric('walking_asymmetry_percentage', '%', { date, qty: 0.83, source: 'A' }),
    ),
  )
  expect(await ingesting.rows('quantity_metrics', 'metric, source, value')).toEqual([
    { metric: 'blood_oxygen_saturation', source: 'A', value: 98.29 },
    { metric: 'blood_oxygen_saturation', source: 'B', value: 97 },
    { metric: 'body_fat_percentage', source: 'A', value: 17.9 },
    { metric: 'body_fat_percentage', source: 'B', value: 17.9 },
    { metric: 'walking_asymmetry_percentage', source: 'A', value: 0.83 },
  ])
})

test('empty data, null data, no units and a display name', async () => {
  const { ingesting, report } = await ingestTwice(
    bodyOf(
      metric('step_count', 'count'),
      { name: 'heart_rate', units: 'bpm', data: null },
      { name: 'heart_rate', units: 'bpm' },
      metric('Weight & Body Mass', undefined, { date, qty: 70 }),
    ),
  )
  expect(report).toMatchObject({ status: 'processed', received: 1, inserted: 1, errors: [] })
  expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
    { ...nothingElse, ...instant, metric: 'body_mass', value: 70, unit: 'kg' },
  ])
})

test('a name that nobody knows is stored in its own unit and named, and a shape that nobody knows is an event', async () => {
  const { ingesting, report } = await ingestTwice(
    bodyOf(
      metric('grip_strength', 'kgf', { date, qty: 41, hand: 'left' }),
      metric('sleep_apnea_check', undefined, { date, outcome: 'clear' }),
    ),
  )
  expect(report).toMatchObject({
    received: 2,
    inserted: 2,
    uncatalogued: ['grip_strength', 'sleep_apnea_check'],
  })
  expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
    {
      ...nothingElse,
      ...instant,
      metric: 'grip_strength',
      qualifier: 'kgf',
      value: 41,
      unit: 'kgf',
      detail: { hand: 'left' },
    },
  ])
  expect(await ingesting.rows('health_events', 'type, started_at, detail')).toEqual([
    { type: 'sleep_apnea_check', started_at: at.recorded_at, detail: { outcome: 'clear' } },
  ])
})

describe('what a client computed in binary floats', () => {
  test.each([
    ['just below the least', { Min: 62, Avg: 61.999999999999993, Max: 62 }, [62, 62, 62]],
    ['just above the greatest', { Min: 62, Avg: 62.000000000000007, Max: 62 }, [62, 62, 62]],
    ['a millionth below the least', { Min: 50, Avg: 49.999999, Max: 90 }, [50, 50, 90]],
  ])('is an average of heart rates %s, which is the bound', async (_what, numbers, [min, avg, max]) => {
    const { ingesting } = await ingestTwice(bodyOf(metric('heart_rate', 'bpm', { date, ...numbers })))
    expect(await ingesting.rows('heart_rate_metrics', HEART_RATE)).toEqual([
      { ...instant, source: '', min_bpm: min, avg_bpm: avg, max_bpm: max, detail: null },
    ])
  })

  test('is a number just outside of its range, which is the end of the range', async () => {
    const name = 'blood_oxygen_saturation'
    const { ingesting } = await ingestTwice(
      bodyOf(metric(name, '%', { date, Min: 97.00000000000001, Avg: 98, Max: 100.00000000000001 })),
    )
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      { ...nothingElse, ...instant, metric: name, min: 97.00000000000001, value: 98, max: 100, unit: '%' },
    ])
  })

  test('is a least above the greatest by nothing, and is one number', async () => {
    const { ingesting } = await ingestTwice(
      bodyOf(metric('respiratory_rate', 'count/min', { date, Min: 15.000000000000002, Max: 15 })),
    )
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      {
        ...nothingElse,
        ...instant,
        metric: 'respiratory_rate',
        min: 15,
        value: null,
        max: 15,
        unit: 'count/min',
      },
    ])
  })

  test('but an average that is really outside is rejected', async () => {
    const ingesting = await Ingesting.open(pool)
    const report = await ingesting.ingest(bodyOf(metric('heart_rate', 'bpm', { date, Min: 62, Avg: 61.9 })))
    expect(report).toMatchObject({ rejected: 1, errors: [{ code: 'wrong_order' }] })
  })
})

describe('a number that is text', () => {
  test.each([
    ['0,523', undefined, 0.523],
    [' 72,5 ', 'kg', 72.5],
    ['\u00a072,5\u202f', 'kg', 72.5],
    ['8.432', 'kg', 8.432],
    ['72,5 kg', undefined, 72.5],
    ['72,5\u00a0kg', 'kg', 72.5],
    ['154.3235835 lb', '', 70],
  ])('is read: %j', async (qty, units, value) => {
    const { ingesting } = await ingestTwice(bodyOf(metric('weight_body_mass', units, { date, qty })))
    const [row] = await ingesting.rows('quantity_metrics', QUANTITY)
    expect(row).toEqual({
      ...nothingElse,
      ...instant,
      metric: 'body_mass',
      value: expect.closeTo(value, 6),
      unit: 'kg',
    })
  })

  test.each(['1,234', '72,5 kg 3', '72 lb'])('is refused where nobody can tell: %j', async qty => {
    const ingesting = await Ingesting.open(pool)
    const report = await ingesting.ingest(bodyOf(metric('weight_body_mass', 'kg', { date, qty })))
    expect(report.errors).toEqual([
      {
        path: '/data/metrics/0/data/0',
        code: 'not_a_number',
        detail: 'value is not a finite number: write a number with a point and no grouping',
      },
    ])
  })
})

test('a perfectly steady walk is 100 %, also as a fraction', async () => {
  const name = 'apple_walking_steadiness'
  const { ingesting } = await ingestTwice(
    bodyOf(metric(name, '%', { date, Min: 0.98, Avg: 1, Max: 1.0000000000000002 })),
  )
  expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
    { ...nothingElse, ...instant, metric: name, min: 98, value: 100, max: 100, unit: '%' },
  ])
})

describe('the one number of a datum under another key is its value', () => {
  test.each([
    ['weight_body_mass', 'kg', { value: '70.5' }, 'body_mass', 70.5],
    ['weight_body_mass', 'kg', { value: '70,5' }, 'body_mass', 70.5],
    ['step_count', 'count', { count: 72 }, 'step_count', 72],
    ['step_count', 'count', { quantity: '72' }, 'step_count', 72],
  ])('%s in %s: %j', async (name, units, written, stored, value) => {
    const { ingesting } = await ingestTwice(bodyOf(metric(name, units, { date, ...written })))
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      { ...nothingElse, ...instant, metric: stored, value, unit: units },
    ])
  })

  test.each([{ value: '72' }, { bpm: 72 }])('heart_rate: %j', async written => {
    const { ingesting } = await ingestTwice(bodyOf(metric('heart_rate', 'bpm', { date, ...written })))
    expect(await ingesting.rows('heart_rate_metrics', HEART_RATE)).toEqual([
      { ...instant, source: '', min_bpm: null, avg_bpm: 72, max_bpm: null, detail: null },
    ])
  })

  test('but beside a qty it stays in the detail', async () => {
    const { ingesting } = await ingestTwice(bodyOf(metric('step_count', 'count', { date, qty: 5, count: 2 })))
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      { ...nothingElse, ...instant, metric: 'step_count', value: 5, unit: 'count', detail: { count: 2 } },
    ])
  })
})

test('a datum of a known metric that becomes an event is named, because nobody finds it under the metric', async () => {
  const { ingesting, report } = await ingestTwice(
    bodyOf(metric('weight_body_mass', 'kg', { date, mass: 70 })),
  )
  expect(report).toMatchObject({ received: 1, inserted: 1, uncatalogued: ['weight_body_mass'] })
  expect(await ingesting.rows('health_events', 'type, detail')).toEqual([
    { type: 'weight_body_mass', detail: { mass: 70, units: 'kg' } },
  ])
})

describe('sources as an array', () => {
  test.each([
    ['of names are the source', { sources: ['iPhone', 'Watch'] }, 'Watch|iPhone', null],
    ['of anything else are kept', { sources: [{ id: 1 }] }, '', { sources: [{ id: 1 }] }],
    ['beside a source are kept', { source: 'Ring', sources: ['Watch'] }, 'Ring', { sources: ['Watch'] }],
  ])('%s', async (_what, written, source, detail) => {
    const { ingesting } = await ingestTwice(
      bodyOf(metric('step_count', 'count', { date, qty: 5, ...written })),
    )
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      { ...nothingElse, ...instant, metric: 'step_count', value: 5, unit: 'count', source, detail },
    ])
  })
})

test.each(['Sexual Activity', 'HKCategoryTypeIdentifierSexualActivity'])(
  'the counts of %s are summed whatever its name',
  async name => {
    const { ingesting } = await ingestTwice(
      bodyOf(metric(name, 'times', { date, 'Protection Used': 1, Unspecified: 2 })),
    )
    expect(await ingesting.rows('quantity_metrics', QUANTITY)).toEqual([
      {
        ...nothingElse,
        ...instant,
        metric: 'sexual_activity',
        value: 3,
        unit: 'count',
        detail: { 'Protection Used': 1, Unspecified: 2 },
      },
    ])
  },
)

test('a datum of a bare array of metrics is stored, and one that is rejected is named where it stood', async () => {
  const { ingesting, report } = await ingestTwice([
    metric('step_count', 'count', { date, qty: 5 }, { date, qty: -5 }),
    metric('blood_pressure', 'mmHg', { date, systolic: 120, diastolic: 80 }),
  ])
  expect(report).toMatchObject({ format: 'health-auto-export', received: 3, inserted: 2, rejected: 1 })
  expect(report.errors).toMatchObject([{ path: '/0/data/1', code: 'out_of_range' }])
  expect(await ingesting.rows('blood_pressure_metrics', 'systolic, diastolic')).toEqual([
    { systolic: 120, diastolic: 80 },
  ])
})
