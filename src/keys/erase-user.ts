import type { Pool, PoolClient } from 'pg'
import { holdUserAlone } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { type AuditLine, addAuditLine } from './audit.ts'

/** Each table of a large account gets this long; the pool's own limit is made for requests. */
const STATEMENT_TIMEOUT_MS = 15 * 60_000
/** For what is under way: a slice of a large body. Nothing new gets in meanwhile. */
const LOCK_TIMEOUT_MS = 30_000

/** Who erases whom. */
export interface Erasure extends Pick<AuditLine, 'userId' | 'keyId'> {
  action: 'account.erase' | 'user.delete'
}

/**
 * Removes a user with every row that is theirs, in one transaction: the catalog says which tables have a user_id, so
 * none is forgotten. What remains is one line of the audit. Waits for what is being written for the user; what comes
 * later is refused.
 * @returns the ids of the keys that went, for whoever remembers them; undefined where there is no such user
 * @throws {Problem} account_erasing, when somebody else is erasing the same account
 */
export function eraseUser(pool: Pool, { userId, keyId, action }: Erasure): Promise<string[] | undefined> {
  return inTransaction(pool, async client => {
    await client.query(
      `select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
         set_config('health_export.user_id', $3, true), set_config('health_export.erasing', 'on', true)`,
      [`${STATEMENT_TIMEOUT_MS}`, `${LOCK_TIMEOUT_MS}`, userId],
    )
    if (!(await holdUserAlone(client, userId))) return undefined
    // Instances that hold a key of this user in their caches drop it when this commits.
    const { rows: keys } = await client.query<{ key_id: string }>(
      `select key_id, pg_notify('key_changed', key_id) from api_keys where user_id = $1`,
      [userId],
    )
    for (const table of await userOwnedTables(client)) {
      await deleteRows(client, `delete from ${table} where user_id = $1`, userId)
    }
    await deleteRows(client, 'delete from users where id = $1', userId)
    await addAuditLine(client, { userId, keyId, action, target: userId, outcome: 'ok' })
    return keys.map(({ key_id }) => key_id)
  })
}

async function deleteRows(client: PoolClient, text: string, userId: string): Promise<void> {
  // query_timeout is the driver's; its types leave it out.
  const statement = { text, values: [userId], query_timeout: STATEMENT_TIMEOUT_MS + 5_000 }
  await client.query(statement as { text: string; values: string[] })
}

/**
 * Every table of ours with a user_id; a partition is reached through its parent. The records first, which take the
 * time: keys and audit stay free for others until the end.
 */
async function userOwnedTables(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query(
    `select format('%I.%I', namespace.nspname, class.relname) as name
     from pg_attribute attribute
     join pg_class class on class.oid = attribute.attrelid
     join pg_namespace namespace on namespace.oid = class.relnamespace
     where attribute.attname = 'user_id' and not attribute.attisdropped
       and class.relkind in ('r', 'p') and not class.relispartition and namespace.nspname = 'public'
     order by class.relname in ('api_keys', 'audit_log'), class.relname`,
  )
  return rows.map(({ name }) => name)
}
