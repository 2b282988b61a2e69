import { expect, test } from 'vitest'
import { createKey } from '../../src/keys/create-key.ts'
import { createUser } from '../../src/keys/users.ts'
import { expectErased } from '../support/rows-of-user.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()

async function openAccount(email: string) {
  const { id, createdAt } = await createUser(door.pool, { email, timezone: 'Europe/Berlin' })
  const { key, keyId } = await createKey(door.pool, { userId: id, name: 'owner', scopes: ['manage'] })
  return { id, key, keyId, createdAt }
}

const account = (
  { id, createdAt }: { id: string; createdAt: Date },
  email: string,
  changed: object = {},
) => ({
  id,
  email,
  timezone: 'Europe/Berlin',
  units: 'metric',
  source_priority: [],
  created_at: createdAt.toISOString(),
  ...changed,
})

const problemOf = (response: { statusCode: number; json(): { code: string; detail: string } }) => {
  const { code, detail } = response.json()
  return { status: response.statusCode, code, detail }
}

test('GET /v1/me is the account of the key', async () => {
  const owner = await openAccount('get@example.org')
  const response = await door.call('GET', '/v1/me', { key: owner.key })
  expect({ status: response.statusCode, body: response.json() }).toEqual({
    status: 200,
    body: account(owner, 'get@example.org'),
  })
})

test('PATCH /v1/me changes what is given, spells it as the records do, and answers the whole account', async () => {
  const owner = await openAccount('patch@example.org')
  const patch = async (body: object) => (await door.call('PATCH', '/v1/me', { key: owner.key, body })).json()
  const watchFirst = { source_priority: ['Apple Watch', "Ada's iPhone", 'Watch|iPhone', ''] }
  expect(
    await patch({ source_priority: [' Apple\u00a0 Watch', 'Ada\u2019s iPhone', 'iPhone|Watch', ''] }),
  ).toEqual(
    account(owner, 'patch@example.org', {
      source_priority: ['Apple Watch', "Ada's iPhone", 'Watch|iPhone', ''],
    }),
  )
  expect(await patch({ timezone: 'asia/kolkata' })).toMatchObject({ ...watchFirst, timezone: /kolkata/i })
  expect(await patch({ units: 'imperial' })).toMatchObject({ ...watchFirst, units: 'imperial' })
  const both = { timezone: 'UTC', units: 'metric', source_priority: [] }
  expect(await patch(both)).toEqual(account(owner, 'patch@example.org', both))
  expect(await patch({})).toEqual(account(owner, 'patch@example.org', both))
  const many = Array.from({ length: 100 }, (_, index) => `${'\ud83c\udfc3'.repeat(125)}${index}`)
  expect(await patch({ source_priority: many })).toMatchObject({ source_priority: many })
  expect((await door.call('GET', '/v1/me', { key: owner.key })).json()).toEqual(
    account(owner, 'patch@example.org', { timezone: 'UTC', units: 'metric', source_priority: many }),
  )
})

test.each([
  [
    'a zone nobody knows',
    { timezone: 'Mars/Olympus' },
    'body.timezone: must be an IANA name such as Europe/Berlin',
  ],
  ['no zone', { timezone: null }, 'body.timezone: Invalid input: expected string, received null'],
  [
    'a source twice',
    { source_priority: ['Watch', ' Watch'] },
    'body.source_priority: must name each source once',
  ],
  [
    '101 sources',
    { source_priority: Array.from({ length: 101 }, (_, index) => `${index}`) },
    'body.source_priority: must have at most 100 sources',
  ],
  [
    'a long source',
    { source_priority: ['a', 'x'.repeat(256)] },
    'body.source_priority.1: a source is longer than 255 characters',
  ],
  ['U+0000', { source_priority: ['\u0000'] }, 'body.source_priority.0: a source holds the character U+0000'],
  [
    'what is no list',
    { source_priority: 'Watch' },
    'body.source_priority: Invalid input: expected array, received string',
  ],
  [
    'units that nobody has',
    { units: 'nautical' },
    'body.units: Invalid option: expected one of "metric"|"imperial"',
  ],
  ['an unknown field', { email: 'new@example.org' }, 'body has a field that is not in the schema'],
])('PATCH /v1/me answers 400 to %s and changes nothing', async (what, body, detail) => {
  const email = `${what.replaceAll(/\W/g, '')}@example.org`.toLowerCase()
  const owner = await openAccount(email)
  const refused = await door.call('PATCH', '/v1/me', { key: owner.key, body })
  expect(problemOf(refused)).toEqual({ status: 400, code: 'invalid_request', detail })
  expect((await door.call('GET', '/v1/me', { key: owner.key })).json()).toEqual(account(owner, email))
})

const confirmation =
  'body.confirm: must be the e-mail of this account, as GET /v1/me shows it: {"confirm": "<e-mail>"}'

test.each([
  ['another e-mail', { confirm: 'somebody-else@example.org' }, confirmation],
  ['no e-mail', {}, confirmation],
  ['what is no text', { confirm: true }, confirmation],
  ['no body', undefined, confirmation.replace('.confirm', '')],
  [
    'a field too many',
    { confirm: 'stays@example.org', really: true },
    'body has a field that is not in the schema',
  ],
])('DELETE /v1/me answers 400 to %s, says what to send, and erases nothing', async (what, body, detail) => {
  const email = `${what.replaceAll(' ', '-')}@stays.org`
  const owner = await openAccount(email)
  const refused = await door.call('DELETE', '/v1/me', { key: owner.key, body })
  expect(problemOf(refused)).toEqual({ status: 400, code: 'invalid_request', detail })
  expect((await door.call('GET', '/v1/me', { key: owner.key })).json()).toEqual(account(owner, email))
})

test('DELETE /v1/me takes the e-mail as it is stored, in any case, and its keys are refused at once', async () => {
  const owner = await openAccount('leaving@example.org')
  const body = { confirm: ' Leaving@Example.ORG ' }
  const erased = await door.call('DELETE', '/v1/me', { key: owner.key, body })
  expect({ status: erased.statusCode, body: erased.body }).toEqual({ status: 204, body: '' })
  await expectErased(door.pool, { userId: owner.id, keyId: owner.keyId, action: 'account.erase' })
  const again = await door.call('DELETE', '/v1/me', { key: owner.key, body })
  expect(problemOf(again)).toMatchObject({ status: 401, code: 'unauthorized' })
  await expectErased(door.pool, { userId: owner.id, keyId: owner.keyId, action: 'account.erase' })
})

test('the e-mail of an erased account is free again, for an account without a past', async () => {
  const owner = await openAccount('again@example.org')
  await door.call('DELETE', '/v1/me', { key: owner.key, body: { confirm: 'again@example.org' } })
  const next = await openAccount('again@example.org')
  expect(next.id).not.toBe(owner.id)
  expect((await door.call('GET', '/v1/me/audit', { key: next.key })).json()).toEqual({
    audit: [],
    next_cursor: null,
  })
})
