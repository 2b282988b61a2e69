import type { ClientBase } from 'pg'
import { writeNewRollups } from './new-rollups.ts'
import { refreshHours, refreshQuarters, refreshRanges } from './rollup-sql.ts'
import type { Row } from './storage-kind.ts'
import { nextHour, Streams, startOfHour } from './streams.ts'
import { QUARTER_S, TouchedStream } from './touched-stream.ts'

/** What a row of a sample's table is summed up under, and what of it is. */
export interface RolledUp {
  metric: string | ((row: Row) => string)
  unit: string | ((row: Row) => string)
  /** The columns of the value, the least and the greatest; absent where a sample has two values. */
  numbers?: readonly [value: string, min: string, max: string]
}

/**
 * Keeps `sample_rollups` equal to what its samples sum up to: what a transaction touched is summed up anew before it
 * commits. Adding up differences would be quicker, and would drift with every correction.
 */
export class TouchedRollups {
  private readonly streams = new Streams(stream => new TouchedStream(stream))

  /** @param row that is new */
  addNew(rolledUp: RolledUp, row: Row): void {
    this.streams.of(rolledUp, row).addNew(rolledUp, row)
  }

  /** @param row as it is now, or as it was before it changed: both are touched */
  addChanged(rolledUp: RolledUp, row: Row): void {
    this.streams.of(rolledUp, row).addChanged(row)
  }

  /** Right only while nobody else writes this user's rows. */
  async refresh(client: ClientBase, userId: string): Promise<void> {
    let streams = this.streams.all()
    if (streams.some(stream => stream.isLong && stream.isNew)) {
      streams = await writeNewRollups(client, userId, streams)
    }
    const dense = streams.filter(stream => stream.isDense)
    if (dense.length > 0) await refreshDense(client, userId, dense)
    const sparse = streams.filter(stream => !stream.isDense && stream.quarters.size > 0)
    if (sparse.length > 0) await refreshSparse(client, userId, sparse)
  }
}

async function refreshDense(
  client: ClientBase,
  userId: string,
  streams: readonly TouchedStream[],
): Promise<void> {
  const firstS = streams.map(stream => startOfHour(stream.firstS))
  const endS = streams.map(({ lastS }) => nextHour(lastS))
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
  const starts = streams.flatMap(({ quarters }) => [...quarters.keys()])
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

// Not Math.min(…): there may be more than a call takes arguments.
const least = (numbers: readonly number[]): number => numbers.reduce((a, b) => (a < b ? a : b))
const greatest = (numbers: readonly number[]): number => numbers.reduce((a, b) => (a > b ? a : b))
