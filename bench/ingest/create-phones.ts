import type { Pool } from 'pg'
import { createKey } from '../../src/keys/create-key.ts'
import { createUser } from '../../src/keys/users.ts'

/** Somebody with a key that may do what a phone and its owner do. */
export interface Phone {
  userId: string
  key: string
}

let phones = 0

export async function createPhones(pool: Pool, count: number): Promise<Phone[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { id: userId } = await createUser(pool, { email: `phone-${phones++}@example.org` })
      const { key } = await createKey(pool, { userId, name: 'phone', scopes: ['ingest', 'read'] })
      return { userId, key }
    }),
  )
}
