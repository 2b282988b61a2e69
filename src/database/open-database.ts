import type { Pool } from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { createPool } from './pool.ts'

export interface Database {
  pool: Pool
  /** Holds the password: never log it. */
  url: string
  embedded: boolean
  /** Waits for what is under way, closes the connections, then the embedded server if nobody else uses it. */
  close(): Promise<void>
}

/**
 * The server of DATABASE_URL, or the embedded one. Nothing is asked of it yet, and no migration is applied.
 * @param maxConnections of the pool, where they are not as many as usual
 * @throws {Error} one line that says what to do, if the embedded server cannot be started
 */
export async function openDatabase(
  { databaseUrl, dataDir }: { databaseUrl: string | undefined; dataDir: string },
  log: { info(text: string): void; error(text: string): void },
  maxConnections?: number,
): Promise<Database> {
  let closing = false
  const onError = (error: Error) => {
    // A connection may still be told that the server stops after it has said goodbye itself.
    if (closing) return
    // The message of a lost connection names at most a host; the rest of the error may hold more.
    log.error(`A database connection was lost: ${error.message}`)
  }
  if (databaseUrl) {
    const pool = createPool(databaseUrl, { onError, max: maxConnections })
    const close = () => pool.end()
    return { pool, url: databaseUrl, embedded: false, close }
  }
  const server = await startEmbeddedPostgres({ dataDir, log })
  const pool = createPool(server.url, { onError, max: maxConnections })
  return {
    pool,
    url: server.url,
    embedded: true,
    async close() {
      closing = true
      await pool.end()
      await server.stop()
    },
  }
}
