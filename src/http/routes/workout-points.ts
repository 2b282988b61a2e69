import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { Problem } from '../../problem.ts'
import { findWorkoutRoute, type WorkoutRoute } from '../../query/workout-route.ts'
import { listWorkoutSeries, type WorkoutSeries } from '../../query/workout-series.ts'
import { writeGpx } from '../../query/write-gpx.ts'
import { callerOf } from '../authenticate.ts'
import { chooseMediaType } from '../choose-media-type.ts'
import { problemResponses } from '../problem-schema.ts'
import { text } from './query-parameters.ts'
import { exampleId, exampleIdentity, readWorkoutId, workoutNotFound, workoutParams } from './workout-id.ts'

const number = z.number().nullable()
const numbers = z.array(number)

const coordinates = z
  .array(z.number())
  .min(2)
  .max(3)
  .describe('Longitude, latitude and, where known, metres of altitude')

const feature = z
  .object({
    type: z.literal('Feature'),
    geometry: z.union([
      z.object({ type: z.literal('LineString'), coordinates: z.array(coordinates).min(2) }),
      z.object({ type: z.literal('Point'), coordinates }).describe('Of a route of one point'),
    ]),
    properties: z.object({
      workout_id: z.string(),
      activity: z.string(),
      name: z.string().nullable(),
      started_at: z.string(),
      ended_at: z.string(),
      coordinateProperties: z
        .object({
          times: z.array(z.string()),
          speed_m_per_s: numbers,
          course_deg: numbers,
          horizontal_accuracy_m: numbers,
          vertical_accuracy_m: numbers,
          speed_accuracy_m_per_s: numbers,
          course_accuracy_deg: numbers,
        })
        .describe(
          'Of each point, in the order of the coordinates; a device writes -1 for what it does not know',
        ),
    }),
  })
  .describe('RFC 7946')

const series = z.object({
  name: z.string(),
  unit: z.string(),
  source: z.string().describe('Empty where the client named none'),
  points: z.array(
    z.object({
      recorded_at: z.string(),
      value: number.describe('An average where min and max stand beside it'),
      min: number.optional(),
      max: number.optional(),
    }),
  ),
})

const exampleRoute: WorkoutRoute = {
  activity: exampleIdentity.activity,
  name: null,
  started_at: new Date(exampleIdentity.startedAtS * 1000),
  ended_at: new Date(exampleIdentity.endedAtS * 1000),
  recorded_at: [0, 60].map(second => new Date((exampleIdentity.startedAtS + second) * 1000)),
  longitude: [13.4, 13.402],
  latitude: [52.5, 52.501],
  altitude_m: [34, 35],
  speed_m_per_s: [2.8, 2.8],
  course_deg: [45, 45],
  horizontal_accuracy_m: [5, 5],
  vertical_accuracy_m: [3, 3],
  speed_accuracy_m_per_s: [0.5, 0.5],
  course_accuracy_deg: [10, 10],
}

const exampleSeries: z.infer<typeof series> = {
  name: 'heart_rate',
  unit: 'count/min',
  source: 'Apple Watch',
  points: [{ recorded_at: '2025-01-15T17:01:00.000Z', value: 120, min: 90, max: 150 }],
}

export const workoutPointRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/workouts/:id/route',
      {
        config: { scope: 'read', documentedHeaders: { 200: { vary: 'Accept, Accept-Encoding' } } },
        schema: {
          tags: ['read'],
          operationId: 'getWorkoutRoute',
          summary: 'Where a workout went',
          description: 'GeoJSON, or GPX 1.1 where `Accept` prefers `application/gpx+xml`.',
          params: workoutParams,
          response: {
            200: {
              description: 'The route',
              content: {
                'application/geo+json': {
                  schema: feature.meta({ examples: [describeRoute(exampleId, exampleRoute)] }),
                },
                'application/gpx+xml': { schema: z.string().meta({ examples: [writeGpx(exampleRoute)] }) },
              },
            },
            ...problemResponses('not_found'),
          },
        },
      },
      async (request, reply) => {
        const { userId } = callerOf(request)
        const { id } = request.params
        const question = { userId, workout: readWorkoutId(id) }
        const route = await readAsUser(pool, userId, client => findWorkoutRoute(client, question))
        if (!route) {
          throw new Problem(
            'not_found',
            'You have no workout with this id that has a route: see its has_route',
          )
        }
        const type = chooseMediaType(request.headers.accept, ['application/geo+json', 'application/gpx+xml'])
        reply.header('vary', 'Accept').type(type)
        return type === 'application/gpx+xml' ? writeGpx(route) : describeRoute(id, route)
      },
    )

    server.get(
      '/v1/workouts/:id/series',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'getWorkoutSeries',
          summary: 'What was measured during a workout, point by point',
          params: workoutParams,
          querystring: z.object({ name: text(100).optional().describe('Only this one, such as heart_rate') }),
          response: {
            200: z.object({ series: z.array(series) }).meta({
              description: 'The series by name; none where it has none',
              examples: [{ series: [exampleSeries] }],
            }),
            ...problemResponses('not_found'),
          },
        },
      },
      async request => {
        const { userId } = callerOf(request)
        const question = { userId, workout: readWorkoutId(request.params.id), name: request.query.name }
        const found = await readAsUser(pool, userId, client => listWorkoutSeries(client, question))
        if (!found) throw workoutNotFound()
        return { series: found.map(describeSeries) }
      },
    )
  }

function describeRoute(workoutId: string, route: WorkoutRoute): z.infer<typeof feature> {
  const places = route.longitude.map((longitude, index) => {
    const altitude = route.altitude_m[index] ?? null
    return [longitude, route.latitude[index]!, ...(altitude === null ? [] : [altitude])]
  })
  const [first, ...others] = places
  return {
    type: 'Feature',
    geometry:
      first && others.length === 0
        ? { type: 'Point', coordinates: first }
        : { type: 'LineString', coordinates: places },
    properties: {
      workout_id: workoutId,
      activity: route.activity,
      name: route.name,
      started_at: route.started_at.toISOString(),
      ended_at: route.ended_at.toISOString(),
      coordinateProperties: {
        times: route.recorded_at.map(time => time.toISOString()),
        speed_m_per_s: [...route.speed_m_per_s],
        course_deg: [...route.course_deg],
        horizontal_accuracy_m: route.horizontal_accuracy_m,
        vertical_accuracy_m: route.vertical_accuracy_m,
        speed_accuracy_m_per_s: route.speed_accuracy_m_per_s,
        course_accuracy_deg: route.course_accuracy_deg,
      },
    },
  }
}

function describeSeries({ name, unit, source, ...columns }: WorkoutSeries): z.infer<typeof series> {
  const points = columns.recorded_at.map((recordedAt, index) => {
    const min = columns.min[index] ?? null
    const max = columns.max[index] ?? null
    return {
      recorded_at: recordedAt.toISOString(),
      value: columns.value[index] ?? null,
      ...((min !== null || max !== null) && { min, max }),
    }
  })
  return { name, unit, source, points }
}
