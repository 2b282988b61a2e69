import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open-database.ts'
import { Partitions } from './database/partitions.ts'
import { openRoles } from './database/roles.ts'
import { HealthChecks } from './http/check-health.ts'
import { openRedis } from './http/open-redis.ts'
import { buildServer } from './http/server.ts'
import { UploadFolder } from './ingest/apple-export/upload-folder.ts'
import { UploadedExports } from './ingest/apple-export/uploaded-exports.ts'
import { IngestThreads } from './ingest/ingest-threads.ts'
import { PendingIngestions } from './ingest/pending.ts'
import type { IssuedKey } from './keys/create-key.ts'
import { createFirstKey } from './keys/first-key.ts'
import { KeyVerifier } from './keys/key-verifier.ts'
import { LastUsed } from './keys/last-used.ts'
import { readDisabledTypes } from './read-disabled-types.ts'

const PARTITIONS_EVERY_MS = 24 * 3_600_000

const withoutRoles =
  'The database login may not create roles, so row level security does not stand behind the queries: let it ' +
  '(alter role … createrole) and start again'

export interface App {
  server: FastifyInstance
  /**
   * Listens, then makes the first key if this is the very first start: it can be shown only once, and a start that
   * fails has nobody to show it to.
   * @returns where it listens, and the key
   */
  listen(address: {
    host: string
    port: number
  }): Promise<{ origin: string; firstKey: IssuedKey | undefined }>
  /** Waits for the requests and the ingestion under way, then closes everything in reverse. */
  close(): Promise<void>
}

/** Opens everything in order. If a later step throws, what is open is closed before the error leaves. */
export async function openApp(config: Config, log: Logger): Promise<App> {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const disabledTypes = readDisabledTypes(config)
    const database = await openDatabase(config, {
      info: text => log.info(text),
      error: text => log.error(text),
    })
    closers.push(() => database.close())
    const { pool } = database
    await migrate(pool)
    if (!(await openRoles(pool))) log.warn(withoutRoles)
    const partitions = new Partitions(pool)
    await partitions.createAhead()
    closers.push(stopTimer(setInterval(() => createAheadOrLog(partitions, log), PARTITIONS_EVERY_MS).unref()))

    const verifier = await KeyVerifier.open({ pool, databaseUrl: database.url, log: warnings(log) })
    closers.push(() => verifier.close())
    const lastUsed = new LastUsed(pool, warnings(log))
    closers.push(() => lastUsed.close())
    const redis = config.redisUrl === undefined ? undefined : await openRedis(config.redisUrl, log)
    closers.push(() => redis?.disconnect())
    const healthChecks = new HealthChecks({ databaseUrl: database.url, redis })
    closers.push(() => healthChecks.close())
    const threads = new IngestThreads({
      databaseUrl: database.url,
      disabledTypes: [...disabledTypes],
      maxBodyBytes: config.maxBodyBytes,
    })
    closers.push(() => threads.close())
    const pending = new PendingIngestions({
      pool,
      partitions,
      disabledTypes,
      maxBodyBytes: config.maxBodyBytes,
      log,
    })
    closers.push(() => pending.close())
    const uploadFolder = new UploadFolder(config.dataDir)
    const uploads = new UploadedExports({ pool, partitions, disabledTypes, folder: uploadFolder, log })
    closers.push(() => uploads.close())

    const server = await buildServer({
      config,
      pool,
      partitions,
      disabledTypes,
      verifier,
      lastUsed,
      pending,
      threads,
      uploadFolder,
      uploads,
      healthChecks,
      redis,
      log,
    })
    closers.push(() => server.close())
    return {
      server,
      async listen(address) {
        const origin = await server.listen(address)
        // Not before: a second start on a taken port must not begin to read what the first one is reading.
        pending.start()
        uploads.start()
        return { origin, firstKey: await createFirstKey(pool) }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function createAheadOrLog(partitions: Partitions, log: Logger): Promise<void> {
  try {
    await partitions.createAhead()
  } catch (error) {
    // Ingesting makes the partition that it lacks; this job only spares it the wait.
    log.error({ error }, 'partitions could not be made ahead')
  }
}

const stopTimer = (timer: NodeJS.Timeout) => () => clearInterval(timer)
const warnings = (log: Logger) => ({ warn: (text: string) => log.warn(text) })
