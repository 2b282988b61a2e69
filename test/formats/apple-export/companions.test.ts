import { expect, test } from 'vitest'
import type { CompanionFiles } from '../../../src/formats/apple-export/export-part.ts'
import { end, exportOf, filesOf, read, start, times } from './reading.ts'

const gpx = (...longitudes: number[]) =>
  `<gpx><trk><trkseg>${longitudes.map(lon => `<trkpt lon="${lon}" lat="47.5"><time>${start}</time></trkpt>`).join('')}</trkseg></trk></gpx>`
const point = (longitude: number) => ({ recordedAt: start, latitude: 47.5, longitude })

const workout = (...paths: string[]) =>
  `<Workout workoutActivityType="HKWorkoutActivityTypeRunning" sourceName="Watch" ${times}><WorkoutRoute>${paths.map(path => `<FileReference path="/workout-routes/${path}"/>`).join('')}</WorkoutRoute></Workout>`
const readWorkout = (index: number, route: object[], paths: string[], omission?: string) => ({
  kind: 'workout',
  activity: 'running',
  startedAt: start,
  endedAt: end,
  source: 'Watch',
  totals: {},
  series: {},
  route,
  lenientTotals: true,
  detail: {
    routes: [{ files: paths.map(path => ({ path: `/workout-routes/${path}` })) }],
    ...(omission !== undefined && { route_omission: omission }),
  },
  path: '/HealthData/Workout',
  index,
})
const recordsOf = async (files: CompanionFiles, ...elements: string[]) =>
  (await read(exportOf(...elements), { files })).records

test('a route is that of the workout which names it, in as many files as it has', async () => {
  const files = filesOf({ 'workout-routes/b.gpx': gpx(8.3), 'workout-routes/a.gpx': gpx(8.1, 8.2) })
  const paths = ['a.gpx', 'b.gpx']
  expect(await recordsOf(files, workout(...paths))).toEqual([
    readWorkout(0, [point(8.1), point(8.2), point(8.3)], paths),
  ])
})

test('a route of iOS 11 and 12 stands in the workout itself', async () => {
  const location = (longitude: number, others = '') =>
    `<Location date="${start}" latitude="47.5" longitude="${longitude}" ${others}/>`
  const measured =
    'altitude="412.5" horizontalAccuracy="4" verticalAccuracy="3" course="271.1" speed="2.8" strange="1"'
  const route = `<WorkoutRoute sourceName="Watch"><MetadataEntry key="HKMetadataKeySyncVersion" value="2"/>${location(8.1, measured)}${location(8.2)}</WorkoutRoute>`
  const { detail: _, ...others } = readWorkout(0, [], [])
  expect(await recordsOf(filesOf({}), workout('').replace(/<WorkoutRoute>.*<.WorkoutRoute>/, route))).toEqual(
    [
      {
        ...others,
        route: [
          {
            ...point(8.1),
            altitude: 412.5,
            horizontalAccuracy: 4,
            verticalAccuracy: 3,
            course: 271.1,
            speed: 2.8,
          },
          point(8.2),
        ],
        detail: { routes: [{ source_name: 'Watch', metadata_entries: { sync_version: '2' } }] },
      },
    ],
  )
})

test('a workout whose route is missing, or was that of another, is kept and says so', async () => {
  const files = filesOf({ 'workout-routes/a.gpx': gpx(8.1) })
  const omission = 'a file of its route is missing, or is the route of another workout'
  expect(await recordsOf(files, workout('a.gpx'), workout('a.gpx', 'none.gpx'))).toEqual([
    readWorkout(0, [point(8.1)], ['a.gpx']),
    readWorkout(1, [], ['a.gpx', 'none.gpx'], omission),
  ])
})

test('a route that no workout names is an event, which goes where workouts are switched off', async () => {
  const files = filesOf({ 'workout-routes/a.gpx': gpx(8.1), 'workout-routes/empty.gpx': '<gpx/>' })
  const route = { kind: 'event', type: 'workout_route', unknownType: true, holds: ['workout'] }
  expect(await recordsOf(files)).toEqual([
    {
      ...route,
      startedAt: start,
      endedAt: start,
      detail: {
        file: 'workout-routes/a.gpx',
        points: [{ recorded_at: start, latitude: 47.5, longitude: 8.1 }],
      },
      path: '/workout-routes',
      index: 0,
    },
    {
      ...route,
      detail: { file: 'workout-routes/empty.gpx', points: [] },
      path: '/workout-routes',
      index: 1,
    },
  ])
})

test('an electrocardiogram is an item in its own place, and no other file is one', async () => {
  const recording = `Recorded Date,${start}\nClassification,Sinus Rhythm\nSample Rate,2 hertz\n\n1\n2\n`
  const files = filesOf({
    'electrocardiograms/notes.txt': 'x',
    'electrocardiograms/ecg.csv': recording,
    'other/ecg.csv': recording,
    'clinical-records/a.json': '{}',
  })
  const records = await recordsOf(files)
  expect(records).toEqual([
    {
      kind: 'event',
      type: 'ecg',
      startedAt: start,
      endedAt: '2026-03-01T06:00:01.000Z',
      source: 'ECG',
      detail: {
        classification: 'Sinus Rhythm',
        samplingFrequency: 2,
        numberOfVoltageMeasurements: 2,
        voltages: [1, 2],
        header: { 'Recorded Date': start, Classification: 'Sinus Rhythm', 'Sample Rate': '2 hertz' },
      },
      path: '/electrocardiograms',
      index: 1,
    },
  ])
})
