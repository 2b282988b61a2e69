import { pino } from 'pino'
import { expect, test } from 'vitest'
import { emptyDatabase } from '../support/database.ts'
import { testServer } from '../support/server.ts'

const METRICS_TOKEN = 'a-token-for-prometheus'
/** Port 1 is nobody's: a connection is refused at once. */
const DEAD_DATABASE = 'postgres://nobody@127.0.0.1:1/nothing'

const healthy = await testServer()
const withoutDatabase = await testServer({ healthDatabaseUrl: DEAD_DATABASE })
const guarded = await testServer({ config: { metricsToken: METRICS_TOKEN } })

test('GET /health tells whether the database answers, to everybody', async () => {
  const up = await healthy.call('GET', '/health')
  expect({ status: up.statusCode, body: up.json() }).toEqual({
    status: 200,
    body: { status: 'healthy', database: 'connected' },
  })
  const down = await withoutDatabase.call('GET', '/health')
  expect({ status: down.statusCode, body: down.json() }).toEqual({
    status: 503,
    body: { status: 'unhealthy', database: 'disconnected' },
  })
})

test('GET /ready has one word for each dependency', async () => {
  const ready = await healthy.call('GET', '/ready')
  expect({ status: ready.statusCode, body: ready.json() }).toEqual({
    status: 200,
    body: { status: 'ready', database: 'ok', migrations: 'ok', redis: 'off', row_level_security: 'ok' },
  })
  const down = await withoutDatabase.call('GET', '/ready')
  expect({ status: down.statusCode, body: down.json() }).toEqual({
    status: 503,
    body: {
      status: 'not_ready',
      database: 'down',
      migrations: 'unknown',
      redis: 'off',
      row_level_security: 'unknown',
    },
  })
})

test('GET /ready is 503 while migrations are pending, and when the database is newer than the code', async () => {
  const empty = await emptyDatabase()
  const unmigrated = await testServer({ healthDatabaseUrl: empty.url })
  const pending = await unmigrated.call('GET', '/ready')
  expect({ status: pending.statusCode, body: pending.json() }).toEqual({
    status: 503,
    body: {
      status: 'not_ready',
      database: 'ok',
      migrations: 'pending',
      redis: 'off',
      row_level_security: 'ok',
    },
  })
  const edited = await testServer()
  await edited.pool.query(`update schema_migrations set md5 = 'other' where version = 1`)
  const mismatch = await edited.call('GET', '/ready')
  expect({ status: mismatch.statusCode, body: mismatch.json() }).toEqual({
    status: 503,
    body: {
      status: 'not_ready',
      database: 'ok',
      migrations: 'mismatch',
      redis: 'off',
      row_level_security: 'ok',
    },
  })
})

test('GET /metrics counts requests by route pattern and items by outcome', async () => {
  const key = await healthy.createKey(await healthy.createUser())
  const broken = { type: 'HeartRate', recorded_at: 'now', avg_bpm: 60 }
  const heartRate = { type: 'HeartRate', recorded_at: '2025-01-15T10:00:00Z', avg_bpm: 60 }
  await healthy.call('POST', '/v1/ingest', { key, body: { data: { metrics: [heartRate, broken] } } })
  await healthy.call('GET', '/v1/ingestions/0197e7a0-0000-7000-8000-000000000000', { key })
  const response = await healthy.call('GET', '/metrics')
  expect(response.statusCode).toBe(200)
  const lines = response.body.split('\n')
  expect(lines).toContain('http_requests_total{method="POST",route="/v1/ingest",status="200"} 1')
  expect(lines).toContain('http_requests_total{method="GET",route="/v1/ingestions/:id",status="404"} 1')
  expect(lines).toContain('ingested_items_total{outcome="inserted"} 1')
  expect(lines).toContain('ingested_items_total{outcome="rejected"} 1')
  expect(lines).toContain('ingested_items_total{outcome="duplicate"} 0')
  expect(response.body).toMatch(/^database_pool_connections\{state="waiting"\} \d+$/m)
})

test('GET /metrics belongs to METRICS_TOKEN where that is set', async () => {
  const admin = await guarded.createKey(await guarded.createUser())
  for (const key of [undefined, 'another-token-entirely', admin]) {
    const refused = await guarded.call('GET', '/metrics', { key })
    expect({ status: refused.statusCode, code: refused.json().code }).toEqual({
      status: 401,
      code: 'unauthorized',
    })
  }
  expect((await guarded.call('GET', '/metrics', { key: METRICS_TOKEN })).statusCode).toBe(200)
})

test('the pages for people are served, with every asset from here', async () => {
  const home = await healthy.call('GET', '/')
  expect(home.statusCode).toBe(200)
  expect(home.headers['content-type']).toBe('text/html; charset=utf-8')
  const docs = await healthy.call('GET', '/docs')
  expect(docs.statusCode).toBe(200)
  expect(docs.headers['content-type']).toMatch(/^text\/html/)
  const assets = [...docs.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1]!)
  expect(assets).not.toEqual([])
  for (const asset of assets) {
    const { pathname, origin } = new URL(asset, 'http://here/docs')
    expect(origin, asset).toBe('http://here')
    expect((await healthy.call('GET', pathname)).statusCode, asset).toBe(200)
  }
})

test('an unknown path is 404, and a known one answers 405 with Allow to every other method', async () => {
  for (const url of ['/nothing', '/v1', '/v1/nothing', '/v1/ingestions/a/b', '/docs/nothing.js']) {
    const response = await healthy.call('GET', url)
    expect({ url, status: response.statusCode, code: response.json().code }).toEqual({
      url,
      status: 404,
      code: 'not_found',
    })
  }
  for (const [method, url, allow] of [
    ['GET', '/v1/ingest', 'POST'],
    ['DELETE', '/v1/ingestions', 'GET, HEAD'],
    ['POST', '/v1/ingestions/0197e7a0-0000-7000-8000-000000000000', 'GET, HEAD'],
    ['PUT', '/v1/keys', 'GET, HEAD, POST'],
    ['GET', '/v1/keys/abcdefghijkl', 'DELETE'],
    ['GET', '/v1/keys/abcdefghijkl/rotate', 'POST'],
    ['PATCH', '/v1/users', 'GET, HEAD, POST'],
    ['GET', '/v1/users/0197e7a0-0000-7000-8000-000000000000', 'DELETE'],
    ['POST', '/health', 'GET, HEAD'],
    ['POST', '/metrics', 'GET, HEAD'],
  ] as const) {
    // Without a key: the method is refused before anybody asks who calls.
    const response = await healthy.call(method, url, { body: '{"a":' })
    expect({ url, status: response.statusCode, allow: response.headers.allow }).toEqual({
      url,
      status: 405,
      allow,
    })
  }
})

test('a path that is no URL and an id without an end are refused in our words', async () => {
  const broken = await healthy.call('GET', '/v1/ingestions/%zz')
  expect({ status: broken.statusCode, code: broken.json().code }).toEqual({
    status: 400,
    code: 'invalid_request',
  })
  const endless = await healthy.call('GET', `/v1/ingestions/${'a'.repeat(2_000)}`)
  expect({ status: endless.statusCode, code: endless.json().code }).toEqual({
    status: 404,
    code: 'not_found',
  })
})

test('a client’s request id comes back, unless no header or log line could carry it', async () => {
  const kept = await healthy.call('GET', '/health', { headers: { 'x-request-id': 'phone-1.a_B' } })
  expect(kept.headers['x-request-id']).toBe('phone-1.a_B')
  for (const given of ['a b', 'x'.repeat(65), '{"json":1}', 'é']) {
    const replaced = await healthy.call('GET', '/health', { headers: { 'x-request-id': given } })
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  }
})

test('what is thrown and nobody planned is a 500 without a word of it', async () => {
  const lines: string[] = []
  const failing = await testServer({ log: pino({}, { write: line => lines.push(line) }) })
  const key = await failing.createKey(await failing.createUser())
  await failing.pool.query('alter table users rename column timezone to secret_column')
  const response = await failing.call('GET', '/v1/users', { key })
  expect({ status: response.statusCode, body: response.json() }).toEqual({
    status: 500,
    body: {
      type: 'urn:health-export:problem:internal',
      title: 'An error on our side',
      status: 500,
      code: 'internal',
      detail: 'The error was logged under the request id',
      request_id: response.headers['x-request-id'],
    },
  })
  expect(lines.filter(line => line.includes(`"request_id":"${response.json().request_id}"`))).not.toEqual([])
})
