import type { ClientBase } from 'pg'

/**
 * Part of the transaction that rotates a key: who is signed in with it stays so with its successor, and who has a link can
 * still use it.
 */
export async function passSessionsOn(
  client: ClientBase,
  { userId, keyId, successorId }: { userId: string; keyId: string; successorId: string },
): Promise<void> {
  await client.query(
    `with links as (update sign_in_links set key_id = $3 where user_id = $1 and key_id = $2)
     update sessions set key_id = $3 where user_id = $1 and key_id = $2`,
    [userId, keyId, successorId],
  )
}
