import type { Pool } from 'pg'

const tables = [
  'heart_rate_metrics',
  'quantity_metrics',
  'sleep_metrics',
  'sleep_stages',
  'health_events',
  'workouts',
  'workout_series',
] as const

type Records = Partial<Record<(typeof tables)[number], unknown[]>>

/** All rows of a user's records, but what names users and ingestions. */
export async function readRecords(pool: Pool, userId: string): Promise<Records> {
  const records: Records = {}
  for (const table of tables) records[table] = await readRows(pool, table, userId)
  return records
}

async function readRows(pool: Pool, table: string, userId: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select row from ${table} as stored,
       lateral (select to_jsonb(stored) - '{user_id,ingestion_id,field_ingestions,merge_state}'::text[] as row) as content
     where user_id = $1 order by row::text`,
    [userId],
  )
  return rows.map(({ row }) => row)
}
