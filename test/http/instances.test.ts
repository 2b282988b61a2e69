import { beforeAll, expect, test } from 'vitest'
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

const call = (instance: Instance, path: string, method: string) =>
  fetchChecked(instance.origin + path, { method, headers: { authorization: `Bearer ${admin.key}` } })

async function statusOf(instance: Instance, key: string): Promise<number> {
  const answer = await fetchChecked(`${instance.origin}/v1/ingestions`, {
    headers: { authorization: `Bearer ${key}` },
  })
  await answer.arrayBuffer()
  return answer.status
}
