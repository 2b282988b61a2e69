import { z } from 'zod'
import { Problem } from '../../problem.ts'
import { decodeWorkoutId, type WorkoutIdentity } from '../../query/workout-id.ts'

/** The path's `{id}`; what is no id is answered like one that does not exist, not as a wrong request. */
export const workoutParams = z.object({ id: z.string() })

/** @throws {Problem} not_found for a text that is the id of no workout */
export function readWorkoutId(id: string): WorkoutIdentity {
  const identity = decodeWorkoutId(id)
  if (!identity) throw workoutNotFound()
  return identity
}

/** The answer to an id that nobody has, and to one that somebody else has. */
export function workoutNotFound(): Problem {
  return new Problem('not_found', 'You have no workout with this id: GET /v1/workouts lists them')
}
