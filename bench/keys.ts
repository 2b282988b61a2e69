/**
 * Does an authenticated request cost more when the database holds more keys? Two databases on one embedded server, one
 * with a single key and one with 10,000, asked in turn: what the machine does meanwhile happens to both.
 * Run it with: npm run bench:keys
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts'
import { createKey } from '../src/keys/create-key.ts'
import { createUser } from '../src/keys/users.ts'
import { openApp } from '../src/open-app.ts'

const MANY_KEYS = 10_000
const ROUNDS = 1_000
/** Argon2 runs each time here, ten milliseconds of it. */
const UNCACHED_ROUNDS = 150

const dataDir = await mkdtemp(join(tmpdir(), 'health-export-bench-'))
const embedded = await startEmbeddedPostgres({ dataDir, log: { info: () => {}, error: console.error } })
try {
  const sides = [await openSide('one', 0), await openSide('many', MANY_KEYS - 1)]
  console.log(
    `One authenticated request (GET /v1/keys?limit=1), 1 key and ${MANY_KEYS} keys in the database, in turn`,
  )
  console.log('| | 1 key, median ms | 10,000 keys, median ms | ratio |\n| --- | --- | --- | --- |')
  await compare('key verified and cached', sides, ROUNDS, () => {})
  await compare('key verified anew (look-up and Argon2)', sides, UNCACHED_ROUNDS, side => side.drop())
  for (const side of sides) await side.close()
} finally {
  await embedded.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function openSide(name: string, otherKeys: number) {
  const url = new URL(embedded.url)
  const admin = new Pool({ connectionString: embedded.url, max: 1 })
  await admin.query(`create database bench_${name}`)
  await admin.end()
  url.pathname = `/bench_${name}`
  const config = readConfig({ DATABASE_URL: url.href, RATE_LIMIT_READ_PER_HOUR: '1000000000' })
  const app = await openApp(config, pino({ level: 'silent' }))
  const pool = new Pool({ connectionString: url.href, max: 1 })
  const { id: userId } = await createUser(pool, { email: 'bench@example.org' })
  const { key, keyId } = await createKey(pool, { userId, name: 'bench', scopes: ['manage'] })
  await pool.query(
    `insert into api_keys (key_id, key_hash, user_id, name, scopes)
     select lpad(to_hex(n), 12, '0'), $2 || n, $1, 'other', array['read'] from generate_series(1, $3) as n`,
    [userId, randomBytes(16).toString('hex'), otherKeys],
  )
  await pool.query('analyze api_keys')
  const request = {
    method: 'GET',
    url: '/v1/keys?limit=1',
    headers: { authorization: `Bearer ${key}` },
  } as const
  return {
    ask: async () => {
      const { statusCode } = await app.server.inject(request)
      if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
    },
    /** Makes every instance forget the key, as a change of it would. */
    drop: () => pool.query(`select pg_notify('key_changed', $1)`, [keyId]),
    close: async () => {
      await pool.end()
      await app.close()
    },
  }
}

type Side = Awaited<ReturnType<typeof openSide>>

async function compare(
  title: string,
  sides: Side[],
  rounds: number,
  before: (side: Side) => unknown,
): Promise<void> {
  const times: number[][] = sides.map(() => [])
  for (let round = 0; round < rounds * 1.1; round++) {
    for (const [index, side] of sides.entries()) {
      await before(side)
      const startedMs = performance.now()
      await side.ask()
      // The first tenth warms up.
      if (round >= rounds * 0.1) times[index]!.push(performance.now() - startedMs)
    }
  }
  const [one, many] = times.map(median)
  console.log(`| ${title} | ${one!.toFixed(3)} | ${many!.toFixed(3)} | ${(many! / one!).toFixed(3)} |`)
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!
}
