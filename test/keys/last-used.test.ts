import { afterEach, expect, test, vi } from 'vitest'
import { createKey } from '../../src/keys/create-key.ts'
import { LastUsed } from '../../src/keys/last-used.ts'
import { createUser } from '../../src/keys/users.ts'
import { testDatabase } from '../support/database.ts'

const { pool } = await testDatabase()
const { id: userId } = await createUser(pool, { email: 'owner@example.org' })
const open: LastUsed[] = []

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(open.splice(0).map(lastUsed => lastUsed.close()))
})

test('the uses of many keys are written by one statement, when they happened', async () => {
  const lastUsed = opened(new LastUsed(pool))
  const keyIds = await insertKeys(50)
  const before = Date.now()
  for (const keyId of [...keyIds, ...keyIds]) lastUsed.note(keyId)
  const after = Date.now()
  let acquired = 0
  const count = () => acquired++
  pool.on('acquire', count)
  await lastUsed.flush()
  await lastUsed.flush()
  pool.off('acquire', count)
  expect(acquired).toBe(1)
  for (const at of await usesOf(keyIds)) {
    expect(at?.getTime()).toBeGreaterThanOrEqual(before)
    expect(at?.getTime()).toBeLessThanOrEqual(after)
  }
})

test('a use that another instance noted later stays', async () => {
  const lastUsed = opened(new LastUsed(pool))
  const [keyId = ''] = await insertKeys(1)
  const later = new Date(Date.now() + 60_000)
  await pool.query('update api_keys set last_used_at = $1 where key_id = $2', [later, keyId])
  lastUsed.note(keyId)
  await lastUsed.flush()
  expect(await usesOf([keyId])).toEqual([later])
})

test('what the database would not take is written the next time, and a newer use of the same key wins', async () => {
  const lastUsed = opened(new LastUsed(pool))
  const [once = '', twice = ''] = await insertKeys(2)
  lastUsed.note(once)
  lastUsed.note(twice)
  const holder = await pool.connect()
  await holder.query('begin; lock table api_keys in access exclusive mode')
  const failing = expect(lastUsed.flush()).rejects.toMatchObject({ code: '42P01' })
  await vi.waitFor(async () => expect(await countWaiting()).toBe(1))
  const newer = Date.now() + 1_000
  vi.useFakeTimers({ toFake: ['Date'], now: newer })
  lastUsed.note(twice)
  vi.useRealTimers()
  await holder.query('alter table api_keys rename to api_keys_away; commit')
  await failing
  await holder.query('alter table api_keys_away rename to api_keys')
  holder.release()
  await lastUsed.flush()
  const [first, second] = await usesOf([once, twice])
  expect(first?.getTime()).toBeLessThan(newer)
  expect(second?.getTime()).toBe(newer)
})

test('uses are written every fifteen seconds and when it closes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const lastUsed = new LastUsed(pool)
  const [byTime = '', byClose = ''] = await insertKeys(2)
  lastUsed.note(byTime)
  vi.advanceTimersByTime(14_999)
  expect(await usesOf([byTime])).toEqual([null])
  vi.advanceTimersByTime(1)
  await vi.waitFor(async () => expect(await usesOf([byTime])).toEqual([expect.any(Date)]))
  lastUsed.note(byClose)
  await lastUsed.close()
  expect(await usesOf([byClose])).toEqual([expect.any(Date)])
})

test('a database that is gone does not keep it from closing, and is reported without a key id', async () => {
  const warnings: string[] = []
  const lastUsed = new LastUsed(pool, { warn: text => warnings.push(text) })
  lastUsed.note('AAAAAAAAAAAA')
  await pool.query('alter table api_keys rename to api_keys_away')
  try {
    await lastUsed.close()
  } finally {
    await pool.query('alter table api_keys_away rename to api_keys')
  }
  expect(warnings).toEqual([expect.stringMatching(/^The last use of keys could not be written/)])
  expect(warnings.join()).not.toContain('AAAAAAAAAAAA')
})

test('two instances that write the same keys in opposite order do not block each other', async () => {
  const [one, other] = [opened(new LastUsed(pool)), opened(new LastUsed(pool))]
  const keyIds = await insertKeys(200)
  for (let round = 0; round < 20; round++) {
    for (const keyId of keyIds) one.note(keyId)
    for (const keyId of keyIds.toReversed()) other.note(keyId)
    await Promise.all([one.flush(), other.flush()])
  }
  expect((await usesOf(keyIds)).every(at => at !== null)).toBe(true)
})

function opened(lastUsed: LastUsed): LastUsed {
  open.push(lastUsed)
  return lastUsed
}

/** Keys of which nobody knows the secret. */
async function insertKeys(count: number): Promise<string[]> {
  const { keyId } = await createKey(pool, { userId, name: 'first', scopes: ['ingest'] })
  const { rows } = await pool.query<{ key_id: string }>(
    `insert into api_keys (key_id, key_hash, user_id, name, scopes)
     select left(md5(random()::text), 12), md5(random()::text), $1, 'made', '{ingest}' from generate_series(2, $2::int)
     returning key_id`,
    [userId, count],
  )
  return [keyId, ...rows.map(row => row.key_id)]
}

async function usesOf(keyIds: string[]): Promise<(Date | null)[]> {
  const { rows } = await pool.query<{ last_used_at: Date | null }>(
    `select last_used_at from unnest($1::text[]) with ordinality as wanted (key_id, position)
     join api_keys using (key_id) order by position`,
    [keyIds],
  )
  return rows.map(row => row.last_used_at)
}

async function countWaiting(): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0].count
}
