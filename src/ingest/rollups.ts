import type { ClientBase } from 'pg'
import { groupingSeconds } from './grouping-seconds.ts'
import { refreshHours, refreshQuarters, refreshRanges } from './rollup-sql.ts'
import type { Row } from './storage-kind.ts'

const QUARTER_S = 15 * 60
const HOUR_S = 3_600
const QUARTER_US = QUARTER_S * 1_000_000
/**
 * From how many touched quarters in a hundred on all of a range are summed up in one go instead of one by one: one by one
 * each costs a search of its own, in one go each sample of the range some reading.
 */
const DENSE_PERCENT = 10
/** Fewer are not worth a statement of their own. */
const MIN_IN_RANGE = 100

/** The metric and the unit that a row of a sample's table is summed up under. */
export interface RolledUp {
  metric: string | ((row: Row) => string)
  unit: string | ((row: Row) => string)
}

/** The samples of one source within one grouping, and the quarters of an hour in which some were touched. */
interface TouchedStream {
  metric: string
  unit: string
  groupingS: number
  source: string
  /** Their starts, in epoch seconds. */
  quarters: Set<number>
  firstS: number
  lastS: number
}

/**
 * Keeps `sample_rollups` equal to what its samples sum up to: what a transaction touched is summed up anew before it
 * commits. Adding up differences would be quicker, and would drift with every correction.
 */
export class TouchedRollups {
  private readonly streams = new Map<string, TouchedStream>()
  /** Samples mostly come stream by stream, and in the order of time. */
  private last: TouchedStream | undefined

  /** @param row as it is now, or as it was before it changed: both are touched */
  add({ metric, unit }: RolledUp, row: Row): void {
    const us = row.recorded_at as number
    const startS = (us - (((us % QUARTER_US) + QUARTER_US) % QUARTER_US)) / 1_000_000
    const stream = this.findStream(
      typeof metric === 'string' ? metric : metric(row),
      typeof unit === 'string' ? unit : unit(row),
      groupingSeconds(row.grouped as boolean, row.duration_s as number),
      row.source as string,
    )
    stream.quarters.add(startS)
    if (startS < stream.firstS) stream.firstS = startS
    if (startS > stream.lastS) stream.lastS = startS
  }

  private findStream(metric: string, unit: string, groupingS: number, source: string): TouchedStream {
    const { last } = this
    if (
      last?.metric === metric &&
      last.unit === unit &&
      last.groupingS === groupingS &&
      last.source === source
    ) {
      return last
    }
    const key = `${metric}\0${unit}\0${groupingS}\0${source}`
    let stream = this.streams.get(key)
    if (!stream) {
      const [firstS, lastS] = [Infinity, -Infinity]
      stream = { metric, unit, groupingS, source, quarters: new Set(), firstS, lastS }
      this.streams.set(key, stream)
    }
    this.last = stream
    return stream
  }

  /** Right only while nobody else writes this user's rows. */
  async refresh(client: ClientBase, userId: string): Promise<void> {
    const streams = [...this.streams.values()]
    const dense = streams.filter(isDense)
    if (dense.length > 0) await refreshDense(client, userId, dense)
    const sparse = streams.filter(stream => !isDense(stream))
    if (sparse.length > 0) await refreshSparse(client, userId, sparse)
  }
}

function isDense({ quarters, firstS, lastS }: TouchedStream): boolean {
  const inRange = (lastS - firstS) / QUARTER_S + 1
  return quarters.size >= MIN_IN_RANGE && quarters.size * 100 >= inRange * DENSE_PERCENT
}

async function refreshDense(
  client: ClientBase,
  userId: string,
  streams: readonly TouchedStream[],
): Promise<void> {
  const firstS = streams.map(stream => stream.firstS - modulo(stream.firstS, HOUR_S))
  const endS = streams.map(({ lastS }) => lastS + HOUR_S - modulo(lastS, HOUR_S))
  const columns = [...columnsOf(streams), firstS, endS]
  const range = [least(firstS), greatest(endS)]
  await client.query(refreshRanges.quarters, [userId, ...columns, ...range])
  await client.query(refreshRanges.hours, [userId, ...columns, ...range])
}

async function refreshSparse(
  client: ClientBase,
  userId: string,
  streams: readonly TouchedStream[],
): Promise<void> {
  const each = streams.flatMap(stream => Array.from(stream.quarters, () => stream))
  const starts = streams.flatMap(({ quarters }) => [...quarters])
  const firstS = least(streams.map(stream => stream.firstS))
  const endS = greatest(streams.map(({ lastS }) => lastS)) + QUARTER_S
  const columns = [...columnsOf(each), starts]
  await client.query(refreshQuarters, [userId, ...columns, firstS, endS])
  await client.query(refreshHours, [userId, ...columns])
}

const columnsOf = (streams: readonly TouchedStream[]): unknown[][] => [
  streams.map(({ metric }) => metric),
  streams.map(({ unit }) => unit),
  streams.map(({ groupingS }) => groupingS),
  streams.map(({ source }) => source),
]

const modulo = (number: number, divisor: number): number => ((number % divisor) + divisor) % divisor

// Not Math.min(…): there may be more than a call takes arguments.
const least = (numbers: readonly number[]): number => numbers.reduce((a, b) => (a < b ? a : b))
const greatest = (numbers: readonly number[]): number => numbers.reduce((a, b) => (a > b ? a : b))
