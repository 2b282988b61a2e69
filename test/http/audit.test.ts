import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { demandActions } from '../../src/http/audit.ts'
import { createKey } from '../../src/keys/create-key.ts'
import type { Scope } from '../../src/keys/scope.ts'
import { scopes } from '../../src/keys/scope.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const nobodysId = '0197e7a0-0000-7000-8000-000000000000'
const body = {
  data: { metrics: [{ type: 'HeartRate', recorded_at: '2025-01-15T10:00:00Z', avg_bpm: 60 }] },
}

async function openAccount(granted: readonly Scope[] = scopes) {
  const userId = await door.createUser()
  const { key, keyId } = await createKey(door.pool, { userId, name: 'owner', scopes: granted })
  return { userId, key, keyId }
}

/** All lines, oldest first, without their times. */
async function trailOf(key: string) {
  const response = await door.call('GET', '/v1/me/audit', { key })
  const { audit } = response.json() as { audit: Record<string, unknown>[] }
  return audit.map(({ key_id, action, target, outcome }) => [action, target, outcome, key_id]).reverse()
}

test('every request that manages something leaves one line: who, what, on which id, and how it ended', async () => {
  const { userId, key, keyId } = await openAccount()
  const phone = await createKey(door.pool, { userId, name: 'phone', scopes: ['ingest', 'read'] })
  const send = async (method: 'POST' | 'PATCH' | 'DELETE', url: string, sent?: unknown, by = key) => {
    const response = await door.call(method, url, { key: by, body: sent })
    return { ...(response.body && response.json()), status: response.statusCode }
  }
  const { ingestion_id: ingestionId } = await send('POST', '/v1/ingest', body)

  const created = await send('POST', '/v1/keys', { name: 'laptop' })
  await send('POST', '/v1/keys', { name: '' })
  await send('POST', '/v1/keys', { name: 'laptop' }, phone.key)
  await send('POST', `/v1/keys/${created.key_id}/rotate`)
  await send('POST', `/v1/keys/${created.key_id}/rotate`)
  await send('DELETE', `/v1/keys/${phone.keyId}`)
  await send('DELETE', '/v1/keys/AAAAAAAAAAAA')
  await send('DELETE', '/v1/keys/somebody@example.org')
  const user = await send('POST', '/v1/users', { email: 'audited@example.org' })
  await send('POST', '/v1/users', { email: 'audited@example.org' })
  await send('DELETE', `/v1/users/${nobodysId.toUpperCase()}`)
  await send('DELETE', '/v1/users/somebody@example.org')
  await send('POST', `/v1/ingestions/${ingestionId}/replay`)
  await send('POST', `/v1/ingestions/${nobodysId}/replay`)
  await send('PATCH', '/v1/me', { timezone: 'Europe/Paris' })
  await send('PATCH', '/v1/me', '{"timezone"')
  await send('DELETE', '/v1/me', { confirm: 'somebody@example.org' })

  const expected = [
    ['key.create', created.key_id, 'ok', keyId],
    ['key.create', null, 'invalid_request', keyId],
    ['key.create', null, 'scope_missing', phone.keyId],
    ['key.rotate', created.key_id, 'ok', keyId],
    ['key.rotate', created.key_id, 'key_already_rotated', keyId],
    ['key.revoke', phone.keyId, 'ok', keyId],
    ['key.revoke', 'AAAAAAAAAAAA', 'not_found', keyId],
    ['key.revoke', null, 'not_found', keyId],
    ['user.create', user.id, 'ok', keyId],
    ['user.create', null, 'email_taken', keyId],
    ['user.delete', nobodysId, 'not_found', keyId],
    ['user.delete', null, 'not_found', keyId],
    ['ingestion.replay', ingestionId, 'ok', keyId],
    ['ingestion.replay', nobodysId, 'not_found', keyId],
    ['account.change', userId, 'ok', keyId],
    ['account.change', userId, 'body_not_json', keyId],
    ['account.erase', userId, 'invalid_request', keyId],
  ]
  expect(await trailOf(key)).toEqual(expected)
  // Nothing that only reads, ingests or has no working key stands there.
  for (const url of ['/v1/me', '/v1/keys', '/v1/users', '/v1/ingestions', '/v1/me/audit']) {
    expect((await door.call('GET', url, { key })).statusCode).toBe(200)
  }
  expect((await send('POST', '/v1/ingest', body)).status).toBe(200)
  expect((await send('POST', '/v1/keys', { name: 'laptop' }, phone.key)).status).toBe(401)
  expect(await trailOf(key)).toEqual(expected)
})

test('a request over the limit costs no line', async () => {
  const rateLimits = { ingestPerHour: 1, readPerHour: 2, unauthenticatedPerHour: 1 }
  const limited = await testServer({ database: door, config: { rateLimits } })
  const { key, userId } = await openAccount()
  const statuses = []
  for (let count = 0; count < 4; count++) {
    statuses.push((await limited.call('PATCH', '/v1/me', { key, body: {} })).statusCode)
  }
  expect(statuses).toEqual([200, 200, 429, 429])
  const { rows } = await door.pool.query('select outcome from audit_log where user_id = $1', [userId])
  expect(rows).toEqual([{ outcome: 'ok' }, { outcome: 'ok' }])
})

test('GET /v1/me/audit pages from the newest to the oldest, and stays in place while lines are added', async () => {
  const { key, keyId, userId } = await openAccount()
  const before = Date.now()
  for (let count = 0; count < 5; count++) await door.call('PATCH', '/v1/me', { key, body: {} })
  const whole = (await door.call('GET', '/v1/me/audit', { key })).json()
  expect(whole).toEqual({
    audit: Array.from({ length: 5 }, () => ({
      recorded_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      key_id: keyId,
      action: 'account.change',
      target: userId,
      outcome: 'ok',
    })),
    next_cursor: null,
  })
  const times = whole.audit.map((line: { recorded_at: string }) => Date.parse(line.recorded_at))
  expect(times).toEqual([...times].sort((a, b) => b - a))
  expect(times.at(-1)).toBeGreaterThan(before - 1_000)

  const read: unknown[] = []
  let cursor = ''
  let pages = 0
  do {
    const page = (await door.call('GET', `/v1/me/audit?limit=2${cursor}`, { key })).json()
    read.push(...page.audit)
    await door.call('PATCH', '/v1/me', { key, body: {} })
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    pages++
  } while (cursor)
  expect({ pages, read }).toEqual({ pages: 3, read: whole.audit })
})

test.each(['limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=IngiIg'])(
  'GET /v1/me/audit answers 400 to %s',
  async query => {
    const { key } = await openAccount()
    const response = await door.call('GET', `/v1/me/audit?${query}`, { key })
    expect({ status: response.statusCode, code: response.json().code }).toEqual({
      status: 400,
      code: 'invalid_request',
    })
  },
)

test('nobody sees the lines of another account, with whatever cursor', async () => {
  const [ada, ben] = [await openAccount(), await openAccount()]
  for (const { key } of [ben, ada, ben]) {
    for (let count = 0; count < 2; count++) await door.call('PATCH', '/v1/me', { key, body: {} })
  }
  const page = (await door.call('GET', '/v1/me/audit?limit=1', { key: ben.key })).json()
  const borrowed = await door.call('GET', `/v1/me/audit?cursor=${page.next_cursor}`, { key: ada.key })
  expect(borrowed.json().audit.map((line: { target: string }) => line.target)).toEqual([
    ada.userId,
    ada.userId,
  ])
})

test('lines are only added: not even the login that owns the table changes or removes one', async () => {
  const { key, userId } = await openAccount()
  await door.call('PATCH', '/v1/me', { key, body: {} })
  const owner = await door.pool.query(
    `select tableowner = session_user as "isOwner" from pg_tables where tablename = 'audit_log'`,
  )
  expect(owner.rows).toEqual([{ isOwner: true }])
  const before = await trailOf(key)
  const client = await door.pool.connect()
  for (const statement of [
    `update audit_log set outcome = 'ok' where user_id = '${userId}'`,
    `delete from audit_log where user_id = '${userId}'`,
    'delete from audit_log',
    'truncate audit_log',
    'truncate audit_log cascade',
    `set health_export.user_id = '${userId}'; delete from audit_log where user_id = '${userId}'`,
    `set health_export.erasing = 'on'; update audit_log set outcome = 'ok' where user_id = '${userId}'`,
    `set health_export.erasing = 'on'; set health_export.user_id = '${nobodysId}'; delete from audit_log`,
  ]) {
    await client.query('begin')
    await expect(client.query(statement), statement).rejects.toThrow('audit_log is only added to')
    await client.query('rollback')
  }
  client.release()
  expect(await trailOf(key)).toEqual(before)
})

test('what cannot be recorded is not answered as done, and a refusal stays one', async () => {
  const { key } = await openAccount()
  await door.pool.query('alter table audit_log rename to audit_away')
  try {
    const made = await door.call('POST', '/v1/keys', { key, body: { name: 'laptop' } })
    expect({ status: made.statusCode, code: made.json().code }).toEqual({ status: 500, code: 'internal' })
    expect(made.body).not.toContain('hea_')
    const refused = await door.call('POST', '/v1/keys', { key, body: { name: '' } })
    expect({ status: refused.statusCode, code: refused.json().code }).toEqual({
      status: 400,
      code: 'invalid_request',
    })
  } finally {
    await door.pool.query('alter table audit_away rename to audit_log')
  }
})

test('a route that manages and says nothing to the audit does not start', () => {
  const server = fastify()
  demandActions(server)
  for (const scope of ['manage', 'admin'] as const) {
    const config = { scope }
    expect(() => server.put(`/v1/${scope}`, { config }, () => 'done')).toThrow('would leave no trace')
    expect(() => server.get(`/v1/${scope}`, { config }, () => 'read')).not.toThrow()
  }
  expect(() => server.post('/v1/ingest', { config: { scope: 'ingest' } }, () => 'kept')).not.toThrow()
})
