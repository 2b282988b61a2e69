import type { ClientBase } from 'pg'
import { Problem } from '../problem.ts'

/**
 * The user stays until the transaction ends, which is what a foreign key would have seen to: an erasure waits, and what
 * comes after one is refused.
 * @throws {Problem} unauthorized, when the user was erased
 */
export async function holdUser(client: ClientBase, userId: string): Promise<void> {
  const { rowCount } = await client.query('select from users where id = $1 for key share', [userId])
  if (rowCount === 0) throw new Problem('unauthorized', 'The account of this key does not exist any more')
}
