import type { Pool } from 'pg'
import { recordAction, recordOnHost } from './audit.ts'
import { createKey, type IssuedKey } from './create-key.ts'
import { createUser, findUserByEmail } from './users.ts'

export interface DemoAccount {
  userId: string
  /** As it is stored. */
  email: string
  /** Of the key that the made-up phone is said to have sent with. Nobody has its text. */
  keyId: string
}

/**
 * The account that made-up data goes to: made now, or by an earlier call for the same e-mail and seed.
 * @returns undefined where the e-mail is that of any other account, or something else was sent to it since: nothing made
 *   up may get between what is somebody's own
 * @throws {Problem} of createUser
 */
export async function openDemoAccount(
  pool: Pool,
  { email, timezone, seed }: { email: string; timezone: string; seed: number },
): Promise<DemoAccount | undefined> {
  const name = `made-up iPhone (demo, seed ${seed})`
  const known = await findUserByEmail(pool, email)
  if (known) {
    const keyId = await findOnlySender(pool, known.id, name)
    return keyId === undefined ? undefined : { userId: known.id, email: known.email, keyId }
  }
  const made = await createUser(pool, { email, timezone })
  const userId = made.id
  await recordAction(pool, { userId, keyId: null, action: 'user.create', target: userId, outcome: 'ok' })
  const { keyId } = await recordOnHost(
    pool,
    { userId, action: 'key.create', target: (key: IssuedKey) => key.keyId },
    () => createKey(pool, { userId, name, scopes: ['ingest'] }),
  )
  return { userId, email: made.email, keyId }
}

/** The oldest key of this name, where all that the ledger has came with it. */
async function findOnlySender(pool: Pool, userId: string, name: string): Promise<string | undefined> {
  const { rows } = await pool.query(
    `select key_id from api_keys as sender
     where user_id = $1 and name = $2
       and not exists (
         select from raw_ingestions where user_id = $1 and key_id is distinct from sender.key_id
       )
     order by created_at limit 1`,
    [userId, name],
  )
  return rows[0]?.key_id
}
