import { expect, test } from 'vitest'
import { insertRow } from '../support/row-of-each-table.ts'
import { countRowsOf, everyKind, expectErased } from '../support/rows-of-user.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const admin = await door.createKey(await door.createUser(), ['admin'])

const create = (body: unknown) => door.call('POST', '/v1/users', { key: admin, body })
const problemOf = (response: { statusCode: number; json(): { code: string } }) => ({
  status: response.statusCode,
  code: response.json().code,
})

test('POST /v1/users creates an account', async () => {
  const response = await create({ email: ' Ada@Example.org ', timezone: 'europe/berlin' })
  expect(response.statusCode).toBe(201)
  expect(response.json()).toEqual({
    id: expect.any(String),
    email: 'ada@example.org',
    timezone: 'Europe/Berlin',
    created_at: expect.stringMatching(/Z$/),
  })
  expect((await create({ email: 'grace@example.org' })).json().timezone).toBe('UTC')
})

test('POST /v1/users answers 409 to an e-mail that is taken, in whatever case, and does not repeat it', async () => {
  expect((await create({ email: 'taken@example.org' })).statusCode).toBe(201)
  const second = await create({ email: 'TAKEN@example.org' })
  expect(problemOf(second)).toEqual({ status: 409, code: 'email_taken' })
  expect(second.body.toLowerCase()).not.toContain('taken@')
})

test.each([
  ['no e-mail', {}, 'invalid_request'],
  ['what is no e-mail', { email: 'nobody' }, 'invalid_request'],
  ['an e-mail too long', { email: `${'a'.repeat(250)}@example.org` }, 'invalid_request'],
  ['U+0000', { email: 'a\u0000@example.org' }, 'invalid_request'],
  ['a zone nobody knows', { email: 'z@example.org', timezone: 'Mars/Olympus' }, 'invalid_request'],
  ['an offset for a zone', { email: 'z@example.org', timezone: '+01:00' }, 'invalid_request'],
  ['not JSON', '{"email"', 'body_not_json'],
])('POST /v1/users answers 400 to %s', async (_what, body, code) => {
  expect(problemOf(await create(body))).toEqual({ status: 400, code })
})

test('GET /v1/users pages through all accounts, oldest first', async () => {
  const emails = ['page-1@example.org', 'page-2@example.org', 'page-3@example.org']
  for (const email of emails) expect((await create({ email })).statusCode).toBe(201)
  const listed: { email: string }[] = []
  let cursor = ''
  do {
    const page = (await door.call('GET', `/v1/users?limit=2${cursor}`, { key: admin })).json()
    listed.push(...page.users)
    cursor = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor)}`
  } while (cursor)
  expect(listed.map(({ email }) => email).slice(-3)).toEqual(emails)
  const { rows } = await door.pool.query('select count(*)::int from users')
  expect(listed).toHaveLength(rows[0].count)
})

test.each(['limit=0', 'limit=1001', 'cursor=nonsense'])('GET /v1/users answers 400 to %s', async query => {
  expect(problemOf(await door.call('GET', `/v1/users?${query}`, { key: admin }))).toEqual({
    status: 400,
    code: 'invalid_request',
  })
})

test('DELETE /v1/users/{id} leaves nothing of the user, and nothing of the user’s key, and others alone', async () => {
  const { id } = (await create({ email: 'leaving@example.org' })).json()
  const key = await door.createKey(id, ['ingest', 'read'])
  const staying = await door.createUser()
  const stayingKey = await door.createKey(staying)
  const body = everyKind()
  for (const sender of [key, stayingKey]) {
    const { statusCode, body: answer } = await door.call('POST', '/v1/ingest', { key: sender, body })
    expect({ statusCode, ...JSON.parse(answer) }).toMatchObject({ statusCode: 200, rejected: 0 })
  }
  const manager = await door.createKey(id, ['manage'])
  for (const sender of [manager, stayingKey]) {
    expect((await door.call('PATCH', '/v1/me', { key: sender, body: {} })).statusCode).toBe(200)
  }
  // Only an export names devices, and that is no body; nothing waits that was answered at once, and nothing was corrected.
  for (const owner of [id, staying]) {
    for (const table of ['devices', 'waiting_users', 'row_updates', 'sessions', 'sign_in_links'] as const)
      await insertRow(door.pool, table, owner)
  }
  const before = await countRowsOf(door.pool, staying)
  const empty = Object.entries(await countRowsOf(door.pool, id)).filter(([, count]) => count === 0)
  expect(empty).toEqual([])

  expect((await door.call('DELETE', `/v1/users/${id.toUpperCase()}`, { key: admin })).statusCode).toBe(204)
  await expectErased(door.pool, { userId: id, keyId: admin.slice(4, 16), action: 'user.delete' })
  const { rows } = await door.pool.query(
    `select user_id from audit_log where action = 'user.delete' and target = $1`,
    [id],
  )
  expect(rows).toEqual([{ user_id: id }])
  expect(await countRowsOf(door.pool, staying)).toEqual(before)
  expect((await door.call('GET', '/v1/ingestions', { key })).statusCode).toBe(401)
  const again = await door.call('DELETE', `/v1/users/${id}`, { key: admin })
  expect(problemOf(again)).toEqual({ status: 404, code: 'not_found' })
})

test.each(['0197e7a0-0000-7000-8000-000000000000', 'not-a-uuid', '%00'])(
  'DELETE /v1/users/%s answers 404',
  async id => {
    expect(problemOf(await door.call('DELETE', `/v1/users/${id}`, { key: admin }))).toEqual({
      status: 404,
      code: 'not_found',
    })
  },
)
