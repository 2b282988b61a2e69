import type { LightMyRequestResponse } from 'fastify'
import type { PoolClient } from 'pg'
import { describe, expect, test } from 'vitest'
import { createKey } from '../../src/keys/create-key.ts'
import { generateKeyText } from '../../src/keys/key-text.ts'
import { revokeKey } from '../../src/keys/revoke-key.ts'
import { rotateKey } from '../../src/keys/rotate-key.ts'
import { type Scope, scopes } from '../../src/keys/scope.ts'
import { hashSecret } from '../../src/keys/secret-hash.ts'
import { createSignInLink } from '../../src/keys/sign-in-link.ts'
import { generateToken } from '../../src/keys/token-text.ts'
import { createUser } from '../../src/keys/users.ts'
import { type Call, testServer } from '../support/server.ts'

const door = await testServer()
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
/** What a browser adds to what a page of the service asks. */
const ownPage = { 'sec-fetch-site': 'same-origin' }
let accounts = 0

async function openAccount(granted: readonly Scope[] = ['ingest', 'read', 'manage']) {
  const email = `browser-${++accounts}@example.org`
  const { id: userId } = await createUser(door.pool, { email, timezone: 'Europe/Berlin' })
  return { email, ...(await createKey(door.pool, { userId, name: 'owner', scopes: granted })) }
}

const signIn = (body: object, headers: Record<string, string> = {}) =>
  door.call('POST', '/v1/session', { body, headers: { 'user-agent': firefox, ...headers } })

/** What the browser sends from now on. */
async function signedIn(body: object) {
  const response = await signIn(body)
  expect(response.statusCode).toBe(201)
  const cookie = String(response.headers['set-cookie']).split(';')[0]!
  return { cookie, id: response.json().session_id as string }
}

const problemOf = (response: LightMyRequestResponse) => ({
  status: response.statusCode,
  code: response.json().code,
})
const ask = (cookie: string, url = '/v1/session', call: Call = {}) =>
  door.call('GET', url, { ...call, headers: { cookie, ...call.headers } })
const statusOf = async (cookie: string) => (await ask(cookie)).statusCode
const linkOf = ({ userId, keyId }: { userId: string; keyId: string }) =>
  createSignInLink(door.pool, { userId, keyId })

describe('signing in', () => {
  test.each(['key', 'link'] as const)(
    'with a %s answers the session, and a cookie that no script can read and no other page sends',
    async proof => {
      const account = await openAccount()
      const body = proof === 'key' ? { key: account.key } : { link: await linkOf(account) }
      const response = await signIn(body)
      expect({ status: response.statusCode, body: response.json() }).toEqual({
        status: 201,
        body: {
          session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          key_id: account.keyId,
          scopes: ['ingest', 'read', 'manage'],
          expires_at: expect.stringMatching(/Z$/),
          user: {
            id: account.userId,
            email: account.email,
            timezone: 'Europe/Berlin',
            units: 'metric',
            source_priority: [],
          },
        },
      })
      expect(response.headers['set-cookie']).toMatch(
        /^session=hes_[\w-]{86}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=43(200|199)$/,
      )
      const hours = (Date.parse(response.json().expires_at) - Date.now()) / 3_600_000
      expect(hours).toBeGreaterThan(11.9)
      expect(hours).toBeLessThan(12.1)
      const cookie = String(response.headers['set-cookie']).split(';')[0]!
      const again = await ask(cookie)
      expect({ status: again.statusCode, body: again.json() }).toEqual({ status: 200, body: response.json() })
    },
  )

  test('over TLS the cookie is for TLS only', async () => {
    const proxied = await testServer({ database: door, config: { trustProxy: ['127.0.0.1'] } })
    const { key } = await openAccount()
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' }
    const response = await proxied.call('POST', '/v1/session', { body: { key }, headers })
    expect(response.headers['set-cookie']).toMatch(/; Max-Age=\d+; Secure$/)
  })

  test('a session ends with its key where that ends earlier', async () => {
    const { id: userId } = await createUser(door.pool, { email: 'short@example.org' })
    const expiresAt = new Date(Date.now() + 600_000)
    const { key } = await createKey(door.pool, { userId, name: 'short', scopes: ['read'], expiresAt })
    const response = await signIn({ key })
    expect(response.json().expires_at).toBe(expiresAt.toISOString())
    expect(response.headers['set-cookie']).toMatch(/; Max-Age=(600|599)$/)
  })

  test('what proves nobody gets the 401 that every path gives, and no cookie', async () => {
    const account = await openAccount()
    const wrong = await openAccount()
    await door.pool.query('update api_keys set key_hash = $1 where key_id = $2', [
      await hashSecret('another secret'),
      wrong.keyId,
    ])
    const revoked = await openAccount()
    await revokeKey(door.pool, { keyId: revoked.keyId })
    const used = await linkOf(account)
    await signedIn({ link: used })
    const expired = await linkOf(account)
    await door.pool.query(`update sign_in_links set expires_at = now() where user_id = $1`, [account.userId])
    const ofRevoked = await linkOf(revoked)
    const bodies: Record<string, object> = {
      'no key': { key: '' },
      malformed: { key: 'hea_short' },
      'not ASCII': { key: 'hea_é' },
      unknown: { key: generateKeyText().key },
      'wrong secret': { key: wrong.key },
      'a revoked key': { key: revoked.key },
      'a link for a key': { key: await linkOf(account) },
      'a malformed link': { link: 'hel_short' },
      'a link of nobody': { link: generateToken('hel', '8f14e45f-ceea-467f-a8f0-3f2f7f3b1c2d').text },
      'a guessed link': { link: (await linkOf(account)).slice(0, -40) + 'x'.repeat(40) },
      'an unknown link': { link: generateToken('hel', account.userId).text },
      'a session for a link': {
        link: (await signedIn({ key: account.key })).cookie.slice('session='.length),
      },
      'a used link': { link: used },
      'an expired link': { link: expired },
      'a link of a revoked key': { link: ofRevoked },
    }
    for (const [what, body] of Object.entries(bodies)) {
      const response = await signIn(body)
      const { request_id, ...problem } = response.json()
      expect({ what, problem, challenge: response.headers['www-authenticate'] }).toEqual({
        what,
        challenge: 'Bearer',
        problem: {
          type: 'urn:health-export:problem:unauthorized',
          title: 'A valid API key is needed',
          status: 401,
          code: 'unauthorized',
          detail:
            'Sign in with a key that is valid, or with a link that is new: each works once, for an hour',
        },
      })
      expect(response.headers['set-cookie']).toBeUndefined()
    }
  })

  test.each([
    ['no body', undefined],
    ['nothing', {}],
    ['a key that is no text', { key: 17 }],
    ['a key and a link', { key: 'hea_x', link: 'hel_x' }],
    ['a megabyte', { key: 'x'.repeat(201) }],
    ['a field too many', { key: 'hea_x', remember: true }],
  ])('answers 400 to %s', async (_what, body) => {
    const response = await door.call('POST', '/v1/session', { body })
    expect(problemOf(response)).toEqual({ status: 400, code: 'invalid_request' })
  })

  test('takes a key that may read', async () => {
    const { key } = await openAccount(['ingest', 'manage', 'admin'])
    const response = await signIn({ key })
    expect(problemOf(response)).toEqual({ status: 403, code: 'scope_missing' })
    expect(response.headers['set-cookie']).toBeUndefined()
  })

  test('is not possible for a page of somebody else', async () => {
    const { key } = await openAccount()
    const foreign = { status: 403, code: 'foreign_origin' }
    expect(problemOf(await signIn({ key }, { 'sec-fetch-site': 'cross-site' }))).toEqual(foreign)
    expect(problemOf(await signIn({ key }, { origin: 'https://evil.example' }))).toEqual(foreign)
    expect((await signIn({ key }, ownPage)).statusCode).toBe(201)
  })

  test('a link works once, also for several at once', async () => {
    const link = await linkOf(await openAccount())
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await signIn({ link })).statusCode))
    expect(statuses.sort()).toEqual([201, 401, 401, 401])
  })

  test('guesses count as they do elsewhere: on their address, and on the key that they are for', async () => {
    const rateLimits = { ingestPerHour: 9, readPerHour: 9, unauthenticatedPerHour: 2 }
    const limited = await testServer({ database: door, config: { rateLimits } })
    const { key, keyId } = await openAccount()
    const rightHash = (await door.pool.query('select key_hash from api_keys where key_id = $1', [keyId])).rows
    const setHash = (hash: string) =>
      door.pool.query('update api_keys set key_hash = $2 where key_id = $1', [keyId, hash])
    await setHash(await hashSecret('another secret'))
    const statuses = []
    for (let guess = 0; guess < 4; guess++) {
      statuses.push((await limited.call('POST', '/v1/session', { body: { key } })).statusCode)
    }
    expect(statuses).toEqual([401, 401, 429, 429])
    await setHash(rightHash[0].key_hash)
    expect((await limited.call('POST', '/v1/session', { body: { key } })).statusCode).toBe(429)
    const { key: other } = await openAccount()
    expect((await limited.call('POST', '/v1/session', { body: { key: other } })).statusCode).toBe(201)
  })
})

describe('a session', () => {
  test('counts as its key: with its scopes, and on its limit', async () => {
    const { key } = await openAccount(['read'])
    const rateLimits = { ingestPerHour: 9, readPerHour: 5, unauthenticatedPerHour: 9 }
    const limited = await testServer({ database: door, config: { rateLimits } })
    const opened = await limited.call('POST', '/v1/session', { body: { key } })
    const cookie = String(opened.headers['set-cookie']).split(';')[0]!
    const remaining = ({ headers }: LightMyRequestResponse) => headers['x-ratelimit-remaining']
    expect(remaining(opened)).toBe('4')
    const byCookie = { headers: { cookie } }
    expect(remaining(await limited.call('GET', '/v1/metrics', byCookie))).toBe('3')
    expect(remaining(await limited.call('GET', '/v1/metrics', { key }))).toBe('2')
    expect(problemOf(await limited.call('GET', '/v1/me', byCookie))).toEqual({
      status: 403,
      code: 'scope_missing',
    })
    expect((await limited.call('GET', '/v1/session', byCookie)).statusCode).toBe(200)
    expect((await limited.call('GET', '/v1/session', byCookie)).statusCode).toBe(429)
  })

  test('stands back where a request has a key, good or bad', async () => {
    const [browser, program] = [await openAccount(), await openAccount()]
    const { cookie } = await signedIn({ key: browser.key })
    const emailOf = async (headers: Record<string, string>) =>
      (await door.call('GET', '/v1/me', { headers })).json().email
    expect(await emailOf({ cookie })).toBe(browser.email)
    expect(await emailOf({ cookie, authorization: `Bearer ${program.key}` })).toBe(program.email)
    for (const authorization of ['', 'Bearer hea_short', `Basic ${browser.key}`]) {
      expect(problemOf(await door.call('GET', '/v1/me', { headers: { cookie, authorization } }))).toEqual({
        status: 401,
        code: 'unauthorized',
      })
    }
  })

  test('is found among the cookies of others, and no cookie of another kind is one', async () => {
    const { key, userId } = await openAccount()
    const { cookie } = await signedIn({ key })
    expect(await statusOf(`theme=dark; session=eyJhbGciOiJIUzI1NiJ9.e30; ${cookie}; x`)).toBe(200)
    const forged = generateToken('hes', userId).text
    // Of the right user and session: the rest of it is the secret.
    const guessed = cookie.slice(0, -40) + forged.slice(-40)
    for (const other of [
      '',
      'session=',
      `session=${key}`,
      `session=${forged}`,
      guessed,
      `sessions=${cookie.slice(8)}`,
      `${cookie}x`,
      cookie.slice(0, -1),
    ]) {
      expect((await ask(other, '/v1/metrics')).statusCode, other).toBe(401)
    }
  })

  test.each([
    ['from a page of the service', ownPage, 200],
    ['from a page of the service, without TLS', { origin: 'http://health.example:8080' }, 200],
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'http://health.example:8080' }, 403],
    ['from another port of the host', { 'sec-fetch-site': 'same-site' }, 403],
    ['from another port, without TLS', { origin: 'http://health.example:3000' }, 403],
    ['from nowhere that can be told', { origin: 'null' }, 403],
    ['typed in', { 'sec-fetch-site': 'none' }, 403],
    ['from who does not say', {}, 403],
  ])('changes something when it is asked %s: %j → %i', async (_from, headers, status) => {
    const account = await openAccount()
    const { cookie } = await signedIn({ key: account.key })
    const call = { headers: { cookie, host: 'health.example:8080', ...headers }, body: { timezone: 'UTC' } }
    const response = await door.call('PATCH', '/v1/me', call)
    expect(response.statusCode).toBe(status)
    if (status === 403) expect(response.json().code).toBe('foreign_origin')
    // Reading is nobody else's: browsers show no answer to another page.
    expect((await ask(cookie, '/v1/me', { headers })).json().timezone).toBe(
      status === 200 ? 'UTC' : 'Europe/Berlin',
    )
    // A program with a key says nothing of where it is.
    const byKey = await door.call('PATCH', '/v1/me', { key: account.key, headers, body: { timezone: 'UTC' } })
    expect(byKey.statusCode).toBe(200)
  })

  test('ends when it is signed out, and the cookie with it', async () => {
    const { key } = await openAccount()
    const { cookie } = await signedIn({ key })
    const other = await signedIn({ key })
    const signOut = () => door.call('DELETE', '/v1/session', { headers: { cookie, ...ownPage } })
    const response = await signOut()
    expect({ status: response.statusCode, cookie: response.headers['set-cookie'] }).toEqual({
      status: 204,
      cookie: 'session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0',
    })
    expect(await statusOf(cookie)).toBe(401)
    expect((await signOut()).statusCode).toBe(401)
    expect(await statusOf(other.cookie)).toBe(200)
  })

  test('is asked for by who has none as well, and that is no error and costs nothing', async () => {
    const response = await door.call('GET', '/v1/session')
    expect({ status: response.statusCode, body: response.body }).toEqual({ status: 204, body: '' })
    expect(response.headers['x-ratelimit-limit']).toBeUndefined()
    expect((await door.call('DELETE', '/v1/session', { headers: ownPage })).statusCode).toBe(401)
  })

  test('is none where a request came with a key', async () => {
    const { key } = await openAccount()
    for (const method of ['GET', 'DELETE'] as const) {
      expect(problemOf(await door.call(method, '/v1/session', { key }))).toEqual({
        status: 404,
        code: 'not_found',
      })
    }
  })

  test('ends after its time', async () => {
    const { key, userId } = await openAccount()
    const { cookie } = await signedIn({ key })
    await door.pool.query('update sessions set expires_at = now() where user_id = $1', [userId])
    expect(await statusOf(cookie)).toBe(401)
  })

  test('ends at once when its key is revoked, and when that expires', async () => {
    for (const column of ['revoked_at', 'expires_at']) {
      const { key, keyId } = await openAccount()
      const { cookie } = await signedIn({ key })
      expect(await statusOf(cookie)).toBe(200)
      await door.pool.query(`update api_keys set ${column} = clock_timestamp() where key_id = $1`, [keyId])
      expect(await statusOf(cookie), column).toBe(401)
    }
  })

  test('ends at once when its account is erased', async () => {
    const { key, email } = await openAccount()
    const { cookie } = await signedIn({ key })
    const call = { headers: { cookie, ...ownPage }, body: { confirm: email } }
    expect((await door.call('DELETE', '/v1/me', call)).statusCode).toBe(204)
    expect(await statusOf(cookie)).toBe(401)
  })

  test.each([0, 3_600])(
    'goes on with the successor of its key, with %i seconds of grace',
    async graceSeconds => {
      const account = await openAccount()
      const { cookie } = await signedIn({ key: account.key })
      const link = await linkOf(account)
      const { keyId } = await rotateKey(door.pool, { keyId: account.keyId, graceSeconds })
      expect((await ask(cookie)).json()).toMatchObject({
        key_id: keyId,
        scopes: ['ingest', 'read', 'manage'],
      })
      expect((await signIn({ link })).json()).toMatchObject({ key_id: keyId })
      await revokeKey(door.pool, { keyId })
      expect(await statusOf(cookie)).toBe(401)
    },
  )

  test('that is opened with a rotated key in its grace ends with the grace', async () => {
    const account = await openAccount()
    await rotateKey(door.pool, { keyId: account.keyId, graceSeconds: 60 })
    const response = await signIn({ key: account.key })
    expect(response.json()).toMatchObject({ key_id: account.keyId })
    expect(response.headers['set-cookie']).toMatch(/; Max-Age=(60|59)$/)
  })

  test('that is being opened while its key is rotated is passed on too', async () => {
    const account = await openAccount()
    const { keyId } = await whileLocked(account.keyId, 'key share', async client => {
      await client.query(
        `insert into sessions (user_id, id, key_id, token_hash, expires_at)
         values ($1, gen_random_uuid(), $2, sha256('a'), now() + interval '1 hour')`,
        [account.userId, account.keyId],
      )
      return () => rotateKey(door.pool, { keyId: account.keyId, graceSeconds: 0 })
    })
    const { rows } = await door.pool.query('select key_id from sessions where user_id = $1', [account.userId])
    expect(rows).toEqual([{ key_id: keyId }])
  })

  test('is not opened with a key that is being rotated', async () => {
    const account = await openAccount()
    const response = await whileLocked(account.keyId, 'update', async client => {
      await client.query('update api_keys set revoked_at = clock_timestamp() where key_id = $1', [
        account.keyId,
      ])
      return () => signIn({ key: account.key })
    })
    expect(response.statusCode).toBe(401)
  })

  /** Begins something that has to wait for a transaction that has locked the key, and lets it go on. */
  async function whileLocked<T>(
    keyId: string,
    lock: string,
    work: (client: PoolClient) => Promise<() => Promise<T>>,
  ): Promise<T> {
    const client = await door.pool.connect()
    try {
      await client.query('begin')
      await client.query(`select from api_keys where key_id = $1 for ${lock}`, [keyId])
      const begun = (await work(client))()
      const waiting = async () =>
        (
          await door.pool.query(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          )
        ).rowCount
      await expect.poll(waiting).toBe(1)
      await client.query('commit')
      return await begun
    } finally {
      client.release()
    }
  }
})

describe('the sessions of an account', () => {
  test('are listed page by page, oldest first, those that go on, and each can be ended', async () => {
    const account = await openAccount()
    const expired = await signedIn({ key: account.key })
    await door.pool.query('update sessions set expires_at = now() where user_id = $1', [account.userId])
    const gone = await createKey(door.pool, { userId: account.userId, name: 'gone', scopes: ['read'] })
    await signedIn({ key: gone.key })
    await revokeKey(door.pool, { keyId: gone.keyId })
    const [one, two, three] = [
      await signedIn({ key: account.key }),
      await signedIn({ link: await linkOf(account) }),
      await signedIn({ key: account.key }),
    ]
    const listed = []
    let cursor = ''
    do {
      const page = (await ask(two.cookie, `/v1/sessions?limit=2${cursor}`)).json()
      listed.push(...page.sessions)
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    } while (cursor)
    const common = {
      key_id: account.keyId,
      created_at: expect.stringMatching(/Z$/),
      expires_at: expect.stringMatching(/Z$/),
      user_agent: firefox,
    }
    expect(listed).toEqual(
      [one, two, three].map(({ id }) => ({ session_id: id, ...common, current: id === two.id })),
    )
    const end = (id: string) =>
      door.call('DELETE', `/v1/sessions/${id}`, { headers: { cookie: two.cookie, ...ownPage } })
    expect((await end(one.id.toUpperCase())).statusCode).toBe(204)
    expect([await statusOf(one.cookie), await statusOf(three.cookie)]).toEqual([401, 200])
    for (const id of [one.id, 'no-uuid', '%00']) {
      expect(problemOf(await end(id)), id).toEqual({ status: 404, code: 'not_found' })
    }
    expect((await end(two.id)).statusCode).toBe(204)
    expect(await statusOf(two.cookie)).toBe(401)
    expect(expired.id).not.toBe(one.id)
  })

  test('keep no more than 200 characters of what the browser calls itself, none of them a control character', async () => {
    const { key } = await openAccount()
    await signIn({ key }, { 'user-agent': `\u00c3\u00a9\u0085${'x'.repeat(300)}` })
    await door.server.inject({
      method: 'POST',
      url: '/v1/session',
      headers: { 'user-agent': '' },
      payload: { key },
    })
    const { sessions } = (await door.call('GET', '/v1/sessions', { key })).json()
    expect(sessions.map(({ user_agent }: { user_agent: string }) => user_agent)).toEqual([
      `Ã©${'x'.repeat(198)}`,
      null,
    ])
  })
})

describe('the audit', () => {
  test('has a line for each session that is opened or ended, with its id, and for a key that may not', async () => {
    const account = await openAccount()
    const { cookie, id } = await signedIn({ key: account.key })
    const other = await signedIn({ link: await linkOf(account) })
    const headers = { cookie, ...ownPage }
    await door.call('DELETE', `/v1/sessions/${other.id}`, { headers })
    await door.call('PATCH', '/v1/me', { headers, body: { units: 'imperial' } })
    await door.call('PATCH', '/v1/me', { headers: { cookie }, body: { units: 'metric' } })
    await door.call('DELETE', '/v1/session', { headers })
    const phone = await createKey(door.pool, { userId: account.userId, name: 'phone', scopes: ['ingest'] })
    await signIn({ key: phone.key })
    await signIn({ key: `${account.key}x` })
    const { audit } = (await door.call('GET', '/v1/me/audit', { key: account.key })).json()
    const line = { recorded_at: expect.any(String), key_id: account.keyId, outcome: 'ok' }
    expect(audit.reverse()).toEqual([
      { ...line, action: 'session.open', target: id },
      { ...line, action: 'session.open', target: other.id },
      { ...line, action: 'session.end', target: other.id },
      { ...line, action: 'account.change', target: account.userId },
      { ...line, action: 'account.change', target: account.userId, outcome: 'foreign_origin' },
      { ...line, action: 'session.end', target: id },
      { ...line, key_id: phone.keyId, action: 'session.open', target: null, outcome: 'scope_missing' },
    ])
  })

  test('that cannot be written lets nobody in', async () => {
    const { key } = await openAccount()
    await door.pool.query('alter table audit_log rename to audit_away')
    try {
      const response = await signIn({ key })
      expect({ ...problemOf(response), cookie: response.headers['set-cookie'] }).toEqual({
        status: 500,
        code: 'internal',
        cookie: undefined,
      })
    } finally {
      await door.pool.query('alter table audit_away rename to audit_log')
    }
  })
})

test('of a token only a hash is kept', async () => {
  const account = await openAccount(scopes)
  const { cookie } = await signedIn({ key: account.key })
  const link = await linkOf(account)
  for (const table of ['sessions', 'sign_in_links']) {
    const { rows } = await door.pool.query(
      `select stored::text, encode(token_hash, 'base64') as hash from ${table} stored where user_id = $1`,
      [account.userId],
    )
    expect(rows).toHaveLength(1)
    const secret = (table === 'sessions' ? cookie : link).slice(-43)
    expect(rows[0].stored).not.toContain(secret)
    expect(rows[0].stored).not.toContain(Buffer.from(secret, 'base64url').toString('hex'))
  }
})

test('every path that changes something documents that a page of somebody else is refused', () => {
  const { paths } = door.server.swagger() as unknown as {
    paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>
  }
  const changing = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => method !== 'get')
      .map(([method, { responses }]) => [`${method} ${path}`, responses[403]?.description] as const),
  )
  expect(changing.length).toBeGreaterThan(10)
  expect(changing.filter(([, description]) => !description?.includes('foreign_origin'))).toEqual([])
})
