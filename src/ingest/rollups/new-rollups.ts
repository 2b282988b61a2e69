import type { ClientBase, QueryConfig } from 'pg'
import type { Acting } from '../../database/as-user.ts'
import { prepared } from '../../database/prepared.ts'
import type { Column, Row } from '../judge/storage-kind.ts'
import { encodeColumns, incomingTable } from '../rows/column-sql.ts'
import { insertionOf, insertRows } from '../write/insert-rows.ts'
import { startOfHour } from './hours.ts'
import type { Numbered } from './stretches.ts'
import { addUp, nothingSummed, type Sums, type TouchedStream } from './touched-stream.ts'

type NumberedStream = Numbered<TouchedStream>

/** So many new rollups are quicker by themselves. */
const FRESH_APART = 500

const noHours: ReadonlySet<number> = new Set()

/**
 * Writes the rollups of hours that had none before: what is new in them is all that there is, and need not be read again
 * to be summed up. So it is with nearly all that a phone sends for the first time. To what is there the new is added, where
 * that is right.
 * @returns the statement that adds, to be run before the transaction ends, and what is still to be refreshed
 */
export async function writeNewRollups(
  acting: Acting,
  userId: string,
  streams: readonly NumberedStream[],
): Promise<{ added: QueryConfig[]; left: NumberedStream[] }> {
  const addable = streams.filter(({ stream }) => stream.canBeAdded)
  const others = streams.filter(({ stream }) => !stream.canBeAdded)
  const doubtful = new Map(addable.map(one => [one, new Set(doubtfulHours(one))]))
  const stored = new Map([...doubtful, ...(await findStoredHours(acting.client, userId, others))])
  const target = { table: 'sample_rollups', ids: { user_id: userId }, columns }
  const freshOf = (ones: typeof streams) => ones.flatMap(one => rowsOf(one, stored.get(one) ?? noHours))
  const addableFresh = freshOf(addable)
  const addableStored = addable.flatMap(one => rowsOf(onlyWithin(one, doubtful.get(one)!), noHours))
  // To what is not there yet can be added as well: a few in one statement, instead of two.
  const isOne = addableStored.length > 0 && addableFresh.length < FRESH_APART
  const toAdd = isOne ? [...addableStored, ...addableFresh] : addableStored
  const inserted = isOne ? freshOf(others) : [...addableFresh, ...freshOf(others)]
  if (inserted.length > 0) await insertRows(acting, target, insertionOf(target, inserted))
  const left = others.flatMap(one => {
    const hours = stored.get(one)
    if (!one.stream.isNew) return [one]
    return hours ? [onlyWithin(one, hours)] : []
  })
  return { added: toAdd.length > 0 ? [addingRollups(userId, toAdd)] : [], left }
}

const onlyWithin = (one: NumberedStream, hours: ReadonlySet<number>): NumberedStream => ({
  ...one,
  stream: one.stream.within(hours),
})

function addingRollups(userId: string, rows: readonly Row[]): QueryConfig {
  const names = columns.map(({ name }) => name).join(', ')
  return prepared(
    `insert into sample_rollups as stored (user_id, ${names})
     select $1, ${names} from ${incomingTable(columns, 2)} order by position
     on conflict (user_id, stream_id, resolution_min, bucket_start) do update set
       value_sum = stored.value_sum + excluded.value_sum,
       weighted_sum = stored.weighted_sum + excluded.weighted_sum,
       weight_s = stored.weight_s + excluded.weight_s,
       min = least(stored.min, excluded.min),
       max = greatest(stored.max, excluded.max),
       sample_count = stored.sample_count + excluded.sample_count`,
    [userId, ...encodeColumns(columns, rows)],
  )
}

/** Which of the hours that new rows lie in have rollups: their starts in epoch seconds, of streams that have some. */
async function findStoredHours(
  client: ClientBase,
  userId: string,
  streams: readonly NumberedStream[],
): Promise<Map<NumberedStream, Set<number>>> {
  const doubtful = streams
    .filter(({ stream }) => stream.isNew)
    .flatMap(one => doubtfulHours(one).map(startS => ({ one, startS })))
  const stored = new Map<NumberedStream, Set<number>>()
  if (doubtful.length === 0) return stored
  const { rows } = await client.query<{ index: number }>(
    prepared(
      `select index::integer - 1 as index
       from unnest($2::integer[], $3::double precision[]) with ordinality as hour (stream_id, start_s, index)
       cross join lateral (
         select from sample_rollups
         where user_id = $1 and stream_id = hour.stream_id and resolution_min = 60
           and bucket_start = to_timestamp(start_s)
         offset 0
       ) as stored`,
      [userId, doubtful.map(({ one }) => one.id), doubtful.map(({ startS }) => startS)],
    ),
  )
  for (const { index } of rows) {
    const { one, startS } = doubtful[index]!
    stored.set(one, (stored.get(one) ?? new Set()).add(startS))
  }
  return stored
}

/** Of a stretch that is known to be empty only the hour in which it begins. */
function doubtfulHours({ stream, isEmpty }: NumberedStream): number[] {
  if (isEmpty) return [startOfHour(stream.firstS)]
  return [...new Set(Array.from(stream.quarters.keys(), startOfHour))]
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

/** The rollups of all hours but those that are stored. */
function rowsOf({ id, stream }: NumberedStream, stored: ReadonlySet<number>): Row[] {
  const rows: Row[] = []
  if (!stream.isNew) return rows
  const hours = new Map<number, Sums>()
  stream.quarters.forEach((sums, startS) => {
    const hourS = startOfHour(startS)
    if (stored.has(hourS)) return
    rows.push(rowOf(id, 15, startS, sums))
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
