import type { Pool } from 'pg'
import { Problem } from '../../problem.ts'

/**
 * Runs `work` while no other process does it for the same key. The lock belongs to a connection, so that it is free again
 * when the process dies, however it dies.
 * @throws {Problem} export_importing, where another one is at it
 */
export async function whileAlone<T>(pool: Pool, key: string, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 4)) as taken', [
      key,
    ])
    if (!rows[0].taken) {
      throw new Problem('export_importing', 'This file is being imported already: let that come to its end')
    }
    return await work()
  } finally {
    // Closed, and not given back: with the connection ends the lock.
    client.release(true)
  }
}
