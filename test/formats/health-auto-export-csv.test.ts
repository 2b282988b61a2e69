import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FormatContext } from '../../src/formats/format.ts'
import { healthAutoExportCsv } from '../../src/formats/health-auto-export-csv/index.ts'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()
const berlin = { timezone: 'Europe/Berlin' }

/** Without the further cells of a record, which matter only when it must not be kept. */
const read = (body: unknown, context: FormatContext = {}): unknown[] =>
  [...healthAutoExportCsv.read(body, context)].map(({ alsoAt: _, ...record }) => record)
/** The lines of a file, written with a bar between the cells. */
const linesOf = (...lines: string[]) => lines.map(line => line.split('|'))

/** As the app's form comes to us parsed. */
async function ingest(body: unknown, clientHeaders: Record<string, string> = {}) {
  const ingesting = await Ingesting.open(pool)
  const { status, format, errors, ...report } = await ingesting.ingest(body, clientHeaders)
  expect(format).toBe('health-auto-export-csv')
  return { ingesting, errors, report: { status, ...report } }
}

describe('what it recognises', () => {
  test.each([
    [{ HealthData: [['Date'], ['2025-03-01']] }],
    [{ HealthData: [] }],
    [{ MedicationsData: [['Date']], other: [[]] }],
    [{ AudiogramData: [['Start']] }],
    [{ 'HealthData 2': [['Date']] }],
  ])('%j', body => {
    expect(healthAutoExportCsv.recognises(body)).toBe(true)
  })

  test.each([
    [{}],
    [[]],
    [null],
    [{ data: {} }],
    [{ HealthData: 'Date' }],
    [{ HealthData: [{}] }],
    [{ HealthData: [[]], data: {} }],
    [{ file: [['Date']] }],
  ])('not %j', body => {
    expect(healthAutoExportCsv.recognises(body)).toBe(false)
  })
})

describe('HealthData', () => {
  test('each filled metric of a line is a record at its first column, and empty cells are none', () => {
    const file = linesOf(
      'Date/Time|Step Count (count)|Heart Rate [Min] (count/min)|Heart Rate [Max] (count/min)|Heart Rate [Avg] (count/min)|VO2 Max (ml/(kg·min))|Source(s)',
      '2025-03-01 08:00:00 +0100|512|61|88|70.25||Watch',
      '2025-03-01 09:00:00 +0100|||88||41.5|',
      '2025-03-01 10:00:00 +0100||||||Watch',
      '||||||',
    )
    const minutes = { groupedSeconds: 60 }
    const context = { aggregation: 'Minutes' }
    expect(read({ HealthData: file }, context)).toEqual([
      {
        kind: 'sample',
        metric: 'Step Count',
        recordedAt: '2025-03-01 08:00:00 +0100',
        value: '512',
        unit: 'count',
        source: 'Watch',
        path: '/HealthData/1',
        index: 1,
        ...minutes,
      },
      {
        kind: 'sample',
        metric: 'Heart Rate',
        recordedAt: '2025-03-01 08:00:00 +0100',
        min: '61',
        max: '88',
        avg: '70.25',
        unit: 'count/min',
        source: 'Watch',
        path: '/HealthData/1',
        index: 2,
        ...minutes,
      },
      {
        kind: 'sample',
        metric: 'Heart Rate',
        recordedAt: '2025-03-01 09:00:00 +0100',
        max: '88',
        unit: 'count/min',
        path: '/HealthData/2',
        index: 2,
        ...minutes,
      },
      {
        kind: 'sample',
        metric: 'VO2 Max',
        recordedAt: '2025-03-01 09:00:00 +0100',
        value: '41.5',
        unit: 'ml/(kg·min)',
        path: '/HealthData/2',
        index: 5,
        ...minutes,
      },
    ])
  })

  test('is stored in the columns that the app’s JSON ends in', async () => {
    const file = linesOf(
      'Date/Time|Active Energy (kJ)|Blood Pressure [Systolic] (mmHg)|Blood Pressure [Diastolic] (mmHg)|Heart Rate [Min] (bpm)|Heart Rate [Max] (bpm)|Heart Rate [Avg] (bpm)|Apple Sleeping Wrist Temperature (ºC)|Moon Phase (lune)',
      '2025-03-01 00:00:00|4184|118|76|52|141|67.5|36.1|0.25',
    )
    const headers = { 'automation-aggregation': 'Days', 'x-timezone': 'Europe/Berlin' }
    const { ingesting, errors, report } = await ingest({ HealthData: file }, headers)
    expect(errors).toEqual([])
    expect(report).toMatchObject({
      status: 'processed',
      received: 5,
      inserted: 5,
      uncatalogued: ['Moon Phase'],
    })
    const day = {
      recorded_at: new Date('2025-02-28T23:00:00Z'),
      duration_s: 86_400,
      grouped: true,
      source: '',
      utc_offset_min: 60,
      detail: null,
    }
    const shared = 'recorded_at, duration_s, grouped, source, utc_offset_min, detail'
    expect(await ingesting.rows('heart_rate_metrics', `min_bpm, avg_bpm, max_bpm, ${shared}`)).toEqual([
      { ...day, min_bpm: 52, avg_bpm: 67.5, max_bpm: 141 },
    ])
    expect(await ingesting.rows('blood_pressure_metrics', `systolic, diastolic, ${shared}`)).toEqual([
      { ...day, systolic: 118, diastolic: 76 },
    ])
    expect(await ingesting.rows('quantity_metrics', `metric, value, min, max, unit, ${shared}`)).toEqual([
      { ...day, metric: 'Moon Phase', value: 0.25, min: null, max: null, unit: 'lune' },
      { ...day, metric: 'active_energy', value: 1000, min: null, max: null, unit: 'kcal' },
      {
        ...day,
        metric: 'apple_sleeping_wrist_temperature',
        value: 36.1,
        min: null,
        max: null,
        unit: 'degC',
      },
    ])
  })

  test('the totals of sleep are one night', async () => {
    const titles = ['Total', 'Asleep', 'In Bed', 'Core', 'Deep', 'REM', 'Awake'].map(
      part => `Sleep Analysis [${part}] (hr)`,
    )
    const file = linesOf(`Date/Time|${titles.join('|')}`, '2025-03-01 00:00:00 +0100|7.5|0|8|4.5|1|2|0.5')
    const { ingesting, report } = await ingest({ HealthData: file }, { 'automation-aggregation': 'Days' })
    expect(report).toMatchObject({ received: 1, inserted: 1, uncatalogued: [] })
    expect(
      await ingesting.rows(
        'sleep_metrics',
        'recorded_at, duration_s, total_hours, asleep_hours, core_hours, deep_hours, rem_hours, awake_hours, in_bed_hours, sleep_start, source, utc_offset_min, detail',
      ),
    ).toEqual([
      {
        recorded_at: new Date('2025-02-28T23:00:00Z'),
        duration_s: 86_400,
        total_hours: 7.5,
        asleep_hours: 0,
        core_hours: 4.5,
        deep_hours: 1,
        rem_hours: 2,
        awake_hours: 0.5,
        in_bed_hours: 8,
        sleep_start: null,
        source: '',
        utc_offset_min: 60,
        detail: null,
      },
    ])
  })

  const recordedAt = '2025-03-01 08:00:00 +0100'
  const readLine = (header: string, cells: string) =>
    read({ HealthData: linesOf(`Date/Time|${header}`, `${recordedAt}|${cells}`) })
  const base = { kind: 'sample', recordedAt, path: '/HealthData/1', index: 1 }

  test('one meal time is the reading with its meal time, several are their range', () => {
    const titles =
      'Blood Glucose [Unspecified] (mg/dL)|Blood Glucose [Before Meal] (mg/dL)|Blood Glucose [After Meal] (mg/dL)'
    const glucose = { ...base, metric: 'Blood Glucose', unit: 'mg/dL' }
    expect(readLine(titles, '|92|')).toEqual([
      { ...glucose, value: '92', detail: { mealTime: 'Before Meal' } },
    ])
    expect(readLine(titles, '|92|131.5')).toEqual([
      { ...glucose, min: 92, max: 131.5, detail: { 'Before Meal': 92, 'After Meal': 131.5 } },
    ])
    expect(readLine(titles, '|92|high')).toEqual([
      { ...glucose, value: 'high', detail: { 'Before Meal': 92, 'After Meal': 'high' } },
    ])
  })

  test('the kinds of a counted thing are their sum, with each count', () => {
    const titles =
      'Sexual Activity [Unspecified] (count)|Sexual Activity [Protection Used] (count)|Sexual Activity [Protection Not Used] (count)'
    const counted = { ...base, metric: 'Sexual Activity', unit: 'count' }
    expect(readLine(titles, '1|2|')).toEqual([
      { ...counted, value: 3, detail: { Unspecified: 1, 'Protection Used': 2 } },
    ])
    expect(readLine(titles, '1|many|')).toEqual([
      { ...counted, value: 'many', detail: { Unspecified: 1, 'Protection Used': 'many' } },
    ])
  })

  test('a part that qualifies a value is a record of its own, with the part where the app’s JSON has it', () => {
    const dose = { ...base, metric: 'Insulin Delivery', unit: 'IU' }
    expect(readLine('Insulin Delivery [Basal] (IU)|Insulin Delivery [Bolus] (IU)', '10|4.5')).toEqual([
      { ...dose, value: '10', detail: { reason: 'Basal' } },
      { ...dose, value: '4.5', detail: { reason: 'Bolus' }, index: 2 },
    ])
  })

  test('a record names all its cells, for when it must not be kept', () => {
    const body = {
      HealthData: linesOf('Date/Time|A [Min] (count)|B (count)|A [Max] (count)', `${recordedAt}|1|5|2`),
    }
    expect([...healthAutoExportCsv.read(body, {})]).toMatchObject([
      { metric: 'A', index: 1, alsoAt: [3] },
      { metric: 'B', index: 2 },
    ])
  })

  test('a part that nobody has documented is a metric of its own, alone or beside others', () => {
    expect(readLine('Stress [Night] (count)', '5')).toEqual([
      { ...base, metric: 'Stress [Night]', unit: 'count', value: '5' },
    ])
    expect(readLine('Stress [Night] (count)|Stress [Day] (count)', '5|6')).toEqual([
      { ...base, metric: 'Stress [Night]', unit: 'count', value: '5' },
      { ...base, metric: 'Stress [Day]', unit: 'count', value: '6', index: 2 },
    ])
  })

  test('parts of sleep and of glucose that are no totals and no meal times', () => {
    expect(
      readLine(
        'Sleep Analysis [Nap] (hr)|Blood Glucose [Min] (mg/dL)|Blood Glucose [Max] (mg/dL)',
        '0.5|80|120',
      ),
    ).toEqual([
      { ...base, metric: 'Sleep Analysis [Nap]', unit: 'hr', value: '0.5' },
      { ...base, metric: 'Blood Glucose', unit: 'mg/dL', min: '80', max: '120', index: 2 },
    ])
  })

  test('a title that comes twice, and one metric in two units, are records of their own', () => {
    const titles = 'Weight (kg)|Weight (kg)|Weight (lb)|Heart Rate [Min] (bpm)|Heart Rate [Min] (bpm)'
    expect(readLine(titles, '72|73|160|60|61')).toEqual([
      { ...base, metric: 'Weight', unit: 'kg', value: '72' },
      { ...base, metric: 'Weight', unit: 'kg', value: '73', index: 2 },
      { ...base, metric: 'Weight', unit: 'lb', value: '160', index: 3 },
      { ...base, metric: 'Heart Rate', unit: 'bpm', min: '60', index: 4 },
      { ...base, metric: 'Heart Rate', unit: 'bpm', min: '61', index: 5 },
    ])
  })

  test('titles in the phone’s language: the first column is the time', () => {
    const file = linesOf('Fecha/Hora|Pasos (count)', `${recordedAt}|512`)
    expect(read({ HealthData: file })).toEqual([{ ...base, metric: 'Pasos', unit: 'count', value: '512' }])
  })

  test('broken lines account for every filled cell', async () => {
    const file = linesOf(
      'Date/Time|Step Count (count)||Flights Climbed (count)',
      '2025-03-01 08:00:00 +0100|512',
      '2025-03-01 09:00:00 +0100|many|7|3|8|9',
      '|513',
      'soon|514',
    )
    const { errors, report } = await ingest({ HealthData: file })
    expect(report).toMatchObject({ status: 'partial', received: 8, inserted: 2, rejected: 6 })
    expect(errors).toEqual([
      { path: '/HealthData/2/1', code: 'not_a_number', detail: 'value is not a finite number' },
      { path: '/HealthData/2/2', code: 'invalid_shape', detail: 'a cell in a column without a title' },
      { path: '/HealthData/2/4', code: 'invalid_shape', detail: 'a cell beyond the header line' },
      { path: '/HealthData/2/5', code: 'invalid_shape', detail: 'a cell beyond the header line' },
      { path: '/HealthData/3/1', code: 'missing_field', detail: 'recorded_at is missing' },
      { path: '/HealthData/4/1', code: 'invalid_date', detail: 'recorded_at is not a date that we can read' },
    ])
  })
})

describe('times', () => {
  const timesOf = (context: FormatContext, ...times: string[]) =>
    read({ HealthData: [['Date/Time', 'A'], ...times.map(time => [time, '1'])] }, context).map(
      record => (record as { recordedAt?: unknown }).recordedAt,
    )

  test('without an offset are those of the time zone, with their offset at that time', () => {
    expect(
      timesOf(
        berlin,
        '2025-03-01 08:00:00',
        '2025-07-01 08:00',
        '2025-07-01T08:00:00.250',
        '2025-07-01 8:05:00 pm',
        '2025-07-01 12:05\u202fAM',
      ),
    ).toEqual([
      '2025-03-01 08:00:00 +0100',
      '2025-07-01 08:00:00 +0200',
      '2025-07-01 08:00:00.250 +0200',
      '2025-07-01 20:05:00 +0200',
      '2025-07-01 00:05:00 +0200',
    ])
    expect(timesOf({ timezone: 'Asia/Kathmandu' }, '2025-07-01 08:00:00')).toEqual([
      '2025-07-01 08:00:00 +0545',
    ])
    expect(timesOf({ timezone: 'America/St_Johns' }, '2025-01-01 08:00:00')).toEqual([
      '2025-01-01 08:00:00 -0330',
    ])
    expect(timesOf({ timezone: 'UTC' }, '2025-01-01 08:00:00')).toEqual(['2025-01-01 08:00:00 +0000'])
  })

  test('with an offset keep it, and only get the seconds that they lack', () => {
    expect(
      timesOf(berlin, '2025-07-01 08:00:00 -0800', '2025-07-01 08:00 +05:30', '2025-07-01T08:00:00Z'),
    ).toEqual(['2025-07-01 08:00:00 -0800', '2025-07-01 08:00:00 +05:30', '2025-07-01 08:00:00 Z'])
  })

  test('when the clocks go back, the hour that comes twice is two hours', () => {
    expect(
      timesOf(
        berlin,
        '2025-10-26 01:30',
        '2025-10-26 02:00',
        '2025-10-26 02:30',
        '2025-10-26 02:00',
        '2025-10-26 02:30',
        '2025-10-26 03:00',
      ),
    ).toEqual([
      '2025-10-26 01:30:00 +0200',
      '2025-10-26 02:00:00 +0200',
      '2025-10-26 02:30:00 +0200',
      '2025-10-26 02:00:00 +0100',
      '2025-10-26 02:30:00 +0100',
      '2025-10-26 03:00:00 +0100',
    ])
  })

  const hours = (written: string[]) => written.map(time => `${time.slice(11, 16)}${time.slice(-5)}`)

  test('when the clocks go back, equal times are of one hour, and no source speaks for another', () => {
    const lines = [
      ['2025-10-26 02:10', 'iPhone', '1'],
      ['2025-10-26 02:10', 'Watch', '2'],
      ['2025-10-26 02:12', 'iPhone', '3'],
      ['2025-10-26 02:11', 'Watch', '4'],
      ['2025-10-26 02:10', 'iPhone', '5'],
      ['2025-10-26 02:12', 'iPhone', '6'],
      ['2025-10-26 02:12', 'Watch', '7'],
    ]
    const file = { HealthData: [['Date/Time', 'Source', 'A'], ...lines] }
    const times = read(file, berlin).map(record => (record as { recordedAt: string }).recordedAt)
    expect(hours(times)).toEqual([
      '02:10+0200',
      '02:10+0200',
      '02:12+0200',
      '02:11+0200',
      '02:10+0100',
      '02:12+0100',
      '02:12+0200',
    ])
    const twice = ['02:10', '02:10', '02:30', '02:10', '02:30'].map(clock => `2025-10-26 ${clock}`)
    expect(hours(timesOf(berlin, ...twice) as string[])).toEqual([
      '02:10+0200',
      '02:10+0200',
      '02:30+0200',
      '02:10+0100',
      '02:30+0100',
    ])
  })

  test('when the clocks go back in a file with the newest line first, the second hour comes first', () => {
    const written = ['03:00', '02:30', '02:00', '02:30', '02:30', '02:00', '01:30']
    expect(hours(timesOf(berlin, ...written.map(clock => `2025-10-26 ${clock}`)) as string[])).toEqual([
      '03:00+0100',
      '02:30+0100',
      '02:00+0100',
      '02:30+0200',
      '02:30+0200',
      '02:00+0200',
      '01:30+0200',
    ])
  })

  test('when the clocks go forward, an hour that no clock shows is still a time, and the next one is right', () => {
    expect(timesOf(berlin, '2025-03-30 01:59', '2025-03-30 02:30', '2025-03-30 03:00')).toEqual([
      '2025-03-30 01:59:00 +0100',
      '2025-03-30 02:30:00 +0100',
      '2025-03-30 03:00:00 +0200',
    ])
  })

  test('stay as written where nobody knows the time zone, and where they are none', () => {
    const unreadable = [
      '2025-03-01 08:00:00',
      '2025-03-01',
      '2025-13-01 08:00:00',
      '3/1/25 08:00',
      'soon',
      '2025-03-01 13:00 pm',
    ]
    expect(timesOf({}, ...unreadable)).toEqual(unreadable)
    expect(timesOf(berlin, ...unreadable.slice(1))).toEqual(unreadable.slice(1))
  })

  test('are the account’s where the client names no time zone', async () => {
    const ingesting = await Ingesting.open(pool)
    await pool.query(`update users set timezone = 'America/New_York' where id = $1`, [ingesting.userId])
    const body = { HealthData: linesOf('Date/Time|Step Count (count)', '2025-07-01 08:00:00|5') }
    await ingesting.ingest(body)
    await ingesting.ingest(body, { 'x-timezone': 'Europe/Berlin' })
    expect(await ingesting.rows('quantity_metrics', 'recorded_at, utc_offset_min, value')).toEqual([
      { recorded_at: new Date('2025-07-01T06:00:00Z'), utc_offset_min: 120, value: 5 },
      { recorded_at: new Date('2025-07-01T12:00:00Z'), utc_offset_min: -240, value: 5 },
    ])
  })
})

describe('WorkoutsData', () => {
  const titles =
    'Type|Start|End|Duration|Total Energy (kcal)|Active Energy (kJ)|Max Heart Rate (bpm)|Avg Heart Rate (count/min)|Distance (km)|Avg Speed(km/hr)|Step Count (count)|Step Cadence (spm)|Swimming Stroke Count (count)|Swim Stoke Cadence (spm)|Flights Climbed (count)|Elevation Ascended (m)|Elevation Descended (m)|Location|Pool Length (m)'

  test('a line is a workout with its totals, and the rest in its detail', async () => {
    const file = linesOf(
      titles,
      'Outdoor Run|2025-03-01 08:00|2025-03-01 08:45|00:45:00|520|2092|171|148.5|8.25|11|7100|158|||3|85.5|80|Outdoor|',
      'Pool Swim|2025-03-02 08:00|2025-03-02 08:30|30:00|||||1|||||22||||Pool|25',
    )
    const { ingesting, errors, report } = await ingest(
      { WorkoutsData: file },
      { 'x-timezone': 'Europe/Berlin' },
    )
    expect(errors).toEqual([])
    expect(report).toMatchObject({ status: 'processed', received: 2, inserted: 2 })
    const columns = [
      'started_at',
      'ended_at',
      'duration_s',
      'total_energy_kcal',
      'active_energy_kcal',
      'distance_meters',
      'min_heart_rate',
      'avg_heart_rate',
      'max_heart_rate',
      'elevation_up_meters',
      'elevation_down_meters',
      'step_count',
      'flights_climbed',
      'swimming_stroke_count',
      'utc_offset_min',
    ]
    expect(await ingesting.rows('workouts', columns.join(', '))).toEqual([
      {
        started_at: new Date('2025-03-01T07:00:00Z'),
        ended_at: new Date('2025-03-01T07:45:00Z'),
        duration_s: 2700,
        total_energy_kcal: 520,
        active_energy_kcal: 500,
        distance_meters: 8250,
        min_heart_rate: null,
        avg_heart_rate: 148.5,
        max_heart_rate: 171,
        elevation_up_meters: 85.5,
        elevation_down_meters: 80,
        step_count: 7100,
        flights_climbed: 3,
        swimming_stroke_count: null,
        utc_offset_min: 60,
      },
      {
        started_at: new Date('2025-03-02T07:00:00Z'),
        ended_at: new Date('2025-03-02T07:30:00Z'),
        duration_s: 1800,
        total_energy_kcal: null,
        active_energy_kcal: null,
        distance_meters: 1000,
        min_heart_rate: null,
        avg_heart_rate: null,
        max_heart_rate: null,
        elevation_up_meters: null,
        elevation_down_meters: null,
        step_count: null,
        flights_climbed: null,
        swimming_stroke_count: null,
        utc_offset_min: 60,
      },
    ])
  })

  test('as it is read: other totals with their units, cells without a total in the detail', () => {
    const file = linesOf(
      'Name|Start|End|Duration (min)|Avg Speed(km/hr)|Swim Stoke Cadence (spm)|Location|Pool Length (m)|Is Indoor|ID|Source',
      'Pool Swim|2025-03-02 08:00:00 +0100|2025-03-02 08:30:00 +0100|30|2|22|Pool|25|true|w-1|Watch|extra',
    )
    expect(read({ WorkoutsData: file })).toEqual([
      {
        kind: 'workout',
        activity: 'Pool Swim',
        startedAt: '2025-03-02 08:00:00 +0100',
        endedAt: '2025-03-02 08:30:00 +0100',
        clientId: 'w-1',
        source: 'Watch',
        totals: {
          duration: { value: '30', unit: 'min' },
          avgSpeed: { value: '2', unit: 'km/hr' },
          swimCadence: { value: '22', unit: 'spm' },
        },
        series: {},
        route: [],
        detail: { location: 'Pool', poolLength: { qty: 25, units: 'm' }, isIndoor: true, column_12: 'extra' },
        path: '/WorkoutsData',
        index: 1,
      },
    ])
  })

  test('titles in the phone’s language: activity, start and end are the first three columns', () => {
    const file = linesOf('Typ|Beginn|Ende|Dauer', 'Laufen|2025-03-01 08:00|2025-03-01 08:45|00:45:00')
    expect(read({ WorkoutsData: file }, berlin)).toEqual([
      {
        kind: 'workout',
        activity: 'Laufen',
        startedAt: '2025-03-01 08:00:00 +0100',
        endedAt: '2025-03-01 08:45:00 +0100',
        totals: {},
        series: {},
        route: [],
        detail: { dauer: '00:45:00' },
        path: '/WorkoutsData',
        index: 1,
      },
    ])
  })
})

describe('the other parts', () => {
  const start = '2025-03-01 08:00:00 +0100'
  const end = '2025-03-01 08:01:00 +0100'
  const interval = { startedAt: start, endedAt: end }

  test.each([
    [
      'SymptomsData',
      'Start|End|Name|Severity|User Entered|Source',
      `${start}|${end}|Headache|Mild|true|Phone`,
      {
        type: 'symptom',
        ...interval,
        name: 'Headache',
        source: 'Phone',
        detail: { severity: 'Mild', userEntered: true },
      },
    ],
    [
      'ECGData',
      'Start|End|Classification|Severity|Average Heart Rate (count/min)|Number of Voltage Measurements|Source',
      `${start}|${end}|Sinus Rhythm|None|61|15360|Watch`,
      {
        type: 'ecg',
        ...interval,
        source: 'Watch',
        detail: {
          classification: 'Sinus Rhythm',
          severity: 'None',
          averageHeartRate: { qty: 61, units: 'count/min' },
          numberOfVoltageMeasurements: 15_360,
        },
      },
    ],
    [
      'HeartRateNotificationsData',
      'Start|End|Threshold (count/min)',
      `${start}|${end}|120`,
      {
        type: 'heart_rate_notification',
        ...interval,
        detail: { threshold: { qty: 120, units: 'count/min' } },
      },
    ],
    [
      'StateOfMindData',
      'ID|Start|End|Kind|Labels|Valence|Valence Classification',
      `7|${start}|${end}|daily_mood|calm, glad|0.4|pleasant`,
      {
        type: 'state_of_mind',
        ...interval,
        name: 'daily_mood',
        clientId: '7',
        detail: { kind: 'daily_mood', labels: 'calm, glad', valence: 0.4, valenceClassification: 'pleasant' },
      },
    ],
    [
      'CycleTrackingData',
      'Start|End|Name|Value|Is Cycle Start',
      `${start}|${end}|Menstrual Flow|Light|false`,
      {
        type: 'cycle_tracking',
        ...interval,
        name: 'Menstrual Flow',
        detail: { value: 'Light', isCycleStart: false },
      },
    ],
    [
      'MedicationsData',
      'Date|Scheduled Date|Medication|Dosage|Status',
      `|${start}|Medicine|1|Skipped`,
      {
        type: 'medication',
        startedAt: start,
        name: 'Medicine',
        detail: { scheduledDate: start, dosage: 1, status: 'Skipped' },
      },
    ],
    [
      'AudiogramData',
      'Start|End|Left (dB)',
      `${start}|${end}|20`,
      { type: 'audiogram', ...interval, unknownType: true, detail: { left: { qty: 20, units: 'dB' } } },
    ],
    [
      'ring',
      'Start|Start|',
      `${start}|${end}|x`,
      { type: 'ring', startedAt: start, unknownType: true, detail: { column_2: end, column_3: 'x' } },
    ],
  ])('%s: a line is an event', (part, header, line, event) => {
    expect(read({ [part]: linesOf(header, line) })).toEqual([
      { kind: 'event', path: `/${part}`, index: 1, ...event },
    ])
  })

  test('their times without an offset are those of the time zone', () => {
    const file = linesOf('Start|End|Name|Severity', '2025-07-01 08:00:00|2025-07-01 09:00|Headache|Mild')
    expect(read({ SymptomsData: file }, berlin)).toMatchObject([
      { startedAt: '2025-07-01 08:00:00 +0200', endedAt: '2025-07-01 09:00:00 +0200' },
    ])
  })

  test('a part without a header line is kept, though nobody knows what its cells are', async () => {
    const { ingesting, report } = await ingest({
      SymptomsData: linesOf(`${start}|${end}|Headache`, `${end}|7`),
    })
    expect(report).toMatchObject({
      status: 'processed',
      received: 2,
      inserted: 2,
      by_type: { symptoms_data: { received: 2 } },
      uncatalogued: ['symptoms_data'],
    })
    expect(await ingesting.rows('health_events', 'type, started_at, name, source, detail')).toEqual([
      {
        type: 'symptoms_data',
        started_at: new Date('2025-03-01T07:00:00Z'),
        name: '',
        source: '',
        detail: { column_2: end, column_3: 'Headache' },
      },
      {
        type: 'symptoms_data',
        started_at: new Date('2025-03-01T07:01:00Z'),
        name: '',
        source: '',
        detail: { column_2: 7 },
      },
    ])
  })
})

test.each(['Sexual Activity', 'Blood Glucose'])(
  'a header of 100,000 parts of %s, and lines of few cells, are read in linear time',
  metric => {
    const header = ['Date/Time', ...Array.from({ length: 100_000 }, (_, at) => `${metric} [x${at}] (count)`)]
    const lines = Array.from({ length: 20_000 }, () => ['2025-03-01 10:00:00', '1'])
    expect(read({ HealthData: [header, ...lines] })).toHaveLength(20_000)
  },
)

test('the zone of a file of workouts or events is asked for once', () => {
  const { DateTimeFormat } = Intl
  let asked = 0
  Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
    construct: (target, given) => {
      asked++
      return Reflect.construct(target, given)
    },
  })
  try {
    const lines = Array.from({ length: 50 }, () => ['Running', '2025-03-01 10:00', '2025-03-01 10:30'])
    read({ WorkoutsData: [['Type', 'Start', 'End'], ...lines] }, berlin)
    read({ SymptomsData: [['Name', 'Start', 'End'], ...lines] }, berlin)
  } finally {
    Intl.DateTimeFormat = DateTimeFormat
  }
  expect(asked).toBe(2)
})

test('whatever the cells hold, nothing is thrown and no two items share a place', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      'Date/Time',
      'Heart Rate [Min] (bpm)',
      'A [x] (y)',
      '2025-03-01 08:00:00',
      '1',
      '__proto__',
      '[',
      '(',
    ),
    fc.string(),
    fc.anything(),
  )
  const file = fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 5 })
  const names = ['HealthData', 'WorkoutsData', 'SymptomsData', 'MedicationsData', 'XData', '__proto__']
  fc.assert(
    fc.property(fc.constantFrom(...names), file, (name, lines) => {
      const items = [...healthAutoExportCsv.read(Object.fromEntries([[name, lines]]), berlin)]
      const places = items.map(({ path, index }) => `${path}/${index}`)
      expect(new Set(places).size).toBe(places.length)
    }),
  )
})
