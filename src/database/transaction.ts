import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { isDatabaseUnavailable, isServerError, isTransactionConflict } from './database-error.ts'
import { stopPreparing } from './prepared.ts'

const maxAttempts = 5
const rollbackTimeoutMs = 5000

/**
 * Runs `work` in one transaction: all of it is durable when this returns, and none of it when it throws.
 * After a deadlock or a serialization failure the whole of `work` runs again, so it must not change anything else.
 * @throws whatever `work` throws, and PostgreSQL's error when the last attempt failed
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryTransaction(pool, work, begin)
    } catch (error) {
      if (attempt === maxAttempts || !(isTransactionConflict(error) || stopPreparing(error))) throw error
      // Two that met once must not meet again in step.
      await sleep(Math.random() * 20 * attempt)
    }
  }
}

async function tryTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin: string,
): Promise<T> {
  const client = await pool.connect()
  let isUsable = true
  try {
    await client.query(begin)
    const result = await work(client)
    const { command } = await client.query('commit')
    // PostgreSQL answers a commit of a failed transaction with a rollback and no error.
    if (command !== 'COMMIT') throw new Error('The transaction had failed before its commit')
    return result
  } catch (error) {
    isUsable = await rollBack(client, error)
    throw error
  } finally {
    client.release(!isUsable)
  }
}

/** @returns whether the connection may go back to the pool */
async function rollBack(client: PoolClient, cause: unknown): Promise<boolean> {
  // A connection that broke has nothing to roll back, and one that timed out on our side still waits for its answer:
  // a rollback would wait behind it.
  if (isDatabaseUnavailable(cause) && !isServerError(cause)) return false
  try {
    // query_timeout is the driver's; its types leave it out.
    await client.query({ text: 'rollback', query_timeout: rollbackTimeoutMs } as { text: string })
    return true
  } catch {
    return false
  }
}
