import { Pool } from 'pg'

export interface PoolOptions {
  /** Told of a connection that broke while nobody used it. The pool has replaced it already. */
  onError: (error: Error) => void
  /** How many connections at most. */
  max?: number | undefined
}

/**
 * Phones send every few minutes: each would find the connections closed, and wait for a new one that has yet to learn what tables
 * there are, which takes longer than to write what it sends.
 */
const KEPT_IDLE_MS = 600_000

/**
 * A pool in which nothing waits for ever: neither for a free connection, nor for a server that has gone silent, nor for
 * a lock. The URL's own parameters win over these.
 */
export function createPool(url: string, { onError, max = 10 }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: 'health-export',
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: KEPT_IDLE_MS,
    statement_timeout: 60_000,
    // Ours, for when the server's own time-out cannot reach us any more.
    query_timeout: 65_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Compiling costs more than these short statements take, and times are written and read in UTC.
    options: '-c jit=off -c TimeZone=UTC -c DateStyle=ISO',
  })
  pool.on('error', onError)
  // A connection in use that breaks between two statements tells nobody else, and an unheard 'error' ends the process.
  // The next statement on it fails, so nothing is lost by not listening.
  pool.on('connect', client => {
    client.on('error', () => {})
  })
  return pool
}
