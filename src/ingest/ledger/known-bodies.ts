import type { Pool } from 'pg'

/** The SHA-256 of each body that the ledger of a user has, as hexadecimal digits. */
export async function readKnownBodies(pool: Pool, userId: string): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query(
    `select distinct encode(sha256, 'hex') as sha256 from raw_ingestions where user_id = $1`,
    [userId],
  )
  return new Set(rows.map(({ sha256 }) => sha256))
}
