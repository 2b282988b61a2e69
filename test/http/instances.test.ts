import { beforeAll, describe, expect, test } from 'vitest'
import { createKey, type IssuedKey } from '../../src/keys/create-key.ts'
import { scopes } from '../../src/keys/scope.ts'
import { createUser } from '../../src/keys/users.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { fetchChecked } from '../support/fetch-checked.ts'
import { type Instance, startInstance } from '../support/instance.ts'

/** Below the seconds for which a verified key is remembered: what comes in this time came by message. */
const AT_ONCE_MS = 2_000

let database: TestDatabase
let a: Instance
let b: Instance
let admin: IssuedKey

beforeAll(async () => {
  database = await testDatabase()
  a = await startInstance({ DATABASE_URL: database.url })
  b = await startInstance({ DATABASE_URL: database.url })
  admin = a.firstKey as IssuedKey
})

test('of two instances on a new database the first makes the first key', () => {
  expect([a.firstKey?.scopes, b.firstKey]).toEqual([[...scopes], undefined])
})

test('the audit begins with the first account and its key, made by the host', async () => {
  const answer = await call(a, '/v1/me/audit', 'GET')
  const line = { recorded_at: expect.stringMatching(/Z$/), key_id: null, outcome: 'ok' }
  expect(await answer.json()).toEqual({
    audit: [
      { ...line, action: 'sign_in_link.create', target: admin.keyId },
      { ...line, action: 'key.create', target: admin.keyId },
      { ...line, action: 'user.create', target: admin.userId },
    ],
    next_cursor: null,
  })
})

test('a key that is revoked on one instance is refused on the other at once', async () => {
  const { key, keyId } = await createKey(database.pool, {
    userId: admin.userId,
    name: 'phone',
    scopes: ['read'],
  })
  expect(await statusOf(b, key)).toBe(200)
  expect(await call(a, `/v1/keys/${keyId}`, 'DELETE')).toMatchObject({ status: 204 })
  expect(await statusOf(a, key)).toBe(401)
  await expect.poll(() => statusOf(b, key), { timeout: AT_ONCE_MS, interval: 5 }).toBe(401)
})

test('a key that is rotated on one instance is refused on the other at once, and its successor works', async () => {
  const { key, keyId } = await createKey(database.pool, {
    userId: admin.userId,
    name: 'phone',
    scopes: ['read'],
  })
  expect(await statusOf(b, key)).toBe(200)
  const rotated = await call(a, `/v1/keys/${keyId}/rotate`, 'POST')
  expect(rotated.status).toBe(201)
  const successor = (await rotated.json()) as { key: string }
  expect(await statusOf(a, key)).toBe(401)
  await expect.poll(() => statusOf(b, key), { timeout: AT_ONCE_MS, interval: 5 }).toBe(401)
  expect([await statusOf(a, successor.key), await statusOf(b, successor.key)]).toEqual([200, 200])
})

test('the keys of a user who is erased on one instance are refused on the other at once', async () => {
  const user = await createUser(database.pool, { email: 'ada@example.org' })
  const { key } = await createKey(database.pool, { userId: user.id, name: 'phone', scopes: ['read'] })
  expect([await statusOf(a, key), await statusOf(b, key)]).toEqual([200, 200])
  expect(await call(a, `/v1/users/${user.id}`, 'DELETE')).toMatchObject({ status: 204 })
  await expect.poll(() => statusOf(a, key), { timeout: AT_ONCE_MS, interval: 5 }).toBe(401)
  await expect.poll(() => statusOf(b, key), { timeout: AT_ONCE_MS, interval: 5 }).toBe(401)
})

describe('a session that was opened on one instance', () => {
  test('counts on the other, and ends there at once when it is signed out', async () => {
    const { cookie } = await signIn(a, admin.key)
    expect(await statusByCookie(b, cookie)).toBe(200)
    const signedOut = await fetchChecked(`${b.origin}/v1/session`, {
      method: 'DELETE',
      headers: { cookie, origin: b.origin },
    })
    expect(signedOut.status).toBe(204)
    expect(await statusByCookie(a, cookie)).toBe(401)
  })

  test('ends at once on both when its key is revoked on one, and when it is ended by its id', async () => {
    const phone = await createKey(database.pool, { userId: admin.userId, name: 'web', scopes: ['read'] })
    const byKey = await signIn(a, phone.key)
    const byId = await signIn(b, admin.key)
    expect([await statusByCookie(b, byKey.cookie), await statusByCookie(a, byId.cookie)]).toEqual([200, 200])
    await call(a, `/v1/keys/${phone.keyId}`, 'DELETE')
    await call(a, `/v1/sessions/${byId.id}`, 'DELETE')
    for (const instance of [a, b]) {
      expect(await statusByCookie(instance, byKey.cookie)).toBe(401)
      expect(await statusByCookie(instance, byId.cookie)).toBe(401)
    }
  })

  test('goes on on the other when its key is rotated', async () => {
    const key = await createKey(database.pool, { userId: admin.userId, name: 'web', scopes: ['read'] })
    const { cookie } = await signIn(a, key.key)
    expect(await statusByCookie(b, cookie)).toBe(200)
    expect((await call(a, `/v1/keys/${key.keyId}/rotate`, 'POST')).status).toBe(201)
    expect([await statusByCookie(a, cookie), await statusByCookie(b, cookie)]).toEqual([200, 200])
  })
})

test('a start deletes the sessions and links that have expired, and no others', async () => {
  await signIn(a, admin.key)
  const expired = '0197e7a0-0000-7000-8000-000000000000'
  for (const table of ['sessions', 'sign_in_links']) {
    await database.pool.query(
      `insert into ${table} (user_id, id, key_id, token_hash, expires_at)
       values ($1, $2, $3, sha256('a'), now() - interval '1 second')`,
      [admin.userId, expired, admin.keyId],
    )
  }
  const stored = async () =>
    (await database.pool.query('select id from sessions union all select id from sign_in_links')).rows.map(
      ({ id }) => id,
    )
  const before = await stored()
  await startInstance({ DATABASE_URL: database.url })
  await expect.poll(stored).toHaveLength(before.length - 2)
  expect((await stored()).sort()).toEqual(before.filter(id => id !== expired).sort())
})

async function signIn(instance: Instance, key: string) {
  const answer = await fetchChecked(`${instance.origin}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  const { session_id: id } = (await answer.json()) as { session_id: string }
  return { id, cookie: answer.headers.get('set-cookie')!.split(';')[0]! }
}

async function statusByCookie(instance: Instance, cookie: string): Promise<number> {
  const answer = await fetchChecked(`${instance.origin}/v1/session`, { headers: { cookie } })
  await answer.arrayBuffer()
  return answer.status
}

const call = (instance: Instance, path: string, method: string) =>
  fetchChecked(instance.origin + path, { method, headers: { authorization: `Bearer ${admin.key}` } })

async function statusOf(instance: Instance, key: string): Promise<number> {
  const answer = await fetchChecked(`${instance.origin}/v1/ingestions`, {
    headers: { authorization: `Bearer ${key}` },
  })
  await answer.arrayBuffer()
  return answer.status
}
