import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlainBytes } from '../../../src/formats/apple-export/plain-bytes.ts'
import { RecordScanner } from '../../../src/formats/apple-export/scan-record.ts'
import { exportOf, read } from './reading.ts'

const text = fc.oneof(
  fc.constantFrom(
    'Anna’s Apple\u00a0Watch',
    '&lt;&lt;HKDevice: 0x30&gt;, name:Apple Watch, hardware:Watch6,2&gt;',
    '&#169; &#x41;',
    'a & b',
    'a < b',
    'a > b',
    "it's",
    '&unknown;',
    'two\nlines',
    'tab\there',
    '',
  ),
  fc.string({ maxLength: 8 }).map(string => string.replaceAll('"', '')),
)
const attribute = (name: string, value: fc.Arbitrary<string>, freq = 3) =>
  fc.option(value, { freq, nil: undefined }).map(written => (written === undefined ? [] : [[name, written]]))
const time = fc.constantFrom('2026-03-01 07:00:00 +0100', '2026-03-01 07:10:00 +0100', 'never')

/** As the Health app orders them. */
const attributes = fc
  .tuple(
    fc.constant([['type', 'HKQuantityTypeIdentifierHeartRate']]),
    attribute('sourceName', text),
    attribute('sourceVersion', text),
    attribute('device', text),
    attribute('unit', fc.constantFrom('count/min', '%', 'bpm')),
    attribute('creationDate', time),
    attribute('startDate', time, 9),
    attribute('endDate', time, 9),
    attribute('value', fc.constantFrom('61', '0.97', '1e400', '&#54;1'), 9),
  )
  .map(all => all.flat() as [string, string][])
const metadata = fc.array(fc.tuple(fc.constantFrom('HKMetadataKeyHeartRateMotionContext', 'a', 'b'), text), {
  maxLength: 3,
})
const write = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => ` ${name}="${value}"`).join('')
const entries = (pairs: readonly (readonly [string, string])[]) =>
  pairs
    .map(
      ([key, value]) =>
        `\n  <MetadataEntry${write([
          ['key', key],
          ['value', value],
        ])}/>`,
    )
    .join('')

function scan(xml: string) {
  const bytes = new PlainBytes()
  bytes.begin(Buffer.from(xml))
  const record = new RecordScanner(bytes).scan(0)
  return record && { ...record, end: bytes.at }
}

test('a Record that is scanned is read as the parser reads it', async () => {
  let scanned = 0
  await fc.assert(
    fc.asyncProperty(attributes, metadata, async (pairs, children) => {
      const body = children.length === 0 ? '/>' : `>${entries(children)}\n </Record>`
      const plain = `<Record${write(pairs)}${body}`
      // The parser takes what is written in any other order.
      const reordered = `<Record${write([...pairs].reverse())}${body}`
      // Twice: what stands first in the root is always for the parser.
      const asWritten = await read(exportOf(plain, plain))
      expect(asWritten).toEqual(await read(exportOf(reordered, reordered)))
      if (scan(plain)) scanned++
    }),
    { numRuns: 2_000 },
  )
  // Otherwise the parser was compared with itself.
  expect(scanned).toBeGreaterThan(200)
}, 60_000)

test('what is in a comment is no Record, also where a piece begins in it', async () => {
  const record = `<Record type="HKQuantityTypeIdentifierStepCount" unit="count" startDate="2026-03-01 07:00:00 +0100" endDate="2026-03-01 07:10:00 +0100" value="7"/>`
  const xml = exportOf(record, '<!--', record, record, '-->', record)
  for (const size of [1, 7, 50, 150, 300, 10_000]) {
    const { records, faults } = await read(xml, { sizes: [size] })
    expect({ size, indexes: records.map(({ index }) => index), faults }).toEqual({
      size,
      indexes: [0, 1],
      faults: 0,
    })
  }
})

test('a Record written in any other way is left to the parser', () => {
  const left = [
    '<Records type="a"/>',
    '<Record sourceName="a" type="b"/>',
    '<Record type="a" type="b"/>',
    '<Record type="a" new="b"/>',
    "<Record type='a'/>",
    '<Record type="a" />',
    '<Record type="a',
    '<Record type="a"',
    '<Record type="a"/',
    '<Record type="a">',
    '<Record type="a">text</Record>',
    '<Record type="a"><MetadataEntry key="a"/></Record>',
    '<Record type="a"><MetadataEntry key="a" value="b"></MetadataEntry></Record>',
    '<Record type="a"><Other/></Record>',
    '<Record type="&#65;"/>',
    '<Record type="a\nb"/>',
    '<Record type="a<b"/>',
    '<Record/>',
  ]
  for (const xml of left) expect([xml, scan(xml)]).toEqual([xml, undefined])
  expect(scan('<Record type="&lt;a&gt;"/>')).toMatchObject({
    attributes: { type: '<a>' },
    end: 26,
  })
})
