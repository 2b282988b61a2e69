import type { Pool } from 'pg'
import { Problem } from '../problem.ts'

/**
 * Ends a session at once, on every instance.
 * @param session `id` is a UUID
 * @throws {Problem} not_found where the user has no such session any more
 */
export async function endSession(pool: Pool, { userId, id }: { userId: string; id: string }): Promise<void> {
  const { rowCount } = await pool.query('delete from sessions where user_id = $1 and id = $2', [userId, id])
  if (rowCount !== 1) throw new Problem('not_found', 'There is no session with this id')
}
