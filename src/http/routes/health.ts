import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { HealthChecks } from '../check-health.ts'

const health = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  database: z.enum(['connected', 'disconnected']),
})

const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  database: z.enum(['ok', 'down']),
  migrations: z.enum(['ok', 'pending', 'mismatch', 'unknown']),
  redis: z.enum(['ok', 'degraded', 'off']).describe('degraded: limits are counted in memory'),
  row_level_security: z
    .enum(['ok', 'off', 'unknown'])
    .describe('off: the database login may not create roles, and only the queries keep users apart'),
})

const allWell = { database: 'ok', migrations: 'ok', redis: 'ok', row_level_security: 'ok' }

export const healthRoutes =
  ({ healthChecks }: { healthChecks: HealthChecks }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/health',
      {
        schema: {
          tags: ['operation'],
          operationId: 'getHealth',
          summary: 'Whether the service and its database answer',
          response: {
            200: health.meta({
              description: 'Both do',
              examples: [{ status: 'healthy', database: 'connected' }],
            }),
            503: health.meta({
              description: 'The database does not',
              examples: [{ status: 'unhealthy', database: 'disconnected' }],
            }),
          },
        },
      },
      async (_request, reply) => {
        if (await healthChecks.databaseAnswers())
          return { status: 'healthy' as const, database: 'connected' as const }
        return reply.code(503).send({ status: 'unhealthy', database: 'disconnected' })
      },
    )

    server.get(
      '/ready',
      {
        schema: {
          tags: ['operation'],
          operationId: 'getReadiness',
          summary: 'Whether requests should be sent here, with one word per dependency',
          response: {
            200: readiness.meta({
              description: 'Send requests',
              examples: [{ status: 'ready', ...allWell }],
            }),
            503: readiness.meta({
              description: 'Do not, for now',
              examples: [{ status: 'not_ready', ...allWell, database: 'down', migrations: 'unknown' }],
            }),
          },
        },
      },
      async (_request, reply) => {
        const state = await healthChecks.readiness()
        if (state.database === 'ok' && state.migrations === 'ok')
          return { status: 'ready' as const, ...state }
        return reply.code(503).send({ status: 'not_ready', ...state })
      },
    )
  }
