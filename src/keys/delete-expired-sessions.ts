import type { Pool } from 'pg'

/** Sessions and links of everybody that have expired: they signed nobody in any more. */
export async function deleteExpiredSessions(pool: Pool): Promise<void> {
  await pool.query(
    `with links as (delete from sign_in_links where expires_at <= clock_timestamp())
     delete from sessions where expires_at <= clock_timestamp()`,
  )
}
