import { z } from 'zod'
import { Problem } from '../../problem.ts'
import { decodeWorkoutId, encodeWorkoutId, type WorkoutIdentity } from '../../query/workout-id.ts'

/** The path's `{id}`; what is no id is answered like one that does not exist, not as a wrong request. */
export const workoutParams = z.object({ id: z.string().describe('That of the list of workouts') })

/** Of a run on 2025-01-15 from 17:00 to 17:30 UTC. */
export const exampleIdentity = { startedAtS: 1_736_960_400, endedAtS: 1_736_962_200, activity: 'running' }
export const exampleId = encodeWorkoutId(exampleIdentity)

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
