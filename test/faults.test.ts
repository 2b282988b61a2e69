import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { readPassword } from '../src/database/embedded-cluster.ts'
import { createKey } from '../src/keys/create-key.ts'
import { createUser } from '../src/keys/users.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { startFaultProxy } from './support/fault-proxy.ts'
import { fetchChecked } from './support/fetch-checked.ts'
import { heartRates, postIngest, startInstance } from './support/instance.ts'
import { runOnServer } from './support/test-server.ts'

const unlimited = { RATE_LIMIT_INGEST_PER_HOUR: '1000000', RATE_LIMIT_READ_PER_HOUR: '1000000' }
const FIRST_SECOND = 1_700_000_000
/** Its partition is there, so that nothing but the ingestion itself commits. */
const YESTERDAY = Math.floor(Date.now() / 1_000) - 86_400
const BATCH = 20
/** So long a crashed server may take to be there again. */
const RECOVERY_MS = 30_000

describe('on a server that several use', () => {
  let database: TestDatabase
  let key: string

  // One for each test: what a fault left behind is written by the next instance that finds it.
  const databases: TestDatabase[] = []
  beforeAll(async () => {
    for (let count = 0; count < 4; count++) databases.push(await testDatabase())
  })

  beforeEach(async () => {
    database = databases.pop() as TestDatabase
    const { id } = await createUser(database.pool, { email: 'ada@example.org' })
    key = (await createKey(database.pool, { userId: id, name: 'phone', scopes: ['ingest'] })).key
  })

  test('connections that are ended under load cost a 503 at most, and nothing acknowledged', async () => {
    const { origin } = await startInstance({ DATABASE_URL: database.url, ...unlimited })
    const load = startLoad(origin, key)
    const { pathname } = new URL(database.url)
    for (let round = 1; round <= 5; round++) {
      await load.acknowledgedMore(3)
      await runOnServer(
        inject('serverUrl'),
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${pathname.slice(1)}'`,
      )
    }
    await load.acknowledgedMore(3)
    await load.stop()
    expect(load.unexpected).toEqual([])
    expect(await missing(database.url, load.acknowledged)).toEqual([])
  }, 60_000)

  test('a locked table ends ingests with 503 and not the answers about health', async () => {
    // The waiting is that of the real service, but the lock's: a tenth of it.
    const url = new URL(database.url)
    url.searchParams.set('lock_timeout', '1000')
    const { origin } = await startInstance({ DATABASE_URL: url.href, ...unlimited })
    expect((await postIngest(origin, key, heartRates(FIRST_SECOND, 1))).status).toBe(200)
    const locker = new Client({ connectionString: database.url })
    await locker.connect()
    try {
      await locker.query('begin; lock table raw_ingestions in access exclusive mode')
      let answered = 0
      const ingests = Array.from({ length: 50 }, async () => {
        const answer = await postIngest(origin, key, heartRates(FIRST_SECOND, 1))
        answered++
        return { status: answer.status, retryAfter: answer.headers.get('retry-after') }
      })
      const health = await fetchChecked(`${origin}/health`)
      expect({ status: health.status, body: await health.json(), answered }).toEqual({
        status: 200,
        body: { status: 'healthy', database: 'connected' },
        answered: 0,
      })
      expect(await Promise.all(ingests)).toEqual(
        Array.from({ length: 50 }, () => ({ status: 503, retryAfter: '5' })),
      )
      await locker.query('rollback')
      expect((await postIngest(origin, key, heartRates(FIRST_SECOND, 1))).status).toBe(200)
    } finally {
      await locker.end()
    }
  })

  test('an acknowledgement lost between database and service: the resent body is all duplicates', async () => {
    const proxy = await startFaultProxy(database.url)
    const { origin } = await startInstance({ DATABASE_URL: proxy.url, ...unlimited })
    const body = heartRates(YESTERDAY, 50)
    // The first one is that of the raw bytes.
    const cut = proxy.cutReplyContaining('COMMIT\0', 2)
    const lost = await postIngest(origin, key, body)
    await cut
    expect([lost.status, lost.headers.get('retry-after')]).toEqual([503, '5'])

    const before = await rowsDigest()
    const again = await postIngest(origin, key, body)
    expect([again.status, await again.json()]).toEqual([
      200,
      expect.objectContaining({ received: 50, inserted: 0, updated: 0, duplicate: 50, rejected: 0 }),
    ])
    expect(await rowsDigest()).toEqual(before)
    expect(before.rows).toBeGreaterThanOrEqual(50)
  })

  test('an acknowledgement lost between service and client: the resent body is all duplicates', async () => {
    const { origin } = await startInstance({ DATABASE_URL: database.url, ...unlimited })
    const proxy = await startFaultProxy(origin)
    const body = heartRates(YESTERDAY, 50)
    const cut = proxy.cutReplyContaining('HTTP/1.1 200')
    await expect(postIngest(new URL(proxy.url).origin, key, body)).rejects.toThrow('fetch failed')
    await cut

    const before = await rowsDigest()
    const again = await postIngest(new URL(proxy.url).origin, key, body)
    expect(await again.json()).toMatchObject({ received: 50, inserted: 0, duplicate: 50 })
    expect(await rowsDigest()).toEqual(before)
  })

  /** Every row of a heart rate as it stands, ingestion ids included. */
  async function rowsDigest(): Promise<{ rows: number; digest: string }> {
    const { rows } = await database.pool.query(
      `select count(*)::integer as rows, md5(string_agg(h::text, ',' order by h::text)) as digest
       from heart_rate_metrics h`,
    )
    return rows[0]
  }
})

describe('on the embedded server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'health-export-faults-'))
  const dataDir = join(folder, 'data')
  // After the test has closed what it started there.
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('its crash under load costs a 503 at most, nothing acknowledged, and nobody has to mend it', async () => {
    const { firstKey, origin } = await startInstance({ DATA_DIR: dataDir, ...unlimited })
    const load = startLoad(origin, firstKey?.key ?? '')
    await load.acknowledgedMore(5)
    const { pid, url } = readPostmaster()
    process.kill(pid, 'SIGKILL')
    await load.acknowledgedMore(5)
    await load.stop()
    expect(load.unexpected).toEqual([])
    expect(load.unavailable).toBeGreaterThan(0)
    expect(readPostmaster().pid).not.toBe(pid)
    expect(await missing(url, load.acknowledged)).toEqual([])
    await expect
      .poll(async () => (await fetchChecked(`${origin}/ready`)).status, { timeout: RECOVERY_MS })
      .toBe(200)
  }, 120_000)

  function readPostmaster(): { pid: number; url: string } {
    const clusterDir = join(dataDir, 'pgdata')
    const [pid, , , port] = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')
    return {
      pid: Number(pid),
      url: `postgres://postgres:${readPassword(clusterDir)}@127.0.0.1:${port}/postgres`,
    }
  }
})

interface Load {
  /** First seconds of the batches whose storing was confirmed. */
  acknowledged: number[]
  /** How many answers were 503 with Retry-After. */
  readonly unavailable: number
  /** Every other answer. */
  unexpected: string[]
  /** When this many batches more have been confirmed. */
  acknowledgedMore(count: number): Promise<void>
  stop(): Promise<void>
}

/** Four clients that send one small batch after the other. */
function startLoad(origin: string, key: string): Load {
  let sent = 0
  let unavailable = 0
  let stopping = false
  const acknowledged: number[] = []
  const unexpected: string[] = []
  const clients = Array.from({ length: 4 }, async () => {
    while (!stopping) {
      const firstSecond = FIRST_SECOND + BATCH * sent++
      try {
        const answer = await postIngest(origin, key, heartRates(firstSecond, BATCH))
        const text = await answer.text()
        if (answer.status === 200) acknowledged.push(firstSecond)
        else if (answer.status === 503 && Number(answer.headers.get('retry-after')) > 0) unavailable++
        else unexpected.push(`${answer.status} ${text}`)
      } catch (error) {
        unexpected.push(String(error))
      }
    }
  })
  return {
    acknowledged,
    unexpected,
    get unavailable() {
      return unavailable
    },
    async acknowledgedMore(count) {
      const wanted = acknowledged.length + count
      await expect
        .poll(() => acknowledged.length, { timeout: RECOVERY_MS, interval: 10 })
        .toBeGreaterThanOrEqual(wanted)
    },
    async stop() {
      stopping = true
      await Promise.all(clients)
    },
  }
}

/** First seconds of the batches that are not there whole. */
async function missing(databaseUrl: string, firstSeconds: number[]): Promise<number[]> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
  try {
    const { rows } = await pool.query(
      `select batch::integer from unnest($1::bigint[]) batch
       where (select count(*) from heart_rate_metrics
              where recorded_at >= to_timestamp(batch) and recorded_at < to_timestamp(batch + $2)) <> $2`,
      [firstSeconds, BATCH],
    )
    return rows.map(row => row.batch)
  } finally {
    await pool.end()
  }
}
