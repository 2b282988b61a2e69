import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readGpx } from '../../../src/formats/apple-export/gpx.ts'

async function* chunksOf(text: string | Buffer, size = 64 * 1024) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const read = (text: string | Buffer) => readGpx(chunksOf(text))

const time = (index: number) =>
  new Date(Date.UTC(2022, 2, 1, 10) + index * 1000).toISOString().replace('.000', '')
const trackPoint = (
  index: number,
) => `<trkpt lon="8.${index}5" lat="47.25"><ele>400.5</ele><time>${time(index)}</time>
  <extensions><speed>2.5</speed><course>-1</course><hAcc>3</hAcc><vAcc>4.25</vAcc></extensions></trkpt>\n`
const point = (index: number) => ({
  recordedAt: time(index),
  latitude: 47.25,
  longitude: Number(`8.${index}5`),
  altitude: 400.5,
  speed: 2.5,
  course: -1,
  horizontalAccuracy: 3,
  verticalAccuracy: 4.25,
})
const head = `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Apple Health Export" xmlns="http://www.topografix.com/GPX/1/1">
  <metadata><time>2022-03-02T00:00:00Z</time></metadata><trk><name>Route 1 März</name>\n`
const whole = `${head}<trkseg>${trackPoint(0)}${trackPoint(1)}</trkseg><trkseg>${trackPoint(2)}</trkseg></trk></gpx>\n`

test('the points of all segments, in their order, wherever the chunks are cut', async () => {
  const expected = { points: [point(0), point(1), point(2)], faults: 0 }
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async size => {
      expect(await readGpx(chunksOf(whole, size))).toEqual(expected)
    }),
  )
})

test('points that are scanned are read as the parser reads them, whatever is between them', async () => {
  const value = fc.constantFrom('8.5', '-1', '+07', '1e3', ' 2 ', '', 'high', 'ü', '&lt;', '&x;', ']]>', '>')
  const point = fc.array(value, { minLength: 8, maxLength: 8 })
  const between = fc.constantFrom(
    '',
    '\n      ',
    'text',
    '\u000b',
    '<!-- </trkpt> -->',
    '<![CDATA[</trkpt>]]>',
    '<trkpt lat="1">',
    '</trkpt>',
    '</trkseg><trkseg>',
    '</trkseg></trk></gpx>',
    '<gpx>',
  )
  const track = fc.array(fc.tuple(point, fc.oneof(fc.constant('\n      '), between)), { maxLength: 12 })
  /** @param blank what stands before the end of a point's tag: one that has it is left to the parser */
  const write = (track: [string[], string][], blank: string) => {
    const points = track.map(([[lon, lat, ele, time, speed, course, hAcc, vAcc], between]) => {
      const more = `<speed>${speed}</speed><course>${course}</course><hAcc>${hAcc}</hAcc><vAcc>${vAcc}</vAcc>`
      return `<trkpt lon="${lon}" lat="${lat}"${blank}><ele>${ele}</ele><time>${time}</time><extensions>${more}</extensions></trkpt>${between}`
    })
    return `${head}<trkseg>${points.join('')}</trkseg></trk></gpx>\n`
  }
  await fc.assert(
    fc.asyncProperty(track, fc.integer({ min: 1, max: 3_000 }), async (track, size) => {
      expect(await readGpx(chunksOf(write(track, ''), size))).toEqual(await read(write(track, ' ')))
    }),
    { numRuns: 500 },
  )
})

test('elements of a namespace with a prefix, declared or not', async () => {
  const prefixed = `<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:trkpt lat="1" lon="2"><g:time>${time(0)}</g:time>
    <g:extensions><x:speed>3</x:speed></g:extensions></g:trkpt></g:gpx>`
  expect(await read(prefixed)).toEqual({
    points: [{ recordedAt: time(0), latitude: 1, longitude: 2, speed: 3 }],
    faults: 0,
  })
})

test('a point is handed on as it is, for ingest/ to judge', async () => {
  const { points } = await read(
    `<gpx><trkpt lat="47,5"><ele>high</ele><speed/></trkpt><trkpt lat="1e1" lon=" 2 "><time>${'9'.repeat(500)}</time></trkpt></gpx>`,
  )
  expect(points).toEqual([
    { recordedAt: undefined, latitude: '47,5', longitude: undefined, altitude: 'high', speed: '' },
    { recordedAt: '9'.repeat(80), latitude: '1e1', longitude: 2 },
  ])
})

describe('a file that is broken', () => {
  test('has the points before the place where it is cut off, and one fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: head.length, max: whole.length - 20 }), async length => {
        const cut = whole.slice(0, length)
        const complete = cut.split('</trkpt>').length - 1
        expect(await read(cut)).toEqual({ points: [0, 1, 2].slice(0, complete).map(point), faults: 1 })
      }),
    )
  })

  test('has the points around what is no XML', async () => {
    const { points, faults } = await read(
      `${head}<trkseg>${trackPoint(0)}\u000b</ele><a b>&nbsp;</a>${trackPoint(1)}</trkseg></trk></gpx>`,
    )
    expect(points).toEqual([point(0), point(1)])
    expect(faults).toBeGreaterThan(0)
  })

  test.each([
    ['empty', '', []],
    ['JSON', '{"trkpt": []}', []],
    ['of bytes', Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0, 0]), []],
  ])('has no points when it is %s', async (_, file, points) => {
    const route = await read(file)
    expect(route.points).toEqual(points)
    expect(route.faults).toBeGreaterThan(0)
  })

  test('that declares entities of entities has none of them', async () => {
    const bomb = `<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>`
    const { points } = await read(`${bomb}<gpx><trkpt lat="1" lon="2"><time>&b;</time></trkpt></gpx>`)
    expect(points).toEqual([{ recordedAt: '&b;', latitude: 1, longitude: 2 }])
  })
})

describe('a file without end', () => {
  /** Repeats a piece until somebody stops asking. */
  function endless(start: string, piece: string, atMost: number) {
    let given = 0
    const block = Buffer.from(piece.repeat(Math.ceil((64 * 1024) / piece.length)))
    async function* chunks() {
      yield Buffer.from(start)
      for (given = 0; given < atMost; given += block.length) yield block
    }
    return { chunks: chunks(), given: () => given }
  }

  test('of points is read up to so many of them', async () => {
    const { chunks, given } = endless(head, '<trkpt lat="1" lon="2"/>', 1e9)
    const { points, ...rest } = await readGpx(chunks)
    expect(points).toHaveLength(250_000)
    expect(rest).toEqual({ faults: 0, tooLarge: true })
    expect(given()).toBeLessThan(7e6)
  })

  test.each([
    ['one text', '<gpx>', 'a'],
    ['one attribute', '<gpx a="', 'a'],
    ['one comment', '<gpx><!-- ', 'a'],
    ['elements in elements', '<gpx>', '<a>'],
    ['faults', '<gpx>', '<a b c d>'],
  ])('of %s is left soon, without filling the memory', async (_, start, piece) => {
    const { chunks, given } = endless(start + trackPoint(0), piece, 1e9)
    const { points, faults, tooLarge } = await readGpx(chunks)
    expect(points.length).toBeLessThan(2)
    expect(faults).toBeGreaterThan(0)
    expect(tooLarge).toBeUndefined()
    expect(given()).toBeLessThan(3e6)
  })
})
