import { beforeAll, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts'
import { createPool } from '../src/database/pool.ts'
import { createKey } from '../src/keys/create-key.ts'
import { createUser } from '../src/keys/users.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { fetchChecked } from './support/fetch-checked.ts'
import { heartRates, postIngest, startInstance } from './support/instance.ts'
import { type Service, startService, testDataDir } from './support/service.ts'

const ROUNDS = 20
const BATCHES_PER_ROUND = 6
const BATCH = 300
const FIRST_SECOND = 1_700_000_000
/** A batch takes about as long. */
const LONGEST_DELAY_MS = 60
/** As many requests a client has under way. */
const CONCURRENCY = 3
const unlimited = { RATE_LIMIT_INGEST_PER_HOUR: '1000000' }

const dataDir = testDataDir()
/** Half of each batch repeats the batch before it: what is there already must not trouble what is new. */
const batches = Array.from({ length: ROUNDS * BATCHES_PER_ROUND }, (_, index) =>
  heartRates(FIRST_SECOND + (index * BATCH) / 2, BATCH),
)
let service: Service
let reference: TestDatabase
let key: string

beforeAll(async () => {
  reference = await testDatabase()
  service = startService({ DATA_DIR: dataDir, ...unlimited })
  key = await service.firstKey()
}, 120_000)

test('killed 20 times while ingesting, and sent again what it did not acknowledge, it has what was sent', async () => {
  let origin = await service.listening()
  let unacknowledged: typeof batches = []
  let lost = 0
  for (let round = 0; round < ROUNDS; round++) {
    unacknowledged.push(...batches.slice(round * BATCHES_PER_ROUND, (round + 1) * BATCHES_PER_ROUND))
    // Counted in batches rather than in time, so that a slow machine is killed in the middle too.
    let untilKill = Math.floor(Math.random() * BATCHES_PER_ROUND)
    let kill = () => {}
    const killed = new Promise<void>(resolve => {
      kill = resolve
    })
      .then(() => afterMs(Math.random() * LONGEST_DELAY_MS))
      .then(() => service.end('SIGKILL'))
    const countDown = () => {
      if (untilKill-- === 0) kill()
    }
    countDown()
    unacknowledged = await sendAll(origin, unacknowledged, countDown)
    kill()
    expect(await killed).toEqual({ code: null, signal: 'SIGKILL' })
    lost += unacknowledged.length
    service = startService({ DATA_DIR: dataDir, ...unlimited })
    origin = await service.listening()
    await expect
      .poll(async () => (await fetchChecked(`${origin}/ready`)).status, { timeout: 10_000, interval: 10 })
      .toBe(200)
  }
  // Otherwise no kill came in time, and the test has shown nothing.
  expect(lost).toBeGreaterThan(0)
  const sendRest = async () => {
    unacknowledged = await sendAll(origin, unacknowledged)
    return unacknowledged.length
  }
  await expect.poll(sendRest, { timeout: 20_000, interval: 50 }).toBe(0)
  // What a killed process had stored and not written is written by the next, and is then nobody's to wait for.
  const cluster = await startEmbeddedPostgres({ dataDir })
  try {
    await expect.poll(() => countPending(cluster.url), { timeout: 20_000, interval: 50 }).toBe(0)
    expect(await digestOf(cluster.url)).toEqual(await undisturbed())
  } finally {
    await cluster.stop()
  }
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null })
}, 300_000)

/** @returns the bodies without a 200, which for a client are those to send again */
async function sendAll(
  origin: string,
  bodies: typeof batches,
  onAcknowledged = () => {},
): Promise<typeof batches> {
  const waiting = [...bodies]
  const failed: typeof batches = []
  const clients = Array.from({ length: CONCURRENCY }, async () => {
    for (let body = waiting.shift(); body; body = waiting.shift()) {
      if (await isAcknowledged(origin, body)) onAcknowledged()
      else failed.push(body)
    }
  })
  await Promise.all(clients)
  return failed
}

async function isAcknowledged(origin: string, body: unknown): Promise<boolean> {
  try {
    const answer = await postIngest(origin, key, body)
    await answer.text()
    return answer.status === 200
  } catch {
    // Cut off in the middle, or refused by a port where nobody listens any more.
    return false
  }
}

/** The rows after the same batches, each sent once to an instance that nobody kills. */
async function undisturbed(): Promise<unknown> {
  const { pool, url } = reference
  const { id } = await createUser(pool, { email: 'ada@example.org' })
  key = (await createKey(pool, { userId: id, name: 'phone', scopes: ['ingest'] })).key
  const { origin } = await startInstance({ DATABASE_URL: url, ...unlimited })
  for (const batch of batches) expect((await postIngest(origin, key, batch)).status).toBe(200)
  return digestOf(url)
}

/** Every heart rate but for whose it is and which ingestion brought it. */
const digestOf = (databaseUrl: string) =>
  askOne(
    databaseUrl,
    `select count(*)::integer as rows, md5(string_agg(heart_rate::text, ',' order by heart_rate)) as digest
     from (select recorded_at, duration_s, grouped, source, min_bpm, avg_bpm, max_bpm, utc_offset_min, detail
           from heart_rate_metrics) heart_rate`,
  )

async function countPending(databaseUrl: string): Promise<unknown> {
  const { pending } = await askOne(
    databaseUrl,
    `select count(*)::integer as pending from raw_ingestions where status in ('received', 'queued', 'processing')`,
  )
  return pending
}

async function askOne(databaseUrl: string, sql: string): Promise<Record<string, unknown>> {
  const pool = createPool(databaseUrl, { onError: () => {} })
  try {
    return (await pool.query(sql)).rows[0]
  } finally {
    await pool.end()
  }
}

const afterMs = (delayMs: number) => new Promise(resolve => setTimeout(resolve, delayMs))
