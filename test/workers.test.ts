import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../src/keys/create-key.ts'
import { type Scope, scopes } from '../src/keys/scope.ts'
import { hashSecret } from '../src/keys/secret-hash.ts'
import { createUser } from '../src/keys/users.ts'
import { poolSize } from '../src/workers/pool-size.ts'
import { closeAfterwards } from './support/close-afterwards.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { fetchChecked, readChecked } from './support/fetch-checked.ts'
import { heartRates } from './support/instance.ts'
import { lacksRedisProgram, type PrivateRedis, startRedis } from './support/redis.ts'
import { type Service, startService } from './support/service.ts'

const WORKERS = 3
const UNAUTHENTICATED_PER_HOUR = 5

let databases: TestDatabase[]

beforeAll(async () => {
  databases = await Promise.all(Array.from({ length: 3 }, () => testDatabase()))
})

describe('three workers are one service', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'health-export-workers-'))
  closeAfterwards(() => rmSync(dataDir, { recursive: true, force: true }))
  let service: Service
  let origin: string
  let pool: TestDatabase['pool']
  let ownerKey: string

  beforeAll(async () => {
    const database = databases.pop() as TestDatabase
    pool = database.pool
    service = start(database, {
      WORKERS: String(WORKERS),
      DATA_DIR: dataDir,
      RATE_LIMIT_UNAUTHENTICATED_PER_HOUR: String(UNAUTHENTICATED_PER_HOUR),
    })
    origin = await service.listening()
    ownerKey = await service.firstKey()
  }, 120_000)

  test('it says where it listens once, and shows one key once', () => {
    expect(service.stdout.match(/ listens on /g)).toHaveLength(1)
    expect(service.stdout.match(/^ {2}hea_\S+$/gm)).toEqual([`  ${ownerKey}`])
    expect(service.stderr.match(/Server listening/g)).toHaveLength(1)
    expect(pidsOf(service)).toHaveLength(WORKERS)
  })

  test('what one has written all know', async () => {
    const { key } = await newKey()
    const outcomes = []
    for (const _ of workers) {
      const answer = await send(key, heartRates(1_700_000_000, 5))
      const { received, inserted, duplicate } = (await answer.json()) as Record<string, number>
      outcomes.push({ received, inserted, duplicate })
    }
    const known = { received: 5, inserted: 0, duplicate: 5 }
    expect(outcomes).toEqual([{ received: 5, inserted: 5, duplicate: 0 }, known, known])
    const pages = await Promise.all(
      workers.map(async () => (await ask('/v1/metrics/heart_rate/samples', key)).json()),
    )
    expect(pages.map(page => (page as { samples: unknown[] }).samples.length)).toEqual([5, 5, 5])
    expect(pages).toEqual([pages[0], pages[0], pages[0]])
  })

  test('each of them is healthy and ready', async () => {
    for (const _ of workers) {
      const [health, ready] = [await ask('/health'), await ask('/ready')]
      expect([await health.json(), await ready.json()]).toEqual([
        { status: 'healthy', database: 'connected' },
        { status: 'ready', database: 'ok', migrations: 'ok', redis: 'off', row_level_security: 'ok' },
      ])
    }
  })

  test('of 300 requests at once with a fresh key exactly 100 are taken', async () => {
    const { key } = await newKey(['ingest'])
    const answers = await Promise.all(Array.from({ length: 300 }, () => send(key, { data: { metrics: [] } })))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter(status => status === 429)).toHaveLength(200)
    expect(statuses.filter(status => ![200, 429, 503].includes(status))).toEqual([])
  }, 60_000)

  test('an address without a key runs out once, and one who guesses a secret is stopped by all', async () => {
    const { key, keyId } = await newKey()
    // A secret that is wrong is made by changing the hash that it is compared with.
    const rightHash = await replaceHash(keyId, await hashSecret('another secret'))
    const seen = []
    for (let guess = 0; guess < UNAUTHENTICATED_PER_HOUR + 2; guess++) seen.push((await send(key, {})).status)
    expect(seen).toEqual([401, 401, 401, 401, 401, 429, 429])
    await replaceHash(keyId, rightHash)
    for (const _ of workers) expect((await send(key, {})).status).toBe(429)
    // Another key is not harmed by it, wherever it comes.
    const { key: other } = await newKey()
    for (const _ of workers) expect((await send(other, heartRates(0, 1))).status).toBe(200)
  })

  test('two uploads of an export at a time, and one of an account, whoever takes them', async () => {
    const [first, second, third] = [await newKey(), await newKey(), await newKey()]
    const uploads = [beginUpload(first.key), beginUpload(second.key)]
    await expect
      .poll(() => readdir(join(dataDir, 'uploads')).catch(() => []), { timeout: 10_000, interval: 10 })
      .toHaveLength(2)
    for (const { key } of [first, third, second]) {
      const refused = await ask('/v1/ingest', key, { method: 'POST', headers: asZip, body: 'zip' })
      expect(await refused.json()).toMatchObject({ status: 503, code: 'overloaded' })
    }
    for (const upload of uploads) upload.destroy()
    const isTaken = async () =>
      (await ask('/v1/ingest', third.key, { method: 'POST', headers: asZip, body: 'zip' })).status
    await expect.poll(isTaken, { timeout: 10_000, interval: 20 }).toBe(400)
  })

  test('each tells the metrics of all, and the totals stay when a worker dies', async () => {
    const { key } = await newKey()
    const before = await insertedItems()
    for (const index of workers.keys())
      expect((await send(key, heartRates(1_600_000_000 + index * 10, 10))).status).toBe(200)
    const told = []
    for (const _ of workers) told.push(await insertedItems())
    expect(told).toEqual(workers.map(() => before + 10 * WORKERS))
    const started = pidsOf(service)
    process.kill(started.at(-1)!, 'SIGKILL')
    await expect
      .poll(() => pidsOf(service).length, { timeout: 10_000, interval: 10 })
      .toBe(started.length + 1)
    expect(await insertedItems()).toBe(before + 10 * WORKERS)
  })

  test('what workers had stored when they were killed is written by another, at once', async () => {
    const phones = await Promise.all(workers.map(() => newKey()))
    const lock = await pool.connect()
    // As long as somebody else writes for a user, a body of theirs is stored and waits.
    const userIds = phones.map(({ userId }) => userId)
    await lock.query('select pg_advisory_lock(hashtextextended(id, 0)) from unnest($1::text[]) as id', [
      userIds,
    ])
    const sent = phones.map(({ key }) =>
      send(key, heartRates(1_650_000_000, 20)).then(
        ({ status }) => status,
        () => 'broken',
      ),
    )
    await expect.poll(() => statusesOf(userIds), { timeout: 10_000, interval: 20 }).toEqual(['received'])
    const started = pidsOf(service).length
    // Whichever of them has the background jobs, at least one that is killed has not.
    for (const pid of livingOf(service).slice(1)) process.kill(pid, 'SIGKILL')
    await expect.poll(() => pidsOf(service).length, { timeout: 10_000, interval: 10 }).toBe(started + 2)
    await lock.query('select pg_advisory_unlock_all()')
    lock.release()
    await expect.poll(() => statusesOf(userIds), { timeout: 20_000, interval: 20 }).toEqual(['processed'])
    expect((await Promise.all(sent)).filter(status => status === 'broken').length).toBeGreaterThan(0)
    const { rows } = await pool.query(
      'select count(*)::int from heart_rate_metrics where user_id = any($1)',
      [userIds],
    )
    expect(rows).toEqual([{ count: 20 * WORKERS }])
    for (const _ of workers) expect((await ask('/ready')).status).toBe(200)
  }, 60_000)

  test('what was answered with 202 is written at once, whichever worker took it', async () => {
    const { key } = await newKey()
    for (const index of workers.keys()) {
      const answer = await send(key, heartRates(1_500_000_000 + index * 10, 10), { prefer: 'respond-async' })
      expect(answer.status).toBe(202)
      const location = answer.headers.get('location') as string
      const status = async () => ((await (await ask(location, key)).json()) as { status: string }).status
      // Two in a row would wait for more than the next round, which comes after ten seconds.
      await expect.poll(status, { timeout: 5_000, interval: 20 }).toBe('processed')
    }
  })

  test('told to stop, all finish the uploads under way, take no other, and are gone', async () => {
    const body = JSON.stringify(heartRates(1_400_000_000, 500))
    const { key } = await newKey()
    const uploads = []
    for (const _ of workers) uploads.push(await beginBody(key, body))
    // As a terminal and a service manager do it.
    for (const pid of livingOf(service)) process.kill(pid, 'SIGTERM')
    service.process.kill('SIGTERM')
    const isRefused = () =>
      ask('/health').then(
        () => false,
        () => true,
      )
    await expect.poll(isRefused, { timeout: 5_000, interval: 10 }).toBe(true)
    const inserted = []
    for (const { upload, answered } of uploads) {
      upload.end(body.slice(1_000))
      const [answer] = await answered
      inserted.push(
        (JSON.parse(await readChecked('POST', '/v1/ingest', answer)) as { inserted: number }).inserted,
      )
    }
    expect(inserted.sort((one, other) => other - one)).toEqual([500, 0, 0])
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(livingOf(service)).toEqual([])
  })

  async function newKey(granted: readonly Scope[] = scopes) {
    const { id: userId } = await createUser(pool, { email: `${crypto.randomUUID()}@example.org` })
    return createKey(pool, { userId, name: 'phone', scopes: granted })
  }

  /** Over a connection of its own, so that the next one of them answers. */
  const ask = (path: string, key?: string, init: RequestInit = {}) =>
    fetchChecked(origin + path, {
      ...init,
      headers: { connection: 'close', ...(key && { authorization: `Bearer ${key}` }), ...init.headers },
    })

  const send = (key: string, body: unknown, headers: Record<string, string> = {}) =>
    ask('/v1/ingest', key, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  async function insertedItems(): Promise<number> {
    const text = await (await ask('/metrics')).text()
    return Number(/^ingested_items_total\{outcome="inserted"\} (\d+)$/m.exec(text)?.[1])
  }

  async function statusesOf(userIds: string[]): Promise<string[]> {
    const { rows } = await pool.query(
      'select user_id, status from raw_ingestions where user_id = any($1::uuid[])',
      [userIds],
    )
    // Not before all are there.
    return rows.length < userIds.length ? [] : [...new Set(rows.map(({ status }) => status as string))]
  }

  /** @returns the hash that it had */
  async function replaceHash(keyId: string, keyHash: string): Promise<string> {
    const { rows } = await pool.query('select key_hash from api_keys where key_id = $1', [keyId])
    await pool.query('update api_keys set key_hash = $2 where key_id = $1', [keyId, keyHash])
    return rows[0].key_hash
  }

  function beginUpload(key: string): ClientRequest {
    const upload = openRequest(key, { ...asZip, 'content-length': 1_000 })
    upload.on('error', () => {})
    upload.write('zip')
    return upload
  }

  async function beginBody(key: string, body: string) {
    const upload = openRequest(key, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    })
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>
    const letIn = once(upload, 'continue')
    upload.flushHeaders()
    await letIn
    upload.write(body.slice(0, 1_000))
    return { upload, answered }
  }

  const openRequest = (key: string, headers: Record<string, string | number>): ClientRequest =>
    request(`${origin}/v1/ingest`, {
      method: 'POST',
      agent: false,
      headers: { authorization: `Bearer ${key}`, ...headers },
    })
})

describe('two workers', () => {
  let redis: PrivateRedis | undefined
  let database: TestDatabase
  let service: Service
  let origin: string

  beforeAll(async () => {
    database = databases.pop() as TestDatabase
    redis = lacksRedisProgram ? undefined : await startRedis()
    service = start(database, { WORKERS: '2', REDIS_URL: redis?.url ?? '' })
    origin = await service.listening()
  }, 120_000)

  test.skipIf(lacksRedisProgram)(
    'go on with one count when Redis fails',
    async () => {
      const { id: userId } = await createUser(database.pool, { email: 'ada@example.org' })
      const { key } = await createKey(database.pool, { userId, name: 'phone', scopes: ['ingest'] })
      const send = (count: number) =>
        Promise.all(
          Array.from({ length: count }, () =>
            fetchChecked(`${origin}/v1/ingest`, {
              method: 'POST',
              headers: {
                connection: 'close',
                authorization: `Bearer ${key}`,
                'content-type': 'application/json',
              },
              body: '{"data":{"metrics":[]}}',
            }),
          ),
        )
      // One after another: where many keep a slow machine busy Redis counts some in time to be given up, so that they
      // are counted in memory as well.
      for (let sent = 0; sent < 30; sent++) expect((await send(1))[0]?.status).toBe(200)
      await redis?.kill()
      expect((await send(100)).filter(({ status }) => status === 429)).toHaveLength(30)
    },
    60_000,
  )

  test('are gone when the first process is killed, and nobody listens any more', async () => {
    expect(livingOf(service)).toHaveLength(2)
    expect((await fetchChecked(`${origin}/health`)).status).toBe(200)
    await service.end('SIGKILL')
    await expect.poll(() => livingOf(service), { timeout: 5_000, interval: 10 }).toEqual([])
    await expect(fetch(`${origin}/health`)).rejects.toThrow()
  })
})

test('when workers cannot be started any more the service ends with an error', async () => {
  const service = start(databases.pop() as TestDatabase, { WORKERS: '2' })
  await service.listening()
  const killed = new Set<number>()
  const killNext = () => {
    for (const pid of livingOf(service)) if (!killed.has(pid)) process.kill(pid, 'SIGKILL')
    for (const pid of pidsOf(service)) killed.add(pid)
  }
  killNext()
  service.process.stderr?.on('data', killNext)
  expect(await service.exited).toEqual({ code: 1, signal: null })
  expect(service.stderr).toContain('"msg":"uncaught error: the service stops"')
  expect(killed.size).toBeGreaterThan(5)
}, 60_000)

test('a port that is taken is one line and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const service = startService({
    DATABASE_URL: (await testDatabase()).url,
    PORT: String(port),
    WORKERS: '2',
    LOG_LEVEL: 'warn',
  })
  const { code } = await service.exited
  expect({ code, stdout: service.stdout, stderr: service.stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: `Something listens on 127.0.0.1:${port} already: stop it, or set PORT to another port\n`,
  })
  other.close()
}, 60_000)

test('what PostgreSQL lets in unless told otherwise is enough for ten workers with a thread each', () => {
  const connections = Array.from({ length: 10 }, (_, index) => (index + 1) * (poolSize(index + 1, 1) + 2 + 2))
  expect(Math.max(...connections)).toBeLessThanOrEqual(80)
  expect([1, 2, 4, 8, 64].map(workers => poolSize(workers, 1))).toEqual([10, 10, 10, 6, 4])
  expect(poolSize(2, 4)).toBe(10)
})

const asZip = { 'content-type': 'application/zip' }
/** Something to go through once for each of them. */
const workers = Array.from({ length: WORKERS }, () => undefined)

const start = ({ url }: TestDatabase, settings: Record<string, string>): Service =>
  startService({ DATABASE_URL: url, ...settings })

/** All that it has started so far, the last one last. */
const pidsOf = ({ stderr }: Service): number[] =>
  [...stderr.matchAll(/"pid":(\d+),"msg":"a worker starts"/g)].map(([, pid]) => Number(pid))

const livingOf = (service: Service): number[] => pidsOf(service).filter(isAlive)

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
