import type { Pool } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { recordAction } from './audit.ts'
import { createKey, type IssuedKey } from './create-key.ts'
import { scopes } from './scope.ts'
import { createSignInLink } from './sign-in-link.ts'
import { createUser } from './users.ts'

/** The account of whoever runs the service; further ones have an e-mail of their own. */
const FIRST_EMAIL = 'owner@localhost'

export interface FirstKey extends IssuedKey {
  /** Signs a browser in with the key, once. */
  signInLink: string
}

/** Any number that nothing else locks: of instances that start together on a new database one makes the key. */
const FIRST_KEY_LOCK = 481_517

/** On a database without users: makes the first one, a key that may do everything and a link. Otherwise undefined. */
export function createFirstKey(pool: Pool): Promise<FirstKey | undefined> {
  return inTransaction(pool, async client => {
    await client.query(`select pg_advisory_xact_lock(${FIRST_KEY_LOCK})`)
    const { rowCount } = await client.query('select from users limit 1')
    if (rowCount !== 0) return undefined
    const { id } = await createUser(pool, { email: FIRST_EMAIL })
    const issued = await createKey(pool, { userId: id, name: 'first key', scopes: [...scopes] })
    const signInLink = await createSignInLink(pool, { userId: id, keyId: issued.keyId })
    const byHost = { userId: id, keyId: null, outcome: 'ok' } as const
    await recordAction(pool, { ...byHost, action: 'user.create', target: id })
    await recordAction(pool, { ...byHost, action: 'key.create', target: issued.keyId })
    await recordAction(pool, { ...byHost, action: 'sign_in_link.create', target: issued.keyId })
    return { ...issued, signInLink }
  })
}
