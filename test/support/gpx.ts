import { SaxesParser } from 'saxes'
import { expect } from 'vitest'

const gpxNamespace = 'http://www.topografix.com/GPX/1/1'
const extensionNamespace = 'http://www.garmin.com/xmlschemas/TrackPointExtension/v2'

/** An element of a GPX file; one of the extension for track points is named `ext:` and its name. */
export interface GpxElement {
  name: string
  attributes: Record<string, string>
  children: GpxElement[]
  text: string
}

/** Parses strictly and by namespaces, whatever their prefixes are. */
export function parseGpx(xml: string): GpxElement {
  const root: GpxElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    const name =
      uri === gpxNamespace ? local : uri === extensionNamespace ? `ext:${local}` : `${uri} ${local}`
    const own = Object.values(attributes).filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    const element: GpxElement = {
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
export function expectValidGpx(element: GpxElement) {
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
  for (const child of element.children) expectValidGpx(child)
}

/** The first element at the end of a path of names. */
export function findElement(element: GpxElement, ...path: string[]): GpxElement | undefined {
  return path.reduce<GpxElement | undefined>(
    (parent, name) => parent?.children.find(child => child.name === name),
    element,
  )
}
