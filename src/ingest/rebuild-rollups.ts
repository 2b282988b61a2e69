import type { ClientBase } from 'pg'
import { ofQuarters, ofSamples } from './rollup-sql.ts'

/** Of a large account this takes minutes; the pool's own limit is made for requests. */
const REBUILD_TIMEOUT_MS = 3_600_000

/** Sums up all samples of a user anew: for rows that did not come through an ingestion. */
export async function rebuildRollups(client: ClientBase, userId: string): Promise<void> {
  await client.query(`set local statement_timeout = ${REBUILD_TIMEOUT_MS}`)
  const rebuild = (text: string) => {
    // query_timeout is the driver's; its types leave it out.
    const statement = { text, values: [userId], query_timeout: REBUILD_TIMEOUT_MS + 5_000 }
    return client.query(statement as { text: string; values: string[] })
  }
  await rebuild('delete from sample_rollups where user_id = $1')
  await rebuild(
    `insert into sample_rollups
     select $1, metric, 15, component, unit, grouping_s, source, date_bin('15 minutes', recorded_at, 'epoch'), ${ofSamples}
     from sample_components where user_id = $1
     group by metric, component, unit, grouping_s, source, date_bin('15 minutes', recorded_at, 'epoch')`,
  )
  await rebuild(
    `insert into sample_rollups
     select $1, metric, 60, component, unit, grouping_s, source, date_bin('1 hour', bucket_start, 'epoch'), ${ofQuarters}
     from sample_rollups where user_id = $1 and resolution_min = 15
     group by metric, component, unit, grouping_s, source, date_bin('1 hour', bucket_start, 'epoch')`,
  )
}
