import type { ClientBase } from 'pg'
import { metrics } from '../catalogue/index.ts'
import { rawTimes, readSample, type Sample, type SampleRow } from './read-sample.ts'
import { columnsOf, identityOf, sampleTable } from './sample-table.ts'
import { listSamples } from './samples.ts'

export interface OutermostQuestion {
  userId: string
  /** Of each metric the hour in which to look, by its begin in epoch seconds. */
  hours: { metric: string; startS: number }[]
  /** The first sample of the hour or the last one; at one moment by the order of their identity. */
  which: 'first' | 'last'
}

/** The first or the last sample of an hour, which is another one for each metric; by metric. */
export async function readOutermostSamples(
  client: ClientBase,
  { userId, hours, which }: OutermostQuestion,
): Promise<Map<string, Sample>> {
  const order = which === 'first' ? 'asc' : 'desc'
  const isQuantity = ({ metric }: { metric: string }) => sampleTable(storedAs(metric)) === quantities
  const found = await readQuantities(client, userId, hours.filter(isQuantity), order)
  for (const { metric, startS } of hours.filter(hour => !isQuantity(hour))) {
    const [from, to] = [new Date(startS * 1000), new Date((startS + 3600) * 1000)]
    const question = { userId, metric: storedAs(metric), from, to, order, limit: 1 } as const
    const [sample] = await listSamples(client, question)
    if (sample) found.set(metric, sample)
  }
  return found
}

/** By the very name: what was stored before the catalogue came to know a name is still a quantity. */
const storedAs = (name: string) => ({ name, metric: metrics.get(name) })

const quantities = sampleTable({ name: '', metric: undefined })

async function readQuantities(
  client: ClientBase,
  userId: string,
  hours: OutermostQuestion['hours'],
  order: 'asc' | 'desc',
): Promise<Map<string, Sample>> {
  if (hours.length === 0) return new Map()
  const starts = hours.map(({ startS }) => startS)
  const { rows } = await client.query<[metric: string, ...SampleRow]>({
    rowMode: 'array',
    types: rawTimes,
    // The outer bounds say nothing new, but they are known when the planner chooses among the partitions.
    text: `select asked.metric, sample.* from unnest($2::text[], $3::double precision[]) as asked (metric, start_s)
      cross join lateral (
        select ${columnsOf(quantities)} from ${quantities.name} as stored
        where user_id = $1 and stored.metric = asked.metric
          and recorded_at >= to_timestamp(asked.start_s) and recorded_at < to_timestamp(asked.start_s + 3600)
          and recorded_at >= $4 and recorded_at < $5
        order by ${identityOf(quantities)
          .map(column => `${column} ${order}`)
          .join(', ')} limit 1
      ) as sample`,
    values: [
      userId,
      hours.map(({ metric }) => metric),
      starts,
      new Date(Math.min(...starts) * 1000),
      new Date((Math.max(...starts) + 3600) * 1000),
    ],
  })
  return new Map(rows.map(([metric, ...row]) => [metric, readSample(quantities, row)]))
}
