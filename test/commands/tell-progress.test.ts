import { expect, test } from 'vitest'
import { createCommandContext } from '../../src/commands/command-context.ts'
import { ProgressTeller } from '../../src/commands/tell-progress.ts'

/** Tells a progress every 50 ms for 5 s, of an import that takes 10. */
function tell(json: boolean, columns?: number) {
  const written: { out: string[]; err: string[] } = { out: [], err: [] }
  const context = createCommandContext({
    json,
    readConfig: () => expect.unreachable(),
    out: text => void written.out.push(text),
    err: text => void written.err.push(text),
    columns: () => columns,
  })
  const teller = new ProgressTeller(context)
  for (let ms = 0; ms <= 5_000; ms += 50) {
    teller.tell({ bytesRead: ms * 100, bytesTotal: 1_000_000, records: ms, xmlFaults: 1 }, ms)
  }
  teller.clear()
  return written
}

test('a pipe gets a line every two seconds', () => {
  expect(tell(false)).toEqual({
    out: [],
    err: [
      '20 %, 200 kB of 1 MB, 2,000 records, 1,000/s, 0:08 left\n',
      '40 %, 400 kB of 1 MB, 4,000 records, 1,000/s, 0:06 left\n',
    ],
  })
})

test('with --json there is an event every two seconds, and no bar though stderr is a terminal', () => {
  const event = { event: 'progress', bytes_total: 1_000_000, xml_faults: 1 }
  const { out, err } = tell(true, 80)
  expect(err).toEqual([])
  expect(out.map(line => JSON.parse(line))).toEqual([
    { ...event, bytes_read: 0, records: 0, records_per_second: null, seconds_left: null },
    { ...event, bytes_read: 200_000, records: 2_000, records_per_second: 1_000, seconds_left: 8 },
    { ...event, bytes_read: 400_000, records: 4_000, records_per_second: 1_000, seconds_left: 6 },
  ])
})

test('a terminal gets a bar ten times a second, which is gone in the end', () => {
  const { out, err } = tell(false, 50)
  expect(out).toEqual([])
  expect(err).toHaveLength(52)
  expect(err.at(-2)).toBe('\r[#######--------]  50 %  5,000 records  0:05 left\x1b[K')
  expect(err.at(-1)).toBe('\r\x1b[K')
})
