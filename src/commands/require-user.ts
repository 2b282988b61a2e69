import type { Pool } from 'pg'
import { findUserByEmail, findUserById, type User } from '../keys/users.ts'
import { Problem } from '../problem.ts'

/**
 * The user whom `--user` names.
 * @param emailOrId as typed
 * @throws {Problem} not_found
 */
export async function requireUser(pool: Pool, emailOrId: string): Promise<User> {
  const user = await (emailOrId.includes('@')
    ? findUserByEmail(pool, emailOrId)
    : findUserById(pool, emailOrId))
  if (!user) throw new Problem('not_found', 'There is no such user; see: health-export users list')
  return user
}
