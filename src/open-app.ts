import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { BodyRoom } from './http/body-room.ts'
import { MemoryWorks } from './http/long-turns.ts'
import { MemoryCounts } from './http/memory-counts.ts'
import { createMetrics } from './http/metrics.ts'
import { IngestThreads } from './ingest/threads/ingest-threads.ts'
import { Jobs } from './jobs.ts'
import { createFirstKey, type FirstKey } from './keys/first-key.ts'
import { openServer } from './open-server.ts'
import { prepareDatabase } from './prepare-database.ts'
import { readDisabledTypes } from './read-disabled-types.ts'

/** Where a service is to listen; port 0 stands for any that is free. */
export interface Address {
  host: string
  port: number
}

/** The service, in however many processes. */
export interface App {
  /**
   * Listens, then makes the first key if this is the very first start: it can be shown only once, and a start that
   * fails has nobody to show it to.
   * @returns where it listens, and the key
   */
  listen(address: Address): Promise<{ origin: string; firstKey: FirstKey | undefined }>
  /** Waits for the requests and the ingestion under way, then closes everything in reverse. */
  close(): Promise<void>
}

/**
 * The whole service in this process. Opens everything in order; if a later step throws, what is open is closed before the
 * error leaves.
 */
export async function openApp(config: Config, log: Logger): Promise<App & { server: FastifyInstance }> {
  const disabledTypes = readDisabledTypes(config)
  const database = await prepareDatabase(config, log)
  try {
    const { pool, partitions } = database
    const threads = new IngestThreads({
      databaseUrl: database.url,
      disabledTypes,
      maxBodyBytes: config.maxBodyBytes,
      processes: config.workers,
    })
    const jobs = new Jobs({ config, pool, partitions, disabledTypes, threads, log })
    const bodyRoom = new BodyRoom(config.maxBodyBytes)
    const metrics = createMetrics(pool, bodyRoom)
    const { server, close } = await openServer({
      config,
      database,
      partitions,
      disabledTypes,
      threads,
      pending: jobs.pending,
      uploads: jobs.uploads,
      counts: new MemoryCounts(),
      runningWorks: new MemoryWorks(),
      bodyRoom,
      metrics,
      readMetrics: () => metrics.registry.metrics(),
      log,
    })
    return {
      server,
      async listen(address) {
        const port = await listenOn(server, address)
        jobs.start()
        return { origin: originOf({ ...address, port }), firstKey: await createFirstKey(pool) }
      },
      async close() {
        await close()
        await jobs.close()
        await threads.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** @returns the port */
export async function listenOn(server: FastifyInstance, { host, port }: Address): Promise<number> {
  await server.listen({ host, port })
  const [bound] = server.addresses()
  return typeof bound === 'object' ? bound.port : port
}

export const originOf = ({ host, port }: Address): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`
