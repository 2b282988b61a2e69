import type { ClientBase } from 'pg'
import { Problem } from '../../problem.ts'

/** A key as its owner may know it: neither the secret nor its hash. */
export interface ExportedKey {
  keyId: string
  name: string
  scopes: string[]
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
  revokedAt: Date | null
}

/** `account.json`: every column of the user but the id, as PostgreSQL writes it, and the keys. @throws {Problem} unauthorized, when the user was erased */
export async function readAccount(
  client: ClientBase,
  userId: string,
  keys: readonly ExportedKey[],
): Promise<Buffer> {
  const { rows } = await client.query(`select to_jsonb(users) - 'id' as account from users where id = $1`, [
    userId,
  ])
  if (!rows[0]) throw new Problem('unauthorized', 'The account of this key does not exist any more')
  const account = {
    ...rows[0].account,
    keys: keys.map(key => ({
      key_id: key.keyId,
      name: key.name,
      scopes: key.scopes,
      created_at: key.createdAt,
      last_used_at: key.lastUsedAt,
      expires_at: key.expiresAt,
      revoked_at: key.revokedAt,
    })),
  }
  return Buffer.from(`${JSON.stringify(account, null, 2)}\n`)
}
