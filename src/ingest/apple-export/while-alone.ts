import type { ClientBase, Pool } from 'pg'
import { isLockTimeout } from '../../database/database-error.ts'
import { Problem } from '../../problem.ts'

/** Waits a little: a process that was killed a moment ago leaves a session that PostgreSQL has yet to end. */
async function takeLock(client: ClientBase, key: string): Promise<void> {
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 4))', [key])
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    throw new Problem('export_importing', 'This file is being imported already: let that come to its end')
  }
}

/**
 * Runs `work` while no other process does it for the same key. The lock belongs to a connection, so that it is free again
 * when the process dies, however it dies.
 * @throws {Problem} export_importing, where another one is at it
 */
export async function whileAlone<T>(pool: Pool, key: string, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await takeLock(client, key)
    return await work()
  } finally {
    // Closed, and not given back: with the connection ends the lock.
    client.release(true)
  }
}
