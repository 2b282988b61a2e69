import type { ClientBase, QueryConfig } from 'pg'
import type { Acting } from '../../database/as-user.ts'
import type { Row } from '../judge/storage-kind.ts'
import { nextHour, startOfHour } from './hours.ts'
import { writeNewRollups } from './new-rollups.ts'
import { refreshHours, refreshQuarters, refreshRanges } from './rollup-sql.ts'
import { notingChange } from './sample-changes.ts'
import { encodeStreams, Streams } from './streams.ts'
import type { Numbered, Stretch, Stretches } from './stretches.ts'
import { QUARTER_S, type StreamSums, TouchedStream } from './touched-stream.ts'

/** What a row of a sample's table is summed up under, and what of it is. */
export interface RolledUp {
  metric: string | ((row: Row) => string)
  unit: string | ((row: Row) => string)
  /** Each has a stream of its own, in which it is summed up. */
  numbers: readonly RolledUpNumber[]
  /** No sample of these makes another one not count: what is new can be added to what is summed up already. */
  everySampleCounts?: true
}

interface RolledUpNumber {
  /** Which number of a sample that has two; else empty. */
  component: string
  columns: readonly [value: string, min: string, max: string]
}

/**
 * Keeps `sample_rollups` equal to what its samples sum up to, in the transaction that writes these. What is new is added;
 * what a correction touched is summed up anew: taking off what was and adding what is would drift with every one.
 */
export class TouchedRollups {
  private readonly streams = new Streams(stream => new TouchedStream(stream))

  /** @param row that is new */
  addNew(rolledUp: RolledUp, row: Row): void {
    for (const { component, columns } of rolledUp.numbers) {
      this.streams.of(rolledUp, component, row).addNew(columns, row, rolledUp.everySampleCounts)
    }
  }

  /** @param row as it is now, or as it was before it changed: both are touched */
  addChanged(rolledUp: RolledUp, row: Row): void {
    for (const { component } of rolledUp.numbers) this.streams.of(rolledUp, component, row).addChanged(row)
  }

  /** The streams, between the first and the last moment of each that is touched. */
  get stretches(): readonly Stretch[] {
    return this.streams.all()
  }

  /** @returns what new rows alone were added to, as data */
  pack(): StreamSums[] {
    return this.streams.all().map(stream => stream.pack())
  }

  /** The rollups that were packed. */
  static unpack(packed: readonly StreamSums[]): TouchedRollups {
    const rollups = new TouchedRollups()
    for (const sums of packed) rollups.streams.adopt(TouchedStream.unpack(sums))
    return rollups
  }

  /** Adds what other rows touch, and takes it over: it is nobody else's any more. */
  absorb(other: TouchedRollups): void {
    for (const stream of other.streams.all()) this.streams.adopt(stream)?.absorb(stream)
  }

  /**
   * Right only while nobody else writes this user's rows.
   * @returns what is left to be run before the transaction ends
   */
  async refresh(acting: Acting, userId: string, stretches: Stretches): Promise<QueryConfig[]> {
    const streams = this.streams.all()
    if (streams.length === 0) return []
    const numbered = await stretches.number(streams)
    const { added, left } = await writeNewRollups(acting, userId, numbered)
    // Those that read samples take their time.
    const dense = left.filter(({ stream }) => stream.isDense)
    if (dense.length > 0) await refreshDense(acting.client, userId, dense)
    const sparse = left.filter(({ stream }) => !stream.isDense)
    if (sparse.length > 0) await refreshSparse(acting.client, userId, sparse)
    return [notingChange(userId, least(streams.map(({ firstS }) => firstS))), ...added]
  }
}

async function refreshDense(
  client: ClientBase,
  userId: string,
  numbered: readonly Numbered<TouchedStream>[],
): Promise<void> {
  const firstS = numbered.map(({ stream }) => startOfHour(stream.firstS))
  const endS = numbered.map(({ stream }) => nextHour(stream.lastS))
  const ranges = [numbered.map(({ id }) => id), firstS, endS]
  await client.query(refreshRanges.quarters, [userId, ...ranges, least(firstS), greatest(endS)])
  await client.query(refreshRanges.hours, [userId, ...ranges])
}

async function refreshSparse(
  client: ClientBase,
  userId: string,
  numbered: readonly Numbered<TouchedStream>[],
): Promise<void> {
  const quarters = numbered.flatMap(({ id, stream }) =>
    Array.from(stream.quarters.keys(), startS => ({ id, stream, startS })),
  )
  const ids = quarters.map(({ id }) => id)
  const starts = quarters.map(({ startS }) => startS)
  const names = encodeStreams(quarters.map(({ stream }) => stream))
  const range = [least(starts), greatest(starts) + QUARTER_S]
  await client.query(refreshQuarters, [userId, ...names, ids, starts, ...range])
  await client.query(refreshHours, [userId, ids, starts])
}

// Not Math.min(…): there may be more than a call takes arguments.
const least = (numbers: readonly number[]): number => numbers.reduce((a, b) => (a < b ? a : b))
const greatest = (numbers: readonly number[]): number => numbers.reduce((a, b) => (a > b ? a : b))
