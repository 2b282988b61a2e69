import type { Pool } from 'pg'
import { Problem } from '../problem.ts'
import { isKeyId } from './key-text.ts'

/**
 * Ends a key at once, on every instance. Revoking a revoked key changes nothing and is no error, so that a caller who
 * never saw the answer can ask again.
 * @param userId whose key it must be; absent: anybody's
 * @throws {Problem} not_found
 */
export async function revokeKey(
  pool: Pool,
  { keyId, userId }: { keyId: string; userId?: string | undefined },
): Promise<void> {
  if (!isKeyId(keyId)) throw notFound()
  const { rowCount } = await pool.query(
    // A clock that was set back must not keep a key alive, which the check revoked_at > created_at would do.
    `with revoked as (
       update api_keys
       set revoked_at = coalesce(revoked_at, greatest(clock_timestamp(), created_at + interval '1 microsecond'))
       where key_id = $1 and ($2::uuid is null or user_id = $2)
       returning key_id
     )
     select from revoked, pg_notify('key_changed', key_id)`,
    [keyId, userId ?? null],
  )
  if (rowCount !== 1) throw notFound()
}

const notFound = () => new Problem('not_found', 'There is no key with this id')
