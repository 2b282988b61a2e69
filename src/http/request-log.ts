import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config.ts'
import type { Metrics } from './metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts that a route wants in the request's log line, e.g. how many items it received. Never a health value. */
    counts: Record<string, number> | null
    /** The answer goes on for as long as the client wants: how long it took tells nothing of the service. */
    isLasting: boolean
  }
}

/**
 * The service's log: JSON lines on standard error, because standard output is what a person is told, such as the
 * first key.
 */
export const createLog = (
  level: Config['logLevel'],
  destination: DestinationStream = pino.destination(2),
): Logger => pino({ level, base: null, serializers: { err: errorForLog, error: errorForLog } }, destination)

/**
 * What may be known of an error: its class, its code and where it was thrown. Its message may not: JSON.parse quotes
 * the body in it, and PostgreSQL the row.
 */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    stack: (error.stack ?? '')
      // A quoted body may have lines that look like frames.
      .replace(error.message, '')
      .split('\n')
      .filter(line => /^\s+at /.test(line))
      .join('\n'),
    ...(error.cause instanceof Error ? { cause: errorForLog(error.cause) } : {}),
  }
}

/** One line and one observation per request, made when its last byte went out. */
export function recordRequests(server: FastifyInstance, metrics: Metrics): void {
  server.decorateRequest('counts', null)
  server.decorateRequest('isLasting', false)
  server.addHook('onResponse', async (request, reply) => {
    const line = describeRequest(request, reply)
    const labels = { method: request.method, route: line.route, status: String(reply.statusCode) }
    metrics.requests.inc(labels)
    if (!request.isLasting) metrics.requestSeconds.observe(labels, reply.elapsedTime / 1000)
    request.log.info(line, 'request completed')
  })
  server.addHook('onRequestAbort', async request => {
    request.log.info({ method: request.method, route: routeOf(request) }, 'request aborted by the client')
  })
}

/** The pattern of the route, never the path: that holds ids, and its query may hold anything. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unmatched'

const describeRequest = (request: FastifyRequest, reply: FastifyReply) => ({
  method: request.method,
  route: routeOf(request),
  status: reply.statusCode,
  duration_ms: Math.round(reply.elapsedTime * 10) / 10,
  ...(request.caller ? { key_id: request.caller.keyId } : {}),
  ...(request.counts ? { counts: request.counts } : {}),
})
