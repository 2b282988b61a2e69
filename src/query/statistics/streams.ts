import type { ClientBase } from 'pg'

/** The samples of one source within one grouping, of which the values may be added up. */
export interface Stream {
  /** `systolic` or `diastolic`; empty for a metric with one number. */
  component: string
  unit: string
  /** Seconds that a sample sums up; 0 for single readings. */
  groupingS: number
  source: string
  /** The hours of its first and last sample begin here: epoch seconds. */
  firstHourS: number
  lastHourS: number
}

/** All streams of a metric, found by leaping from one to the next in the rollups' key. */
export async function readStreams(
  client: ClientBase,
  { userId, metric }: { userId: string; metric: string },
): Promise<Stream[]> {
  const { rows } = await client.query<Stream>(
    `with recursive stream as (
       (select component, unit, grouping_s, source from sample_rollups
        where user_id = $1 and metric = $2 and resolution_min = 60
        order by component, unit, grouping_s, source limit 1)
       union all
       select next.* from stream cross join lateral (
         select component, unit, grouping_s, source from sample_rollups as rollup
         where user_id = $1 and metric = $2 and resolution_min = 60
           and (component, unit, grouping_s, source)
             > (stream.component, stream.unit, stream.grouping_s, stream.source)
         order by component, unit, grouping_s, source limit 1
       ) as next
     )
     select component, unit, grouping_s as "groupingS", source,
       extract(epoch from first_hour)::double precision as "firstHourS",
       extract(epoch from last_hour)::double precision as "lastHourS"
     from stream cross join lateral (
       select min(bucket_start) as first_hour, max(bucket_start) as last_hour from sample_rollups as rollup
       where user_id = $1 and metric = $2 and resolution_min = 60
         and component = stream.component and unit = stream.unit
         and grouping_s = stream.grouping_s and source = stream.source
     ) as extent`,
    [userId, metric],
  )
  return rows
}
