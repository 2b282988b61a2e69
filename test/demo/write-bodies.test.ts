import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { findMetric, metricNames } from '../../src/catalogue/index.ts'
import type { DemoBody } from '../../src/demo/sent-body.ts'
import { writeDemoBodies } from '../../src/demo/write-bodies.ts'
import type {
  Incoming,
  IncomingSample,
  IncomingSleepNight,
  IncomingWorkout,
} from '../../src/formats/incoming.ts'
import { parseTime } from '../../src/ingest/judge/time.ts'
import { formatContext, parseBody } from '../../src/ingest/parse/parse-body.ts'
import { Problem } from '../../src/problem.ts'

const now = new Date('2026-11-26T18:40:00Z')
const options = { seed: 1, timezone: 'Europe/Zurich', now }
const year = await readEach([...writeDemoBodies({ ...options, days: 365 })])

test('the same options give the same bodies, and another seed another person', () => {
  const [bodies, again, others] = [1, 1, 2].map(seed =>
    [...writeDemoBodies({ ...options, seed, days: 20 })].map(({ sent, ...told }) => ({
      sha256: createHash('sha256').update(sent).digest('hex'),
      bytes: sent.length,
      ...told,
    })),
  )
  expect(again).toEqual(bodies)
  // What goes wrong goes wrong for everybody in the same few words.
  const known = new Set(bodies!.map(({ sha256 }) => sha256))
  expect(others!.filter(({ sha256, bytes }) => known.has(sha256) && bytes > 2_500)).toEqual([])
})

test('what is over is told in the same bytes on a later day', () => {
  const tell = (time: string, days: number) =>
    [...writeDemoBodies({ ...options, now: new Date(time), days })].map(textOf)
  const earlier = tell('2026-11-10T09:00:00Z', 40)
  const later = tell('2026-12-02T21:15:00Z', 65)
  const isOver = (text: string) =>
    [...text.matchAll(/\d{4}-\d\d-\d\d/g)].every(([date]) => date < '2026-11-08')
  const over = earlier.filter(isOver)
  expect(over.length).toBeGreaterThan(30)
  expect(later.filter(isOver).slice(0, over.length)).toEqual(over)
})

test('nothing is told before it has happened, and the last hour is', () => {
  const ends = year.flatMap(timesOf)
  const latest = ends.reduce((a, b) => Math.max(a, b))
  expect(latest).toBeLessThanOrEqual(now.getTime())
  expect(latest).toBeGreaterThan(now.getTime() - 600_000)
  const lastNight = year.filter(({ kind }) => kind === 'sleep_night').at(-1)
  expect(lastNight).toMatchObject({ sleepEnd: expect.stringMatching(/^2026-11-26 0[67]:/) })
})

test('a year has every metric of the catalogue', () => {
  const counts = new Map<string, number>()
  for (const item of samplesOf(year)) {
    const name = findMetric(item.metric)?.name ?? item.metric
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const nights = year.filter(({ kind }) => kind === 'sleep_night').length
  const seldom = metricNames.filter(name => name !== 'sleep_analysis' && (counts.get(name) ?? 0) < 3)
  expect([nights > 360, seldom]).toEqual([true, []])
})

test('days have as many hours as the clocks of her zone say, and a holiday those of another one', () => {
  const hours = samplesOf(year).filter(({ metric }) => metric === 'basal_energy_burned')
  const hoursOf = (date: string) =>
    hours.map(({ recordedAt }) => String(recordedAt)).filter(time => time.startsWith(date))
  expect(['2026-03-28', '2026-03-29', '2026-10-25'].map(date => hoursOf(date).length)).toEqual([24, 23, 25])
  expect([hoursOf('2026-03-29').at(0), hoursOf('2026-03-29').at(-1)]).toEqual([
    '2026-03-29 00:00:00 +0100',
    '2026-03-29 23:00:00 +0200',
  ])
  expect(new Set(hoursOf('2026-08-08').map(time => time.slice(-5)))).toEqual(new Set(['-0400']))
  // Each hour follows the one before, whichever way she flies.
  const starts = hours.map(({ recordedAt }) => msOf(recordedAt)).sort((a, b) => a - b)
  expect(starts.slice(1).filter((start, index) => start - starts[index]! !== 3_600_000)).toEqual([])
})

test('she sleeps at night by the clock of where she is, also after a flight', () => {
  const nights = year.filter((item): item is IncomingSleepNight => item.kind === 'sleep_night')
  const hourOf = (time: unknown) => Number(/ (\d\d):/.exec(String(time))![1])
  const odd = nights.filter(({ sleepStart, sleepEnd }) => {
    const [start, end] = [hourOf(sleepStart), hourOf(sleepEnd)]
    return (start > 2 && start < 20) || end < 5 || end > 10
  })
  expect(odd).toEqual([])
})

test('a marathon leads round a loop of its length', () => {
  const runs = year.filter((item): item is IncomingWorkout => item.kind === 'workout')
  const marathon = runs.find(({ startedAt }) => String(startedAt).startsWith('2026-10-11'))!
  const { route, totals } = marathon
  const metres = lengthOf(route.map(({ latitude, longitude }) => [Number(latitude), Number(longitude)]))
  expect(Number(totals.distance!.value)).toBeCloseTo(42.2, 1)
  expect(metres / 42_200).toBeGreaterThan(0.99)
  expect(metres / 42_200).toBeLessThan(1.04)
  expect(route.length).toBeGreaterThan(2_000)
  const ends = [route[0]!, route.at(-1)!].map(
    ({ latitude, longitude }) => [Number(latitude), Number(longitude)] as const,
  )
  expect(lengthOf(ends)).toBeLessThan(30)
  expect(msOf(route.at(-1)!.recordedAt)).toBeLessThanOrEqual(msOf(marathon.endedAt))
})

test('training shows: over the year the heart at rest slows down, and breath grows', () => {
  const meanOf = (name: string, from: string, to: string) => {
    const values = samplesOf(year)
      .filter(
        ({ metric, recordedAt }) => metric === name && String(recordedAt) > from && String(recordedAt) < to,
      )
      .map(({ value }) => Number(value))
      .filter(value => value > 0)
    return values.reduce((a, b) => a + b) / values.length
  }
  const change = (name: string) => meanOf(name, '2026-09', '2026-11') - meanOf(name, '2025-12', '2026-02')
  expect(change('resting_heart_rate')).toBeLessThan(-2)
  expect(change('vo2_max')).toBeGreaterThan(1.5)
  // A week with fever.
  const warmest = samplesOf(year)
    .filter(({ metric }) => metric === 'body_temperature')
    .sort((a, b) => Number(b.value) - Number(a.value))[0]!
  expect(Number(warmest.value)).toBeGreaterThan(38.5)
  expect(String(warmest.recordedAt)).toMatch(/^2026-02/)
})

/** The items of all bodies that can be read; one of two that begins with a run is cut off. */
async function readEach(bodies: readonly DemoBody[]): Promise<Incoming[]> {
  const items: Incoming[] = []
  for (const { sent, contentType, clientHeaders } of bodies) {
    try {
      const { format, body } = await parseBody({ bytes: sent, contentType, clientHeaders })
      items.push(...format.read(body, formatContext(clientHeaders)))
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'body_not_json') throw error
    }
  }
  return items
}

const textOf = ({ sent }: DemoBody): string => sent.toString()
const msOf = (written: unknown): number => parseTime(written)!.epochUs / 1_000

const samplesOf = (items: readonly Incoming[]): IncomingSample[] =>
  items.filter((item): item is IncomingSample => item.kind === 'sample')

/** When an item is over, as far as it says so in a way that can be read. */
function timesOf(item: Incoming): number[] {
  const written =
    item.kind === 'sample'
      ? [item.recordedAt, item.endedAt]
      : item.kind === 'sleep_night'
        ? [item.sleepStart, item.sleepEnd]
        : 'startedAt' in item
          ? [item.startedAt, item.endedAt]
          : []
  const grouped = item.kind === 'sample' && item.groupedSeconds ? item.groupedSeconds * 1_000 : 0
  return written.flatMap(time => {
    const parsed = parseTime(time)
    return parsed ? [parsed.epochUs / 1_000 + grouped] : []
  })
}

/** Metres along positions, on a sphere. */
function lengthOf(positions: readonly (readonly [latitude: number, longitude: number])[]): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  return positions.slice(1).reduce((sum, [latitude, longitude], index) => {
    const [from, fromLongitude] = positions[index]!
    const middle = Math.cos(radians((latitude + from) / 2))
    const east = radians(longitude - fromLongitude) * middle
    return sum + 6_371_000 * Math.hypot(radians(latitude - from), east)
  }, 0)
}
