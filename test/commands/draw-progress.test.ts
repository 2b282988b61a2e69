import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeProgress, drawProgress, percentOf } from '../../src/commands/draw-progress.ts'
import { PaceMeter } from '../../src/commands/pace.ts'

const progress = { bytesRead: 612_000_000, bytesTotal: 1_402_000_000, records: 1_234_567, xmlFaults: 3 }
const pace = { recordsPerSecond: 61_200, secondsLeft: 125 }
const unknownPace = { recordsPerSecond: null, secondsLeft: null }

describe('the bar', () => {
  test.each([
    [
      200,
      '[#################-----------------------]  43 %  612 MB of 1.40 GB  1,234,567 records  61,200/s  2:05 left',
    ],
    [
      100,
      '[#############-------------------]  43 %  612 MB of 1.40 GB  1,234,567 records  61,200/s  2:05 left',
    ],
    [80, '[#####-------]  43 %  612 MB of 1.40 GB  1,234,567 records  61,200/s  2:05 left'],
    [60, '[####-------]  43 %  1,234,567 records  61,200/s  2:05 left'],
    [50, '[####-------]  43 %  1,234,567 records  2:05 left'],
    [40, '[########------------]  43 %  2:05 left'],
    [20, '43 %  2:05 left'],
    [10, '43 %'],
    [4, ''],
  ])('of a terminal of %i columns leaves out what has no room', (columns, line) => {
    expect(drawProgress(progress, pace, columns)).toBe(line)
  })

  test('says nothing of a pace that is not known yet, and hours where there are some', () => {
    expect(drawProgress(progress, unknownPace, 70)).toBe(
      '[##########-------------]  43 %  612 MB of 1.40 GB  1,234,567 records',
    )
    expect(describeProgress(progress, { recordsPerSecond: 0, secondsLeft: 7_384 })).toBe(
      '43 %, 612 MB of 1.40 GB, 1,234,567 records, 0/s, 2:03:04 left',
    )
  })

  test('never breaks a line, whatever the numbers are', () => {
    const natural = fc.nat({ max: Number.MAX_SAFE_INTEGER })
    const known = fc.option(natural)
    fc.assert(
      fc.property(natural, natural, natural, known, known, fc.integer({ min: 1, max: 300 }), (...drawn) => {
        const [bytesRead, bytesTotal, records, recordsPerSecond, secondsLeft, columns] = drawn
        const line = drawProgress(
          { bytesRead, bytesTotal, records, xmlFaults: 0 },
          { recordsPerSecond, secondsLeft },
          columns,
        )
        expect(line.length).toBeLessThan(columns)
      }),
    )
  })

  test('is full only when all was read', () => {
    const share = (bytesRead: number, bytesTotal: number) =>
      percentOf({ bytesRead, bytesTotal, records: 0, xmlFaults: 0 })
    expect([share(0, 10), share(999, 1000), share(1000, 1000), share(1001, 1000), share(0, 0)]).toEqual([
      0, 99, 100, 100, 100,
    ])
  })
})

describe('the pace', () => {
  /** @param seen second, bytes, records */
  function observe(seen: [number, number, number][]) {
    const meter = new PaceMeter()
    return seen
      .map(([second, bytesRead, records]) =>
        meter.observe({ bytesRead, bytesTotal: 1000, records, xmlFaults: 0 }, second * 1000),
      )
      .at(-1)
  }

  test('is told after a second, and counts only what this run has read', () => {
    expect(observe([[50, 400, 5000]])).toEqual(unknownPace)
    expect(observe([[50, 400, 5000], [50.9, 490, 5900]])).toEqual(unknownPace) // biome-ignore format: a table
    expect(observe([[50, 400, 5000], [52, 600, 7000]])).toEqual({ recordsPerSecond: 1000, secondsLeft: 4 }) // biome-ignore format: a table
  })

  test('is that of the last seconds', () => {
    const seen: [number, number, number][] = []
    for (let second = 0; second <= 30; second++) seen.push([second, Math.min(second * 20, 400), second * 10])
    for (let second = 31; second <= 41; second++) seen.push([second, 400 + (second - 30) * 10, 300])
    expect(observe(seen)).toEqual({ recordsPerSecond: 0, secondsLeft: 49 })
  })

  test('has no time left to tell where nothing moves', () => {
    expect(observe([[0, 10, 1], [5, 10, 1]])).toEqual({ recordsPerSecond: 0, secondsLeft: null }) // biome-ignore format: a table
  })
})
