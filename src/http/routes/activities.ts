import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { listActivities } from '../../query/activities.ts'
import { callerOf } from '../authenticate.ts'
import { problemResponses } from '../problem-schema.ts'
import { fromBeforeTo, range } from './query-parameters.ts'

const total = z.number().nullable()

const activity = z.object({
  activity: z.string(),
  count: z.int(),
  duration_s: z.number().describe('From start to end of those whose client says no duration'),
  distance_meters: total.describe('Of those that say one; null where none does'),
  energy_kcal: total.describe('Active energy, or the total of those that say only that'),
  first_at: z.string().describe('When the first of them started'),
  last_at: z.string(),
})

const example: z.infer<typeof activity> = {
  activity: 'running',
  count: 104,
  duration_s: 249_600,
  distance_meters: 686_400,
  energy_kcal: 49_920,
  first_at: '2025-01-02T17:00:00.000Z',
  last_at: '2025-12-30T17:00:00.000Z',
}

export const activityRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/activities',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'listActivities',
          summary: 'The workouts added up by activity, the most frequent first',
          description: 'The range is that of their starts.',
          querystring: fromBeforeTo(z.object(range)),
          response: {
            200: z.object({ activities: z.array(activity), next_cursor: z.null() }).meta({
              description: 'Every activity of the range',
              examples: [{ activities: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { userId } = callerOf(request)
        const question = { userId, ...request.query }
        const found = await readAsUser(pool, userId, client => listActivities(client, question))
        const activities = found.map(one => ({
          ...one,
          first_at: one.first_at.toISOString(),
          last_at: one.last_at.toISOString(),
        }))
        return { activities, next_cursor: null }
      },
    )
  }
