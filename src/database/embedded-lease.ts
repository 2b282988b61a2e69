import { Client } from 'pg'

/** Any number that nothing else locks in the database `postgres` of an embedded server. */
const leaseLock = 4_815_162_342

export interface EmbeddedLease {
  /**
   * Ends our use of the server.
   * @returns true if nobody else uses it: it is ours to stop, and whoever comes now waits until it has stopped
   */
  giveUp(): Promise<boolean>
}

/**
 * Says that this process uses the embedded server, for as long as the process lives: several share one server, and the
 * last one out stops it. A lock says so rather than the list of connections, because two that leave together must not
 * each wait for the other, and a connection that has just closed is still listed for a moment.
 *
 * That the login succeeds also proves that the server is ours: SCRAM shows that it knows our password.
 * @param onLost is called when the server has gone away although we did not give up
 */
export async function takeLease(url: string, onLost: () => void): Promise<EmbeddedLease> {
  let held = false
  const client = new Client({
    connectionString: url,
    application_name: 'health-export lease',
    connectionTimeoutMillis: 3000,
    // Long enough for a server that is being stopped by another process to be gone.
    statement_timeout: 25_000,
  })
  // What ends the connection is told by 'end', which follows; without a listener it would end the process.
  client.on('error', () => {})
  client.once('end', () => {
    if (held) onLost()
  })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock_shared($1)', [leaseLock])
  } catch (error) {
    client.end().catch(() => {})
    throw error
  }
  held = true
  return {
    async giveUp() {
      if (!held) return false
      held = false
      try {
        const { rows } = await client.query(
          'select pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) as "isLast"',
          [leaseLock],
        )
        if (rows[0].isLast) return true
        await client.end()
      } catch {
        // The server went away before us.
      }
      return false
    },
  }
}
