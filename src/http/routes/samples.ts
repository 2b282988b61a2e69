import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { findStoredMetric } from '../../query/find-stored-metric.ts'
import { listSamples, type Sample, type SamplePosition } from '../../query/samples.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { fromBeforeTo, metricNotFound, metricParams, order, page, range } from './query-parameters.ts'

const number = z.number().nullable()

const sample = z.object({
  recorded_at: z.string(),
  duration_s: z.number().describe('How long it covers; 0 is an instant'),
  grouped: z.boolean().describe('The client merged all readings of that time, over its sources'),
  source: z.string().describe('Empty where the client named none'),
  unit: z.string(),
  value: number.optional(),
  min: number.optional(),
  avg: number.optional(),
  max: number.optional(),
  systolic: number.optional(),
  diastolic: number.optional(),
  detail: z.record(z.string(), z.unknown()).optional().describe('What else the client sent with it'),
})

/** What a cursor holds: base64url of the JSON of a {@link SamplePosition}. */
const position = z.tuple([z.string().regex(/^-?\d{1,16}$/), z.number(), z.boolean(), z.string(), z.string()])

export const sampleRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/metrics/:metric/samples',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['read'],
          operationId: 'listSamples',
          summary: 'The samples of a metric, page by page',
          params: metricParams,
          querystring: fromBeforeTo(
            z.object({
              ...range,
              source: z.string().optional().describe('Only samples of the source with this name'),
              order: order.default('asc'),
              ...page(10_000, 1000),
            }),
          ),
          response: {
            200: z.object({ samples: z.array(sample), next_cursor: z.string().nullable() }).meta({
              description: 'A page; empty for a metric of the catalogue that the caller has not',
              examples: [
                {
                  samples: [
                    {
                      recorded_at: '2025-01-15T10:00:00.000Z',
                      duration_s: 0,
                      grouped: false,
                      source: 'Apple Watch',
                      unit: 'count/min',
                      min: 60,
                      avg: 75,
                      max: 90,
                    },
                  ],
                  next_cursor: null,
                },
              ],
            }),
            ...problemResponses('not_found'),
          },
        },
      },
      async request => {
        const { limit, cursor, ...narrowed } = request.query
        const { userId } = callerOf(request)
        const question = { userId, ...narrowed, after: decodeCursor(position, cursor), limit: limit + 1 }
        const samples = await readAsUser(pool, userId, async client => {
          const metric = await findStoredMetric(client, { userId, name: request.params.metric })
          if (!metric) throw metricNotFound()
          return listSamples(client, { ...question, metric })
        })
        const shown = samples.slice(0, limit)
        const last = shown.at(-1)
        return {
          samples: shown.map(describeSample),
          next_cursor: last && samples.length > limit ? encodeCursor(last.position) : null,
        }
      },
    )
  }

function describeSample({ recordedAt, durationS, grouped, source, unit, numbers, detail }: Sample) {
  return {
    recorded_at: recordedAt.toISOString(),
    duration_s: durationS,
    grouped,
    source,
    unit,
    ...numbers,
    ...(detail && { detail }),
  }
}
