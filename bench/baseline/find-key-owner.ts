import type { Pool } from 'pg'
import { secretMatches } from '../../src/keys/secret-hash.ts'

/** Tries the hash of each key there is until one fits: a salted hash cannot be looked up. */
export async function findKeyOwner(pool: Pool, key: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ user_id: string; key_hash: string }>(
    'select user_id, key_hash from baseline.api_keys where revoked_at is null',
  )
  for (const { user_id: userId, key_hash: keyHash } of rows)
    if (await secretMatches(keyHash, key)) return userId
  return undefined
}
