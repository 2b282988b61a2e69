import type { ClientBase } from 'pg'

export interface SampleCount {
  metric: string
  unit: string
  count: number
}

/** How many samples there are of each metric in each unit, the unit with most of them first. */
export async function countSamples(
  client: ClientBase,
  { userId, names }: { userId: string; names: string[] },
): Promise<SampleCount[]> {
  // A blood pressure is two numbers of one sample.
  const { rows } = await client.query<SampleCount>(
    `select metric, unit, sum(sample_count)::double precision as count from sample_rollups
     where user_id = $1 and metric = any($2) and resolution_min = 60 and component <> 'diastolic'
     group by metric, unit order by count desc, unit`,
    [userId, names],
  )
  return rows
}
