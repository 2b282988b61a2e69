import type { PoolClient } from 'pg'
import { expect, test } from 'vitest'
import { holdUser, holdUserAlone } from '../../src/database/hold-user.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { createPool } from '../../src/database/pool.ts'
import { BodyRoom } from '../../src/http/body-room.ts'
import { MemoryCounts } from '../../src/http/memory-counts.ts'
import { createMetrics } from '../../src/http/metrics.ts'
import { openRedis } from '../../src/http/open-redis.ts'
import { RateLimits } from '../../src/http/rate-limit.ts'
import { createLog } from '../../src/http/request-log.ts'
import { PendingIngestions } from '../../src/ingest/ledger/pending.ts'
import { storeRaw } from '../../src/ingest/ledger/raw.ts'
import { hashInPieces } from '../../src/ingest/ledger/sha256.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { eraseUser } from '../../src/keys/erase-user.ts'
import { createSignInLink } from '../../src/keys/sign-in-link.ts'
import { createUser } from '../../src/keys/users.ts'
import { closeAfterwards } from '../support/close-afterwards.ts'
import { fetchChecked } from '../support/fetch-checked.ts'
import { inThisThread } from '../support/in-this-thread.ts'
import { Ingesting } from '../support/ingesting.ts'
import { heartRates, postIngest } from '../support/instance.ts'
import { lacksRedis, testRedisUrl } from '../support/redis.ts'
import { countRowsOf, everyKind, expectErased } from '../support/rows-of-user.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()
const silent = createLog('silent')

/** More than one slice, so that an erasure finds room between two. */
const LARGE = JSON.stringify(heartRates(1_700_000_000, 180_000))

let accounts = 0

async function openAccount() {
  const email = `person-${++accounts}@example.org`
  const { id: userId } = await createUser(door.pool, { email })
  const issue = (name: string) => createKey(door.pool, { userId, name, scopes: ['ingest', 'read', 'manage'] })
  const account = { userId, email, owner: await issue('owner'), phone: await issue('phone') }
  const { key, keyId } = account.owner
  await door.call('POST', '/v1/session', { body: { key } })
  await createSignInLink(door.pool, { userId, keyId })
  return account
}

type Account = Awaited<ReturnType<typeof openAccount>>

const request = (method: string, path: string, key: string, sent?: unknown, at = origin) =>
  fetchChecked(at + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
  })

const eraseOverHttp = async ({ owner, email }: Account, at = origin) =>
  (await request('DELETE', '/v1/me', owner.key, { confirm: email }, at)).status

const expectNothingLeft = ({ userId, owner }: Account) =>
  expectErased(door.pool, { userId, keyId: owner.keyId, action: 'account.erase' })

const countHeartRates = async ({ userId }: Account) =>
  (await countRowsOf(door.pool, userId)).heart_rate_metrics

/** Sends one small body after the other until it is refused. @returns every status, in order */
async function sendUntilRefused(send: (second: number) => Promise<Response>) {
  const statuses: number[] = []
  for (let second = 0; statuses.at(-1) === undefined || statuses.at(-1)! < 300; second++) {
    const answer = await send(second)
    await answer.arrayBuffer()
    statuses.push(answer.status)
  }
  return statuses
}

test('a large upload between two of its slices ends in 401 or 409, and leaves nothing', async () => {
  const account = await openAccount()
  const upload = postIngest(origin, account.phone.key, LARGE)
  // The first slice is durable, and others are to come.
  await expect.poll(() => countHeartRates(account), { timeout: 30_000, interval: 5 }).toBeGreaterThan(0)
  expect(await countHeartRates(account)).toBeLessThan(180_000)
  expect(await eraseOverHttp(account)).toBe(204)
  expect([401, 409]).toContain((await upload).status)
  await expectNothingLeft(account)
}, 60_000)

test('a replay between two of its slices ends in 401 or 409, and leaves nothing', async () => {
  const account = await openAccount()
  const taken = await postIngest(origin, account.phone.key, LARGE)
  const { ingestion_id: id } = (await taken.json()) as { ingestion_id: string }
  await door.pool.query('delete from heart_rate_metrics where user_id = $1', [account.userId])
  const replay = request('POST', `/v1/ingestions/${id}/replay`, account.owner.key)
  await expect.poll(() => countHeartRates(account), { timeout: 30_000, interval: 5 }).toBeGreaterThan(0)
  expect(await eraseOverHttp(account)).toBe(204)
  expect([401, 409]).toContain((await replay).status)
  await expectNothingLeft(account)
}, 60_000)

test('of many small uploads each is taken before or refused after, and nothing of them stays', async () => {
  const account = await openAccount()
  const { phone } = account
  const streams = [
    (second: number) => postIngest(origin, phone.key, heartRates(second * 10, 10)),
    (second: number) => postIngest(origin, phone.key, heartRates(second, 3)),
    () => postIngest(origin, phone.key, everyKind()),
    () => postIngest(origin, phone.key, '{"cut off'),
    (second: number) =>
      fetchChecked(`${origin}/v1/ingest`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${phone.key}`,
          'content-type': 'application/json',
          prefer: 'respond-async',
        },
        body: JSON.stringify(heartRates(1_000_000 + second, 5)),
      }),
  ].map(send =>
    sendUntilRefused(async second => {
      const answer = await send(second)
      // Refused for what it is, and kept: the stream goes on.
      return answer.status === 400 ? new Response(null, { status: 202 }) : answer
    }),
  )
  await expect.poll(() => countHeartRates(account), { timeout: 10_000 }).toBeGreaterThan(20)
  expect(await eraseOverHttp(account)).toBe(204)
  const statuses = await Promise.all(streams)
  for (const all of statuses) expect(all.length).toBeGreaterThan(1)
  expect(statuses.map(all => all.at(-1)).filter(last => last !== 401 && last !== 409)).toEqual([])
  await expectNothingLeft(account)
}, 60_000)

test('while an account is being erased nobody waits for it: what it is asked is refused with 409', async () => {
  const account = await openAccount()
  const { owner, phone, userId } = account
  const taken = await postIngest(origin, phone.key, heartRates(0, 5))
  const { ingestion_id: id } = (await taken.json()) as { ingestion_id: string }
  const link = await createSignInLink(door.pool, { userId, keyId: owner.keyId })
  const before = await countRowsOf(door.pool, userId)
  const statuses = await whileErasing(userId, async () => [
    (await postIngest(origin, phone.key, heartRates(5, 5))).status,
    (await postIngest(origin, phone.key, '{"cut off')).status,
    (await request('POST', `/v1/ingestions/${id}/replay`, owner.key)).status,
    (await request('PATCH', '/v1/me', owner.key, { timezone: 'UTC' })).status,
    (await request('POST', '/v1/keys', owner.key, { name: 'late' })).status,
    (await request('POST', `/v1/keys/${phone.keyId}/rotate`, owner.key, {})).status,
    (await request('POST', '/v1/session', owner.key, { key: owner.key })).status,
    (await request('POST', '/v1/session', owner.key, { link })).status,
    await eraseOverHttp(account),
  ])
  expect(statuses).toEqual(statuses.map(() => 409))
  expect(await countRowsOf(door.pool, userId)).toEqual(before)
  // That erasure was given up, so everything goes on.
  expect((await postIngest(origin, phone.key, heartRates(5, 5))).status).toBe(200)
  expect(await eraseOverHttp(account)).toBe(204)
  await expectNothingLeft(account)
})

test('of several erasures at once one is done, and leaves one line', async () => {
  const account = await openAccount()
  await postIngest(origin, account.phone.key, everyKind())
  const statuses = await Promise.all(Array.from({ length: 5 }, () => eraseOverHttp(account)))
  expect(statuses.filter(status => status === 204)).toHaveLength(1)
  expect(statuses.filter(status => ![204, 401, 409].includes(status))).toEqual([])
  await expectNothingLeft(account)
})

test('the recovery passes over what waits for an erased account, and reads the others', async () => {
  const [leaving, staying] = [await openAccount(), await Ingesting.open(door.pool)]
  const deps = { pool: door.pool, partitions: new Partitions(door.pool) }
  const sent = Buffer.from(JSON.stringify(heartRates(0, 5)))
  const sha256 = await hashInPieces(sent)
  const store = (userId: string) =>
    storeRaw(
      deps,
      {
        userId,
        keyId: null,
        sent,
        sha256,
        contentType: null,
        contentEncoding: null,
        clientHeaders: {},
      },
      'queued',
    )
  const left = [await store(leaving.userId), await store(leaving.userId)]
  const read = await store(staying.userId)
  const told: { fields: object; text: string }[] = []
  const pending = new PendingIngestions({
    pool: deps.pool,
    threads: inThisThread({ ...deps, disabledTypes: new Set(), maxBodyBytes: 1_000_000 }),
    log: {
      info: (fields, text) => told.push({ fields, text }),
      error: (fields, text) => told.push({ fields, text }),
    },
  })
  await whileErasing(leaving.userId, async () => {
    pending.start()
    await expect.poll(() => told.length, { timeout: 10_000 }).toBe(2)
  })
  // Two users are served side by side: either may be told of first.
  expect(told.toSorted((a, b) => (a.text < b.text ? -1 : 1))).toEqual([
    { fields: { ingestion_id: left[0]!.id }, text: 'pending ingestion left: its account is erased' },
    {
      fields: { ingestion_id: read.id, counts: { received: 5, rejected: 0 } },
      text: 'pending ingestion written',
    },
  ])
  expect(await eraseOverHttp(leaving)).toBe(204)
  pending.wake()
  await pending.close()
  expect(told).toHaveLength(2)
  await expectNothingLeft(leaving)
})

test.skipIf(lacksRedis)('no count of a key of the erased account stays in Redis', async () => {
  const redis = await openRedis(await testRedisUrl(), silent)
  closeAfterwards(() => redis.disconnect())
  const counting = await testServer({ database: door, redis })
  const account = await openAccount()
  const keyIds = [account.owner.keyId, account.phone.keyId]
  const countsInRedis = async () =>
    (await Promise.all(keyIds.map(keyId => redis.keys(`*${keyId}*`)))).flat().sort()
  for (const { key } of [account.owner, account.phone]) {
    expect((await counting.call('POST', '/v1/ingest', { key, body: heartRates(0, 5) })).statusCode).toBe(200)
    expect((await counting.call('GET', '/v1/ingestions', { key })).statusCode).toBe(200)
  }
  expect(await countsInRedis()).toEqual(
    keyIds.flatMap(keyId => ['ingest', 'read'].map(name => `health-export:limit:${name}:${keyId}`)).sort(),
  )
  const body = { confirm: account.email }
  const erased = await counting.call('DELETE', '/v1/me', { key: account.owner.key, body })
  expect(erased.statusCode).toBe(204)
  expect(await countsInRedis()).toEqual([])
})

test('no count of a key that is forgotten stays in memory, of requests or of wrong secrets', async () => {
  const limits = new RateLimits({
    limits: { ingestPerHour: 5, readPerHour: 5, unauthenticatedPerHour: 1 },
    redis: undefined,
    memory: new MemoryCounts(),
    log: silent,
    metrics: createMetrics(door.pool, new BodyRoom(1)),
  })
  const standing = async (keyId: string) => ({
    ingest: (await limits.count('ingest', keyId)).remaining,
    read: (await limits.count('read', keyId)).remaining,
    mayTry: await limits.mayTrySecret('127.0.0.1', keyId),
  })
  const [gone, other] = ['goneGoneGone', 'otherOther12']
  for (const keyId of [gone, other]) {
    limits.countWrongSecret('127.0.0.1', keyId)
    expect(await standing(keyId)).toEqual({ ingest: 4, read: 4, mayTry: false })
  }
  await limits.forget([gone])
  expect(await standing(gone)).toEqual({ ingest: 4, read: 4, mayTry: true })
  expect(await standing(other)).toEqual({ ingest: 3, read: 3, mayTry: false })
})

test('an erasure takes longer than the pool allows a statement, where it has to', async () => {
  const { userId } = await openAccount()
  const hasty = createPool(`${door.url}?statement_timeout=300`, { onError: () => {} })
  const uploading = await door.pool.connect()
  try {
    await uploading.query('begin')
    await holdUser(uploading, userId)
    const erased = eraseUser(hasty, { userId, keyId: null, action: 'user.delete' })
    await expect
      .poll(
        async () =>
          (
            await door.pool.query(
              `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                 and clock_timestamp() - query_start > interval '600 milliseconds'`,
            )
          ).rowCount,
        { timeout: 10_000 },
      )
      .toBe(1)
    await uploading.query('commit')
    expect(await erased).toHaveLength(2)
  } finally {
    uploading.release()
    await hasty.end()
  }
  await expectErased(door.pool, { userId, keyId: null, action: 'user.delete' })
})

/** Does something while an erasure of the user is under way, which is then given up. */
async function whileErasing<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const client: PoolClient = await door.pool.connect()
  try {
    await client.query('begin')
    expect(await holdUserAlone(client, userId)).toBe(true)
    return await work()
  } finally {
    await client.query('rollback')
    client.release()
  }
}
