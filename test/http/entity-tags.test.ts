import { expect, test } from 'vitest'
import { inTransaction } from '../../src/database/transaction.ts'
import { rebuildRollups } from '../../src/ingest/rollups/rebuild-rollups.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const newKey = async () => door.createKey(await door.createUser())

interface Reading {
  at: string
  source?: string
  value?: number
  metric?: string
  unit?: string
}

/** Stores readings of one metric. @returns what became of them */
const send = async (key: string, ...readings: Reading[]) => {
  const metrics = readings.map(({ at, source = 'Watch', value = 1, metric = 'step_count', unit }) => ({
    type: 'Quantity',
    metric,
    recorded_at: at,
    value,
    source,
    ...(unit !== undefined && { unit }),
  }))
  return (await door.call('POST', '/v1/ingest', { key, body: { data: { metrics } } })).json()
}

const january = 'from=2025-01-10T00:00:00Z&to=2025-01-20T00:00:00Z'
const statistics = (query = january, metric = 'step_count') => `/v1/metrics/${metric}/statistics?${query}`

const ask = (key: string, url: string, tag?: string) =>
  door.call('GET', url, { key, headers: tag === undefined ? {} : { 'if-none-match': tag } })
const tagOf = async (key: string, url = statistics()) => String((await ask(key, url)).headers.etag)

test('the catalogue may be kept, and is answered without a body to whom has it', async () => {
  const key = await newKey()
  const whole = await ask(key, '/v1/catalogue')
  const tag = String(whole.headers.etag)
  expect(tag).toMatch(/^W\/"[\w-]{22}"$/)
  const said = {
    etag: tag,
    vary: 'Authorization, Accept-Encoding',
    'cache-control': 'private, no-cache',
  }
  expect(whole.headers).toMatchObject(said)
  for (const method of ['GET', 'HEAD'] as const) {
    const headers = { authorization: `Bearer ${key}`, 'if-none-match': tag }
    const known = await door.server.inject({ method, url: '/v1/catalogue', headers })
    expect([known.statusCode, known.body, known.headers['content-type']]).toEqual([304, '', undefined])
    expect(known.headers).toMatchObject(said)
  }
})

test.each([
  ['*', 304],
  ['"other", TAG', 304],
  ['STRONG', 304],
  ['"other"', 200],
  ['W/"other"', 200],
  ['nonsense', 200],
  ['', 200],
])('If-None-Match: %s is answered with %i', async (known, status) => {
  const key = await newKey()
  const tag = await tagOf(key, '/v1/catalogue')
  const header = known.replace('TAG', tag).replace('STRONG', tag.slice(2))
  expect((await ask(key, '/v1/catalogue', header)).statusCode).toBe(status)
})

test('statistics of a range that has ended stay known while samples come after it, or come again', async () => {
  const key = await newKey()
  await send(key, { at: '2025-01-12T10:00:00Z' }, { at: '2025-01-25T10:00:00Z' })
  const tag = await tagOf(key)
  const known = async () => {
    const { statusCode, body, headers } = await ask(key, statistics(), tag)
    return [statusCode, body, headers.etag, headers['cache-control']]
  }
  expect(await known()).toEqual([304, '', tag, 'no-store'])
  expect(await send(key, { at: '2025-01-12T10:00:00Z' })).toMatchObject({ duplicate: 1 })
  expect(await send(key, { at: '2025-01-20T00:00:00Z' })).toMatchObject({ inserted: 1 })
  expect(await send(key, { at: '2025-01-25T10:00:00Z', value: 7 })).toMatchObject({ updated: 1 })
  expect(await known()).toEqual([304, '', tag, 'no-store'])
})

test('whatever changes the answer changes its tag', async () => {
  const user = await door.createUser()
  const key = await door.createKey(user)
  const metric = 'some_new_metric'
  const questions = [
    statistics(),
    statistics('from=2025-01-10T10:30:00Z&to=2025-01-12T10:30:00Z'),
    statistics(`${january}&sources=all`),
    statistics(`${january}&source=Watch`),
    statistics(`${january}&bucket=hour`),
    statistics(`${january}&fill=null`),
    statistics(`${january}&limit=1`),
    statistics(`${january}&timezone=Asia/Kolkata`),
    statistics('from=2025-01-10T00:00:00Z'),
    statistics('to=2025-01-20T00:00:00Z&fill=null'),
    statistics(''),
    statistics(january, metric),
    statistics('from=2024-01-01T00:00:00Z&to=2024-02-01T00:00:00Z', metric),
  ]
  const patch = (body: object) => door.call('PATCH', '/v1/me', { key, body })
  const changes: [what: string, change: () => Promise<unknown>][] = [
    ['a sample', () => send(key, { at: '2025-01-12T10:00:00Z', value: 10 })],
    ['a sample of the same hour', () => send(key, { at: '2025-01-12T10:45:00Z', value: 5 })],
    ['a correction', () => send(key, { at: '2025-01-12T10:00:00Z', value: 11 })],
    ['another source', () => send(key, { at: '2025-01-12T10:10:00Z', value: 2, source: 'Phone' })],
    ['its priority', () => patch({ source_priority: ['Phone', 'Watch'] })],
    ['a source before the range', () => send(key, { at: '2025-01-02T10:00:00Z', source: 'Ring' })],
    ['the same source behind it', () => send(key, { at: '2025-01-28T10:00:00Z', source: 'Ring' })],
    ['the time zone', () => patch({ timezone: 'America/New_York' })],
    ['an uncatalogued metric', () => send(key, { at: '2025-01-12T10:00:00Z', metric, unit: 'lb' })],
    ['its new unit, later', () => send(key, { at: '2025-01-29T10:00:00Z', metric, unit: 'kg' })],
    ['an older sample', () => send(key, { at: '2024-12-12T10:00:00Z', value: 3 })],
    ['a much later one', () => send(key, { at: '2025-03-01T10:00:00Z', value: 3 })],
  ]
  /** An answer with its tag, and the status of asking again with that. */
  const tagged = async (url: string) => {
    const { body, headers } = await ask(key, url)
    const tag = headers.etag as string | undefined
    return { body, tag, again: tag && (await ask(key, url, tag)).statusCode }
  }
  const bodies = new Map<string, string>()
  const seen = new Set<string>()
  for (const [what, change] of changes) {
    await change()
    const answers = await Promise.all(questions.map(async url => ({ url, ...(await tagged(url)) })))
    const fresh = answers.filter(({ url, body, tag }) => tag !== undefined && !seen.has(url + body))
    for (const { url, body, tag, again } of answers) {
      if (tag === undefined) continue
      expect(bodies.get(tag) ?? body, `${what}: ${url}`).toBe(body)
      expect(again, `${what}: ${url}`).toBe(304)
      bodies.set(tag, body)
      seen.add(url + body)
    }
    // Otherwise the step has shown nothing.
    expect(fresh.length, what).toBeGreaterThan(0)
  }
}, 120_000)

test('what comes around an ingestion, as an archive does, changes every tag', async () => {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  await send(key, { at: '2025-01-12T10:00:00Z' })
  const tag = await tagOf(key)
  await inTransaction(door.pool, async client => {
    await client.query('update quantity_metrics set value = 5 where user_id = $1', [userId])
    await rebuildRollups(client, userId)
  })
  const now = await ask(key, statistics(), tag)
  expect([now.statusCode, now.json().buckets[0].sum]).toEqual([200, 5])
})

test('the tag of one user says nothing to another who has the same', async () => {
  const key = await newKey()
  await send(key, { at: '2025-01-12T10:00:00Z' })
  const tag = await tagOf(key)
  const other = await newKey()
  await send(other, { at: '2025-01-12T10:00:00Z' })
  const ofOther = await ask(other, statistics(), tag)
  expect([ofOther.statusCode, ofOther.body]).toEqual([200, (await ask(key, statistics())).body])
  expect(ofOther.headers.etag).not.toBe(tag)
})

test('a problem has no tag, and is told to whoever claims to have the answer', async () => {
  const key = await newKey()
  const missing = await ask(key, statistics(january, 'none'), '*')
  expect([missing.statusCode, missing.headers.etag]).toEqual([404, undefined])
})
