import type { ClientBase } from 'pg'
import { findMetric } from '../catalogue/index.ts'
import type { WorkoutIdentity } from './workout-id.ts'

/** What was measured during a workout under one name; the arrays are parallel by point. */
export interface WorkoutSeries {
  name: string
  unit: string
  source: string
  recorded_at: Date[]
  value: (number | null)[]
  min: (number | null)[]
  max: (number | null)[]
}

/**
 * The series of a workout by name; undefined where the user has no such workout.
 * @param question `name`: only this one, by any of its metric's names
 */
export async function listWorkoutSeries(
  client: ClientBase,
  { userId, workout, name }: { userId: string; workout: WorkoutIdentity; name?: string | undefined },
): Promise<WorkoutSeries[] | undefined> {
  const { rows } = await client.query(
    `select s.name, s.unit, coalesce(s.source, '') as source, s.recorded_at, s.value, s.min, s.max
     from workouts w left join workout_series s
       on s.user_id = $1 and (s.started_at, s.ended_at, s.activity) = (w.started_at, w.ended_at, w.activity)
         and ($5::text[] is null or s.name = any ($5))
     where w.user_id = $1 and (w.started_at, w.ended_at, w.activity) = (to_timestamp($2), to_timestamp($3), $4)
     order by s.name`,
    [
      userId,
      workout.startedAtS,
      workout.endedAtS,
      workout.activity,
      name === undefined ? null : [name, findMetric(name)?.name ?? name],
    ],
  )
  return rows.length === 0 ? undefined : rows.filter(row => row.name !== null)
}
