import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlainBytes } from '../../../src/formats/apple-export/plain-bytes.ts'
import { ElementScanner } from '../../../src/formats/apple-export/scan-element.ts'
import type { XmlElement } from '../../../src/formats/apple-export/xml-element.ts'
import { end, exportOf, read, start, steps } from './reading.ts'

type Written = [name: string, value: string][]

const text = fc.constantFrom(
  'Robin’s Apple\u00a0Watch',
  'Tom &amp; &lt;Jerry&gt;',
  '&#169;',
  'a & b',
  'a > b',
  'U\uFFFE',
  'tab\there',
  '',
)
/** Of more devices than are known at a time. */
const device = fc
  .tuple(fc.integer({ min: 10, max: 40 }), fc.constantFrom('Watch', 'Größe'))
  .map(([address, name]) => `&lt;&lt;HKDevice: 0x${address}&gt;, name:${name}, model:Watch6,2&gt;`)
const time = fc.constantFrom(start, end)
const element = (
  name: string,
  attributes: Record<string, fc.Arbitrary<string>>,
  children: fc.Arbitrary<XmlElement[]>,
): fc.Arbitrary<XmlElement> =>
  fc
    .tuple(
      fc.record(attributes, { noNullPrototype: true, requiredKeys: Object.keys(attributes).slice(0, 1) }),
      children,
    )
    .map(([attributes, children]) => ({ name, attributes, children }))
const none = fc.constant<XmlElement[]>([])
const metadata = element(
  'MetadataEntry',
  { key: fc.constantFrom('HKWasUserEntered', 'HKTimeZone', 'HKIndoorWorkout'), value: text },
  none,
)
const beats = element(
  'HeartRateVariabilityMetadataList',
  {},
  fc.array(element('InstantaneousBeatsPerMinute', { bpm: fc.constantFrom('60', '61'), time: text }, none)),
)
const record = element(
  'Record',
  {
    type: fc.constantFrom('HKQuantityTypeIdentifierHeartRate', 'HKCategoryTypeIdentifierSleepAnalysis'),
    sourceName: text,
    device,
    unit: fc.constantFrom('count/min', '%'),
    creationDate: time,
    startDate: time,
    endDate: time,
    value: fc.constantFrom('61', 'HKCategoryValueSleepAnalysisAsleepREM'),
  },
  fc.oneof(none, fc.array(fc.oneof(metadata, beats), { maxLength: 2 })),
)
const workout = element(
  'Workout',
  { workoutActivityType: text, duration: fc.constant('26.5'), sourceName: text, startDate: time },
  fc.array(
    fc.oneof(
      metadata,
      element('WorkoutActivity', { uuid: text }, fc.array(metadata, { maxLength: 2 })),
      element('WorkoutStatistics', { type: text, sum: fc.constant('139.8'), unit: fc.constant('Cal') }, none),
      // It has no place there.
      record,
    ),
    { maxLength: 4 },
  ),
)
const correlation = element(
  'Correlation',
  { type: fc.constantFrom('HKCorrelationTypeIdentifierFood', 'x'), startDate: time },
  fc.array(fc.oneof(record, metadata), { maxLength: 3 }),
)
const unknown = element('New', { a: text, b: text, constructor: text }, fc.array(metadata, { maxLength: 1 }))
const elements = fc.array(fc.oneof({ arbitrary: record, weight: 4 }, workout, correlation, unknown), {
  maxLength: 12,
})

/** @param before what stands before the end of each tag: a blank there is left to the parser */
function write({ name, attributes, children }: XmlElement, before: string): string {
  const written = (Object.entries(attributes) as Written).map(([name, value]) => ` ${name}="${value}"`)
  const tag = `<${name}${written.join('')}${before}`
  if (children.length === 0) return `\n ${tag}/>`
  return `\n ${tag}>${children.map(child => write(child, before)).join('')}\n </${name}>`
}

function scan(xml: string) {
  const bytes = new PlainBytes()
  bytes.begin(Buffer.from(xml))
  const element = new ElementScanner(bytes).scan(0)
  return element && { ...element, end: bytes.at }
}

test('elements that are scanned are read as the parser reads them, wherever the pieces are cut', async () => {
  let [scanned, parsed] = [0, 0]
  const sizes = fc.array(fc.integer({ min: 50, max: 3_000 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(elements, sizes, async (elements, sizes) => {
      const [plain, other] = ['', ' '].map(before => elements.map(element => write(element, before)))
      expect(await read(exportOf(...plain!), { sizes })).toEqual(await read(exportOf(...other!)))
      for (const element of plain!) if (scan(element.trimStart())) scanned++
      for (const element of other!) if (!scan(element.trimStart())) parsed++
    }),
    { numRuns: 500 },
  )
  // Otherwise one of them was compared with itself.
  expect(scanned).toBeGreaterThan(200)
  expect(parsed).toBeGreaterThan(1_000)
}, 60_000)

test('a reference that only the parser resolves is resolved behind a Record that is scanned', async () => {
  const { records } = await read(exportOf(steps(1), steps(2).replace('Watch', '&#169; &lt;'), steps(3)))
  expect(records).toMatchObject([{ source: 'Watch' }, { source: '© <' }, { source: 'Watch' }])
})

test('an element written in any other way is left to the parser', () => {
  const left = [
    '<a-b/>',
    '<a b="c" b="d"/>',
    '<a b="c"d="e"/>',
    '<a  b="c"/>',
    "<a b='c'/>",
    '<a b/>',
    '<a >',
    '<a></a >',
    '<a></b>',
    '<a>text</a>',
    '<a><!-- --></a>',
    '<a><b></a></b>',
    '<a><Record/></a>',
    '<Correlation><b><Record/></b></Correlation>',
    '<a b="&#65;"/>',
    '<a b="\uFFFF"/>',
    '<a b="\u0001"/>',
    '<a b="c',
    '<a>',
    '<a><b/>',
    '</a>',
    ' <a/>',
    '',
    `${'<a>'.repeat(9)}${'</a>'.repeat(9)}`,
    `<a>${'<b/>'.repeat(10_000)}</a>`,
    `<a b="${'x'.repeat(1_000_000)}"/>`,
  ]
  for (const xml of left) expect([xml, scan(xml)]).toEqual([xml, undefined])
  expect(scan('<Correlation a="&lt;ü"><Record/>\n<b></b></Correlation><c/>')).toMatchObject({
    name: 'Correlation',
    attributes: { a: '<ü' },
    attributeCount: 1,
    children: [
      { name: 'Record', children: [] },
      { name: 'b', children: [] },
    ],
    end: 55,
  })
})
