import { outdate } from './answers.ts'
import { send } from './client.ts'
import type { Scope } from './session.ts'

/** A key as the list shows it: without its secret, which nobody can read again. */
export interface ListedKey {
  /** The public part. */
  key_id: string
  name: string
  scopes: Scope[]
  created_at: string
  last_used_at: string | null
  expires_at: string | null
  revoked_at: string | null
}

/** `GET /v1/keys` */
export interface Keys {
  keys: ListedKey[]
  next_cursor: string | null
}

/** A new key, the only time that its text is told. */
export interface IssuedKey {
  key: string
  key_id: string
  name: string
  scopes: Scope[]
  expires_at: string | null
}

/** @throws {Problem} */
export async function createKey(wanted: {
  name: string
  scopes: readonly Scope[]
  /** Left out: it never expires. */
  expires_at?: string
}): Promise<IssuedKey> {
  const issued = await send<IssuedKey>('POST', '/v1/keys', wanted)
  outdate('/v1/keys')
  return issued
}

/** A key of the same name, scopes and expiry takes its place; the old one works on for the grace period. @throws {Problem} */
export async function rotateKey(keyId: string, graceSeconds: number): Promise<IssuedKey> {
  const issued = await send<IssuedKey>('POST', `/v1/keys/${encodeURIComponent(keyId)}/rotate`, {
    grace_seconds: graceSeconds,
  })
  outdate('/v1/keys')
  return issued
}

/** It stops working at once, and the browsers that signed in with it are signed out. @throws {Problem} */
export async function revokeKey(keyId: string): Promise<void> {
  await send('DELETE', `/v1/keys/${encodeURIComponent(keyId)}`)
  outdate('/v1/keys')
  outdate('/v1/sessions')
}
