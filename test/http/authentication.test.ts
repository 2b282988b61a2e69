import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { demandScopes } from '../../src/http/authenticate.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { generateKeyText } from '../../src/keys/key-text.ts'
import { revokeKey } from '../../src/keys/revoke-key.ts'
import { type Scope, scopes } from '../../src/keys/scope.ts'
import { hashSecret } from '../../src/keys/secret-hash.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const userId = await door.createUser()
const anyId = '0197e7a0-0000-7000-8000-000000000000'

/** Every route that wants a key, and the scope that it wants. */
const guarded = [
  ['POST', '/v1/ingest', 'ingest'],
  ['GET', '/v1/ingestions', 'read'],
  ['GET', `/v1/ingestions/${anyId}`, 'read'],
  ['GET', `/v1/ingestions/${anyId}/payload`, 'read'],
  ['POST', `/v1/ingestions/${anyId}/replay`, 'manage'],
  ['GET', '/v1/clients', 'read'],
  ['GET', '/v1/metrics/heart_rate/samples', 'read'],
  ['GET', '/v1/metrics/heart_rate/statistics', 'read'],
  ['GET', '/v1/sleep', 'read'],
  ['GET', '/v1/workouts', 'read'],
  ['GET', '/v1/activities', 'read'],
  ['GET', `/v1/workouts/${anyId}`, 'read'],
  ['GET', `/v1/workouts/${anyId}/route`, 'read'],
  ['GET', `/v1/workouts/${anyId}/series`, 'read'],
  ['GET', '/v1/events', 'read'],
  ['GET', '/v1/events/types', 'read'],
  ['GET', '/v1/latest', 'read'],
  ['GET', '/v1/metrics', 'read'],
  ['GET', '/v1/catalogue', 'read'],
  ['GET', '/v1/me/export', 'manage'],
  ['POST', '/v1/keys', 'manage'],
  ['GET', '/v1/keys', 'manage'],
  ['POST', '/v1/keys/abcdefghijkl/rotate', 'manage'],
  ['DELETE', '/v1/keys/abcdefghijkl', 'manage'],
  ['GET', '/v1/session', 'read'],
  ['DELETE', '/v1/session', 'read'],
  ['GET', '/v1/sessions', 'manage'],
  ['DELETE', `/v1/sessions/${anyId}`, 'manage'],
  ['GET', '/v1/me', 'manage'],
  ['PATCH', '/v1/me', 'manage'],
  ['DELETE', '/v1/me', 'manage'],
  ['GET', '/v1/me/audit', 'manage'],
  ['POST', '/v1/users', 'admin'],
  ['GET', '/v1/users', 'admin'],
  ['DELETE', `/v1/users/${anyId}`, 'admin'],
] as const

test('the table below has every route of the document that wants a key', () => {
  const document = door.server.swagger() as { paths: Record<string, Record<string, { security?: object[] }>> }
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security }]) => security?.length)
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  )
  const listed = guarded.map(([method, url]) =>
    `${method} ${url}`
      .replace(/(?<=sessions\/).+/, '{session_id}')
      .replace(anyId, '{id}')
      .replace('heart_rate', '{metric}')
      .replace('abcdefghijkl', '{key_id}'),
  )
  expect(documented.sort()).toEqual(listed.sort())
})

/** This one says that nobody is signed in. */
const answersNobody = (method: string, url: string) => method === 'GET' && url === '/v1/session'

test.each(guarded.filter(([method, url]) => !answersNobody(method, url)))(
  '%s %s answers 401 without a key, before it looks at the body',
  async (method, url) => {
    const response = await door.call(method, url, method === 'POST' ? { body: '{"cut off' } : {})
    expect({ status: response.statusCode, code: response.json().code }).toEqual({
      status: 401,
      code: 'unauthorized',
    })
  },
)

test.each(guarded)('%s %s answers 403 to a key that has every scope but %s', async (method, url, scope) => {
  const others = scopes.filter(other => other !== scope)
  const key = await door.createKey(userId, others)
  const response = await door.call(method, url, { key, ...(method === 'POST' ? { body: '{"cut off' } : {}) })
  expect({ status: response.statusCode, code: response.json().code }).toEqual({
    status: 403,
    code: 'scope_missing',
  })
  expect(response.json().detail).toBe(`This needs a key with the scope "${scope}"`)
})

test('a missing, malformed, mistyped, unknown, wrong, expired and revoked key get the same answer', async () => {
  const issue = (granted: Scope[] = ['read']) => createKey(door.pool, { userId, name: 'k', scopes: granted })
  const working = await issue()
  const expired = await issue()
  await door.pool.query(
    `update api_keys set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'
     where key_id = $1`,
    [expired.keyId],
  )
  const revoked = await issue()
  await revokeKey(door.pool, { keyId: revoked.keyId })
  // A working id with another secret: the hash of this text's own secret is not what is stored under it.
  const wrong = await issue()
  await door.pool.query('update api_keys set key_hash = $1 where key_id = $2', [
    await hashSecret('another secret'),
    wrong.keyId,
  ])
  const lastCharacter = working.key.at(-1) === 'a' ? 'b' : 'a'
  const authorizations: Record<string, string | undefined> = {
    missing: undefined,
    empty: '',
    'another scheme': `Basic ${working.key}`,
    'no scheme': working.key,
    'two tokens': `Bearer ${working.key} ${working.key}`,
    malformed: 'Bearer hea_short',
    'not ASCII': 'Bearer hea_é',
    'a megabyte': `Bearer hea_${'x'.repeat(10_000)}`,
    'bad checksum': `Bearer ${working.key.slice(0, -1)}${lastCharacter}`,
    unknown: `Bearer ${generateKeyText().key}`,
    'wrong secret': `Bearer ${wrong.key}`,
    expired: `Bearer ${expired.key}`,
    revoked: `Bearer ${revoked.key}`,
  }
  for (const [what, authorization] of Object.entries(authorizations)) {
    const response = await door.call('GET', '/v1/ingestions', {
      headers: authorization === undefined ? {} : { authorization },
    })
    const { request_id, ...body } = response.json()
    expect(
      { what, status: response.statusCode, body, challenge: response.headers['www-authenticate'] },
      what,
    ).toEqual({
      what,
      status: 401,
      challenge: 'Bearer',
      body: {
        type: 'urn:health-export:problem:unauthorized',
        title: 'A valid API key is needed',
        status: 401,
        code: 'unauthorized',
        detail: 'Send Authorization: Bearer followed by a key that is valid',
      },
    })
    expect(request_id).toBe(response.headers['x-request-id'])
  }
  expect((await door.call('GET', '/v1/ingestions', { key: working.key })).statusCode).toBe(200)
})

test('the scheme may be written in any case', async () => {
  const key = await door.createKey(userId, ['read'])
  for (const scheme of ['bearer', 'BEARER', 'Bearer ']) {
    const response = await door.call('GET', '/v1/ingestions', {
      headers: { authorization: `${scheme} ${key}` },
    })
    expect(response.statusCode, scheme).toBe(200)
  }
})

test('a key that was revoked in the database is refused although the server has just accepted it', async () => {
  const { key, keyId } = await createKey(door.pool, { userId, name: 'k', scopes: ['read'] })
  expect((await door.call('GET', '/v1/ingestions', { key })).statusCode).toBe(200)
  await revokeKey(door.pool, { keyId })
  // PostgreSQL tells other instances; it takes the moment that a notification travels.
  await expect
    .poll(async () => (await door.call('GET', '/v1/ingestions', { key })).statusCode, {
      timeout: 3_000,
      interval: 20,
    })
    .toBe(401)
})

test('a route under /v1 without a scope does not start', () => {
  const server = fastify()
  demandScopes(server)
  expect(() => server.get('/v1/forgotten', () => 'open to everybody')).toThrow('give its config a scope')
})
