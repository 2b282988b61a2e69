import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Partitions } from '../database/partitions.ts'
import type { UploadFolder } from '../ingest/apple-export/upload-folder.ts'
import type { UploadedExports } from '../ingest/apple-export/uploaded-exports.ts'
import type { DisabledTypes } from '../ingest/disabled-types/disabled-types.ts'
import type { PendingIngestions } from '../ingest/ledger/pending.ts'
import type { IngestThreads } from '../ingest/threads/ingest-threads.ts'
import type { KeyVerifier } from '../keys/key-verifier.ts'
import type { LastUsed } from '../keys/last-used.ts'
import { Problem } from '../problem.ts'
import { limitArrival } from './arrival-time.ts'
import { demandActions, recordActions } from './audit.ts'
import { authenticate, demandScopes } from './authenticate.ts'
import type { BodyRoom } from './body-room.ts'
import type { HealthChecks } from './check-health.ts'
import { answerClientError } from './client-error.ts'
import { compressAnswers } from './compress-answers.ts'
import { drainConnections } from './drain-connections.ts'
import { accountEraser } from './erase-account.ts'
import { askForBodiesLate } from './expect-continue.ts'
import { IngestionFeed } from './ingestion-feed.ts'
import type { RunningWorks } from './long-turns.ts'
import type { Counts } from './memory-counts.ts'
import { collectMethods } from './method-not-allowed.ts'
import type { Metrics, ReadMetrics } from './metrics.ts'
import { describeApi } from './openapi.ts'
import { parseJsonBodies } from './parse-json-body.ts'
import { sendProblem } from './problem-response.ts'
import { RateLimits } from './rate-limit.ts'
import { recordRequests } from './request-log.ts'
import { activityRoutes } from './routes/activities.ts'
import { auditRoutes } from './routes/audit.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { clientRoutes } from './routes/clients.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoutes } from './routes/export.ts'
import { healthRoutes } from './routes/health.ts'
import { ingestRoutes } from './routes/ingest.ts'
import { ingestionRoutes } from './routes/ingestions.ts'
import { keyRoutes } from './routes/keys.ts'
import { latestRoutes } from './routes/latest.ts'
import { meRoutes } from './routes/me.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { replayRoutes } from './routes/replay.ts'
import { sampleRoutes } from './routes/samples.ts'
import { sessionRoutes } from './routes/session.ts'
import { sessionsRoutes } from './routes/sessions.ts'
import { sleepRoutes } from './routes/sleep.ts'
import { statisticsRoutes } from './routes/statistics.ts'
import { storedMetricRoutes } from './routes/stored-metrics.ts'
import { userRoutes } from './routes/users.ts'
import { workoutPointRoutes } from './routes/workout-points.ts'
import { workoutRoutes } from './routes/workouts.ts'

/** Of every body but that of an ingestion, which has a reader and a limit of its own. */
const SMALL_BODY_BYTES = 65_536
/** The id of a workout whose activity has the longest name that is kept, in letters of four bytes. */
export const MAX_PARAM_LENGTH = 600
/** A body of 256 MB over a slow mobile network takes its minutes; a client that sends nothing does not get them. */
const REQUEST_TIMEOUT_MS = 300_000
const HEADERS_TIMEOUT_MS = 30_000
const IDLE_CONNECTION_TIMEOUT_MS = 75_000

export interface ServerDeps {
  config: Config
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
  verifier: KeyVerifier
  lastUsed: LastUsed
  pending: Pick<PendingIngestions, 'wake'>
  threads: IngestThreads
  uploadFolder: UploadFolder
  uploads: Pick<UploadedExports, 'wake'>
  healthChecks: HealthChecks
  redis: Redis | undefined
  counts: Counts
  runningWorks: RunningWorks
  /** What this process counts. */
  metrics: Metrics
  bodyRoom: BodyRoom
  readMetrics: ReadMetrics
  log: Logger
}

/** The web door, ready to listen or to be injected requests. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  const { config, pool, log, metrics } = deps
  const server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // One line per request, written by recordRequests, with a route's pattern instead of the URL.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    trustProxy: config.trustProxy,
    bodyLimit: SMALL_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // limitArrival knows which request may take longer.
    requestTimeout: 0,
    keepAliveTimeout: IDLE_CONNECTION_TIMEOUT_MS,
    connectionTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    forceCloseConnections: 'idle',
    // Fastify's own answer is no problem of ours: drainConnections gives it.
    return503OnClosing: false,
    genReqId: ({ headers }) => acceptRequestId(headers['x-request-id']) ?? randomUUID(),
    clientErrorHandler: answerClientError,
    frameworkErrors: sendProblem,
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler(sendProblem)
  server.setNotFoundHandler((request, reply) => {
    sendProblem(new Problem('not_found', 'Nothing is at this path: see /docs'), request, reply)
  })

  const { redis, counts, bodyRoom } = deps
  const limits = new RateLimits({ limits: config.rateLimits, redis, memory: counts, log, metrics })
  recordRequests(server, metrics)
  parseJsonBodies(server)
  const refuseOtherMethods = collectMethods(server)
  server.decorateRequest('caller', null)
  server.decorateRequest('session', null)
  server.decorateRequest('problemCode', null)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store')
  })
  compressAnswers(server)
  limitArrival(server.server, REQUEST_TIMEOUT_MS)
  drainConnections(server)
  server.addHook('preClose', async () => bodyRoom.close())
  askForBodiesLate(server)
  demandScopes(server)
  demandActions(server)
  server.addHook('onRequest', authenticate({ ...deps, limits }))
  recordActions(server, pool)

  await server.register(helmet, {
    // Without TLS of its own the service must not make browsers insist on it.
    strictTransportSecurity: false,
    // Of the page: all that it needs is here. /docs has a policy of its own.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
  })
  await describeApi(server)
  await server.register(dashboardRoutes())
  await server.register(healthRoutes(deps))
  await server.register(metricsRoutes({ ...deps, metricsToken: config.metricsToken }))
  await server.register(ingestRoutes({ ...deps, limits }))
  const feed = new IngestionFeed(deps)
  server.addHook('preClose', async () => void feed.close())
  server.addHook('onClose', () => feed.close())
  await server.register(ingestionRoutes({ pool, feed }))
  await server.register(clientRoutes(deps))
  await server.register(replayRoutes(deps))
  await server.register(sampleRoutes(deps))
  await server.register(exportRoutes(deps))
  await server.register(latestRoutes(deps))
  await server.register(storedMetricRoutes(deps))
  await server.register(statisticsRoutes(deps))
  await server.register(sleepRoutes(deps))
  await server.register(workoutRoutes(deps))
  await server.register(activityRoutes(deps))
  await server.register(workoutPointRoutes(deps))
  await server.register(eventRoutes(deps))
  await server.register(catalogueRoutes())
  await server.register(keyRoutes(deps))
  await server.register(sessionRoutes({ ...deps, limits }))
  await server.register(sessionsRoutes(deps))
  const eraseAccount = accountEraser({ ...deps, limits })
  await server.register(meRoutes({ pool, eraseAccount }))
  await server.register(auditRoutes(deps))
  await server.register(userRoutes({ pool, eraseAccount }))
  refuseOtherMethods()
  return server
}

/** A client's own id, where it is one that a log line and a header can carry. */
function acceptRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : undefined
}
