import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { migrate } from './database/migrate.ts'
import { type Database, openDatabase } from './database/open-database.ts'
import { Partitions } from './database/partitions.ts'
import { openRoles } from './database/roles.ts'

const PARTITIONS_EVERY_MS = 24 * 3_600_000

const withoutRoles =
  'The database login may not create roles, so row level security does not stand behind the queries: let it ' +
  '(alter role … createrole) and start again'

export interface PreparedDatabase extends Database {
  partitions: Partitions
}

/** Opens the database, brings it up to date and keeps its partitions ahead of time until it is closed. */
export async function prepareDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Logger,
): Promise<PreparedDatabase> {
  const database = await openDatabase(config, {
    info: text => log.info(text),
    error: text => log.error(text),
  })
  try {
    const { pool } = database
    await migrate(pool)
    if (!(await openRoles(pool))) log.warn(withoutRoles)
    const partitions = new Partitions(pool)
    await partitions.createAhead()
    const timer = setInterval(() => createAheadOrLog(partitions, log), PARTITIONS_EVERY_MS).unref()
    const close = async () => {
      clearInterval(timer)
      await database.close()
    }
    return { ...database, partitions, close }
  } catch (error) {
    await database.close()
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
