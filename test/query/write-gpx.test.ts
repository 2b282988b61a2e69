import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type GpxRoute, writeGpx } from '../../src/query/write-gpx.ts'
import { expectValidGpx, findElement, type GpxElement, parseGpx } from '../support/gpx.ts'

const point = (
  fields: Partial<Record<'altitude_m' | 'speed_m_per_s' | 'course_deg', number | null>> = {},
) => ({
  recorded_at: new Date('2025-06-01T08:00:00.250Z'),
  latitude: 47.123456789012,
  longitude: 8.2,
  altitude_m: null as number | null,
  speed_m_per_s: null as number | null,
  course_deg: null as number | null,
  ...fields,
})
const columns = ['recorded_at', 'latitude', 'longitude', 'altitude_m', 'speed_m_per_s', 'course_deg'] as const
const routeOf = (points: ReturnType<typeof point>[], workout: Partial<GpxRoute> = {}) =>
  ({
    activity: 'running',
    name: null,
    started_at: new Date('2025-06-01T07:59:59Z'),
    ...Object.fromEntries(columns.map(column => [column, points.map(one => one[column])])),
    ...workout,
  }) as GpxRoute

const textOf = (element: GpxElement, ...path: string[]) => findElement(element, ...path)?.text

test('a route is one track of one segment, with what is known of each point', () => {
  const gpx = parseGpx(
    writeGpx(routeOf([point(), point({ altitude_m: -3.5, speed_m_per_s: 0, course_deg: 359.5 })])),
  )
  expectValidGpx(gpx)
  const time = { name: 'time', attributes: {}, children: [], text: '2025-06-01T08:00:00.250Z' }
  const leaf = (name: string, text: string) => ({ name, attributes: {}, children: [], text })
  const attributes = { lat: '47.123456789012', lon: '8.2' }
  expect(gpx.attributes).toEqual({ version: '1.1', creator: 'health-export-api' })
  expect(textOf(gpx, 'metadata', 'time')).toBe('2025-06-01T07:59:59.000Z')
  expect([textOf(gpx, 'trk', 'name'), textOf(gpx, 'trk', 'type')]).toEqual(['running', 'running'])
  expect(findElement(gpx, 'trk', 'trkseg')!.children).toEqual([
    { name: 'trkpt', attributes, children: [time], text: '' },
    {
      name: 'trkpt',
      attributes,
      text: '',
      children: [
        leaf('ele', '-3.5'),
        time,
        {
          name: 'extensions',
          attributes: {},
          text: '',
          children: [
            {
              name: 'ext:TrackPointExtension',
              attributes: {},
              text: '',
              children: [leaf('ext:speed', '0'), leaf('ext:course', '359.5')],
            },
          ],
        },
      ],
    },
  ])
})

test('what a device does not know is left out, and what the schema has once is written that way', () => {
  const gpx = parseGpx(
    writeGpx(
      routeOf([
        point({ speed_m_per_s: -1, course_deg: -1 }),
        { ...point({ course_deg: 360 }), longitude: 180 },
      ]),
    ),
  )
  expectValidGpx(gpx)
  const [first, second] = findElement(gpx, 'trk', 'trkseg')!.children
  expect(first!.children.map(({ name }) => name)).toEqual(['time'])
  expect(second!.attributes.lon).toBe('-180')
  expect(textOf(second!, 'extensions', 'ext:TrackPointExtension', 'ext:course')).toBe('0')
})

test('any text is well-formed XML, and the same text again where XML can hold it', () => {
  const nameOf = (name: string) => {
    const gpx = parseGpx(writeGpx(routeOf([point()], { name })))
    expectValidGpx(gpx)
    return textOf(gpx, 'trk', 'name')
  }
  expect(nameOf('<b>&amp;"\' ]]> Läufe 🏃\r\n')).toBe('<b>&amp;"\' ]]> Läufe 🏃\r\n')
  expect(nameOf('a\u0001b\u001bc\uffffd')).toBe('a\ufffdb\ufffdc\ufffdd')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), name => {
      const readable = name.replace(
        /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu,
        '\ufffd',
      )
      expect(nameOf(name)).toBe(readable)
    }),
  )
})

test('every coordinate is written exactly, and without an exponent', () => {
  const number = (max: number) => fc.double({ min: -max, max, noNaN: true })
  fc.assert(
    fc.property(number(90), number(179.9), number(Number.MAX_VALUE), (latitude, longitude, altitude) => {
      const gpx = parseGpx(writeGpx(routeOf([{ ...point({ altitude_m: altitude }), latitude, longitude }])))
      expectValidGpx(gpx)
      const trkpt = findElement(gpx, 'trk', 'trkseg', 'trkpt')!
      const written = [trkpt.attributes.lat, trkpt.attributes.lon, textOf(trkpt, 'ele')].map(Number)
      // -0 is 0 there.
      expect(written).toEqual([latitude + 0, longitude + 0, altitude + 0])
    }),
    {
      examples: [
        [1e-7, -1.5e-9, 1e21],
        [5e-324, -123e-20, -1.25e22],
      ],
    },
  )
})
