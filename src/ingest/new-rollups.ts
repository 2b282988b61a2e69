import type { ClientBase } from 'pg'
import { copyRows, mayCopy } from './copy-rows.ts'
import { nextHour, startOfHour } from './hours.ts'
import type { Column, Row } from './storage-kind.ts'
import type { Numbered } from './stretches.ts'
import { addUp, nothingSummed, type Sums, type TouchedStream } from './touched-stream.ts'

/**
 * Writes the rollups of streams that had nothing before, but for the hour in which they begin: what is new is all that
 * there is, and need not be read again to be summed up. So it is with nearly all of a history that is imported.
 * @returns the streams of which rollups are still to be refreshed
 */
export async function writeNewRollups(
  client: ClientBase,
  userId: string,
  streams: readonly Numbered<TouchedStream>[],
): Promise<Numbered<TouchedStream>[]> {
  const fresh = new Set(streams.filter(({ stream, isEmpty }) => isEmpty && stream.isLong && stream.isNew))
  if (fresh.size === 0 || !(await mayCopy(client, 'sample_rollups'))) return [...streams]
  const rows = [...fresh].flatMap(rowsOf)
  if (rows.length > 0) await copyRows(client, 'sample_rollups', { user_id: userId }, columns, rows)
  const begin = ({ stream }: Numbered<TouchedStream>) => stream.before(nextHour(stream.firstS))
  return streams.map(one => (fresh.has(one) ? { ...one, stream: begin(one) } : one))
}

const columns: Column[] = [
  { name: 'stream_id', type: 'integer' },
  { name: 'resolution_min', type: 'smallint' },
  { name: 'bucket_start', type: 'timestamptz' },
  { name: 'value_sum', type: 'double precision' },
  { name: 'weighted_sum', type: 'double precision' },
  { name: 'weight_s', type: 'double precision' },
  { name: 'min', type: 'double precision' },
  { name: 'max', type: 'double precision' },
  { name: 'sample_count', type: 'integer' },
]

function rowsOf({ id, stream }: Numbered<TouchedStream>): Row[] {
  const rows: Row[] = []
  const hours = new Map<number, Sums>()
  const firstS = nextHour(stream.firstS)
  stream.quarters.forEach((sums, startS) => {
    if (startS < firstS) return
    rows.push(rowOf(id, 15, startS, sums))
    const hourS = startOfHour(startS)
    let hour = hours.get(hourS)
    if (!hour) {
      hour = nothingSummed()
      hours.set(hourS, hour)
    }
    addUp(hour, sums)
  })
  hours.forEach((sums, startS) => {
    rows.push(rowOf(id, 60, startS, sums))
  })
  return rows
}

function rowOf(streamId: number, minutes: number, startS: number, sums: Sums) {
  return {
    stream_id: streamId,
    resolution_min: minutes,
    bucket_start: startS * 1_000_000,
    value_sum: sums.sum,
    weighted_sum: sums.weighted,
    weight_s: sums.weightS,
    min: sums.min,
    max: sums.max,
    sample_count: sums.count,
  }
}
