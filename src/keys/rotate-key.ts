import type { Pool } from 'pg'
import { holdUser } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { Problem } from '../problem.ts'
import type { IssuedKey } from './create-key.ts'
import { findKeyOwner } from './find-key-owner.ts'
import { generateKeyText, isKeyId } from './key-text.ts'
import { passSessionsOn } from './pass-sessions-on.ts'
import type { Scope } from './scope.ts'
import { hashSecret } from './secret-hash.ts'

/** For whoever validates a request before it comes here. */
export const MAX_GRACE_SECONDS = 30 * 24 * 60 * 60

interface Rotation {
  keyId: string
  /** Whose key it must be; absent: anybody's. */
  userId?: string | undefined
  /** How long the old key goes on working, at most {@link MAX_GRACE_SECONDS}; 0 revokes it now. */
  graceSeconds: number
  /** What the successor may be allowed at most; a key that may do more is not rotated. Absent: anything. */
  grantable?: readonly Scope[] | undefined
}

/**
 * Issues a successor with the same name, scopes and expiry, which takes the sessions of the old key over. A key has one
 * successor: of several rotations at once, one succeeds.
 * @throws {Problem} not_found when no such key works; key_already_rotated; scope_missing when the
 *   key may do more than is grantable; invalid_request; account_erasing
 */
export async function rotateKey(
  pool: Pool,
  { keyId, userId, graceSeconds, grantable }: Rotation,
): Promise<IssuedKey> {
  if (!Number.isInteger(graceSeconds) || graceSeconds < 0 || graceSeconds > MAX_GRACE_SECONDS) {
    throw new Problem(
      'invalid_request',
      `grace_seconds: must be a whole number from 0 to ${MAX_GRACE_SECONDS}`,
    )
  }
  if (!isKeyId(keyId)) throw notFound()
  const ownerId = userId ?? (await findKeyOwner(pool, keyId))
  if (ownerId === undefined) throw notFound()
  const { key, keyId: successorId, secret } = generateKeyText()
  const hash = await hashSecret(secret)
  const rotated = await inTransaction(pool, async client => {
    await holdUser(client, ownerId)
    const { rows } = await client.query<Omit<IssuedKey, 'key'>>(rotation, [
      keyId,
      userId ?? null,
      successorId,
      hash,
      graceSeconds,
      grantable ?? null,
    ])
    // A statement of its own: it sees also the session whose opening the rotation had to wait for.
    if (rows[0]) await passSessionsOn(client, { userId: ownerId, keyId, successorId })
    return rows[0]
  })
  if (!rotated) throw await reasonOf(pool, { keyId, userId, grantable })
  return { key, ...rotated }
}

// The lock makes a second rotation wait for the first, and then judge the row as the first left it.
const rotation = `with predecessor as (
   select id, user_id, name, scopes, expires_at from api_keys
   where key_id = $1 and ($2::uuid is null or user_id = $2)
     and successor_key_id is null and revoked_at is null
     and (expires_at is null or expires_at > clock_timestamp())
     and ($6::text[] is null or scopes <@ $6)
   for update
 ), rotated as (
   update api_keys old
   set successor_key_id = $3,
     expires_at = case when $5::int = 0 then old.expires_at
       else least(old.expires_at, clock_timestamp() + make_interval(secs => $5::int)) end,
     revoked_at = case when $5::int = 0
       then greatest(clock_timestamp(), old.created_at + interval '1 microsecond') end
   from predecessor where old.id = predecessor.id
   returning old.key_id
 ), successor as (
   insert into api_keys (key_id, key_hash, user_id, name, scopes, expires_at)
   select $3, $4, user_id, name, scopes, expires_at from predecessor
   returning key_id, user_id, name, scopes, expires_at
 )
 select successor.key_id as "keyId", user_id as "userId", name, scopes, expires_at as "expiresAt"
 from successor, rotated, pg_notify('key_changed', rotated.key_id)`

async function reasonOf(
  pool: Pool,
  { keyId, userId, grantable }: Pick<Rotation, 'keyId' | 'userId' | 'grantable'>,
): Promise<Problem> {
  const { rows } = await pool.query<{ isRotated: boolean; isWorking: boolean; isGrantable: boolean }>(
    `select successor_key_id is not null as "isRotated",
       revoked_at is null and (expires_at is null or expires_at > clock_timestamp()) as "isWorking",
       $3::text[] is null or scopes <@ $3 as "isGrantable"
     from api_keys where key_id = $1 and ($2::uuid is null or user_id = $2)`,
    [keyId, userId ?? null, grantable ?? null],
  )
  if (rows[0]?.isRotated) return rotatedBefore()
  if (rows[0]?.isWorking && !rows[0].isGrantable) {
    return new Problem('scope_missing', 'The key may do more than the one that asks can give')
  }
  return notFound()
}

const notFound = () => new Problem('not_found', 'There is no working key with this id')
const rotatedBefore = () =>
  new Problem('key_already_rotated', 'This key has a successor; rotate that one, or create a new key')
