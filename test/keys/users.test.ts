import { expect, test } from 'vitest'
import { createUser, findUserByEmail, findUserById, listUsers } from '../../src/keys/users.ts'
import { testDatabase } from '../support/database.ts'

const { pool } = await testDatabase()

test('a user has a trimmed, lower-cased e-mail and a zone in its usual spelling, and is found by either name', async () => {
  const user = await createUser(pool, { email: '  Ada@Example.ORG ', timezone: 'europe/berlin' })
  expect(user).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    email: 'ada@example.org',
    timezone: 'Europe/Berlin',
    createdAt: expect.any(Date),
  })
  expect(await findUserByEmail(pool, 'ADA@example.org ')).toEqual(user)
  expect(await findUserById(pool, user.id)).toEqual(user)
})

test('without a zone it is UTC, and an alias of a zone is kept as the user calls it', async () => {
  expect((await createUser(pool, { email: 'utc@example.org' })).timezone).toBe('UTC')
  const user = await createUser(pool, { email: 'kolkata@example.org', timezone: 'Asia/Kolkata' })
  expect(user.timezone).toBe('Asia/Kolkata')
})

test('an e-mail is taken once, in whatever case, also by two at once', async () => {
  const attempts = ['twin@example.org', 'TWIN@example.org', 'Twin@Example.Org'].map(email =>
    createUser(pool, { email }),
  )
  const outcomes = await Promise.allSettled(attempts)
  expect(
    outcomes.map(outcome => (outcome.status === 'rejected' ? outcome.reason.code : 'created')).sort(),
  ).toEqual(['created', 'email_taken', 'email_taken'])
})

test.each(['', '@', 'a@', '@b', 'a b@c', 'a@b@c', 'a\u0000@b', 'a@\ud800', `${'a'.repeat(253)}@b`])(
  'the e-mail %j is refused and not repeated',
  async email => {
    const refused = createUser(pool, { email })
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_request',
      detail: 'email: must look like name@example.org',
    })
    expect(await findUserByEmail(pool, email)).toBeUndefined()
  },
)

test.each([
  '',
  'Mars/Olympus',
  '+01:00',
  '-05',
  'UTC+5',
  'Europe/Berlin\u0000',
  '../etc/passwd',
  'posixrules',
])('the timezone %j is refused', async timezone => {
  await expect(createUser(pool, { email: 'zone@example.org', timezone })).rejects.toMatchObject({
    code: 'invalid_request',
    detail: 'timezone: must be an IANA name such as Europe/Berlin',
  })
})

test('a list gives every user once, oldest first, also those of one moment', async () => {
  await pool.query(
    `insert into users (email, created_at)
     select 'crowd' || n || '@example.org', timestamptz '2024-01-01 00:00:00Z' + n / 3 * interval '1 microsecond'
     from generate_series(1, 20) as n`,
  )
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listUsers(pool, { limit: 7, cursor })
    expect(page.users.length).toBeLessThanOrEqual(7)
    seen.push(...page.users.map(user => user.id))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const { rows } = await pool.query('select id from users order by created_at, id::text')
  expect(seen).toEqual(rows.map(row => row.id))
  const { rows: count } = await pool.query('select count(*)::int from users')
  expect((await listUsers(pool, { limit: count[0].count })).nextCursor).toBeNull()
})

test.each([
  '',
  'x',
  'MTIz',
  Buffer.from('12 a b').toString('base64url'),
  Buffer.from("1 '").toString('base64url'),
])('the cursor %j, which no list gave out, is refused', async cursor => {
  await expect(listUsers(pool, { limit: 10, cursor })).rejects.toMatchObject({ code: 'invalid_request' })
})

test('an id that is no UUID is nobody’s', async () => {
  expect(await findUserById(pool, "' or true --")).toBeUndefined()
  expect(await findUserById(pool, '00000000-0000-0000-0000-000000000000')).toBeUndefined()
})
