import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExportPosition } from '../../../src/formats/apple-export/export-part.ts'
import { readAppleExport } from '../../../src/formats/apple-export/index.ts'
import { filesOf, gather, inPieces, partsOf, read, start, steps, times } from './reading.ts'

const half = (part: string, source: string) =>
  `<Record type="HKQuantityTypeIdentifierBloodPressure${part}" unit="mmHg" sourceName="${source}" value="80" startDate="${start}" endDate="${start}"/>`

/** Everything that reading has to remember, and everything that can be wrong. */
const pieces = [
  steps(1),
  steps('2\v'),
  steps(3).replace('/>', '>'),
  '<Record type="HKQuan',
  '</Nothing>',
  '</Record>',
  '</HealthData>',
  '<HealthData>',
  half('Systolic', 'Manschette „Ü“ 😀'),
  half('Diastolic', 'Manschette „Ü“ 😀'),
  half('Systolic', 'B'),
  'text & text',
  '<!-- a > b -->',
  '<!ELEMENT x>',
  '<![CDATA[<Record/>]]>',
  '<ExportDate value="2026-03-02 08:00:00 +0100"/>',
  '<Me HKCharacteristicTypeIdentifierBloodType="x"/>',
  '<New a="b"><c/>',
  '</New>',
  `<Workout workoutActivityType="x" ${times}><WorkoutRoute><FileReference path="/workout-routes/a.gpx"/></WorkoutRoute></Workout>`,
  `<Workout ${times}><WorkoutEvent>`,
  '</Workout>',
  '<ClinicalRecord resourceFilePath="/clinical-records/a.json"/>',
  '\n',
  // Between two elements as the Health app writes them: there a piece may end.
  '\n ',
  '\n ',
]

const files = filesOf({
  'electrocardiograms/ecg.csv': 'Name,x',
  'workout-routes/a.gpx': `<gpx><trkpt lon="1" lat="2"><time>${start}</time></trkpt></gpx>`,
  'workout-routes/b.gpx': '<gpx></gpx>',
  'clinical-records/a.json': '{"a": 1}',
})

const xmls = fc
  .record({
    prolog: fc.constantFrom('', '\uFEFF<?xml version="1.0"?><!DOCTYPE HealthData [\n<!ATTLIST x "\n]>\n'),
    root: fc.constantFrom('<HealthData locale="de">', '<HealthData>', ''),
    parts: fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
    end: fc.constantFrom('</HealthData>', '</HealthData>\n', ''),
    spoil: fc.option(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { freq: 4 }),
  })
  .map(({ prolog, root, parts, end, spoil }) => {
    const bytes = Buffer.from(`${prolog}${root}${parts.join('')}${end}`)
    if (spoil && bytes.length > 0) bytes[spoil.at % bytes.length] = spoil.byte
    return bytes
  })
const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 })

test('however the bytes are cut, the same is read', async () => {
  await fc.assert(
    fc.asyncProperty(xmls, sizes, async (xml, sizes) => {
      expect(await read(xml, { files, sizes })).toEqual(await read(xml, { files, sizes: [1_000_000] }))
    }),
    { numRuns: 300 },
  )
})

test('cut at any part and gone on with, the same is read as in one go', async () => {
  await fc.assert(
    fc.asyncProperty(xmls, sizes, fc.nat(), sizes, async (xml, sizes, stop, otherSizes) => {
      const whole = await gather(partsOf(xml, { files, sizes }))
      let from: ExportPosition | undefined
      let count = 0
      for await (const _ of partsOf(xml, { files, sizes })) count++
      async function* first() {
        let turn = stop % (count + 1)
        if (turn === 0) return
        for await (const part of partsOf(xml, { files, sizes })) {
          yield part
          from = JSON.parse(JSON.stringify(part.position()))
          if (--turn === 0) return
        }
      }
      const before = await gather(first())
      const after = await gather(readAppleExport(inPieces(xml, otherSizes), files, from))
      expect({
        records: [...before.records, ...after.records],
        faults: before.faults + after.faults,
        cutOff: before.cutOff || after.cutOff,
      }).toEqual(whole)
    }),
    { numRuns: 300 },
  )
})

test('a part says how much has been read of the XML', async () => {
  const xml = Buffer.from(`<HealthData>${steps(1).repeat(3)}</HealthData>`)
  const bytes: number[] = []
  for await (const part of partsOf(xml, { sizes: [100] })) bytes.push(part.bytesRead)
  expect(bytes.at(0)).toBe(100)
  expect(bytes.at(-1)).toBe(xml.length)
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
})
