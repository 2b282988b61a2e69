import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { areaNames, findArea } from '../../catalogue/index.ts'
import { readAsUser } from '../../database/as-user.ts'
import { readAccount } from '../../query/account.ts'
import { readDaysWithoutSamples } from '../../query/days-without-samples.ts'
import { useTimezone } from '../../query/statistics/calendar.ts'
import { listMetricSummaries, type StoredMetricSummary } from '../../query/stored-metrics.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { page, text, timezone } from './query-parameters.ts'

const storedMetric = z.object({
  metric: z.string(),
  title: z
    .string()
    .nullable()
    .describe('Null for a metric that the catalogue does not know, as area and aggregation'),
  area: z.enum(areaNames).nullable().describe('What it is about'),
  unit: z.string(),
  units: z
    .array(z.string())
    .optional()
    .describe('Where an uncatalogued metric came in several: all of them, that of the newest samples first'),
  kind: z.enum(['quantity', 'heart_rate', 'blood_pressure', 'sleep']),
  aggregation: z.enum(['sum', 'average', 'latest']).nullable(),
  first_at: z.string().describe('When the first sample begins'),
  last_at: z.string().describe('When the last sample begins'),
  sources: z.array(z.string()).describe('Empty text where a client named none'),
  gaps: z
    .array(z.iso.date())
    .optional()
    .describe('Days on which no sample begins, since the first one and before today'),
})

const example: z.infer<typeof storedMetric> = {
  metric: 'step_count',
  title: 'Step Count',
  area: 'activity',
  unit: 'count',
  kind: 'quantity',
  aggregation: 'sum',
  first_at: '2025-01-01T06:12:00.000Z',
  last_at: '2025-01-15T10:00:00.000Z',
  sources: ['Apple Watch', 'iPhone'],
  gaps: ['2025-01-07'],
}

/** A page with gaps is as long as the years that they reach back: to 1900 for whoever has a sample of then. */
const MOST_WITH_GAPS = 20

export const storedMetricRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/metrics',
      {
        config: { scope: 'read' },
        // As of samples: there may be a hundred thousand days, and the tests hold them against the schema.
        serializerCompiler: () => answer => JSON.stringify(answer),
        schema: {
          tags: ['read'],
          operationId: 'listMetrics',
          summary: 'What the caller has: each metric with its first and last time, its sources and its gaps',
          querystring: z.object({
            gaps: z
              .literal('day')
              .optional()
              .describe(
                `Also lists the days without samples; a page then has at most ${MOST_WITH_GAPS} metrics`,
              ),
            timezone: timezone.optional(),
            ...page(1000, 1000),
          }),
          response: {
            200: z
              .object({
                metrics: z.array(storedMetric),
                timezone: z.string().optional().describe('Whose days the gaps are'),
                next_cursor: z.string().nullable(),
              })
              .meta({
                description: 'A page in the order of the names; empty for a caller who has nothing',
                examples: [{ metrics: [example], timezone: 'Europe/Berlin', next_cursor: null }],
              }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { cursor, gaps: wanted, timezone: asked } = request.query
        const limit = wanted ? Math.min(request.query.limit, MOST_WITH_GAPS) : request.query.limit
        const { userId } = callerOf(request)
        const after = decodeCursor(text(100), cursor) ?? ''
        return readAsUser(pool, userId, async client => {
          const summaries = await listMetricSummaries(client, { userId, after, limit: limit + 1 })
          const shown = summaries.slice(0, limit)
          const next_cursor = summaries.length > limit ? encodeCursor(shown.at(-1)!.name) : null
          if (!wanted) return { metrics: shown.map(describeMetric), next_cursor }

          const timezone = asked ?? (await readAccount(client, { userId }))?.timezone ?? 'UTC'
          await useTimezone(client, timezone)
          const names = shown.map(({ name }) => name)
          const gaps = await readDaysWithoutSamples(client, { userId, names })
          const metrics = shown.map(one => ({ ...describeMetric(one), gaps: gaps.get(one.name) ?? [] }))
          return { metrics, timezone, next_cursor }
        })
      },
    )
  }

function describeMetric({ name, metric, units, ...seen }: StoredMetricSummary): z.infer<typeof storedMetric> {
  return {
    metric: name,
    title: metric?.title ?? null,
    area: findArea(name) ?? null,
    unit: units[0]!,
    ...(units.length > 1 && { units }),
    kind: metric?.kind ?? 'quantity',
    aggregation: metric?.aggregation ?? null,
    first_at: seen.firstAt,
    last_at: seen.lastAt,
    sources: seen.sources,
  }
}
