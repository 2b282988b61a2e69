import type { ClientBase } from 'pg'
import { copyRows, mayCopy } from './copy-rows.ts'
import type { Column, Row } from './storage-kind.ts'
import { findNewStretches, nextHour, startOfHour } from './streams.ts'
import { nothingSummed, type Sums, type TouchedStream } from './touched-stream.ts'

/**
 * Writes the rollups of streams that had nothing before, but for the hour in which they begin: what is new is all that
 * there is, and need not be read again to be summed up. So it is with nearly all of a history that is imported.
 * @returns the streams of which rollups are still to be refreshed
 */
export async function writeNewRollups(
  client: ClientBase,
  userId: string,
  streams: readonly TouchedStream[],
): Promise<TouchedStream[]> {
  const candidates = streams.filter(stream => stream.isLong && stream.isNew)
  if (!(await mayCopy(client, 'sample_rollups'))) return [...streams]
  const stretches = candidates.map(stream => ({ stream, firstS: stream.firstS, lastS: stream.lastS }))
  const found = await findNewStretches(client, userId, stretches)
  const fresh = new Set([...found].map(({ stream }) => stream))
  const rows = [...fresh].flatMap(stream => [...rowsOf(stream)])
  if (rows.length > 0) await copyRows(client, 'sample_rollups', { user_id: userId }, columns, rows)
  return streams.map(stream => (fresh.has(stream) ? stream.before(nextHour(stream.firstS)) : stream))
}

const columns: Column[] = [
  { name: 'metric', type: 'text' },
  { name: 'resolution_min', type: 'smallint' },
  { name: 'component', type: 'text' },
  { name: 'unit', type: 'text' },
  { name: 'grouping_s', type: 'double precision' },
  { name: 'source', type: 'text' },
  { name: 'bucket_start', type: 'timestamptz' },
  { name: 'sample_count', type: 'integer' },
  { name: 'value_sum', type: 'double precision' },
  { name: 'weighted_sum', type: 'double precision' },
  { name: 'weight_s', type: 'double precision' },
  { name: 'min', type: 'double precision' },
  { name: 'max', type: 'double precision' },
]

function* rowsOf(stream: TouchedStream): Generator<Row> {
  const hours = new Map<number, Sums>()
  for (const [startS, sums] of stream.quarters) {
    if (startS < nextHour(stream.firstS)) continue
    yield rowOf(stream, 15, startS, sums)
    const hourS = startOfHour(startS)
    let hour = hours.get(hourS)
    if (!hour) {
      hour = nothingSummed()
      hours.set(hourS, hour)
    }
    addUp(hour, sums)
  }
  for (const [startS, sums] of hours) yield rowOf(stream, 60, startS, sums)
}

function addUp(total: Sums, sums: Sums): void {
  total.count += sums.count
  total.sum += sums.sum
  total.weighted += sums.weighted
  total.weightS += sums.weightS
  total.min = Math.min(total.min, sums.min)
  total.max = Math.max(total.max, sums.max)
}

function rowOf(
  { metric, unit, groupingS, source }: TouchedStream,
  minutes: number,
  startS: number,
  sums: Sums,
) {
  return {
    metric,
    resolution_min: minutes,
    component: '',
    unit,
    grouping_s: groupingS,
    source,
    bucket_start: startS * 1_000_000,
    sample_count: sums.count,
    value_sum: sums.sum,
    weighted_sum: sums.weighted,
    weight_s: sums.weightS,
    min: sums.min,
    max: sums.max,
  }
}
