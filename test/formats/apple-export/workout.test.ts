import { describe, expect, test } from 'vitest'
import { activities } from '../../../src/catalogue/activities.ts'
import { readWorkout } from '../../../src/formats/apple-export/workout.ts'
import type { XmlElement } from '../../../src/formats/apple-export/xml-element.ts'
import type { IncomingWorkout } from '../../../src/formats/incoming.ts'
import { canonicalJson } from '../../../src/ingest/judge/text.ts'

const place = { path: '/Workout', index: 7 }
const startDate = '2023-06-11 18:00:00 +0200'
const endDate = '2023-06-11 18:31:30 +0200'

function element(
  name: string,
  attributes: Record<string, string> = {},
  children: XmlElement[] = [],
): XmlElement {
  return { name, attributes: Object.assign(Object.create(null), attributes), children }
}
const metadata = (key: string, value: string) => element('MetadataEntry', { key, value })
const statistic = (type: string, attributes: Record<string, string>) =>
  element('WorkoutStatistics', { type: `HKQuantityTypeIdentifier${type}`, startDate, endDate, ...attributes })

function read(attributes: Record<string, string> = {}, children: XmlElement[] = []): IncomingWorkout {
  const { type = 'Running', ...others } = attributes
  const written = { workoutActivityType: `HKWorkoutActivityType${type}`, startDate, endDate, ...others }
  return readWorkout(element('Workout', written, children), place, []) as IncomingWorkout
}

test('a workout of iOS 16, with all that Apple writes', () => {
  const route = [{ recordedAt: '2023-06-11T16:00:00Z', latitude: 47.1, longitude: 8.2 }]
  const workout = element(
    'Workout',
    {
      workoutActivityType: 'HKWorkoutActivityTypeRunning',
      duration: '31.5',
      durationUnit: 'min',
      sourceName: 'Anna’s Apple\u00a0Watch',
      sourceVersion: '9.5',
      device:
        '<<HKDevice: 0x2808c0a00>, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:9.5>',
      creationDate: '2023-06-11 18:31:40 +0200',
      startDate,
      endDate,
    },
    [
      metadata('HKIndoorWorkout', '0'),
      metadata('HKTimeZone', 'Europe/Zurich'),
      metadata('HKAverageMETs', '5.2 kcal/hr·kg'),
      metadata('HKWeatherTemperature', '60 degF'),
      metadata('HKWeatherHumidity', '5800 %'),
      metadata('HKElevationAscended', '1234 cm'),
      metadata('HKElevationDescended', '900 cm'),
      metadata('HKAverageSpeed', '2.7 m/s'),
      metadata('HKMaximumSpeed', '4.1 m/s'),
      element('WorkoutEvent', {
        type: 'HKWorkoutEventTypePause',
        date: startDate,
        duration: '1.5',
        durationUnit: 'min',
      }),
      element('WorkoutActivity', { uuid: 'A-1', startDate, endDate, duration: '31.5', durationUnit: 'min' }, [
        statistic('HeartRate', { average: '150', minimum: '96', maximum: '171', unit: 'count/min' }),
        metadata('HKIndoorWorkout', '0'),
      ]),
      statistic('ActiveEnergyBurned', { sum: '300.5', unit: 'kcal' }),
      statistic('BasalEnergyBurned', { sum: '50', unit: 'kcal' }),
      statistic('DistanceWalkingRunning', { sum: '5.1', unit: 'km' }),
      statistic('StepCount', { sum: '5200', unit: 'count' }),
      statistic('FlightsClimbed', { sum: '3', unit: 'count' }),
      statistic('HeartRate', { average: '150', minimum: '96', maximum: '171', unit: 'count/min' }),
      statistic('RunningSpeed', { average: '9.7', minimum: '3', maximum: '14', unit: 'km/hr' }),
      statistic('RunningPower', { average: '210', minimum: '100', maximum: '300', unit: 'W' }),
      element('WorkoutRoute', { sourceName: 'Watch', creationDate: endDate, startDate, endDate }, [
        metadata('HKMetadataKeySyncVersion', '2'),
        element('FileReference', { path: '/workout-routes/route_2023-06-11_6.31pm.gpx' }),
      ]),
      element('Weather', { sky: 'clear' }),
    ],
  )
  const figures = { start_date: startDate, end_date: endDate }
  expect(readWorkout(workout, place, route)).toEqual({
    kind: 'workout',
    activity: 'running',
    startedAt: startDate,
    endedAt: endDate,
    location: 'outdoor',
    source: 'Anna’s Apple\u00a0Watch',
    totals: {
      duration: { value: '31.5', unit: 'min' },
      totalEnergy: { value: 350.5, unit: 'kcal' },
      activeEnergy: { value: '300.5', unit: 'kcal' },
      distance: { value: '5.1', unit: 'km' },
      minHeartRate: { value: '96', unit: 'count/min' },
      avgHeartRate: { value: '150', unit: 'count/min' },
      maxHeartRate: { value: '171', unit: 'count/min' },
      elevationUp: { value: '1234', unit: 'cm' },
      elevationDown: { value: '900', unit: 'cm' },
      avgSpeed: { value: '2.7', unit: 'm/s' },
      maxSpeed: { value: '4.1', unit: 'm/s' },
      stepCount: { value: '5200', unit: 'count' },
      flightsClimbed: { value: '3', unit: 'count' },
      intensity: { value: '5.2', unit: 'kcal/hr·kg' },
      temperature: { value: '60', unit: 'degF' },
      humidity: { value: 58, unit: '%' },
    },
    series: {},
    route,
    lenientTotals: true,
    detail: {
      source_version: '9.5',
      device: 'name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:9.5',
      creation_date: '2023-06-11 18:31:40 +0200',
      metadata_entries: { time_zone: 'Europe/Zurich' },
      events: [{ type: 'HKWorkoutEventTypePause', date: startDate, duration: '1.5', duration_unit: 'min' }],
      activities: [
        {
          uuid: 'A-1',
          ...figures,
          duration: '31.5',
          duration_unit: 'min',
          statistics: [
            {
              type: 'HKQuantityTypeIdentifierHeartRate',
              ...figures,
              average: '150',
              minimum: '96',
              maximum: '171',
              unit: 'count/min',
            },
          ],
          metadata_entries: { indoor_workout: '0' },
        },
      ],
      statistics: [
        { type: 'HKQuantityTypeIdentifierBasalEnergyBurned', ...figures, sum: '50', unit: 'kcal' },
        {
          type: 'HKQuantityTypeIdentifierRunningSpeed',
          ...figures,
          average: '9.7',
          minimum: '3',
          maximum: '14',
          unit: 'km/hr',
        },
        {
          type: 'HKQuantityTypeIdentifierRunningPower',
          ...figures,
          average: '210',
          minimum: '100',
          maximum: '300',
          unit: 'W',
        },
      ],
      routes: [
        {
          source_name: 'Watch',
          creation_date: endDate,
          ...figures,
          metadata_entries: { sync_version: '2' },
          files: [{ path: '/workout-routes/route_2023-06-11_6.31pm.gpx' }],
        },
      ],
      weather: [{ sky: 'clear' }],
    },
    ...place,
  })
})

describe('totals', () => {
  const legacy = { totalDistance: '5.1', totalDistanceUnit: 'km' }
  const burned = { totalEnergyBurned: '312', totalEnergyBurnedUnit: 'kcal' }
  const active = (sum: string, unit = 'kcal') => statistic('ActiveEnergyBurned', { sum, unit })
  const basal = (sum: string, unit = 'kcal') => statistic('BasalEnergyBurned', { sum, unit })
  const kcal = (value: unknown) => ({ value, unit: 'kcal' })
  const km = (value: unknown) => ({ value, unit: 'km' })
  const distance = (type: string, sum: string, unit = 'km') => statistic(`Distance${type}`, { sum, unit })

  test('of iOS 15 stand in the attributes; what was burned is active energy', () => {
    const { totals, detail } = read({ duration: '31.5', durationUnit: 'min', ...legacy, ...burned })
    expect(totals).toEqual({
      duration: { value: '31.5', unit: 'min' },
      distance: km('5.1'),
      activeEnergy: kcal('312'),
      totalEnergy: kcal('312'),
    })
    expect(detail).toBeUndefined()
  })

  test.each<[string, Record<string, string>, XmlElement[], object]>([
    ['an attribute of 0 was not measured', { totalDistance: '0', totalEnergyBurned: '0' }, [], {}],
    [
      'a statistic holds, and an attribute of 0 beside it says nothing',
      { totalDistance: '0', totalDistanceUnit: 'km' },
      [distance('Cycling', '21')],
      { distance: km('21') },
    ],
    [
      'a triathlon went all its ways',
      { type: 'SwimBikeRun' },
      [distance('Swimming', '1.5'), distance('Cycling', '40'), distance('WalkingRunning', '10')],
      { distance: km(51.5) },
    ],
    [
      'ways in two units are not added up: the attribute is there',
      legacy,
      [distance('Swimming', '1500', 'm'), distance('Cycling', '40')],
      { distance: km('5.1') },
    ],
    [
      'energy in two units is not added up',
      {},
      [active('300'), basal('200', 'kJ')],
      { activeEnergy: kcal('300'), totalEnergy: kcal('300') },
    ],
    ['energy at rest alone is no total', {}, [basal('50')], {}],
    [
      'what the attribute burned, and the energy at rest',
      burned,
      [basal('50')],
      { activeEnergy: kcal('312'), totalEnergy: kcal(362) },
    ],
    [
      'a statistic without numbers adds up to nothing',
      {},
      [active('many'), basal('50')],
      { activeEnergy: kcal('many'), totalEnergy: kcal('many') },
    ],
    [
      'humidity as Apple wrote it before',
      {},
      [metadata('HKWeatherHumidity', '56 %')],
      { humidity: { value: '56', unit: '%' } },
    ],
    [
      'speed where only a statistic says it',
      {},
      [statistic('CyclingSpeed', { average: '25', maximum: '40', unit: 'km/hr' })],
      { avgSpeed: { value: '25', unit: 'km/hr' }, maxSpeed: { value: '40', unit: 'km/hr' } },
    ],
    ['metadata that are no quantity', {}, [metadata('HKLapLength', 'a long one')], {}],
  ])('%s', (_, attributes, children, totals) => {
    expect(read(attributes, children).totals).toEqual(totals)
  })

  test('what became no total is in the detail', () => {
    const { detail } = read({ ...legacy, ...burned }, [
      distance('WalkingRunning', '5.2'),
      active('300'),
      active('301'),
      metadata('HKLapLength', 'a long one'),
    ])
    const second = { start_date: startDate, end_date: endDate, sum: '301', unit: 'kcal' }
    expect(detail).toEqual({
      total_distance: '5.1',
      total_distance_unit: 'km',
      total_energy_burned: '312',
      total_energy_burned_unit: 'kcal',
      statistics: [{ type: 'HKQuantityTypeIdentifierActiveEnergyBurned', ...second }],
      metadata_entries: { lap_length: 'a long one' },
    })
  })

  test('an attribute that says what the statistic says is not told twice', () => {
    expect(
      read({ ...legacy, ...burned }, [distance('WalkingRunning', '5.1'), active('312')]).detail,
    ).toBeUndefined()
  })
})

test.each<[string, XmlElement[], string | undefined, object | undefined]>([
  ['indoors', [metadata('HKIndoorWorkout', '1')], 'indoor', undefined],
  ['outdoors', [metadata('HKIndoorWorkout', '0')], 'outdoor', undefined],
  [
    'a pool says more than a roof',
    [metadata('HKIndoorWorkout', '1'), metadata('HKSwimmingLocationType', '1')],
    'pool',
    { indoor_workout: '1' },
  ],
  ['open water', [metadata('HKSwimmingLocationType', '2')], 'open_water', undefined],
  ['unknown', [metadata('HKSwimmingLocationType', '0')], undefined, { swimming_location_type: '0' }],
])('the place: %s', (_, children, location, left) => {
  const workout = read({}, children)
  expect(workout.location).toBe(location)
  expect(workout.detail?.metadata_entries).toEqual(left)
})

test('every activity of HealthKit has the name that it has in the catalogue, and one of the future keeps its own', () => {
  for (const { name, healthkit } of activities.values()) {
    expect(read({ type: healthkit.replace('HKWorkoutActivityType', '') }).activity).toBe(name)
  }
  expect(read({ type: 'Quidditch' }).activity).toBe('Quidditch')
})

describe('a hostile element', () => {
  const events = (count: number) =>
    Array.from({ length: count }, () =>
      element('WorkoutEvent', { type: 'HKWorkoutEventTypeSegment', date: startDate }),
    )

  test('with more events than a detail can hold keeps all but them', () => {
    const { detail, totals } = read({ duration: '31.5', durationUnit: 'min' }, [
      ...events(100_000),
      metadata('HKTimeZone', 'Europe/Zurich'),
      statistic('RunningPower', { average: '210', unit: 'W' }),
    ])
    expect(totals).toEqual({ duration: { value: '31.5', unit: 'min' } })
    expect(detail).toEqual({
      metadata_entries: { time_zone: 'Europe/Zurich' },
      statistics: [
        {
          type: 'HKQuantityTypeIdentifierRunningPower',
          start_date: startDate,
          end_date: endDate,
          average: '210',
          unit: 'W',
        },
      ],
      left_out: { events: 100_000 },
    })
  })

  test('with as many as it can hold is one that ingest/ takes', () => {
    const { detail } = read({}, events(50_000))
    expect(detail?.events).toHaveLength(50_000)
    expect(canonicalJson(detail).ok).toBe(true)
  })

  test('that is nested deeper than any of Apple’s keeps all but the nest', () => {
    let nest = element('Russian', { doll: '0' })
    for (let depth = 1; depth < 5_000; depth++) nest = element('Russian', { doll: String(depth) }, [nest])
    expect(read({}, [nest, metadata('HKTimeZone', 'Europe/Zurich')]).detail).toEqual({
      metadata_entries: { time_zone: 'Europe/Zurich' },
      left_out: { russian: 1 },
    })
  })

  test('whose keys are those of objects has them as keys', () => {
    const { detail } = read(JSON.parse('{"__proto__": "a", "constructor": "b"}'), [
      metadata('__proto__', 'c'),
      metadata('HKTimeZone', 'd'),
      metadata('TimeZone', 'e'),
    ])
    expect(JSON.stringify(detail)).toBe(
      '{"proto":"a","constructor":"b","metadata_entries":{"proto":"c","time_zone":"d","TimeZone":"e"}}',
    )
  })

  test('without anything is a workout for ingest/ to judge', () => {
    expect(readWorkout(element('Workout'), place, [])).toEqual({
      kind: 'workout',
      activity: undefined,
      startedAt: undefined,
      endedAt: undefined,
      source: undefined,
      totals: {},
      series: {},
      route: [],
      lenientTotals: true,
      ...place,
    })
  })
})
