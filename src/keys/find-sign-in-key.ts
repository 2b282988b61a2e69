import type { Pool } from 'pg'
import { isWorkingKey } from './working-key.ts'

/**
 * The key that signs a user in who asks on the host: of those that work, read and manage, the one that may do most, then the
 * one that lasts longest. One that was rotated only lasts out its grace.
 * @returns its id; undefined where the user has no such key
 */
export async function findSignInKey(pool: Pool, userId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ key_id: string }>(
    `select key_id from api_keys
     where user_id = $1 and ${isWorkingKey} and successor_key_id is null and scopes @> '{read,manage}'
     order by cardinality(scopes) desc, expires_at desc nulls first, created_at, key_id limit 1`,
    [userId],
  )
  return rows[0]?.key_id
}
