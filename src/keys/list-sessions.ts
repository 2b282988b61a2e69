import type { Pool } from 'pg'
import { cutPage, decodeListCursor } from './list-cursor.ts'
import { isWorkingKey } from './working-key.ts'

/** What may be known of a session by whoever manages the account. */
export interface ListedSession {
  id: string
  keyId: string
  createdAt: Date
  expiresAt: Date
  /** What the browser called itself; null where it did not. */
  userAgent: string | null
}

/**
 * The sessions of a user that go on, oldest first.
 * @param page `limit` is how many sessions a page holds at most
 * @throws {Problem} invalid_request for a cursor that no list gave out
 */
export async function listSessions(
  pool: Pool,
  { userId, limit, cursor }: { userId: string; limit: number; cursor?: string | undefined },
): Promise<{ sessions: ListedSession[]; nextCursor: string | null }> {
  const after = decodeListCursor(cursor)
  const { rows } = await pool.query<ListedSession & { microseconds: string }>(
    `select sessions.id, key_id as "keyId", sessions.created_at as "createdAt", sessions.expires_at as "expiresAt",
       user_agent as "userAgent", (extract(epoch from sessions.created_at) * 1000000)::bigint as microseconds
     from sessions join api_keys using (user_id, key_id)
     where user_id = $1 and sessions.expires_at > clock_timestamp() and ${isWorkingKey}
       and (sessions.created_at, sessions.id::text) > ('epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3)
     order by sessions.created_at, sessions.id::text
     limit $4`,
    [userId, after.createdAt, after.id, limit + 1],
  )
  const { page, nextCursor } = cutPage(rows, limit, row => ({ createdAt: row.microseconds, id: row.id }))
  return { sessions: page.map(({ microseconds: _, ...session }) => session), nextCursor }
}
