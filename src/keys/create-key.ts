import type { Pool } from 'pg'
import { holdUser } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { Problem } from '../problem.ts'
import { generateKeyText } from './key-text.ts'
import { type Scope, scopes } from './scope.ts'
import { hashSecret } from './secret-hash.ts'

/** A key as it is shown once: `key` is never stored and cannot be read again. */
export interface IssuedKey {
  key: string
  keyId: string
  userId: string
  name: string
  scopes: Scope[]
  expiresAt: Date | null
}

/** What its owner decides about a key. */
interface KeyRequest {
  userId: string
  /** 1 to 100 characters, trimmed. */
  name: string
  /** At least one. */
  scopes: readonly Scope[]
  /** In the future; absent or null: never expires. */
  expiresAt?: Date | null | undefined
}

/** @throws {Problem} invalid_request; unauthorized or account_erasing, when the account is gone or going */
export async function createKey(pool: Pool, request: KeyRequest): Promise<IssuedKey> {
  const { userId } = request
  const name = checkName(request.name)
  const granted = checkScopes(request.scopes)
  const expiresAt = checkExpiry(request.expiresAt ?? null)
  const { key, keyId, secret } = generateKeyText()
  const hash = await hashSecret(secret)
  await inTransaction(pool, async client => {
    await holdUser(client, userId)
    await client.query(
      `insert into api_keys (key_id, key_hash, user_id, name, scopes, expires_at) values ($1, $2, $3, $4, $5, $6)`,
      [keyId, hash, userId, name, granted, expiresAt],
    )
  })
  return { key, keyId, userId, name, scopes: granted, expiresAt }
}

function checkName(text: string): string {
  const name = text.trim()
  const length = [...name].length
  if (length < 1 || length > 100 || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new Problem('invalid_request', 'name: must have 1 to 100 printable characters')
  }
  return name
}

/** In the order of the list of scopes, each once. */
function checkScopes(asked: readonly Scope[]): Scope[] {
  const granted = scopes.filter(scope => asked.includes(scope))
  if (granted.length === 0 || asked.some(scope => !scopes.includes(scope))) {
    throw new Problem('invalid_request', `scopes: must be one or more of ${scopes.join(', ')}`)
  }
  return granted
}

function checkExpiry(expiresAt: Date | null): Date | null {
  // Written so that an invalid date, which compares as false, is refused too.
  if (expiresAt && !(expiresAt.getTime() > Date.now() && expiresAt.getUTCFullYear() <= 9999)) {
    throw new Problem('invalid_request', 'expires_at: must be a time in the future')
  }
  return expiresAt
}
