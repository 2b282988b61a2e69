import type { Pool } from 'pg'

/** The id of the user whose key it is, working or not; undefined where there is no such key. */
export async function findKeyOwner(pool: Pool, keyId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ user_id: string }>('select user_id from api_keys where key_id = $1', [
    keyId,
  ])
  return rows[0]?.user_id
}
