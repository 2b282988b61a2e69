import type { ClientBase } from 'pg'

/** All workouts of one activity in a range, added up. */
export interface ActivityTotals {
  activity: string
  count: number
  /** From start to end of a workout whose client says no duration. */
  duration_s: number
  /** Null where no workout says any, as the energy. */
  distance_meters: number | null
  energy_kcal: number | null
  first_at: Date
  last_at: Date
}

/**
 * What somebody does, the most frequent activity first.
 * @param question half-open, and of the start: `from` is in, `to` is not
 */
export async function listActivities(
  client: ClientBase,
  { userId, from, to }: { userId: string; from?: Date | undefined; to?: Date | undefined },
): Promise<ActivityTotals[]> {
  const { rows } = await client.query<ActivityTotals>(
    `select activity, count(*)::int as count,
       sum(coalesce(duration_s, extract(epoch from ended_at - started_at)::float8)) as duration_s,
       sum(distance_meters) as distance_meters,
       sum(coalesce(active_energy_kcal, total_energy_kcal)) as energy_kcal,
       min(started_at) as first_at, max(started_at) as last_at
     from workouts
     where user_id = $1 and ($2::timestamptz is null or started_at >= $2)
       and ($3::timestamptz is null or started_at < $3)
     group by activity
     order by count desc, activity`,
    [userId, from, to],
  )
  return rows
}
