import type { ClientBase } from 'pg'

/** The samples of one source within one grouping, of which the values may be added up. */
export interface Stream {
  /** Its number in the rollups. */
  id: number
  metric: string
  /** `systolic` or `diastolic`; empty for a metric with one number. */
  component: string
  unit: string
  /** Seconds that a sample sums up; 0 for single readings. */
  groupingS: number
  source: string
  /** The hours of UTC in which its first and its last sample stand, by their begin in epoch seconds. */
  firstHourS: number
  lastHourS: number
}

/**
 * All streams of some metrics that have samples. How far they reach is read from the ends of their rollups: the same work
 * for a day and for ten years. Of min and max PostgreSQL does not know that in tables it has not analyzed yet, and then
 * reads all there is between.
 */
export async function readStreams(
  client: ClientBase,
  { userId, metrics }: { userId: string; metrics: readonly string[] },
): Promise<Stream[]> {
  const { rows } = await client.query<Stream>(
    `select id, metric, component, unit, grouping_s as "groupingS", source,
       extract(epoch from first_hour)::double precision as "firstHourS",
       extract(epoch from last_hour)::double precision as "lastHourS"
     from sample_streams as stream
       cross join lateral (${endOfHours('asc')}) as first (first_hour)
       cross join lateral (${endOfHours('desc')}) as last (last_hour)
     where user_id = $1 and metric = any ($2)
     order by metric, component, unit, grouping_s, source`,
    [userId, metrics],
  )
  return rows
}

const endOfHours = (order: 'asc' | 'desc'): string => `
  select bucket_start from sample_rollups where user_id = $1 and stream_id = stream.id and resolution_min = 60
  order by bucket_start ${order} limit 1`
