import { readFile } from 'node:fs/promises'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { writeAppleExport } from '../../bench/apple-export/write-apple-export.ts'
import { unzip, writeTemporary } from '../support/archives.ts'

const until = new Date('2024-05-02T10:00:00Z')

async function writeSmall(options: { seed: number; clean?: boolean }) {
  const path = writeTemporary('export.zip', '')
  const counts = await writeAppleExport({ path, xmlBytes: 1_000_000, until, ...options })
  return { counts, zip: await readFile(path) }
}

/** Elements by name, Records below the root by type, and the faults that the parser met. */
function parse(xml: string) {
  const elements: Record<string, number> = {}
  const records: Record<string, number> = {}
  const faults: string[] = []
  let depth = 0
  const parser = new SaxesParser()
  parser.on('error', error => faults.push(error.message))
  parser.on('opentag', ({ name, attributes }) => {
    elements[name] = (elements[name] ?? 0) + 1
    const type = attributes.type ?? ''
    if (name === 'Record' && depth === 1) records[type] = (records[type] ?? 0) + 1
    depth++
  })
  parser.on('closetag', () => {
    depth--
  })
  parser.write(xml).close()
  return { elements, records, faults }
}

const xmlOf = async (zip: Buffer) => (await unzip(zip)).get('apple_health_export/export.xml')!.toString()

test('what was counted in writing is what another parser reads', async () => {
  const { counts, zip } = await writeSmall({ seed: 1, clean: true })
  const xml = await xmlOf(zip)
  const { elements, records, faults, xmlBytes } = counts
  expect(parse(xml)).toEqual({ elements, records, faults: [] })
  expect(faults).toEqual({})
  expect(xmlBytes).toBe(Buffer.byteLength(xml))
  expect(xmlBytes).toBeGreaterThan(950_000)
  expect(xmlBytes).toBeLessThan(1_050_000)
})

test('each malformation is where it was counted, and nothing else is broken', async () => {
  const { counts, zip } = await writeSmall({ seed: 1 })
  const xml = await xmlOf(zip)
  const times = (found: string | RegExp) => xml.split(found).length - 1
  expect(counts.faults).toEqual({
    document_type: 1,
    control_character: times('\u000b'),
    undefined_entity: times('&nbsp;'),
    attribute_name_with_blank: times(' source Version='),
    unescaped_ampersand: times('Q&A'),
    number_too_large: times('"1e400"'),
    value_implausible: times(/"-?999"/),
    in_the_future: times('startDate="2050'),
  })
  // A parser that reads the document's type takes what follows for a part of it.
  // And an ampersand for the beginning of an entity, which ends at the next semicolon, however many records later.
  const readable = xml.slice(xml.indexOf('<HealthData ')).replaceAll('Q&A', 'Q&amp;A')
  const { elements, faults } = parse(readable)
  expect(elements).toEqual(counts.elements)
  expect(faults.length).toBeGreaterThan(0)
  expect(parse(xml).elements).toEqual({})
})

test('routes and electrocardiograms lie where a phone puts them, and the XML names each route', async () => {
  const { counts, zip } = await writeSmall({ seed: 1 })
  const paths = [...(await unzip(zip)).keys()]
  const xml = await xmlOf(zip)
  const routes = [...xml.matchAll(/<FileReference path="(.*?)"/g)].map(
    ([, path]) => `apple_health_export${path}`,
  )
  expect(routes.length).toBe(counts.routes)
  expect(paths).toEqual([
    'apple_health_export/export.xml',
    'apple_health_export/export_cda.xml',
    ...routes,
    ...paths.filter(path => /electrocardiograms\/ecg_\d{4}-\d\d-\d\d\.csv$/.test(path)),
  ])
  expect(paths.length).toBe(2 + counts.routes + counts.electrocardiograms)
})

test('the same seed makes the same bytes, another one others', async () => {
  const first = await writeSmall({ seed: 7 })
  expect((await writeSmall({ seed: 7 })).zip.equals(first.zip)).toBe(true)
  expect((await writeSmall({ seed: 8 })).zip.equals(first.zip)).toBe(false)
})
