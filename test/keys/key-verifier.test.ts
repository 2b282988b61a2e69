import { crc32 } from 'node:zlib'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createKey } from '../../src/keys/create-key.ts'
import { generateKeyText } from '../../src/keys/key-text.ts'
import { KeyVerifier } from '../../src/keys/key-verifier.ts'
import { revokeKey } from '../../src/keys/revoke-key.ts'
import { rotateKey } from '../../src/keys/rotate-key.ts'
import { hashSecret } from '../../src/keys/secret-hash.ts'
import { createUser } from '../../src/keys/users.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let userId: string
/** How often a connection was taken from the pool. */
let acquired = 0
const opened: KeyVerifier[] = []

beforeAll(async () => {
  database = await testDatabase()
  userId = (await createUser(database.pool, { email: 'owner@example.org' })).id
  database.pool.on('acquire', () => acquired++)
})

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(opened.splice(0).map(verifier => verifier.close()))
})

test('a working key is its owner’s, with its scopes', async () => {
  const verifier = await open()
  const { key, keyId } = await create()
  expect(await verifier.verify(key)).toEqual({ userId, keyId, scopes: ['ingest', 'read'] })
})

test('a malformed key costs no look-up, an unknown one no Argon2, and a known one is remembered', async () => {
  const verifier = await open()
  const { key } = await create()
  const costOf = async (presented: string) => {
    const before = acquired
    const argon2 = vi.fn(() => true)
    await verifier.verify(presented, argon2)
    return { lookUps: acquired - before, argon2: argon2.mock.calls.length }
  }
  expect({
    malformed: await costOf(`${key}x`),
    badChecksum: await costOf(withOtherEnd(key)),
    unknown: await costOf(generateKeyText().key),
    first: await costOf(key),
    second: await costOf(key),
  }).toEqual({
    malformed: { lookUps: 0, argon2: 0 },
    badChecksum: { lookUps: 0, argon2: 0 },
    unknown: { lookUps: 1, argon2: 0 },
    first: { lookUps: 1, argon2: 1 },
    second: { lookUps: 0, argon2: 0 },
  })
})

test('malformed, unknown, wrong, expired and revoked keys all get the same answer', async () => {
  const verifier = await open()
  const [expired, revoked] = [await create(), await create()]
  await database.pool.query('update api_keys set expires_at = clock_timestamp() where key_id = $1', [
    expired.keyId,
  ])
  await revokeKey(database.pool, { keyId: revoked.keyId })
  const { key: wrong } = await keyWithWrongSecret()
  const presented = [
    '',
    wrong.slice(0, -1),
    withOtherEnd(wrong),
    generateKeyText().key,
    wrong,
    expired.key,
    revoked.key,
  ]
  expect(await Promise.all(presented.map(key => verifier.verify(key)))).toEqual(
    presented.map(() => undefined),
  )
})

test('a wrong secret for a remembered key is told without Argon2', async () => {
  const verifier = await open()
  const { key, keyId } = await create()
  const guess = withChecksum(`hea_${keyId}_${'a'.repeat(43)}`)
  const argon2 = vi.fn(() => true)
  expect(await verifier.verify(guess, argon2)).toBeUndefined()
  expect(argon2).toHaveBeenCalledTimes(1)
  argon2.mockClear()
  expect(await verifier.verify(key)).toMatchObject({ keyId })
  expect(await verifier.verify(guess, argon2)).toBeUndefined()
  expect(argon2).not.toHaveBeenCalled()
})

test('a key revoked on one instance is refused by another within a second, and its own instance at once', async () => {
  const [here, there] = [await open(), await open()]
  const { key, keyId } = await create()
  expect([await here.verify(key), await there.verify(key)]).toEqual([expect.anything(), expect.anything()])
  await revokeKey(database.pool, { keyId })
  here.drop(keyId)
  expect(await here.verify(key)).toBeUndefined()
  await vi.waitFor(async () => expect(await there.verify(key)).toBeUndefined(), {
    timeout: 1000,
    interval: 10,
  })
})

test('a key rotated without grace is refused by another instance within a second', async () => {
  const verifier = await open()
  const { key, keyId } = await create()
  expect(await verifier.verify(key)).toBeDefined()
  const successor = await rotateKey(database.pool, { keyId, graceSeconds: 0 })
  await vi.waitFor(async () => expect(await verifier.verify(key)).toBeUndefined(), {
    timeout: 1000,
    interval: 10,
  })
  expect(await verifier.verify(successor.key)).toMatchObject({ keyId: successor.keyId })
})

test('a check that began before the revocation is not remembered after it', async () => {
  const verifier = await open()
  const { key, keyId } = await create()
  // Asked between the look-up, which still sees a working key, and Argon2.
  await verifier.verify(key, async () => {
    await revokeKey(database.pool, { keyId })
    verifier.drop(keyId)
    return true
  })
  expect(await verifier.verify(key)).toBeUndefined()
})

test('a change that nobody told of is seen after five seconds', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const verifier = await open()
  const { key, keyId } = await create()
  expect(await verifier.verify(key)).toBeDefined()
  await revokeUntold(keyId)
  vi.advanceTimersByTime(4_900)
  expect(await verifier.verify(key)).toBeDefined()
  vi.advanceTimersByTime(200)
  expect(await verifier.verify(key)).toBeUndefined()
})

test('a key is not remembered beyond its expiry', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const verifier = await open()
  const { key } = await create(new Date(Date.now() + 2_000))
  expect(await verifier.verify(key)).toBeDefined()
  const before = acquired
  vi.advanceTimersByTime(1_900)
  await verifier.verify(key)
  expect(acquired).toBe(before)
  vi.advanceTimersByTime(100)
  await verifier.verify(key)
  expect(acquired).toBe(before + 1)
})

test('Argon2 runs once for a key that comes every few minutes, and again when its hash is another', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const verifier = await open()
  const { key, keyId } = await create()
  const argon2 = vi.fn(() => true)
  for (let time = 0; time < 3; time++) {
    expect(await verifier.verify(key, argon2)).toMatchObject({ keyId })
    vi.advanceTimersByTime(300_000)
  }
  expect(argon2).toHaveBeenCalledTimes(1)
  await database.pool.query('update api_keys set key_hash = $2 where key_id = $1', [
    keyId,
    await hashSecret('a'.repeat(43)),
  ])
  expect(await verifier.verify(key, argon2)).toBeUndefined()
  expect(argon2).toHaveBeenCalledTimes(2)
})

test('when the connection that hears of changes is lost, everything is forgotten, and remembered again later', async () => {
  const warnings: string[] = []
  const verifier = await open({ warn: text => warnings.push(text) })
  const [first, second] = [await create(), await create()]
  expect(await verifier.verify(first.key)).toBeDefined()
  await revokeUntold(first.keyId)
  expect(await verifier.verify(first.key)).toBeDefined()
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'health-export keys'`,
  )
  await vi.waitFor(async () => expect(await verifier.verify(first.key)).toBeUndefined(), {
    timeout: 2000,
    interval: 5,
  })
  await vi.waitFor(
    async () => {
      await verifier.verify(second.key)
      const argon2 = vi.fn(() => true)
      await verifier.verify(second.key, argon2)
      expect(argon2).not.toHaveBeenCalled()
    },
    { timeout: 5000, interval: 20 },
  )
  expect(warnings).toEqual([expect.stringMatching(/^Changes of keys are not heard for the moment/)])
})

test('without a connection that hears of changes keys work, and each is looked up each time', async () => {
  const verifier = await KeyVerifier.open({ pool: database.pool, databaseUrl: 'postgres://127.0.0.1:1/none' })
  opened.push(verifier)
  const { key, keyId } = await create()
  const before = acquired
  for (let time = 0; time < 3; time++) expect(await verifier.verify(key)).toBeDefined()
  expect(acquired).toBe(before + 3)
  await revokeUntold(keyId)
  expect(await verifier.verify(key)).toBeUndefined()
})

test('a hundred requests at once with a fresh key share Argon2', async () => {
  const verifier = await open()
  const { key, keyId } = await create()
  const arrived = allArrived(100)
  const callers = await Promise.all(Array.from({ length: 100 }, () => verifier.verify(key, arrived)))
  expect(callers.map(caller => caller?.keyId)).toEqual(Array(100).fill(keyId))
})

test('two Argon2 run and 32 wait: who comes then is told to come again in a second', async () => {
  const verifier = await open()
  const keys = await Promise.all(Array.from({ length: 40 }, keyWithWrongSecret))
  const arrived = allArrived(40)
  const outcomes = await Promise.allSettled(keys.map(({ key }) => verifier.verify(key, arrived)))
  const refused = outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason)
  expect(outcomes.filter(outcome => outcome.status === 'fulfilled').map(({ value }) => value)).toEqual(
    Array(34),
  )
  expect(refused.map(({ code, retryAfterSeconds }) => ({ code, retryAfterSeconds }))).toEqual(
    Array(6).fill({ code: 'overloaded', retryAfterSeconds: 1 }),
  )
  const { key } = await create()
  expect(await verifier.verify(key)).toBeDefined()
})

test('where the slow check is not allowed the key is refused, and works when it is', async () => {
  const verifier = await open()
  const { key } = await create()
  expect(await verifier.verify(key, () => false)).toBeUndefined()
  expect(await verifier.verify(key, async () => true)).toBeDefined()
})

async function open(log?: { warn(text: string): void }): Promise<KeyVerifier> {
  const verifier = await KeyVerifier.open({ pool: database.pool, databaseUrl: database.url, log })
  opened.push(verifier)
  return verifier
}

const create = (expiresAt?: Date) =>
  createKey(database.pool, { userId, name: 'Phone', scopes: ['ingest', 'read'], expiresAt })

const withOtherEnd = (key: string) => key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')

function withChecksum(text: string): string {
  const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const places = [5, 4, 3, 2, 1, 0].map(place => Math.floor(crc32(text) / 62 ** place) % 62)
  return text + places.map(digit => base62[digit]).join('')
}

/** Well-formed, with an id that exists and a secret that is not its. */
async function keyWithWrongSecret() {
  const text = generateKeyText()
  await insert(text.keyId, await hashSecret('another secret'))
  return text
}

async function insert(keyId: string, keyHash: string): Promise<void> {
  await database.pool.query(
    `insert into api_keys (key_id, key_hash, user_id, name, scopes) values ($1, $2, $3, 'made', '{ingest}')`,
    [keyId, keyHash, userId],
  )
}

/** As if somebody had changed the table by hand. */
async function revokeUntold(keyId: string): Promise<void> {
  await database.pool.query('update api_keys set revoked_at = clock_timestamp() where key_id = $1', [keyId])
}

/** Lets everybody on at once, when all are there. */
function allArrived(count: number): () => Promise<boolean> {
  let open = (_: boolean) => {}
  const gate = new Promise<boolean>(resolve => {
    open = resolve
  })
  let arrived = 0
  return () => {
    if (++arrived === count) open(true)
    return gate
  }
}
