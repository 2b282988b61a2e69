import type { ClientBase } from 'pg'

/** The hours of UTC in which the first and the last sample of a metric stand, by their begin in epoch seconds. */
export interface MetricExtent {
  metric: string
  firstHourS: number
  lastHourS: number
  /** Each that has samples of it, once. */
  sources: string[]
}

/** How far metrics reach, read from the ends of their rollups: the same work for a day and for ten years. */
export async function readMetricExtents(
  client: ClientBase,
  { userId, names }: { userId: string; names: string[] },
): Promise<MetricExtent[]> {
  const { rows } = await client.query<MetricExtent>(
    `with recursive stream as (
       select first.* from unnest($2::text[]) as named (metric) cross join lateral (
         select metric, component, unit, grouping_s, source from sample_rollups as rollup
         where user_id = $1 and rollup.metric = named.metric and resolution_min = 60
         order by component, unit, grouping_s, source limit 1
       ) as first
       union all
       select next.* from stream cross join lateral (
         select metric, component, unit, grouping_s, source from sample_rollups as rollup
         where user_id = $1 and rollup.metric = stream.metric and resolution_min = 60
           and (component, unit, grouping_s, source)
             > (stream.component, stream.unit, stream.grouping_s, stream.source)
         order by component, unit, grouping_s, source limit 1
       ) as next
     )
     select metric, extract(epoch from min(first_hour))::double precision as "firstHourS",
       extract(epoch from max(last_hour))::double precision as "lastHourS",
       array_agg(distinct source) as sources
     from stream cross join lateral (
       select min(bucket_start) as first_hour, max(bucket_start) as last_hour from sample_rollups as rollup
       where user_id = $1 and rollup.metric = stream.metric and resolution_min = 60
         and rollup.component = stream.component and rollup.unit = stream.unit
         and rollup.grouping_s = stream.grouping_s and rollup.source = stream.source
     ) as extent
     group by metric`,
    [userId, names],
  )
  return rows
}
