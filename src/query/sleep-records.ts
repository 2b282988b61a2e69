import type { ClientBase } from 'pg'

/** What is known of sleep beside samples: its stages, and the nights that clients summed up. */
export interface SleepRecords {
  /** When the first and the last of them begin. */
  firstAt: Date
  lastAt: Date
  sources: string[]
  count: number
}

/** Undefined for a user of whom no sleep is known. */
export async function readSleepRecords(
  client: ClientBase,
  { userId }: { userId: string },
): Promise<SleepRecords | undefined> {
  const { rows } = await client.query(
    `select min(at) as "firstAt", max(at) as "lastAt", array_agg(distinct source) as sources, count(*)::integer as count
     from (
       select started_at as at, source from sleep_stages where user_id = $1
       union all select recorded_at, source from sleep_metrics where user_id = $1
     ) as slept having count(*) > 0`,
    [userId],
  )
  return rows[0]
}
