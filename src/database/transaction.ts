import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg'
import { isDatabaseUnavailable, isServerError, isTransactionConflict } from './database-error.ts'
import { stopPreparing } from './prepared.ts'
import { together } from './together.ts'

const maxAttempts = 5
const rollbackTimeoutMs = 5000

/** A transaction that has begun, beside its connection. */
export interface Begun {
  /** The results of the opening statements. */
  opened: readonly QueryResult[]
  /**
   * Puts off a statement to the end: it shares the round trip of the commit.
   * @returns its result, when all is committed; it need not be waited for, because what fails there fails the transaction
   */
  atLast(statement: QueryConfig): Promise<QueryResult>
}

interface Opening {
  begin?: string
  /** What shares the round trip of the begin; asked for each time that the transaction begins. */
  opening?: () => readonly QueryConfig[]
}

/**
 * Runs `work` in one transaction: all of it is durable when this returns, and none of it when it throws, unless the connection was
 * lost at its end: then nobody knows.
 * After a deadlock or a serialization failure the whole of `work` runs again, so it must not change anything else.
 * @throws whatever `work` throws, and PostgreSQL's error when the last attempt failed
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient, begun: Begun) => Promise<T>,
  opening: Opening = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryTransaction(pool, work, opening)
    } catch (error) {
      if (attempt === maxAttempts || !(isTransactionConflict(error) || stopPreparing(error))) throw error
      // Two that met once must not meet again in step.
      await sleep(Math.random() * 20 * attempt)
    }
  }
}

async function tryTransaction<T>(
  pool: Pool,
  work: (client: PoolClient, begun: Begun) => Promise<T>,
  { begin = 'begin', opening = () => [] }: Opening,
): Promise<T> {
  const client = await pool.connect()
  const last = new LastStatements()
  let isUsable = true
  try {
    const [, ...opened] = await together(client, [{ text: begin }, ...opening()])
    const result = await work(client, { opened, atLast: statement => last.add(statement) })
    await last.runAndCommit(client)
    return result
  } catch (error) {
    last.giveUp(error)
    isUsable = await rollBack(client, error)
    throw error
  } finally {
    client.release(!isUsable)
  }
}

/** What is put off to the end of a transaction, and what becomes of it. */
class LastStatements {
  private isSent = false
  private readonly statements: QueryConfig[] = []
  private readonly results: Promise<QueryResult[]>
  private resolve!: (results: QueryResult[]) => void
  giveUp!: (error: unknown) => void

  constructor() {
    this.results = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.giveUp = reject
    })
    // Whoever runs the transaction is told anyway.
    this.results.catch(() => {})
  }

  add(statement: QueryConfig): Promise<QueryResult> {
    if (this.isSent) throw new Error('The transaction has ended: nothing can be put off any more')
    const place = this.statements.push(statement) - 1
    const result = this.results.then(results => results[place]!)
    result.catch(() => {})
    return result
  }

  async runAndCommit(client: PoolClient): Promise<void> {
    this.isSent = true
    const results = await together(client, [...this.statements, { text: 'commit' }])
    // PostgreSQL answers a commit of a failed transaction with a rollback and no error.
    if (results.at(-1)!.command !== 'COMMIT') throw new Error('The transaction had failed before its commit')
    this.resolve(results)
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
