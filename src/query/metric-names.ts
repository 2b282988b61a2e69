import type { ClientBase } from 'pg'

/** Under this name the stages and nights of sleep are listed, which have tables of their own. */
export const sleepName = 'sleep_analysis'

export interface NamesQuestion {
  userId: string
  /** Where the page before ended; empty for the beginning. */
  after: string
  limit: number
}

/** A page of the metrics of which a user has samples: their names in order, which is that of their characters anywhere. */
export async function listSampledMetrics(
  client: ClientBase,
  { userId, after, limit }: NamesQuestion,
): Promise<string[]> {
  // A stream may have lost its samples. The limit has PostgreSQL look for one rollup of each in the index, instead of
  // joining all that there are.
  const { rows } = await client.query(
    `select distinct metric collate "C" as name from sample_streams as stream
     where user_id = $1 and metric collate "C" > $2 and (
       select true from sample_rollups where user_id = $1 and stream_id = stream.id and resolution_min = 60 limit 1
     )
     order by name limit $3`,
    [userId, after, limit],
  )
  return rows.map(({ name }) => name)
}
