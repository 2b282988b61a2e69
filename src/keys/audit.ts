import type { ClientBase, Pool } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { holdUser, isErasure } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { Problem, type ProblemCode } from '../problem.ts'

/** Everything that the audit records: what manages an account, and what takes its data away. The list is closed. */
export type AuditAction =
  | 'account.change'
  | 'account.erase'
  | 'account.export'
  | 'account.import'
  | 'ingestion.replay'
  | 'key.create'
  | 'key.revoke'
  | 'key.rotate'
  | 'session.end'
  | 'session.open'
  | 'sign_in_link.create'
  | 'user.create'
  | 'user.delete'

/** One line: who did what to what, and how it ended. It never holds a value, an e-mail or a part of a secret. */
export interface AuditLine {
  /** Whose account's line it is. */
  userId: string
  /** The key that was used; null where a command on the host did it. */
  keyId: string | null
  action: AuditAction
  /** The id of a key, a user, a session or an ingestion; null where there is none, such as for a key that was not made. */
  target: string | null
  /** `broke_off`: an export of which the client did not get the end, whose line before says ok; an import that was interrupted. */
  outcome: 'ok' | 'broke_off' | ProblemCode
}

/**
 * Keeps a line; it is durable when this returns. An account that was erased, or is being erased, gets none: nothing may
 * come after the one line that the erasure leaves.
 */
export async function recordAction(pool: Pool, line: AuditLine): Promise<void> {
  try {
    await inTransaction(pool, async client => {
      await holdUser(client, line.userId)
      await addAuditLine(client, line)
    })
  } catch (error) {
    if (!isErasure(error)) throw error
  }
}

/**
 * Does something on the host and keeps its line, whichever way it ends.
 * @param line its `target` is the id of what is worked on, or tells that of what was made; `outcome` tells how it ended
 *   where nothing was thrown
 * @throws whatever `work` throws
 */
export async function recordOnHost<T>(
  pool: Pool,
  line: Pick<AuditLine, 'userId' | 'action'> & {
    target: string | null | ((made: T) => string)
    outcome?: (made: T) => AuditLine['outcome']
  },
  work: () => Promise<T>,
): Promise<T> {
  const record = (target: string | null, outcome: AuditLine['outcome']) =>
    recordAction(pool, { userId: line.userId, action: line.action, keyId: null, target, outcome })
  const tellsTarget = typeof line.target === 'function' ? line.target : undefined
  const given = typeof line.target === 'function' ? null : line.target
  let made: T
  try {
    made = await work()
  } catch (error) {
    await record(given, error instanceof Problem ? error.code : 'internal')
    throw error
  }
  await record(tellsTarget?.(made) ?? given, line.outcome?.(made) ?? 'ok')
  return made
}

/** The line as a part of a transaction that holds the user. */
export async function addAuditLine(
  client: ClientBase,
  { userId, keyId, action, target, outcome }: AuditLine,
): Promise<void> {
  await client.query(
    'insert into audit_log (user_id, id, key_id, action, target, outcome) values ($1, $2, $3, $4, $5, $6)',
    [userId, uuidv7(), keyId, action, target, outcome],
  )
}
