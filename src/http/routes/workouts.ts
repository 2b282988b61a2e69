import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import {
  findWorkout,
  listWorkouts,
  type Workout,
  type WorkoutPosition,
  workoutTotals,
} from '../../query/workouts.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { cursorTime, fromBeforeTo, order, page, range, text } from './query-parameters.ts'
import { exampleId, exampleIdentity, readWorkoutId, workoutNotFound, workoutParams } from './workout-id.ts'

const total = z.number().nullable()

const workout = z.object({
  id: z.string().describe('Names the workout in a path; the same as long as its activity, start and end are'),
  activity: z.string(),
  name: z.string().nullable().describe('How the client called it, where that is not the activity itself'),
  location: z.enum(['indoor', 'outdoor', 'pool', 'open_water']).nullable(),
  started_at: z.string(),
  ended_at: z.string(),
  duration_s: total.describe('As the client says; pauses may be left out of it'),
  source: z.string().describe('Empty where the client named none'),
  utc_offset_min: z.int().nullable().describe('Of the place where it was, as first reported'),
  client_ids: z.array(z.string()),
  ...(Object.fromEntries(workoutTotals.map(name => [name, total])) as Record<
    (typeof workoutTotals)[number],
    typeof total
  >),
  has_route: z.boolean(),
  series: z.array(z.string()).describe('The names of what /v1/workouts/{id}/series has of it'),
  detail: z.record(z.string(), z.unknown()).nullable().describe('What else the client sent with it'),
})

const example = describeWorkout({
  id: exampleId,
  activity: exampleIdentity.activity,
  name: null,
  location: 'outdoor',
  startedAt: new Date(exampleIdentity.startedAtS * 1000),
  endedAt: new Date(exampleIdentity.endedAtS * 1000),
  durationS: 1800,
  source: 'Apple Watch',
  utcOffsetMin: 60,
  clientIds: [],
  totals: {
    ...(Object.fromEntries(workoutTotals.map(name => [name, null])) as Workout['totals']),
    distance_meters: 5000,
    avg_heart_rate: 150,
  },
  hasRoute: true,
  series: ['heart_rate'],
  detail: null,
  position: ['', '', ''],
} satisfies Workout)

const position: z.ZodType<WorkoutPosition> = z.tuple([cursorTime, cursorTime, text(100)])

export const workoutRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/workouts',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'listWorkouts',
          summary: 'The workouts, page by page, the newest first',
          description: 'The range is that of their starts.',
          querystring: fromBeforeTo(
            z.object({
              ...range,
              activity: text(100)
                .optional()
                .describe(
                  'An activity by any name that clients give it, such as running, Laufen or Outdoor Run',
                ),
              order: order.default('desc'),
              ...page(1000, 100),
            }),
          ),
          response: {
            200: z.object({ workouts: z.array(workout), next_cursor: z.string().nullable() }).meta({
              description: 'A page of workouts',
              examples: [{ workouts: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor, ...narrowed } = request.query
        const { userId } = callerOf(request)
        const question = { userId, ...narrowed, after: decodeCursor(position, cursor), limit: limit + 1 }
        const workouts = await readAsUser(pool, userId, client => listWorkouts(client, question))
        const shown = workouts.slice(0, limit)
        const last = shown.at(-1)
        return {
          workouts: shown.map(describeWorkout),
          next_cursor: last && workouts.length > limit ? encodeCursor(last.position) : null,
        }
      },
    )

    server.get(
      '/v1/workouts/:id',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'getWorkout',
          summary: 'One workout',
          params: workoutParams,
          response: {
            200: workout.meta({ description: 'The workout', examples: [example] }),
            ...problemResponses('not_found'),
          },
        },
      },
      async request => {
        const { userId } = callerOf(request)
        const question = { userId, workout: readWorkoutId(request.params.id) }
        const found = await readAsUser(pool, userId, client => findWorkout(client, question))
        if (!found) throw workoutNotFound()
        return describeWorkout(found)
      },
    )
  }

function describeWorkout(found: Workout): z.infer<typeof workout> {
  return {
    id: found.id,
    activity: found.activity,
    name: found.name,
    location: found.location as z.infer<typeof workout>['location'],
    started_at: found.startedAt.toISOString(),
    ended_at: found.endedAt.toISOString(),
    duration_s: found.durationS,
    source: found.source,
    utc_offset_min: found.utcOffsetMin,
    client_ids: found.clientIds,
    ...found.totals,
    has_route: found.hasRoute,
    series: found.series,
    detail: found.detail,
  }
}
