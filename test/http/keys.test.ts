import { expect, test } from 'vitest'
import { generateKeyText } from '../../src/keys/key-text.ts'
import { MAX_GRACE_SECONDS } from '../../src/keys/rotate-key.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const userId = await door.createUser()
const manager = await door.createKey(userId, ['manage'])
const stranger = await door.createKey(await door.createUser(), ['manage'])

const create = async (body: Record<string, unknown>, key = manager) => {
  const response = await door.call('POST', '/v1/keys', { key, body })
  expect(response.statusCode).toBe(201)
  return response.json()
}
const statusWith = async (key: string) => (await door.call('GET', '/v1/ingestions', { key })).statusCode
const problemOf = (response: { statusCode: number; json(): { code: string } }) => ({
  status: response.statusCode,
  code: response.json().code,
})

test('POST /v1/keys issues a key that works, with what was asked for', async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const issued = await create({ name: '  my phone ', scopes: ['read'], expires_at: expiresAt })
  expect(issued).toEqual({
    key: expect.stringMatching(/^hea_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/),
    key_id: issued.key.slice(4, 16),
    user_id: userId,
    name: 'my phone',
    scopes: ['read'],
    expires_at: expiresAt,
  })
  expect(await statusWith(issued.key)).toBe(200)
})

test('POST /v1/keys without scopes issues a key that ingests and reads, and never expires', async () => {
  const issued = await create({ name: 'defaults' })
  expect({ scopes: issued.scopes, expires_at: issued.expires_at }).toEqual({
    scopes: ['ingest', 'read'],
    expires_at: null,
  })
})

test('POST /v1/keys takes an expiry in any offset', async () => {
  const issued = await create({ name: 'offset', expires_at: '2990-01-01T00:00:00+02:00' })
  expect(issued.expires_at).toBe('2989-12-31T22:00:00.000Z')
})

test.each([
  ['no body', undefined, 'invalid_request'],
  ['not JSON', '{"name":', 'body_not_json'],
  ['not UTF-8', Buffer.from('{"name":"\xff"}', 'latin1'), 'body_not_utf8'],
  ['a __proto__ key', '{"name":"k","__proto__":{"scopes":["admin"]}}', 'body_not_json'],
  ['no name', {}, 'invalid_request'],
  ['an empty name', { name: '' }, 'invalid_request'],
  ['a blank name', { name: '   ' }, 'invalid_request'],
  ['a name too long', { name: 'n'.repeat(101) }, 'invalid_request'],
  ['a control character', { name: 'a\u0000b' }, 'invalid_request'],
  ['a lone surrogate', '{"name":"\\ud800"}', 'invalid_request'],
  ['no scope', { name: 'k', scopes: [] }, 'invalid_request'],
  ['an unknown scope', { name: 'k', scopes: ['everything'] }, 'invalid_request'],
  ['scopes that are no list', { name: 'k', scopes: 'read' }, 'invalid_request'],
  ['an expiry in the past', { name: 'k', expires_at: '2020-01-01T00:00:00Z' }, 'invalid_request'],
  ['an expiry that does not exist', { name: 'k', expires_at: '2990-02-30T00:00:00Z' }, 'invalid_request'],
  ['an expiry without an offset', { name: 'k', expires_at: '2990-01-01T00:00:00' }, 'invalid_request'],
  ['a list', [], 'invalid_request'],
])('POST /v1/keys answers 400 to %s', async (_what, body, code) => {
  expect(problemOf(await door.call('POST', '/v1/keys', { key: manager, body }))).toEqual({
    status: 400,
    code,
  })
})

test('POST /v1/keys answers 413 and 415 to what is no small JSON', async () => {
  const large = await door.call('POST', '/v1/keys', { key: manager, body: { name: 'n'.repeat(70_000) } })
  expect(problemOf(large)).toEqual({ status: 413, code: 'body_too_large' })
  const form = await door.call('POST', '/v1/keys', {
    key: manager,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'name=k',
  })
  expect(problemOf(form)).toEqual({ status: 415, code: 'media_type_unsupported' })
})

test('only a key with the scope admin issues one', async () => {
  const refused = await door.call('POST', '/v1/keys', {
    key: manager,
    body: { name: 'more', scopes: ['admin'] },
  })
  expect(problemOf(refused)).toEqual({ status: 403, code: 'scope_missing' })
  const admin = await door.createKey(userId, ['manage', 'admin'])
  expect((await create({ name: 'more', scopes: ['admin'] }, admin)).scopes).toEqual(['admin'])
})

test('GET /v1/keys pages through the caller’s own keys, oldest first, and shows no secret', async () => {
  const own = await door.createUser()
  const key = await door.createKey(own, ['manage'])
  const issued = []
  for (const name of ['b', 'c', 'd', 'e']) issued.push(await create({ name, scopes: ['read'] }, key))
  const listed = []
  let cursor = ''
  do {
    const response = await door.call('GET', `/v1/keys?limit=2${cursor}`, { key })
    const page = response.json()
    for (const { key: text } of issued) expect(response.body).not.toContain(text.slice(17))
    expect(page.keys.length).toBeLessThanOrEqual(2)
    listed.push(...page.keys)
    cursor = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor)}`
  } while (cursor)
  expect(listed.map(({ name }) => name)).toEqual(['test', 'b', 'c', 'd', 'e'])
  expect(listed[1]).toEqual({
    key_id: issued[0].key_id,
    user_id: own,
    name: 'b',
    scopes: ['read'],
    created_at: expect.stringMatching(/Z$/),
    last_used_at: null,
    expires_at: null,
    revoked_at: null,
  })
  // The key that asks was used before it asked.
  expect(Date.parse(listed[0].last_used_at)).toBeGreaterThan(Date.now() - 60_000)
})

test.each(['limit=0', 'limit=1001', 'limit=ten', 'cursor=nonsense', 'cursor='])(
  'GET /v1/keys answers 400 to %s',
  async query => {
    expect(problemOf(await door.call('GET', `/v1/keys?${query}`, { key: manager }))).toEqual({
      status: 400,
      code: 'invalid_request',
    })
  },
)

test('a rotated key is dead at once, and its successor has its name, scopes and expiry', async () => {
  const old = await create({ name: 'phone', scopes: ['read'], expires_at: '2990-01-01T00:00:00Z' })
  expect(await statusWith(old.key)).toBe(200)
  const response = await door.call('POST', `/v1/keys/${old.key_id}/rotate`, { key: manager })
  expect(response.statusCode).toBe(201)
  const successor = response.json()
  expect(successor).toEqual({ ...old, key: expect.any(String), key_id: expect.any(String) })
  expect(successor.key_id).not.toBe(old.key_id)
  expect({ old: await statusWith(old.key), successor: await statusWith(successor.key) }).toEqual({
    old: 401,
    successor: 200,
  })
})

test('a key rotated with grace works beside its successor until the grace is over', async () => {
  const old = await create({ name: 'phone', scopes: ['read'] })
  const url = `/v1/keys/${old.key_id}/rotate`
  const successor = (await door.call('POST', url, { key: manager, body: { grace_seconds: 3600 } })).json()
  expect({ old: await statusWith(old.key), successor: await statusWith(successor.key) }).toEqual({
    old: 200,
    successor: 200,
  })
  const { rows } = await door.pool.query(
    `select round(extract(epoch from expires_at - now()) / 60)::int as minutes from api_keys where key_id = $1`,
    [old.key_id],
  )
  expect(rows).toEqual([{ minutes: 60 }])
})

test('a key that may not issue an admin key cannot get one by rotating', async () => {
  const admin = await door.createKey(userId, ['read', 'manage', 'admin'])
  const url = `/v1/keys/${admin.split('_')[1]}/rotate`
  expect(problemOf(await door.call('POST', url, { key: manager }))).toEqual({
    status: 403,
    code: 'scope_missing',
  })
  expect(await statusWith(admin)).toBe(200)
  const rotated = await door.call('POST', url, { key: admin })
  expect({ status: rotated.statusCode, scopes: rotated.json().scopes }).toEqual({
    status: 201,
    scopes: ['read', 'manage', 'admin'],
  })
})

test('a key is rotated once', async () => {
  const old = await create({ name: 'phone' })
  const url = `/v1/keys/${old.key_id}/rotate`
  const answers = await Promise.all([1, 2, 3].map(() => door.call('POST', url, { key: manager })))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409])
  expect(problemOf(await door.call('POST', url, { key: manager }))).toEqual({
    status: 409,
    code: 'key_already_rotated',
  })
})

test.each([-1, MAX_GRACE_SECONDS + 1, 1.5, '60', null])(
  'a rotation answers 400 to a grace of %j',
  async grace_seconds => {
    const { key_id } = await create({ name: 'phone' })
    const body = { grace_seconds }
    expect(problemOf(await door.call('POST', `/v1/keys/${key_id}/rotate`, { key: manager, body }))).toEqual({
      status: 400,
      code: 'invalid_request',
    })
  },
)

test('DELETE /v1/keys/{key_id} ends a key at once, and may be asked again', async () => {
  const { key, key_id } = await create({ name: 'lost phone' })
  expect(await statusWith(key)).toBe(200)
  const url = `/v1/keys/${key_id}`
  expect((await door.call('DELETE', url, { key: manager })).statusCode).toBe(204)
  expect(await statusWith(key)).toBe(401)
  expect((await door.call('DELETE', url, { key: manager })).statusCode).toBe(204)
  expect(problemOf(await door.call('POST', `${url}/rotate`, { key: manager }))).toEqual({
    status: 404,
    code: 'not_found',
  })
})

test('another user’s key answers as a key that does not exist', async () => {
  const mine = await create({ name: 'mine', scopes: ['read'] })
  for (const [method, tail] of [
    ['DELETE', ''],
    ['POST', '/rotate'],
  ] as const) {
    const answers = []
    for (const keyId of [mine.key_id, generateKeyText().keyId, 'no-key-id', '%00', "'; drop table users"]) {
      const response = await door.call(method, `/v1/keys/${encodeURIComponent(keyId)}${tail}`, {
        key: stranger,
      })
      const { request_id: _, ...body } = response.json()
      answers.push(body)
    }
    expect(answers[0]).toMatchObject({ status: 404, code: 'not_found' })
    for (const answer of answers) expect(answer).toEqual(answers[0])
  }
  expect(await statusWith(mine.key)).toBe(200)
})

test('POST /v1/keys refuses a field that it does not know, before a slip hands out more than was meant', async () => {
  const response = await door.call('POST', '/v1/keys', {
    key: manager,
    body: { name: 'x', scope: ['ingest'] },
  })
  expect(problemOf(response)).toEqual({ status: 400, code: 'invalid_request' })
})
