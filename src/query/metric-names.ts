import type { ClientBase } from 'pg'

/** Under this name the stages and nights of sleep are listed, which have tables of their own. */
export const sleepName = 'sleep_analysis'

export interface NamesQuestion {
  userId: string
  /** Where the page before ended; empty for the beginning. */
  after: string
  limit: number
}

/** A page of the metrics of which a user has samples: their names in order, found by leaping from one to the next. */
export async function listSampledMetrics(
  client: ClientBase,
  { userId, after, limit }: NamesQuestion,
): Promise<string[]> {
  const { rows } = await client.query(`with recursive ${sampled} select name from sampled limit $3`, [
    userId,
    after,
    limit,
  ])
  return rows.map(({ name }) => name)
}

/** As {@link listSampledMetrics}, with the name of sleep where there are stages or nights. */
export async function listStoredMetrics(
  client: ClientBase,
  { userId, after, limit }: NamesQuestion,
): Promise<string[]> {
  const { rows } = await client.query(
    `with recursive ${sampled}, slept as (
       select $4 as name where $4 > $2
         and (exists (select from sleep_stages where user_id = $1) or exists (select from sleep_metrics where user_id = $1))
     )
     select name from ((select name from sampled limit $3) union select name from slept) as either
     order by name limit $3`,
    [userId, after, limit, sleepName],
  )
  return rows.map(({ name }) => name)
}

const sampled = `sampled as (
  (select metric as name from sample_rollups where user_id = $1 and metric > $2 order by metric limit 1)
  union all
  select next.* from sampled cross join lateral (
    select metric as name from sample_rollups where user_id = $1 and metric > sampled.name order by metric limit 1
  ) as next
)`
