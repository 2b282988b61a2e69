/** The program of a worker: answers requests as the only process of a service does, and asks the first process for what there is once. */
import cluster from 'node:cluster'
import closeWithGrace from 'close-with-grace'
import { openDatabase } from '../database/open-database.ts'
import { Partitions } from '../database/partitions.ts'
import { BodyRoom } from '../http/body-room.ts'
import { createMetrics } from '../http/metrics.ts'
import { createLog } from '../http/request-log.ts'
import { IngestThreads } from '../ingest/threads/ingest-threads.ts'
import { Jobs } from '../jobs.ts'
import { listenOn } from '../open-app.ts'
import { openServer } from '../open-server.ts'
import { readDisabledTypes } from '../read-disabled-types.ts'
import type { Failure, Orders, PrimaryCalls, WorkerCalls } from './calls.ts'
import { placeKeeper } from './keep-place.ts'
import { Line } from './line.ts'
import { poolSize } from './pool-size.ts'

/** A terminal and a service manager send them to all processes, but when to stop is the first one's to say. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
for (const signal of signals) process.on(signal, () => {})

if (!cluster.worker) throw new Error('A worker is started by the service: npm start')
const line = new Line<PrimaryCalls>(cluster.worker)
try {
  line.tell('listening', await work(await line.ask('orders')))
} catch (error) {
  await line.ask('failed', describe(error))
  process.exit(1)
}

/** @returns the port on which it listens */
async function work({ config, address, hasJobs }: Orders): Promise<number> {
  const log = createLog(config.logLevel)
  const disabledTypes = readDisabledTypes(config)
  const told = { info: (text: string) => log.info(text), error: (text: string) => log.error(text) }
  const database = await openDatabase(config, told, poolSize(config.workers))
  const { pool } = database
  const partitions = new Partitions(pool)
  const threads = new IngestThreads({
    databaseUrl: database.url,
    disabledTypes,
    maxBodyBytes: config.maxBodyBytes,
    processes: config.workers,
  })
  const jobs = hasJobs ? new Jobs({ config, pool, partitions, disabledTypes, threads, log }) : undefined
  const bodyRoom = new BodyRoom(config.maxBodyBytes)
  const metrics = createMetrics(pool, bodyRoom)
  const { server, close } = await openServer({
    config,
    database,
    partitions,
    disabledTypes,
    threads,
    pending: { wake: () => line.tell('wake', 'pending') },
    uploads: { wake: () => line.tell('wake', 'uploads') },
    counts: {
      add: (name, id) => line.ask('addCount', name, id),
      takeBack: (name, id) => line.ask('takeCountBack', name, id),
      follow: (name, id, count) => line.tell('followCount', name, id, count),
      wrongSecrets: (address, keyId) => line.ask('wrongSecrets', address, keyId),
      addWrongSecret: (address, keyId) => line.tell('addWrongSecret', address, keyId),
      forget: keyIds => line.tell('forgetCounts', keyIds),
    },
    runningWorks: {
      begin: (work, userId) => line.ask('beginWork', work, userId),
      end: (work, userId) => line.tell('endWork', work, userId),
    },
    bodyRoom,
    metrics,
    readMetrics: () => line.ask('readMetrics'),
    log,
  })
  const keepPlace = placeKeeper(server)
  // The first process says it, once.
  log.level = 'warn'
  const port = await listenOn(server, address)
  log.level = config.logLevel
  jobs?.start()
  const delay = config.shutdownGraceSeconds * 1000
  const closer = closeWithGrace({ delay, logger: false, skip: [...signals] }, async ({ err }) => {
    if (err) log.fatal({ error: err }, 'uncaught error: this worker stops')
    await close()
    await jobs?.close()
    await threads.close()
    await database.close()
  })
  line.answer<WorkerCalls>({
    metrics: () => metrics.registry.getMetricsAsJSON(),
    wake: job => jobs?.[job].wake(),
    takeUpWhatIsLeft: () => jobs?.pending.takeUpWhatIsLeft(),
    stop() {
      keepPlace()
      closer.close()
    },
  })
  return port
}

function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: 'unknown' }
  const { message, code, syscall } = error as Error & Failure
  return { message, code, syscall }
}
