import type { ClientBase } from 'pg'
import { ofQuarters, ofSamples, sumColumns } from './rollup-sql.ts'
import { notingChange } from './sample-changes.ts'
import { streamColumns } from './streams.ts'

/** Of a large account this takes minutes; the pool's own limit is made for requests. */
const REBUILD_TIMEOUT_MS = 3_600_000

/** Sums up all samples of a user anew: for rows that did not come through an ingestion. */
export async function rebuildRollups(client: ClientBase, userId: string): Promise<void> {
  await client.query(notingChange(userId, Number.NEGATIVE_INFINITY))
  await client.query(`set local statement_timeout = ${REBUILD_TIMEOUT_MS}`)
  const rebuild = (text: string) => {
    // query_timeout is the driver's; its types leave it out.
    const statement = { text, values: [userId], query_timeout: REBUILD_TIMEOUT_MS + 5_000 }
    return client.query(statement as { text: string; values: string[] })
  }
  await rebuild('delete from sample_rollups where user_id = $1')
  await rebuild('delete from sample_streams where user_id = $1')
  await rebuild(
    `with summed (${streamColumns}, bucket_start, ${sumColumns}) as materialized (
       select ${streamColumns}, date_bin('15 minutes', recorded_at, 'epoch'), ${ofSamples}
       from sample_components where user_id = $1
       group by ${streamColumns}, date_bin('15 minutes', recorded_at, 'epoch')
     ), stream as (
       insert into sample_streams (user_id, id, ${streamColumns})
       select $1, row_number() over (), ${streamColumns} from (select distinct ${streamColumns} from summed) as named
       returning id, ${streamColumns}
     )
     insert into sample_rollups (user_id, stream_id, resolution_min, bucket_start, ${sumColumns})
     select $1, id, 15, bucket_start, ${sumColumns} from summed join stream using (${streamColumns})`,
  )
  await rebuild(
    `insert into sample_rollups (user_id, stream_id, resolution_min, bucket_start, ${sumColumns})
     select $1, stream_id, 60, date_bin('1 hour', bucket_start, 'epoch'), ${ofQuarters}
     from sample_rollups where user_id = $1 and resolution_min = 15
     group by stream_id, date_bin('1 hour', bucket_start, 'epoch')`,
  )
}
