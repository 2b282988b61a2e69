import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { metricNames } from '../../catalogue/index.ts'
import { readAsUser } from '../../database/as-user.ts'
import { Problem } from '../../problem.ts'
import { listSamples, type Sample, type SamplePosition } from '../../query/samples.ts'
import { callerOf } from '../authenticate.ts'
import { problemResponses } from '../problem-schema.ts'

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

const time = z.iso.datetime({ offset: true }).transform(text => new Date(text))

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
          params: z.object({
            metric: z
              .union([z.enum(metricNames as [string, ...string[]]), z.string().min(1).max(100)])
              .describe('A name of the catalogue, one of its aliases, or the name of an uncatalogued metric'),
          }),
          querystring: z.object({
            from: time.optional().describe('The first moment that is in'),
            to: time.optional().describe('The first moment that is out'),
            source: z.string().optional(),
            order: z.enum(['asc', 'desc']).default('asc'),
            limit: z.coerce.number().int().min(1).max(10_000).default(1000),
            cursor: z.string().optional().describe('next_cursor of the page before'),
          }),
          response: {
            200: z
              .object({ samples: z.array(sample), next_cursor: z.string().nullable() })
              .describe('A page; empty for a metric that the caller has not'),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor, ...range } = request.query
        const { userId } = callerOf(request)
        const question = {
          userId,
          metric: request.params.metric,
          ...range,
          after: cursor === undefined ? undefined : decodeCursor(cursor),
          limit: limit + 1,
        }
        const samples = await readAsUser(pool, userId, client => listSamples(client, question))
        const page = samples.slice(0, limit)
        const last = page.at(-1)
        return {
          samples: page.map(describeSample),
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

const encodeCursor = (after: SamplePosition): string =>
  Buffer.from(JSON.stringify(after)).toString('base64url')

function decodeCursor(cursor: string): SamplePosition {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new Problem('invalid_request', 'cursor: not one that a list gave out; start again without it')
  }
}
