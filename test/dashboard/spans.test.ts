import { expect, test } from 'vitest'
import {
  earlier,
  type Horizon,
  later,
  readSpan,
  type Span,
  spanBefore,
  writeSpan,
  zoomInto,
} from '../../dashboard/metric/span.ts'
import { addMonths, mondayOf } from '../../dashboard/words/calendar.ts'
import { startOfDay } from '../../dashboard/words/dates.ts'

test('a day begins where the clocks of the zone say so, also where midnight is missing or comes twice', () => {
  const starts = [
    ['2026-11-26', 'Europe/Berlin'],
    ['2026-03-30', 'Europe/Berlin'],
    ['2026-01-01', 'Pacific/Kiritimati'],
    ['2026-05-05', 'Asia/Kolkata'],
    // Put forward at midnight, and back over midnight.
    ['2018-11-04', 'America/Sao_Paulo'],
    ['2010-11-07', 'America/St_Johns'],
    ['2026-11-01', 'America/Havana'],
    ['2026-10-25', 'Atlantic/Azores'],
  ] as const
  expect(starts.map(([date, zone]) => startOfDay(date, zone))).toEqual([
    '2026-11-25T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    '2025-12-31T10:00:00.000Z',
    '2026-05-04T18:30:00.000Z',
    '2018-11-04T03:00:00.000Z',
    '2010-11-07T02:30:00.000Z',
    '2026-11-01T04:00:00.000Z',
    '2026-10-25T00:00:00.000Z',
  ])
})

test('months end where they end, and weeks begin on Monday', () => {
  expect([addMonths('2026-03-31', -1), addMonths('2024-01-31', 1), addMonths('2026-11-26', -12)]).toEqual([
    '2026-02-28',
    '2024-02-29',
    '2025-11-26',
  ])
  expect(['2026-11-22', '2026-11-23', '2026-11-26'].map(mondayOf)).toEqual([
    '2026-11-16',
    '2026-11-23',
    '2026-11-23',
  ])
})

const horizon: Horizon = {
  timezone: 'Europe/Berlin',
  today: '2026-11-26',
  firstDate: '2021-03-14',
  lastDate: '2026-11-26',
  finest: 'sample',
}
const read = (query: string): Span => readSpan(new URLSearchParams(query), horizon)
const say = (span: Span | undefined) => span && `${span.first} ${span.last} by ${span.step}`

test('each range has its length and its steps, and weeks and months are whole', () => {
  const queries = [
    'range=day',
    'range=week&to=2026-03-04',
    '',
    'range=year',
    'range=year&to=2025-06-04',
    'range=all',
    'zoom=2026-01-01..2026-01-03',
    'zoom=2026-01-01..2026-06-03',
    'zoom=2022-01-03..2026-06-03',
    'zoom=2026-01-01T10:00Z..2026-01-01T23:30Z',
  ]
  expect(queries.map(query => say(read(query)))).toEqual([
    '2026-11-26 2026-11-26 by sample',
    '2026-02-26 2026-03-04 by day',
    '2026-10-27 2026-11-26 by day',
    '2025-12-01 2026-11-26 by week',
    '2024-06-10 2025-06-08 by week',
    '2021-03-01 2026-11-26 by month',
    '2026-01-01 2026-01-03 by hour',
    '2025-12-29 2026-06-07 by week',
    '2022-01-01 2026-06-30 by month',
    '2026-01-01 2026-01-02 by sample',
  ])
})

test('what an address cannot mean is passed over', () => {
  const month = say(read(''))
  for (const query of [
    'range=century',
    'to=2026-02-31',
    'to=yesterday',
    'zoom=2026-02-03',
    'zoom=2026-02-03..2026-02-01',
    'zoom=9999-12-30..9999-12-31',
    'zoom=0001-01-01T00:00Z..0001-01-01T01:00Z',
    'zoom=2026-02-03T10:00Z..2026-02-03T10:00Z',
  ]) {
    expect({ query, said: say(read(query)) }).toEqual({ query, said: month })
  }
})

test('a span is read back from what is written, and the newest names no day', () => {
  for (const query of [
    'range=week&to=2026-03-04',
    'range=year&to=2025-06-08',
    'zoom=2026-01-01..2026-01-03',
  ]) {
    const span = read(query)
    const written = Object.entries(writeSpan(span, horizon)).filter(
      (one): one is [string, string] => one[1] !== undefined,
    )
    expect(readSpan(new URLSearchParams(written), horizon)).toEqual(span)
  }
  expect(writeSpan(read('range=week'), horizon)).toEqual({ range: 'week', to: undefined, zoom: undefined })
})

test('one goes back without a gap as far as there is something, and on as far as today', () => {
  const chains = ['range=day', 'range=week', '', 'range=year', 'zoom=2026-03-28..2026-03-30']
  for (const query of chains) {
    const span = read(query)
    const before = earlier(span, horizon)!
    expect(before.toMs).toBe(span.fromMs)
    expect(later(before, horizon)!.fromMs).toBe(span.fromMs)
    expect(spanBefore(span, horizon)).toEqual(before)
  }
  expect(later(read('range=week'), horizon)).toBeUndefined()
  expect(say(later(read('range=week&to=2026-11-22'), horizon))).toBe('2026-11-20 2026-11-26 by day')
  expect(earlier(read('range=day&to=2021-03-14'), horizon)).toBeUndefined()
  expect(earlier(read('range=all'), horizon)).toBeUndefined()
})

test('zooming goes to whole days of long spans, and to the minute of samples', () => {
  const at = (text: string) => Date.parse(text)
  const month = read('')
  expect(say(zoomInto(at('2026-11-01T10:00Z'), at('2026-11-04T10:00Z'), month, horizon))).toBe(
    '2026-11-01 2026-11-04 by day',
  )
  // Beyond the edges there is nothing more, and all of it is nothing new.
  expect(say(zoomInto(0, at('2026-10-28T10:00Z'), month, horizon))).toBe('2026-10-27 2026-10-28 by hour')
  expect(zoomInto(month.fromMs, month.toMs, month, horizon)).toBeUndefined()
  const zoomed = zoomInto(at('2026-11-26T10:00:20Z'), at('2026-11-26T10:07:40Z'), read('range=day'), horizon)
  expect(writeSpan(zoomed!, horizon)).toEqual({ zoom: '2026-11-26T10:00Z..2026-11-26T10:08Z' })
})
