import type { ClientBase } from 'pg'
import type { WorkoutIdentity } from './workout-id.ts'
import type { GpxRoute } from './write-gpx.ts'

/** Columns of workout_routes as they are, parallel by point, and the `name` of the workout. */
export interface WorkoutRoute extends GpxRoute {
  ended_at: Date
  horizontal_accuracy_m: (number | null)[]
  vertical_accuracy_m: (number | null)[]
  speed_accuracy_m_per_s: (number | null)[]
  course_accuracy_deg: (number | null)[]
}

/** Where a workout went; undefined where the user has no such workout or it has no route. */
export async function findWorkoutRoute(
  client: ClientBase,
  { userId, workout }: { userId: string; workout: WorkoutIdentity },
): Promise<WorkoutRoute | undefined> {
  const { rows } = await client.query<WorkoutRoute>(
    `select activity, name, started_at, ended_at, recorded_at, latitude, longitude, altitude_m, speed_m_per_s,
       course_deg, horizontal_accuracy_m, vertical_accuracy_m, speed_accuracy_m_per_s, course_accuracy_deg
     from workout_routes join workouts using (user_id, started_at, ended_at, activity)
     where user_id = $1 and (started_at, ended_at, activity) = (to_timestamp($2), to_timestamp($3), $4)`,
    [userId, workout.startedAtS, workout.endedAtS, workout.activity],
  )
  return rows[0]
}
