import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../database/transaction.ts'

/**
 * Removes a user with every row that is theirs: the catalog says which tables have a user_id, so none is forgotten.
 * Waits for an ingestion under way; one that comes later finds no user.
 * @returns whether there was such a user
 */
export function eraseUser(pool: Pool, userId: string): Promise<boolean> {
  return inTransaction(pool, async client => {
    const { rowCount } = await client.query('select from users where id = $1 for update', [userId])
    if (rowCount === 0) return false
    // Instances that hold a key of this user in their caches drop it when this commits.
    await client.query(`select pg_notify('key_changed', key_id) from api_keys where user_id = $1`, [userId])
    for (const table of await userOwnedTables(client)) {
      await client.query(`delete from ${table} where user_id = $1`, [userId])
    }
    await client.query('delete from users where id = $1', [userId])
    return true
  })
}

/** Every table of ours with a user_id; a partition is reached through its parent. */
async function userOwnedTables(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query(
    `select format('%I.%I', namespace.nspname, class.relname) as name
     from pg_attribute attribute
     join pg_class class on class.oid = attribute.attrelid
     join pg_namespace namespace on namespace.oid = class.relnamespace
     where attribute.attname = 'user_id' and not attribute.attisdropped
       and class.relkind in ('r', 'p') and not class.relispartition and namespace.nspname = 'public'`,
  )
  return rows.map(({ name }) => name)
}
