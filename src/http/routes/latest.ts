import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { listLatest } from '../../query/latest.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { page, text } from './query-parameters.ts'
import { describeSample, sampleExample, sampleSchema } from './sample-schema.ts'

export const latestRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/latest',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'listLatest',
          summary: 'The newest sample of each metric that the caller has, in the order of their names',
          querystring: z.object(page(1000, 1000)),
          response: {
            200: z
              .object({
                samples: z.array(z.object({ metric: z.string(), ...sampleSchema.shape })),
                next_cursor: z.string().nullable(),
              })
              .meta({
                description: 'A page; empty for a caller who has no samples',
                examples: [{ samples: [{ metric: 'heart_rate', ...sampleExample }], next_cursor: null }],
              }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor } = request.query
        const { userId } = callerOf(request)
        const after = decodeCursor(text(100), cursor) ?? ''
        const samples = await readAsUser(pool, userId, client =>
          listLatest(client, { userId, after, limit: limit + 1 }),
        )
        const shown = samples.slice(0, limit)
        return {
          samples: shown.map(sample => ({ metric: sample.metric, ...describeSample(sample) })),
          next_cursor: samples.length > limit ? encodeCursor(shown.at(-1)!.metric) : null,
        }
      },
    )
  }
