import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { type GpxRoute, writeGpx } from '../../src/query/write-gpx.ts'

const gpxNamespace = 'http://www.topografix.com/GPX/1/1'
const extensionNamespace = 'http://www.garmin.com/xmlschemas/TrackPointExtension/v2'

interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

/** Parses strictly, with namespaces; an element of the extension keeps a prefix in its name, whatever it was. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    const name =
      uri === gpxNamespace ? local : uri === extensionNamespace ? `ext:${local}` : `${uri} ${local}`
    const own = Object.values(attributes).filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    const element: Element = {
      name,
      attributes: Object.fromEntries(own.map(attribute => [attribute.name, attribute.value])),
      children: [],
      text: '',
    }
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  parser.on('text', text => {
    open.at(-1)!.text += text
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(xml).close()
  return root.children[0]!
}

/** Children in the order in which the schema's sequences have them, of those that we write. */
const sequences: Record<string, readonly string[]> = {
  gpx: ['metadata', 'trk'],
  metadata: ['time'],
  trk: ['name', 'type', 'trkseg'],
  trkseg: ['trkpt'],
  trkpt: ['ele', 'time', 'extensions'],
  extensions: ['ext:TrackPointExtension'],
  'ext:TrackPointExtension': ['ext:speed', 'ext:course'],
}
const attributesOf: Record<string, readonly string[]> = { gpx: ['version', 'creator'], trkpt: ['lat', 'lon'] }
const decimal = /^-?\d+(\.\d+)?$/

/** Holds an element and what is in it against the schema of GPX 1.1. */
function expectValid(element: Element) {
  const sequence = sequences[element.name] ?? []
  const places = element.children.map(({ name }) => sequence.indexOf(name))
  expect(places, `${element.name}: known children`).not.toContain(-1)
  expect(places, `${element.name}: their order`).toEqual(places.toSorted((a, b) => a - b))
  expect(Object.keys(element.attributes), element.name).toEqual(attributesOf[element.name] ?? [])
  if (sequence.length > 0) expect(element.text.trim(), element.name).toBe('')
  if (element.name === 'time') expect(element.text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  if (['ele', 'ext:speed', 'ext:course'].includes(element.name)) expect(element.text).toMatch(decimal)
  for (const value of element.name === 'trkpt' ? Object.values(element.attributes) : []) {
    expect(value).toMatch(decimal)
  }
  for (const child of element.children) expectValid(child)
}

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

const find = (element: Element, ...path: string[]) =>
  path.reduce((parent, name) => parent.children.find(child => child.name === name)!, element)
const textOf = (element: Element, ...path: string[]) => find(element, ...path)?.text

test('a route is one track of one segment, with what is known of each point', () => {
  const gpx = parseXml(
    writeGpx(routeOf([point(), point({ altitude_m: -3.5, speed_m_per_s: 0, course_deg: 359.5 })])),
  )
  expectValid(gpx)
  const time = { name: 'time', attributes: {}, children: [], text: '2025-06-01T08:00:00.250Z' }
  const leaf = (name: string, text: string) => ({ name, attributes: {}, children: [], text })
  const attributes = { lat: '47.123456789012', lon: '8.2' }
  expect(gpx.attributes).toEqual({ version: '1.1', creator: 'health-export-api' })
  expect(textOf(gpx, 'metadata', 'time')).toBe('2025-06-01T07:59:59.000Z')
  expect([textOf(gpx, 'trk', 'name'), textOf(gpx, 'trk', 'type')]).toEqual(['running', 'running'])
  expect(find(gpx, 'trk', 'trkseg').children).toEqual([
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
  const gpx = parseXml(
    writeGpx(
      routeOf([
        point({ speed_m_per_s: -1, course_deg: -1 }),
        { ...point({ course_deg: 360 }), longitude: 180 },
      ]),
    ),
  )
  expectValid(gpx)
  const [first, second] = find(gpx, 'trk', 'trkseg').children
  expect(first!.children.map(({ name }) => name)).toEqual(['time'])
  expect(second!.attributes.lon).toBe('-180')
  expect(textOf(second!, 'extensions', 'ext:TrackPointExtension', 'ext:course')).toBe('0')
})

test('any text is well-formed XML, and the same text again where XML can hold it', () => {
  const nameOf = (name: string) => {
    const gpx = parseXml(writeGpx(routeOf([point()], { name })))
    expectValid(gpx)
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
      const gpx = parseXml(writeGpx(routeOf([{ ...point({ altitude_m: altitude }), latitude, longitude }])))
      expectValid(gpx)
      const trkpt = find(gpx, 'trk', 'trkseg', 'trkpt')
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
