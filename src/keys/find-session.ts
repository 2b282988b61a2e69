import type { Pool } from 'pg'
import type { Caller } from './key-verifier.ts'
import type { Scope } from './scope.ts'
import { parseToken } from './token-text.ts'
import { isWorkingKey } from './working-key.ts'

/** A browser that is signed in. */
export interface Session {
  /** A UUID. */
  id: string
  expiresAt: Date
  /** What its key allows. */
  caller: Caller
}

/**
 * The session of a token; undefined for every text that is none of one that goes on. Asked for each request: it costs
 * what looking up a row costs, and nothing that is remembered has to be forgotten when a session or its key ends.
 */
export async function findSession(pool: Pool, presented: string): Promise<Session | undefined> {
  const token = parseToken('hes', presented)
  if (!token) return undefined
  const { userId, id, hash } = token
  const { rows } = await pool.query<{ expiresAt: Date; keyId: string; scopes: Scope[] }>(
    `select sessions.expires_at as "expiresAt", key_id as "keyId", scopes
     from sessions join api_keys using (user_id, key_id)
     where user_id = $1 and sessions.id = $2 and token_hash = $3 and sessions.expires_at > clock_timestamp()
       and ${isWorkingKey}`,
    [userId, id, hash],
  )
  const [row] = rows
  return row && { id, expiresAt: row.expiresAt, caller: { userId, keyId: row.keyId, scopes: row.scopes } }
}
