import { expect, test, vi } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { listKeys } from '../../src/keys/list-keys.ts'
import { revokeKey } from '../../src/keys/revoke-key.ts'
import { rotateKey } from '../../src/keys/rotate-key.ts'
import type { Scope } from '../../src/keys/scope.ts'
import { secretMatches } from '../../src/keys/secret-hash.ts'
import { createUser } from '../../src/keys/users.ts'
import { testDatabase } from '../support/database.ts'

const { pool, url } = await testDatabase()
const { id: userId } = await createUser(pool, { email: 'owner@example.org' })
const { id: strangerId } = await createUser(pool, { email: 'stranger@example.org' })
const nobodyId = '00000000-0000-0000-0000-000000000000'
const create = (request: { expiresAt?: Date } = {}) =>
  createKey(pool, { userId, name: 'Phone', scopes: ['ingest'], ...request })
const minutesAhead = (minutes: number) => new Date(Date.now() + minutes * 60_000)

test('of a key only the id and an Argon2id hash of the secret at OWASP’s cost are stored', async () => {
  const expiresAt = minutesAhead(5)
  const issued = await createKey(pool, {
    userId,
    name: '  Phone ',
    scopes: ['read', 'ingest', 'read'],
    expiresAt,
  })
  expect(issued).toEqual({
    key: expect.stringMatching(/^hea_/),
    keyId: issued.key.slice(4, 16),
    userId,
    name: 'Phone',
    scopes: ['ingest', 'read'],
    expiresAt,
  })
  const { rows } = await pool.query('select * from api_keys where key_id = $1', [issued.keyId])
  const secret = issued.key.slice(17, 60)
  expect(JSON.stringify(rows)).not.toContain(secret)
  expect(rows[0].key_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await secretMatches(rows[0].key_hash, secret)).toBe(true)
})

test('a key is not created for nobody, without a name or a scope, or expired already', async () => {
  const request = { userId, name: 'Phone', scopes: ['read'] as Scope[] }
  const codeOf = (changes: object) =>
    createKey(pool, { ...request, ...changes }).then(
      () => 'created',
      problem => `${problem.code} ${problem.detail.split(':')[0]}`,
    )
  const { rows: before } = await pool.query('select count(*) from api_keys')
  expect({
    nobody: await codeOf({ userId: nobodyId }),
    blankName: await codeOf({ name: ' ' }),
    longName: await codeOf({ name: 'x'.repeat(101) }),
    controlInName: await codeOf({ name: 'a\u0000b' }),
    noScope: await codeOf({ scopes: [] }),
    unknownScope: await codeOf({ scopes: ['read', 'root'] }),
    past: await codeOf({ expiresAt: new Date(Date.now() - 1) }),
    noDate: await codeOf({ expiresAt: new Date('x') }),
    year10000: await codeOf({ expiresAt: new Date('+010000-01-01T00:00:00Z') }),
  }).toEqual({
    nobody: 'unauthorized The account of this key does not exist any more',
    blankName: 'invalid_request name',
    longName: 'invalid_request name',
    controlInName: 'invalid_request name',
    noScope: 'invalid_request scopes',
    unknownScope: 'invalid_request scopes',
    past: 'invalid_request expires_at',
    noDate: 'invalid_request expires_at',
    year10000: 'invalid_request expires_at',
  })
  expect((await pool.query('select count(*) from api_keys')).rows).toEqual(before)
  expect(await codeOf({ name: '🏃'.repeat(100) })).toBe('created')
})

test('a list shows a user’s own keys, page by page, and no hash', async () => {
  const { id } = await createUser(pool, { email: 'lister@example.org' })
  const issued = []
  for (const name of ['one', 'two', 'three'])
    issued.push(await createKey(pool, { userId: id, name, scopes: ['read'] }))
  await revokeKey(pool, { keyId: issued[1]!.keyId })
  const first = await listKeys(pool, { userId: id, limit: 2 })
  const second = await listKeys(pool, { userId: id, limit: 2, cursor: first.nextCursor! })
  expect(second.nextCursor).toBeNull()
  expect([...first.keys, ...second.keys]).toEqual(
    issued.map(({ keyId, name }) => ({
      keyId,
      userId: id,
      name,
      scopes: ['read'],
      createdAt: expect.any(Date),
      lastUsedAt: null,
      expiresAt: null,
      revokedAt: name === 'two' ? expect.any(Date) : null,
    })),
  )
  await expect(listKeys(pool, { userId: id, limit: 2, cursor: 'x' })).rejects.toMatchObject({
    code: 'invalid_request',
  })
})

test('a successor has the name, scopes and expiry of the old key, which goes on for the grace', async () => {
  const expiresAt = minutesAhead(60)
  const old = await create({ expiresAt })
  const successor = await rotateKey(pool, { keyId: old.keyId, userId, graceSeconds: 600 })
  expect(successor).toEqual({
    ...old,
    key: expect.stringMatching(/^hea_/),
    keyId: successor.key.slice(4, 16),
  })
  expect(successor.key).not.toBe(old.key)
  const row = await stored(old.keyId)
  expect(row).toMatchObject({ revoked_at: null, successor_key_id: successor.keyId })
  expect(Math.abs(row.expires_at.getTime() - minutesAhead(10).getTime())).toBeLessThan(10_000)
  expect((await stored(successor.keyId)).expires_at).toEqual(expiresAt)
})

test('a grace does not lengthen the life of a key that ends before it', async () => {
  const expiresAt = minutesAhead(5)
  const old = await create({ expiresAt })
  await rotateKey(pool, { keyId: old.keyId, graceSeconds: 600 })
  expect((await stored(old.keyId)).expires_at).toEqual(expiresAt)
})

test('a rotation without grace revokes the old key', async () => {
  const old = await create()
  await rotateKey(pool, { keyId: old.keyId, userId, graceSeconds: 0 })
  expect(await stored(old.keyId)).toMatchObject({ revoked_at: expect.any(Date), expires_at: null })
})

test('of ten rotations at the same moment, while its use is being noted, exactly one succeeds', async () => {
  const old = await create()
  const crowd = createPool(url, { onError: () => {}, max: 12 })
  const holder = await pool.connect()
  await holder.query('begin')
  await holder.query('update api_keys set last_used_at = clock_timestamp() where key_id = $1', [old.keyId])
  const rotating = Promise.allSettled(
    Array.from({ length: 10 }, () => rotateKey(crowd, { keyId: old.keyId, userId, graceSeconds: 60 })),
  )
  await vi.waitFor(async () => expect(await countWaiting()).toBe(10), { timeout: 5000 })
  await holder.query('commit')
  holder.release()
  const outcomes = await rotating
  await crowd.end()
  const winners = outcomes.filter(outcome => outcome.status === 'fulfilled')
  const losers = outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason.code)
  expect({ winners: winners.length, losers }).toEqual({
    winners: 1,
    losers: Array(9).fill('key_already_rotated'),
  })
  const { rows } = await pool.query(
    `select key_id from api_keys
     where user_id = $1 and created_at > (select created_at from api_keys where key_id = $2)`,
    [userId, old.keyId],
  )
  expect(rows).toEqual([{ key_id: winners[0]?.value.keyId }])
})

test('what cannot be rotated: an unknown key, another user’s, a revoked one, an expired one, or with a strange grace', async () => {
  const rotation = (keyId: string, { user = userId, graceSeconds = 60 } = {}) =>
    rotateKey(pool, { keyId, userId: user, graceSeconds }).then(
      () => 'rotated',
      problem => problem.code,
    )
  const [working, revoked, expired] = [await create(), await create(), await create()]
  await revokeKey(pool, { keyId: revoked.keyId })
  await pool.query(`update api_keys set expires_at = clock_timestamp() where key_id = $1`, [expired.keyId])
  expect({
    unknown: await rotation('AAAAAAAAAAAA'),
    malformed: await rotation('\u0000'),
    stranger: await rotation(working.keyId, { user: strangerId }),
    revoked: await rotation(revoked.keyId),
    expired: await rotation(expired.keyId),
    negative: await rotation(working.keyId, { graceSeconds: -1 }),
    fraction: await rotation(working.keyId, { graceSeconds: 0.5 }),
    endless: await rotation(working.keyId, { graceSeconds: 1e12 }),
  }).toEqual({
    unknown: 'not_found',
    malformed: 'not_found',
    stranger: 'not_found',
    revoked: 'not_found',
    expired: 'not_found',
    negative: 'invalid_request',
    fraction: 'invalid_request',
    endless: 'invalid_request',
  })
  expect(await rotation(working.keyId)).toBe('rotated')
})

test('revoking twice is one revocation, and another user’s key is as good as unknown', async () => {
  const { keyId } = await create()
  await expect(revokeKey(pool, { keyId, userId: strangerId })).rejects.toMatchObject({ code: 'not_found' })
  expect((await stored(keyId)).revoked_at).toBeNull()
  await revokeKey(pool, { keyId, userId })
  const { revoked_at } = await stored(keyId)
  expect(revoked_at).toEqual(expect.any(Date))
  await revokeKey(pool, { keyId, userId })
  expect((await stored(keyId)).revoked_at).toEqual(revoked_at)
  await expect(revokeKey(pool, { keyId: 'AAAAAAAAAAAA' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(revokeKey(pool, { keyId: "'\u0000" })).rejects.toMatchObject({ code: 'not_found' })
})

test('a key whose creation lies ahead, because the clock was set back, is revoked and rotated all the same', async () => {
  const [one, other] = [await create(), await create()]
  await pool.query(
    `update api_keys set created_at = clock_timestamp() + interval '1 hour' where key_id = any ($1)`,
    [[one.keyId, other.keyId]],
  )
  await revokeKey(pool, { keyId: one.keyId })
  await rotateKey(pool, { keyId: other.keyId, graceSeconds: 0 })
  expect([(await stored(one.keyId)).revoked_at, (await stored(other.keyId)).revoked_at]).toEqual([
    expect.any(Date),
    expect.any(Date),
  ])
})

async function stored(keyId: string) {
  const { rows } = await pool.query('select * from api_keys where key_id = $1', [keyId])
  return rows[0]
}

async function countWaiting(): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0].count
}
