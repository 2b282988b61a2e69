import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Registry } from 'prom-client'
import { z } from 'zod'
import { Problem } from '../../problem.ts'
import { readBearerToken } from '../authenticate.ts'
import type { ReadMetrics } from '../metrics.ts'
import { openProblemResponses } from '../problem-schema.ts'

const metricsExample = `# HELP ingested_items_total Items of received bodies by what became of them
# TYPE ingested_items_total counter
ingested_items_total{outcome="inserted"} 950
`

interface Deps {
  readMetrics: ReadMetrics
  metricsToken: string | undefined
}

export const metricsRoutes =
  ({ readMetrics, metricsToken }: Deps): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/metrics',
      {
        schema: {
          tags: ['operation'],
          operationId: 'getServiceMetrics',
          summary: 'How the service is doing, for Prometheus',
          description: 'Needs the bearer token METRICS_TOKEN if that is set.',
          response: {
            200: {
              description: 'Text format',
              content: { 'text/plain': { schema: z.string().meta({ examples: [metricsExample] }) } },
            },
            ...openProblemResponses('unauthorized'),
          },
        },
        onRequest: async request => {
          if (metricsToken && !sameToken(readBearerToken(request.headers.authorization), metricsToken)) {
            throw new Problem('unauthorized', 'Send Authorization: Bearer followed by the metrics token')
          }
        },
      },
      async (_request, reply) => reply.type(Registry.PROMETHEUS_CONTENT_TYPE).send(await readMetrics()),
    )
  }

/** In a time that does not depend on where they differ. */
const sameToken = (presented: string | undefined, token: string): boolean =>
  presented !== undefined && timingSafeEqual(sha256(presented), sha256(token))

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
