import { expect, test } from 'vitest'
import { Partitions } from '../../src/database/partitions.ts'
import { readElectrocardiogram } from '../../src/formats/apple-export/electrocardiogram.ts'
import { readWorkout } from '../../src/formats/apple-export/workout.ts'
import type { XmlElement } from '../../src/formats/apple-export/xml-element.ts'
import type { Incoming } from '../../src/formats/incoming.ts'
import { ingest } from '../../src/ingest/ingest.ts'
import { testDatabase } from '../support/database.ts'
import { Ingesting } from '../support/ingesting.ts'

const { pool } = await testDatabase()
const partitions = new Partitions(pool)

const WORKOUT = `activity, name, location, started_at, ended_at, utc_offset_min, client_ids, source, duration_s,
  total_energy_kcal, active_energy_kcal, distance_meters, min_heart_rate, avg_heart_rate, max_heart_rate,
  elevation_up_meters, step_count, lap_length_meters, intensity_kcal_per_hr_kg, temperature_deg_c, humidity_percent,
  detail`
const ROUTE = 'activity, recorded_at, latitude, longitude, altitude_m, speed_m_per_s'

const startDate = '2023-06-11 18:00:00 +0200'
const endDate = '2023-06-11 18:30:00 +0200'

function element(name: string, attributes: Record<string, string>, children: XmlElement[] = []): XmlElement {
  return { name, attributes: Object.assign(Object.create(null), attributes), children }
}
const statistic = (type: string, attributes: Record<string, string>) =>
  element('WorkoutStatistics', { type: `HKQuantityTypeIdentifier${type}`, startDate, endDate, ...attributes })
const metadata = (key: string, value: string) => element('MetadataEntry', { key, value })

const ofExport = element(
  'Workout',
  {
    workoutActivityType: 'HKWorkoutActivityTypeRunning',
    duration: '29.5',
    durationUnit: 'min',
    sourceName: 'Anna’s Apple\u00a0Watch',
    sourceVersion: '9.5',
    device: '<<HKDevice: 0x2808c0a00>, name:Apple Watch, model:Watch>',
    startDate,
    endDate,
  },
  [
    metadata('HKIndoorWorkout', '0'),
    metadata('HKTimeZone', 'Europe/Zurich'),
    metadata('HKAverageMETs', '9.5 kcal/hr·kg'),
    metadata('HKWeatherTemperature', '59 degF'),
    metadata('HKWeatherHumidity', '7000 %'),
    metadata('HKElevationAscended', '1234 cm'),
    element('WorkoutEvent', { type: 'HKWorkoutEventTypePause', date: startDate }),
    statistic('ActiveEnergyBurned', { sum: '300', unit: 'kcal' }),
    statistic('BasalEnergyBurned', { sum: '50', unit: 'kcal' }),
    statistic('DistanceWalkingRunning', { sum: '5', unit: 'km' }),
    statistic('StepCount', { sum: '5200', unit: 'count' }),
    statistic('HeartRate', { average: '150', minimum: '96', maximum: '171', unit: 'count/min' }),
  ],
)
const at = (seconds: number) => new Date(Date.UTC(2023, 5, 11, 16, 0, seconds))
const routeOfExport = [0, 1, 2].map(seconds => ({
  recordedAt: at(seconds).toISOString(),
  latitude: 47.1,
  longitude: 8 + seconds / 8,
  altitude: 400,
  speed: 2.5,
}))

const qty = (qty: number, units: string) => ({ qty, units })
const ofPhone = {
  id: 'A2',
  name: 'Outdoor Run',
  // Health Auto Export has been seen to keep fractions that Apple's export cuts off.
  start: '2023-06-11 18:00:00.250 +0200',
  end: endDate,
  duration: 1770,
  location: 'Outdoor',
  isIndoor: false,
  metadata: {},
  activeEnergyBurned: qty(300, 'kcal'),
  totalEnergy: qty(350, 'kcal'),
  distance: qty(5, 'km'),
  intensity: qty(9.5, 'kcal/hr·kg'),
  temperature: qty(15, 'degC'),
  lapLength: qty(400, 'm'),
  heartRate: { min: qty(96, 'bpm'), avg: qty(150, 'bpm'), max: qty(171, 'bpm') },
  route: [0, 1].map(seconds => ({
    latitude: 47.1,
    longitude: 8 + seconds / 8,
    timestamp: at(seconds).toISOString(),
  })),
}

async function ingestExport(ingesting: Ingesting, record: Incoming) {
  const raw = await ingesting.store('{}')
  return ingest(
    { pool, partitions, disabledTypes: new Set() },
    { userId: raw.userId, raw, format: 'apple_export', incoming: [record] },
  )
}
const sendExport = (ingesting: Ingesting) =>
  ingestExport(ingesting, readWorkout(ofExport, { path: '/Workout', index: 0 }, routeOfExport))
const sendPhone = (ingesting: Ingesting) => ingesting.ingest({ data: { workouts: [ofPhone] } })

test.each([
  ['the export came after the phone', [sendPhone, sendExport]],
  ['the export came before the phone', [sendExport, sendPhone]],
])('one workout through both clients is one row, with what each of them knows: %s', async (_, senders) => {
  const ingesting = await Ingesting.open(pool)
  const reports = []
  for (const send of senders) reports.push(await send(ingesting))
  expect(reports).toMatchObject([
    { received: 1, inserted: 1, errors: [] },
    { received: 1, updated: 1, errors: [] },
  ])
  expect(await ingesting.rows('workouts', WORKOUT)).toEqual([
    {
      activity: 'running',
      name: 'Outdoor Run',
      location: 'outdoor',
      started_at: at(0),
      ended_at: at(1800),
      utc_offset_min: 120,
      client_ids: ['A2'],
      source: "Anna's Apple Watch",
      duration_s: 1770,
      total_energy_kcal: 350,
      active_energy_kcal: 300,
      distance_meters: 5000,
      min_heart_rate: 96,
      avg_heart_rate: 150,
      max_heart_rate: 171,
      elevation_up_meters: 12.34,
      step_count: 5200,
      lap_length_meters: 400,
      intensity_kcal_per_hr_kg: 9.5,
      temperature_deg_c: 15,
      humidity_percent: 70,
      detail: {
        isIndoor: false,
        source_version: '9.5',
        device: 'name:Apple Watch, model:Watch',
        metadata: {},
        metadata_entries: { time_zone: 'Europe/Zurich' },
        events: [{ type: 'HKWorkoutEventTypePause', date: startDate }],
        statistics: [
          {
            type: 'HKQuantityTypeIdentifierBasalEnergyBurned',
            start_date: startDate,
            end_date: endDate,
            sum: '50',
            unit: 'kcal',
          },
        ],
      },
    },
  ])
  expect(await ingesting.rows('workout_routes', ROUTE)).toEqual([
    {
      activity: 'running',
      recorded_at: [at(0), at(1), at(2)],
      latitude: [47.1, 47.1, 47.1],
      longitude: [8, 8.125, 8.25],
      altitude_m: [400, 400, 400],
      speed_m_per_s: [2.5, 2.5, 2.5],
    },
  ])
  // The same once more changes nothing.
  for (const send of senders) expect(await send(ingesting)).toMatchObject({ received: 1, duplicate: 1 })
})

test('one electrocardiogram through both clients is one event', async () => {
  const ingesting = await Ingesting.open(pool)
  const voltageMeasurements = [{ date: '2022-03-01 10:11:12.498 +0100', voltage: -24.871, units: 'mcV' }]
  await ingesting.ingest({
    data: {
      ecg: [
        {
          start: '2022-03-01 10:11:12 +0100',
          end: '2022-03-01 10:11:13 +0100',
          source: 'ECG',
          classification: 'Sinus Rhythm',
          averageHeartRate: 61,
          voltageMeasurements,
        },
      ],
    },
  })
  const file = `Name,Anna\nRecorded Date,2022-03-01 10:11:12 +0100\nClassification,Sinus Rhythm\nSample Rate,512 hertz\n
${'-24.871\n'.repeat(513)}`
  async function* chunks() {
    yield Buffer.from(file)
  }
  const place = { path: '/electrocardiograms/ecg_2022-03-01.csv', index: 0 }
  const report = await ingestExport(ingesting, await readElectrocardiogram(chunks(), place))
  expect(report).toMatchObject({ received: 1, updated: 1 })
  expect(await ingesting.rows('health_events', 'type, started_at, ended_at, name, source, detail')).toEqual([
    {
      type: 'ecg',
      started_at: new Date('2022-03-01T09:11:12Z'),
      ended_at: new Date('2022-03-01T09:11:13Z'),
      name: '',
      source: 'ECG',
      detail: {
        classification: 'Sinus Rhythm',
        averageHeartRate: 61,
        voltageMeasurements,
        samplingFrequency: 512,
        numberOfVoltageMeasurements: 513,
        voltages: Array.from({ length: 513 }, () => -24.871),
        header: {
          'Recorded Date': '2022-03-01 10:11:12 +0100',
          Classification: 'Sinus Rhythm',
          'Sample Rate': '512 hertz',
        },
      },
    },
  ])
})
