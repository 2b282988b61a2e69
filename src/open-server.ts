import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database } from './database/open-database.ts'
import type { Partitions } from './database/partitions.ts'
import { HealthChecks } from './http/check-health.ts'
import { openRedis } from './http/open-redis.ts'
import { buildServer, type ServerDeps } from './http/server.ts'
import { UploadFolder } from './ingest/apple-export/upload-folder.ts'
import { KeyVerifier } from './keys/key-verifier.ts'
import { LastUsed } from './keys/last-used.ts'

/** What the whole service has once, in whichever of its processes that is. */
export type Shared = Pick<
  ServerDeps,
  'pending' | 'uploads' | 'counts' | 'runningWorks' | 'metrics' | 'readMetrics'
>

export interface OpenServer {
  server: FastifyInstance
  /** Waits for the requests under way, then closes in reverse what was opened with it. */
  close(): Promise<void>
}

/**
 * The web door with all that each process has of its own behind it. If a later step throws, what is open is closed before
 * the error leaves.
 */
export async function openServer({
  config,
  database: { pool, url },
  log,
  ...deps
}: {
  config: Config
  database: Pick<Database, 'pool' | 'url'>
  partitions: Partitions
  disabledTypes: ServerDeps['disabledTypes']
  threads: ServerDeps['threads']
  bodyRoom: ServerDeps['bodyRoom']
  log: Logger
} & Shared): Promise<OpenServer> {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  const warnings = { warn: (text: string) => log.warn(text) }
  try {
    const verifier = await KeyVerifier.open({ pool, databaseUrl: url, log: warnings })
    closers.push(() => verifier.close())
    const lastUsed = new LastUsed(pool, warnings)
    closers.push(() => lastUsed.close())
    const redis = config.redisUrl === undefined ? undefined : await openRedis(config.redisUrl, log)
    closers.push(() => redis?.disconnect())
    const healthChecks = new HealthChecks({ databaseUrl: url, redis })
    closers.push(() => healthChecks.close())
    const uploadFolder = new UploadFolder(config.dataDir)
    const own = { verifier, lastUsed, redis, healthChecks, uploadFolder }
    const server = await buildServer({ ...deps, ...own, config, pool, log })
    closers.push(() => server.close())
    return { server, close }
  } catch (error) {
    await close()
    throw error
  }
}
