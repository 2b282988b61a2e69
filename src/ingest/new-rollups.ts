import type { ClientBase } from 'pg'
import { copyRows, mayCopy } from './copy-rows.ts'
import type { Column, Row } from './storage-kind.ts'
import { HOUR_S, nothingSummed, type Sums, startOfHour, type TouchedStream } from './touched-stream.ts'

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
  const stored = await findStored(client, userId, candidates)
  const fresh = new Set(candidates.filter((_, index) => !stored.has(index)))
  const rows = [...fresh].flatMap(stream => [...rowsOf(stream)])
  if (rows.length > 0) await copyRows(client, 'sample_rollups', { user_id: userId }, columns, rows)
  return streams.map(stream => (fresh.has(stream) ? stream.before(freshFrom(stream)) : stream))
}

/** The stream may have had the beginning of its first hour before. */
const freshFrom = ({ firstS }: TouchedStream): number => startOfHour(firstS) + HOUR_S

/** The indexes of streams that have rollups in the hours behind the first, and so samples. */
async function findStored(
  client: ClientBase,
  userId: string,
  streams: readonly TouchedStream[],
): Promise<Set<number>> {
  const { rows } = await client.query<{ index: number }>(
    `select index::integer - 1 as index
     from unnest($2::text[], $3::text[], $4::double precision[], $5::text[], $6::double precision[], $7::double precision[])
       with ordinality as stream (metric, unit, grouping_s, source, first_s, last_s, index)
     where exists (
       select from sample_rollups as stored
       where user_id = $1 and stored.metric = stream.metric and resolution_min = 60 and component = ''
         and stored.unit = stream.unit and stored.grouping_s = stream.grouping_s and stored.source = stream.source
         and bucket_start >= to_timestamp(first_s) and bucket_start <= to_timestamp(last_s)
     )`,
    [
      userId,
      streams.map(({ metric }) => metric),
      streams.map(({ unit }) => unit),
      streams.map(({ groupingS }) => groupingS),
      streams.map(({ source }) => source),
      streams.map(freshFrom),
      streams.map(({ lastS }) => lastS),
    ],
  )
  return new Set(rows.map(({ index }) => index))
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
    if (startS < freshFrom(stream)) continue
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
