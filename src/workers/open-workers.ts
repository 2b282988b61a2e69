import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createMetrics } from '../http/metrics.ts'
import { createFirstKey } from '../keys/first-key.ts'
import { type App, originOf } from '../open-app.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { readDisabledTypes } from '../read-disabled-types.ts'
import { Workers } from './workers.ts'

/** This process takes none in. */
const noBodies = { heldBytes: 0, waitingBytes: 0 }

/**
 * The whole service as several processes: this one opens the database and has what there is once, the workers answer
 * requests. Why it is made this way: docs/decisions/several-processes.md.
 */
export async function openWorkers(config: Config, log: Logger): Promise<App> {
  // Each worker reads them for itself; what is wrong with them is told before there is a worker.
  readDisabledTypes(config)
  const database = await prepareDatabase(config, log)
  const { registry } = createMetrics(database.pool, noBodies)
  const workers = new Workers({ config: { ...config, databaseUrl: database.url }, metrics: registry, log })
  return {
    async listen(address) {
      const origin = originOf({ ...address, port: await workers.start(address) })
      log.info(`Server listening at ${origin}`)
      return { origin, firstKey: await createFirstKey(database.pool) }
    },
    async close() {
      try {
        await workers.stop()
      } finally {
        await database.close()
      }
    },
  }
}
