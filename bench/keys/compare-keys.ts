import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { createKey } from '../../src/keys/create-key.ts'
import { parseKeyText } from '../../src/keys/key-text.ts'
import { hashSecret } from '../../src/keys/secret-hash.ts'
import { createUser } from '../../src/keys/users.ts'
import { openApp } from '../../src/open-app.ts'
import { median } from '../figures/quantile.ts'

export const MANY_KEYS = 10_000
/** Argon2 runs in one of so many, ten milliseconds of it. */
const ROUNDS_PER_ARGON2 = 7

/** One authenticated request (GET /v1/me) in milliseconds, medians. */
export interface ComparedKeys {
  title: string
  oneMs: number
  manyMs: number
}

/**
 * Asks the service in turn on a database with one key and on one with many.
 * @param databaseUrls of two empty databases
 */
export async function compareKeys(
  databaseUrls: { one: string; many: string },
  rounds = 1_000,
): Promise<ComparedKeys[]> {
  const sides = [await openSide(databaseUrls.one, 0), await openSide(databaseUrls.many, MANY_KEYS - 1)]
  const compared = [
    await compare('key verified and cached', sides, rounds, () => {}),
    await compare('key looked up anew', sides, rounds / ROUNDS_PER_ARGON2, side => side.drop()),
    await compare('key looked up and verified by Argon2 anew', sides, rounds / ROUNDS_PER_ARGON2, side =>
      side.rehash(),
    ),
  ]
  for (const side of sides) await side.close()
  return compared
}

async function openSide(databaseUrl: string, otherKeys: number) {
  const config = readConfig({ DATABASE_URL: databaseUrl, RATE_LIMIT_READ_PER_HOUR: '1000000000' })
  const app = await openApp(config, pino({ level: 'silent' }))
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
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
    url: '/v1/me',
    headers: { authorization: `Bearer ${key}` },
  } as const
  return {
    ask: async () => {
      const { statusCode } = await app.server.inject(request)
      if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
    },
    /** Makes every instance forget the key, as a change of it would. */
    drop: () => pool.query(`select pg_notify('key_changed', $1)`, [keyId]),
    /** As drop, and nothing is known of its hash. */
    rehash: async () =>
      pool.query(
        `with rehashed as (update api_keys set key_hash = $2 where key_id = $1 returning key_id)
         select pg_notify('key_changed', key_id) from rehashed`,
        [keyId, await hashSecret(parseKeyText(key)!.secret)],
      ),
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
): Promise<ComparedKeys> {
  const times = new Map(sides.map(side => [side, [] as number[]]))
  for (let round = 0; round < rounds * 1.1; round++) {
    // Each is first as often as the other: whoever comes first finds what the round before has left.
    const order = round % 2 === 0 ? sides : sides.toReversed()
    for (const side of order) {
      await before(side)
      const startedMs = performance.now()
      await side.ask()
      // The first tenth warms up.
      if (round >= rounds * 0.1) times.get(side)!.push(performance.now() - startedMs)
    }
  }
  const [oneMs, manyMs] = sides.map(side => median(times.get(side)!))
  return { title, oneMs: oneMs!, manyMs: manyMs! }
}
