import type { Pool } from 'pg'
import { isWorkingKey } from './working-key.ts'

/** What somebody came in with. */
export interface Credential {
  userId: string
  keyId: string
  /** Of the session; undefined where it was the key itself. */
  sessionId: string | undefined
}

/** Of keys and sessions that were let in before, those that would be let in now. */
export async function listWorking<T extends Credential>(
  pool: Pool,
  credentials: readonly T[],
): Promise<Set<T>> {
  const { rows } = await pool.query<{ place: number }>(
    `select place::integer
     from unnest($1::uuid[], $2::text[], $3::uuid[]) with ordinality as asked (user_id, key_id, session_id, place)
     left join sessions on sessions.user_id = asked.user_id and sessions.id = session_id
       and sessions.expires_at > clock_timestamp()
     join api_keys on api_keys.user_id = asked.user_id
       and api_keys.key_id = case when session_id is null then asked.key_id else sessions.key_id end
     where ${isWorkingKey}`,
    [
      credentials.map(({ userId }) => userId),
      credentials.map(({ keyId }) => keyId),
      credentials.map(({ sessionId }) => sessionId ?? null),
    ],
  )
  return new Set(rows.map(({ place }) => credentials[place - 1]!))
}
