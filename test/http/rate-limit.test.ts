import { beforeAll, describe, expect, test } from 'vitest'
import { findFreePort } from '../../src/database/embedded-postmaster.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { revokeKey } from '../../src/keys/revoke-key.ts'
import type { Scope } from '../../src/keys/scope.ts'
import { hashSecret } from '../../src/keys/secret-hash.ts'
import { createUser } from '../../src/keys/users.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { fetchChecked } from '../support/fetch-checked.ts'
import { heartRates, type Instance, postIngest, startInstance } from '../support/instance.ts'
import {
  lacksRedis,
  lacksRedisProgram,
  type PrivateRedis,
  startRedis,
  testRedisUrl,
} from '../support/redis.ts'

/** What a failing Redis may cost a request is a fifth of it; the rest is for a busy machine. */
const WITHOUT_WAITING_MS = 1_000
const WINDOW_SECONDS = 3_600

let database: TestDatabase
let userId: string

beforeAll(async () => {
  database = await testDatabase()
  userId = (await createUser(database.pool, { email: 'ada@example.org' })).id
})

describe('in the memory of one instance', () => {
  let instance: Instance

  beforeAll(async () => {
    instance = await startInstance({ DATABASE_URL: database.url })
  })

  test('of 300 requests at once with a fresh key exactly 100 are taken', async () => {
    const key = await freshKey()
    expect(await countTaken([instance], key, 300)).toEqual({ taken: 100, refused: 200 })
  })

  test('ingests and everything else have limits of their own, and so has each key', async () => {
    const key = await freshKey(['ingest', 'read'])
    expect([
      await standingOf(ingest(instance, key)),
      await standingOf(read(instance, key)),
      await standingOf(ingest(instance, key)),
      await standingOf(read(instance, key)),
      await standingOf(ingest(instance, await freshKey())),
    ]).toEqual([
      standing(200, 'ingest', 100, 99),
      standing(200, 'read', 3600, 3599),
      standing(200, 'ingest', 100, 98),
      standing(200, 'read', 3600, 3598),
      standing(200, 'ingest', 100, 99),
    ])
  })
})

describe('with small limits', () => {
  let instance: Instance

  beforeAll(async () => {
    instance = await startInstance({
      DATABASE_URL: database.url,
      RATE_LIMIT_INGEST_PER_HOUR: '2',
      RATE_LIMIT_READ_PER_HOUR: '3',
      RATE_LIMIT_UNAUTHENTICATED_PER_HOUR: '5',
    })
  })

  test('taken, unreadable and refused ingests alike say where the key stands', async () => {
    const key = await freshKey()
    expect([
      await standingOf(ingest(instance, key)),
      await standingOf(ingest(instance, key, '{"data":')),
      await standingOf(ingest(instance, key)),
      await standingOf(ingest(instance, await freshKey(['read']))),
    ]).toEqual([
      standing(200, 'ingest', 2, 1),
      standing(400, 'ingest', 2, 0),
      standing(429, 'ingest', 2, 0),
      standing(403, 'ingest', 2, 1),
    ])
  })

  test('who may not ingest any more may still read', async () => {
    const key = await freshKey(['ingest', 'read'])
    for (const status of [200, 200, 429]) expect((await ingest(instance, key)).status).toBe(status)
    expect(await standingOf(read(instance, key))).toEqual(standing(200, 'read', 3, 2))
  })

  test('429 says when to come back, and what the limit is', async () => {
    const key = await freshKey()
    await ingest(instance, key)
    await ingest(instance, key)
    const answer = await ingest(instance, key)
    expect({ type: answer.headers.get('content-type'), body: await answer.json() }).toEqual({
      type: expect.stringMatching(/^application\/problem\+json(;|$)/),
      body: {
        type: 'urn:health-export:problem:rate-limited',
        title: 'Too many requests',
        status: 429,
        code: 'rate_limited',
        detail: 'Ingest requests of one key are limited to 2 in an hour',
        request_id: answer.headers.get('x-request-id'),
      },
    })
  })

  test('an address without a valid key runs out, and a valid key from there still works', async () => {
    const known = await freshKey()
    const wrong = [undefined, 'nonsense', `${known}x`, undefined, 'hea_', undefined, undefined]
    const seen = []
    for (const key of wrong) seen.push(await standingOf(ingest(instance, key)))
    expect(seen).toEqual([
      standing(401, 'unauthenticated', 5, 4),
      standing(401, 'unauthenticated', 5, 3),
      standing(401, 'unauthenticated', 5, 2),
      standing(401, 'unauthenticated', 5, 1),
      standing(401, 'unauthenticated', 5, 0),
      standing(429, 'unauthenticated', 5, 0),
      standing(429, 'unauthenticated', 5, 0),
    ])
    // Never seen before, so that nothing but its own secret speaks for it.
    expect(await standingOf(ingest(instance, await freshKey()))).toEqual(standing(200, 'ingest', 2, 1))
  })

  test('guessing the secret of a key ends, and harms no other key', async () => {
    const [key, other] = [await freshKey(), await freshKey()]
    // A secret that is wrong is made by changing the hash that it is compared with.
    const rightHash = await replaceHash(key, await hashSecret('another secret'))
    for (let guess = 0; guess < 5; guess++) await ingest(instance, key)
    await replaceHash(key, rightHash)
    // Not even the right secret is compared any more, so that guesses cost no Argon2.
    expect((await ingest(instance, key)).status).toBe(429)
    expect((await ingest(instance, other)).status).toBe(200)
  })
})

describe.skipIf(lacksRedis)('in Redis', () => {
  let redisUrl: string
  let a: Instance
  let b: Instance

  beforeAll(async () => {
    redisUrl = await testRedisUrl()
    const settings = { DATABASE_URL: database.url, REDIS_URL: redisUrl }
    a = await startInstance(settings)
    b = await startInstance(settings)
  })

  test('of 300 requests at once with a fresh key exactly 100 are taken', async () => {
    expect(await countTaken([a], await freshKey(), 300)).toEqual({ taken: 100, refused: 200 })
  })

  test('two instances that share a Redis take 100 in sum', async () => {
    expect(await countTaken([a, b], await freshKey(), 300)).toEqual({ taken: 100, refused: 200 })
  })

  test('one instance goes on counting where the other is', async () => {
    const key = await freshKey()
    expect([
      await standingOf(ingest(a, key)),
      await standingOf(ingest(b, key)),
      await standingOf(ingest(a, key)),
    ]).toEqual([
      standing(200, 'ingest', 100, 99),
      standing(200, 'ingest', 100, 98),
      standing(200, 'ingest', 100, 97),
    ])
  })
})

describe.skipIf(lacksRedisProgram)('when Redis fails', () => {
  test.each(['kill', 'freeze'] as const)(
    '%s: requests go on at once, and the count where it was',
    async how => {
      const { redis, instance } = await startBoth()
      const key = await freshKey()
      for (let sent = 1; sent <= 10; sent++) await ingest(instance, key)

      await redis[how]()
      const seen = []
      const waitsMs = []
      for (let sent = 1; sent <= 10; sent++) {
        const startedMs = performance.now()
        seen.push(await standingOf(ingest(instance, key)))
        waitsMs.push(performance.now() - startedMs)
      }
      expect(seen).toEqual(Array.from({ length: 10 }, (_, index) => standing(200, 'ingest', 100, 89 - index)))
      expect(Math.max(...waitsMs)).toBeLessThan(WITHOUT_WAITING_MS)
      // 80 of the 100 are left, whoever counts.
      expect(await countTaken([instance], key, 120)).toEqual({ taken: 80, refused: 40 })
      expect((await fetchChecked(`${instance.origin}/ready`)).status).toBe(200)
      expect(instance.log.match(/rate limits are counted in memory/g)).toHaveLength(1)
    },
  )

  test('a Redis that comes back is counted in again', async () => {
    const { redis, instance } = await startBoth()
    const key = await freshKey()
    redis.freeze()
    expect((await ingest(instance, key)).status).toBe(200)
    redis.thaw()
    const redisDecisions = async () => {
      await ingest(instance, await freshKey())
      const text = await (await fetchChecked(`${instance.origin}/metrics`)).text()
      return Number(
        /^rate_limit_decisions_total\{limit="ingest",outcome="allowed",store="redis"\} (\d+)$/m.exec(
          text,
        )?.[1] ?? 0,
      )
    }
    await expect.poll(redisDecisions, { timeout: 10_000, interval: 50 }).toBeGreaterThan(0)
    // It was charged for the command that was under way when it froze, or it was not: nothing else is free or double.
    const next = await standingOf(ingest(instance, key))
    expect([98, 99]).toContain(next.remaining)
  })

  test('a start does not need it', async () => {
    const instance = await startInstance({
      DATABASE_URL: database.url,
      REDIS_URL: `redis://127.0.0.1:${await findFreePort()}`,
    })
    expect(await standingOf(ingest(instance, await freshKey()))).toEqual(standing(200, 'ingest', 100, 99))
    expect(await (await fetchChecked(`${instance.origin}/ready`)).json()).toMatchObject({ redis: 'degraded' })
  })

  test('an emptied one gives new allowances, and no revoked key back', async () => {
    const { redis, instance } = await startBoth()
    const [key, revoked] = [await freshKey(), await freshKey()]
    await ingest(instance, key)
    expect((await ingest(instance, revoked)).status).toBe(200)
    await revokeKey(database.pool, { keyId: keyIdOf(revoked), userId })
    await redis.kill()
    const emptied = await startRedis()
    expect((await ingest(instance, revoked)).status).toBe(401)
    const other = await startInstance({ DATABASE_URL: database.url, REDIS_URL: emptied.url })
    expect((await ingest(other, revoked)).status).toBe(401)
    expect(await standingOf(ingest(other, key))).toEqual(standing(200, 'ingest', 100, 99))
  })

  async function startBoth(): Promise<{ redis: PrivateRedis; instance: Instance }> {
    const redis = await startRedis()
    return { redis, instance: await startInstance({ DATABASE_URL: database.url, REDIS_URL: redis.url }) }
  }
})

async function freshKey(scopes: Scope[] = ['ingest']): Promise<string> {
  return (await createKey(database.pool, { userId, name: 'phone', scopes })).key
}

/** @returns the hash that it had */
async function replaceHash(key: string, keyHash: string): Promise<string> {
  const { rows } = await database.pool.query('select key_hash from api_keys where key_id = $1', [
    keyIdOf(key),
  ])
  await database.pool.query('update api_keys set key_hash = $2 where key_id = $1', [keyIdOf(key), keyHash])
  return rows[0].key_hash
}

const keyIdOf = (key: string): string => key.split('_')[1] as string

const ingest = (instance: Instance, key: string | undefined, body: unknown = heartRates(1_700_000_000, 1)) =>
  postIngest(instance.origin, key ?? '', body)

const read = (instance: Instance, key: string) =>
  fetchChecked(`${instance.origin}/v1/ingestions`, { headers: { authorization: `Bearer ${key}` } })

/**
 * Of requests sent all at once and to the instances in turn, how many were within the limit. What the limit lets
 * through is 200, or 503 on a machine so busy that the wait for a connection ran out: it was counted all the same.
 */
async function countTaken(instances: Instance[], key: string, count: number) {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const instance = instances[index % instances.length] as Instance
      return ingest(instance, key, { data: { metrics: [] } })
    }),
  )
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter(status => ![200, 429, 503].includes(status))).toEqual([])
  const refused = statuses.filter(status => status === 429).length
  return { taken: count - refused, refused }
}

/** What an answer says about its limit, once its times are found to fit each other and the clock. */
async function standingOf(asked: Promise<Response>) {
  const { status, headers } = await asked
  const [, name, remaining, resetSeconds] =
    /^"(\w+)";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit') ?? '') ?? []
  const nowSeconds = Date.now() / 1_000
  const resetAt = Number(headers.get('x-ratelimit-reset'))
  expect(Number(resetSeconds)).toBeGreaterThan(0)
  expect(Number(resetSeconds)).toBeLessThanOrEqual(WINDOW_SECONDS)
  expect(Math.abs(resetAt - nowSeconds - Number(resetSeconds))).toBeLessThan(5)
  // Not before the window ends, and only where waiting helps.
  expect(headers.get('retry-after')).toBe(status === 429 ? resetSeconds : null)
  return {
    status,
    policy: headers.get('ratelimit-policy'),
    name,
    limit: Number(headers.get('x-ratelimit-limit')),
    remaining: Number(headers.get('x-ratelimit-remaining')),
    draftRemaining: Number(remaining),
  }
}

const standing = (status: number, name: string, limit: number, remaining: number) => ({
  status,
  policy: `"${name}";q=${limit};w=${WINDOW_SECONDS}`,
  name,
  limit,
  remaining,
  draftRemaining: remaining,
})
