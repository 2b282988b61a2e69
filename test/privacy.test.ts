import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { fetchChecked } from './support/fetch-checked.ts'
import { postIngest } from './support/instance.ts'
import { startService, testDataDir } from './support/service.ts'

/** Nothing with one of these words or numbers in it may be written anywhere but to the database. */
const SECRETS = {
  source: 'SentinelWatch',
  value: '123.4567',
  rejectedValue: '7654.321',
  metric: 'sentinel_metric',
  workout: 'sentinel_sport',
  email: 'sentinel-person@example.org',
  keyName: 'SentinelPhone',
  broken: 'sentinel-broken-json',
  envelope: 'sentinel_envelope',
  path: 'sentinel-path',
  query: 'sentinel-query',
  bearer: 'sentinel-bearer',
  browser: 'SentinelBrowser/1.0',
}

const dataDir = testDataDir()
let written: { announced: string; stdout: string; stderr: string; postgres: string }
let metrics: string
let audit: string
let keys: string[]
/** The secret ends of what signs a browser in. */
let tokens: string[]

beforeAll(async () => {
  const service = startService({
    DATA_DIR: dataDir,
    LOG_LEVEL: 'trace',
    RATE_LIMIT_UNAUTHENTICATED_PER_HOUR: '3',
  })
  const origin = await service.listening()
  const owner = await service.firstKey()
  const announced = service.stdout
  const call = async (path: string, method = 'GET', body?: unknown, key = owner) => {
    const answer = await fetchChecked(origin + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, text: await answer.text() }
  }

  const user = await call('/v1/users', 'POST', { email: SECRETS.email })
  const again = await call('/v1/users', 'POST', { email: SECRETS.email })
  const noMail = await call('/v1/users', 'POST', { email: 17, [SECRETS.envelope]: SECRETS.source })
  const issued = await call('/v1/keys', 'POST', { name: SECRETS.keyName, scopes: ['ingest'] })
  const phone = JSON.parse(issued.text) as { key: string; key_id: string }
  const taken = await postIngest(origin, phone.key, {
    data: {
      metrics: [
        { type: 'HeartRate', recorded_at: '2025-01-15T10:00:00Z', avg_bpm: 123.4567, source: SECRETS.source },
        { type: 'HeartRate', recorded_at: '2025-01-15T10:00:01Z', avg_bpm: 7654.321, source: SECRETS.source },
        { type: 'HeartRate', recorded_at: SECRETS.broken, avg_bpm: 60, source: SECRETS.source },
        {
          type: 'HeartRate',
          recorded_at: '2025-01-15T10:00:02Z',
          avg_bpm: 60,
          source: `${SECRETS.source}\u0000`,
        },
        {
          type: 'Quantity',
          metric: SECRETS.metric,
          recorded_at: '2025-01-15T10:00:00Z',
          value: 123.4567,
          unit: 'sentinel_unit',
        },
      ],
      workouts: [
        {
          workout_type: SECRETS.workout,
          start_time: '2025-01-15T10:00:00Z',
          end_time: '2025-01-15T11:00:00Z',
          distance_meters: 123.4567,
        },
      ],
    },
  })
  const broken = await postIngest(origin, phone.key, `{"${SECRETS.broken}": 123.4567`)
  const envelope = await postIngest(origin, phone.key, { [SECRETS.envelope]: SECRETS.source })
  const forbidden = await call('/v1/ingestions', 'GET', undefined, phone.key)
  const unknown = await call(`/v1/${SECRETS.path}?api_key=${owner}&q=${SECRETS.query}`)
  const badUrl = await call(`/v1/keys/%zz${SECRETS.path}?api_key=${owner}`)
  const badQuery = await call(`/v1/ingestions?cursor=${SECRETS.query}&limit=${SECRETS.query}`)
  const wrongKeys = []
  for (const key of [SECRETS.bearer, `${phone.key}x`, owner.slice(0, -1), SECRETS.bearer]) {
    wrongKeys.push((await call('/v1/ingestions', 'GET', undefined, key)).status)
  }
  const managed = [
    await call('/v1/me', 'PATCH', { source_priority: [SECRETS.source] }),
    await call('/v1/me', 'PATCH', { timezone: SECRETS.query }),
    await call('/v1/me', 'DELETE', { confirm: SECRETS.email }),
    await call('/v1/keys', 'POST', { name: SECRETS.keyName, scopes: [SECRETS.metric] }),
    await call(`/v1/keys/${SECRETS.path}`, 'DELETE'),
    await call(`/v1/keys/${phone.key}/rotate`, 'POST'),
    await call(`/v1/users/${SECRETS.email}`, 'DELETE'),
  ]
  expect(managed.map(({ status }) => status)).toEqual([200, 400, 400, 400, 404, 404, 404])
  const revoked = await call(`/v1/keys/${phone.key_id}`, 'DELETE')
  const afterwards = await call('/v1/ingestions', 'GET', undefined, phone.key)
  // Otherwise the flow was another one than it seems.
  expect(
    [user, again, noMail, issued, forbidden, unknown, badQuery, revoked].map(({ status }) => status),
  ).toEqual([201, 409, 400, 201, 403, 404, 400, 204])
  expect([taken.status, broken.status, envelope.status]).toEqual([200, 400, 400])
  expect(badUrl.status).toBe(400)
  expect([...wrongKeys, afterwards.status]).toEqual([401, 401, 401, 429, 429])
  const report = (await taken.json()) as { received: number; rejected: number }
  expect(report).toMatchObject({ received: 6 })
  expect(report.rejected).toBeGreaterThan(0)

  const link = /\?link=(hel_\S+) /.exec(announced)![1] as string
  const userAgent = SECRETS.browser
  const signIn = (body: object) =>
    fetchChecked(`${origin}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent },
      body: JSON.stringify(body),
    })
  const signedIn = await signIn({ link })
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0] as string
  const headers = { cookie, origin, 'user-agent': userAgent }
  const signedOut = await fetchChecked(`${origin}/v1/session`, { method: 'DELETE', headers })
  const afterSignOut = [
    await signIn({ link }),
    await signIn({ key: SECRETS.bearer }),
    await fetchChecked(`${origin}/v1/session`, { headers }),
  ]
  expect([signedIn, signedOut, ...afterSignOut].map(({ status }) => status)).toEqual([
    201, 204, 429, 429, 429,
  ])
  tokens = [link, cookie].map(token => token.slice(-43))

  audit = (await call('/v1/me/audit')).text
  metrics = await (await fetchChecked(`${origin}/metrics`)).text()
  keys = [owner, phone.key]
  await service.end('SIGTERM')
  written = {
    announced,
    stdout: service.stdout.slice(announced.length),
    stderr: service.stderr,
    postgres: readFileSync(join(dataDir, 'postgres.log'), 'utf8'),
  }
}, 120_000)

test('after the first key the service tells its user nothing more', () => {
  expect(written.announced.split(keys[0] as string)).toHaveLength(3)
  expect(written.announced.split(tokens[0] as string)).toHaveLength(2)
  expect(written.stdout).toBe('')
})

test('the log has a line for every request', () => {
  const lines = written.stderr.trim().split('\n')
  const requests = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'request completed')
  expect(requests.map(({ method, route, status }) => `${status} ${method} ${route}`)).toEqual(
    expect.arrayContaining([
      '200 POST /v1/ingest',
      '400 POST /v1/ingest',
      '401 GET /v1/ingestions',
      '404 GET unmatched',
      '429 GET /v1/ingestions',
      '204 DELETE /v1/keys/:key_id',
      '201 POST /v1/session',
      '204 DELETE /v1/session',
    ]),
  )
  expect(requests.length).toBeGreaterThanOrEqual(17)
})

test('no key, value, name or e-mail is in anything that the service or its PostgreSQL wrote', () => {
  expect(written.postgres).toContain('database system is ready')
  const secrets = [...Object.values(SECRETS), ...keys.map(key => key.split('_')[2] as string), ...tokens]
  const everything = `${written.stdout}${written.stderr}${written.postgres}`.toLowerCase()
  expect(secrets.filter(secret => everything.includes(secret.toLowerCase()))).toEqual([])
  expect(everything).not.toContain('sentinel')
})

test('the audit has a line for each, with ids and codes and nothing that was sent', () => {
  const lines = (JSON.parse(audit) as { audit: Record<string, string | null>[] }).audit
  expect(lines.map(({ action, outcome }) => `${action} ${outcome}`).reverse()).toEqual([
    'user.create ok',
    'key.create ok',
    'sign_in_link.create ok',
    'user.create ok',
    'user.create email_taken',
    'user.create invalid_request',
    'key.create ok',
    'account.change ok',
    'account.change invalid_request',
    'account.erase invalid_request',
    'key.create invalid_request',
    'key.revoke not_found',
    'key.rotate not_found',
    'user.delete not_found',
    'key.revoke ok',
    'session.open ok',
    'session.end ok',
  ])
  expect(lines.map(({ recorded_at, key_id, action, target, outcome, ...rest }) => rest)).toEqual(
    lines.map(() => ({})),
  )
  for (const { key_id, target } of lines) {
    expect(key_id ?? 'AAAAAAAAAAAA').toMatch(/^[0-9A-Za-z]{12}$/)
    expect(target ?? 'AAAAAAAAAAAA').toMatch(/^([0-9A-Za-z]{12}|[0-9a-f-]{36})$/)
  }
  expect(audit).not.toMatch(/sentinel|he[als]_|@/i)
  for (const key of keys) expect(audit).not.toContain(key.split('_')[2])
})

test('metrics are labelled from closed lists: never with a user, a key or what a client named', () => {
  const own = metrics.split('\n').filter(line => /^(http|ingested|rate|database)_/.test(line))
  const labels = new Set(own.flatMap(line => [...line.matchAll(/([a-z_]+)="/g)].map(([, label]) => label)))
  expect([...labels].sort()).toEqual([
    'le',
    'limit',
    'method',
    'outcome',
    'route',
    'state',
    'status',
    'store',
  ])
  expect(metrics).not.toMatch(/sentinel|he[als]_|@/i)
  for (const key of keys) expect(metrics).not.toContain(key.split('_')[1])
})
