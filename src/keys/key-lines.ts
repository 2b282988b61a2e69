import type { Pool } from 'pg'

/** A key with the one that has taken its place, after however many rotations. */
export interface KeyLine {
  keyId: string
  /** The last of its line; the key itself where it was never rotated. */
  currentKeyId: string
  name: string
}

/** Every key of a user whose line goes on: its last key was not revoked. */
export async function listKeyLines(pool: Pool, userId: string): Promise<KeyLine[]> {
  const { rows } = await pool.query<KeyLine>(
    `with recursive line as (
       select key_id, key_id as current_key_id, name from api_keys
       where user_id = $1 and successor_key_id is null and revoked_at is null
       union all
       select earlier.key_id, line.current_key_id, line.name
       from line join api_keys earlier on earlier.successor_key_id = line.key_id
     )
     select key_id as "keyId", current_key_id as "currentKeyId", name from line`,
    [userId],
  )
  return rows
}
