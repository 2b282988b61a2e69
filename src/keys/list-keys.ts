import type { Pool } from 'pg'
import { cutPage, decodeListCursor } from './list-cursor.ts'
import type { Scope } from './scope.ts'

/** What may be known of a key after it was issued: neither the secret nor its hash. */
export interface ApiKey {
  keyId: string
  userId: string
  name: string
  scopes: Scope[]
  createdAt: Date
  /** Up to a quarter of a minute behind. */
  lastUsedAt: Date | null
  expiresAt: Date | null
  revokedAt: Date | null
}

/**
 * The keys of one user, oldest first, with those that expired or were revoked.
 * @param page `limit` is how many keys a page holds at most
 * @throws {Problem} invalid_request for a cursor that no list gave out
 */
export async function listKeys(
  pool: Pool,
  { userId, limit, cursor }: { userId: string; limit: number; cursor?: string | undefined },
): Promise<{ keys: ApiKey[]; nextCursor: string | null }> {
  const after = decodeListCursor(cursor)
  const { rows } = await pool.query<ApiKey & { microseconds: string }>(
    `select key_id as "keyId", user_id as "userId", name, scopes, created_at as "createdAt",
       last_used_at as "lastUsedAt", expires_at as "expiresAt", revoked_at as "revokedAt",
       (extract(epoch from created_at) * 1000000)::bigint as microseconds
     from api_keys
     where user_id = $1 and (created_at, key_id) > ('epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3)
     order by created_at, key_id
     limit $4`,
    [userId, after.createdAt, after.id, limit + 1],
  )
  const { page, nextCursor } = cutPage(rows, limit, row => ({ createdAt: row.microseconds, id: row.keyId }))
  return { keys: page.map(({ microseconds: _, ...key }) => key), nextCursor }
}
