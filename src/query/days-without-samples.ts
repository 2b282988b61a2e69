import type { ClientBase } from 'pg'
import { sleepName } from './metric-names.ts'

/**
 * The days without any sample of each metric, from its first one up to yesterday, as ISO dates in order; a metric
 * without such a day is not in the map. Days are those of the zone of the transaction (see useTimezone): an offset of
 * half an hour moves their begin, so that quarters of an hour are looked at.
 */
export async function readDaysWithoutSamples(
  client: ClientBase,
  { userId, names }: { userId: string; names: string[] },
): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ metric: string; days: string[] }>(
    `with seen as (
       select metric, day from sample_streams as stream cross join lateral (
         select distinct bucket_start::date as day from sample_rollups
         where user_id = $1 and stream_id = stream.id and resolution_min = 15
       ) as quarter
       where user_id = $1 and metric = any($2)
       union select $3, started_at::date from sleep_stages where user_id = $1 and $3 = any($2)
       union select $3, recorded_at::date from sleep_metrics where user_id = $1 and $3 = any($2)
     ), begun as (
       select metric, min(day) as first_day from seen group by metric
     ), missed as (
       select metric, first_day + number as day
       from begun cross join lateral generate_series(0, now()::date - 1 - first_day) as number
       except select metric, day from seen
     )
     select metric, array_agg(day::text order by day) as days from missed
     -- A zone that changed its side of the date line skipped a day, which nobody could measure anything on.
     where day::timestamptz::date = day
     group by metric`,
    [userId, names, sleepName],
  )
  return new Map(rows.map(({ metric, days }) => [metric, days]))
}
