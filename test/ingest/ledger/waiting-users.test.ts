import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { Partitions } from '../../../src/database/partitions.ts'
import { createPool } from '../../../src/database/pool.ts'
import { PendingIngestions } from '../../../src/ingest/ledger/pending.ts'
import { type RawId, storeRaw } from '../../../src/ingest/ledger/raw.ts'
import { hashInPieces } from '../../../src/ingest/ledger/sha256.ts'
import { endTurn, joiningQueue, leaveQueue, takeTurn } from '../../../src/ingest/ledger/waiting-users.ts'
import { closeAfterwards } from '../../support/close-afterwards.ts'
import { testDatabase } from '../../support/database.ts'
import { inThisThread } from '../../support/in-this-thread.ts'
import { createTestUser } from '../../support/ingesting.ts'

const { pool, url } = await testDatabase()
const partitions = new Partitions(pool)
const createUsers = (count: number) => Promise.all(Array.from({ length: count }, () => createTestUser(pool)))

/** A body of one sample, which asked to be written later. */
async function queueBody(userId: string, minute: number, database: Pool = pool): Promise<RawId> {
  const data = [{ date: new Date(1_736_935_200_000 + minute * 60_000).toISOString(), qty: 1, source: 'W' }]
  const body = { data: { metrics: [{ name: 'flights_climbed', units: 'count', data }] } }
  const sent = Buffer.from(JSON.stringify(body))
  return storeRaw(
    { pool: database, partitions },
    {
      userId,
      keyId: null,
      sent,
      sha256: await hashInPieces(sent),
      contentType: null,
      contentEncoding: null,
      clientHeaders: {},
    },
    'queued',
  )
}

/** Until the test ends. @returns ids in the order in which their bodies were written, and anything that went wrong */
function startPending(database: Pool = pool) {
  const written: string[] = []
  const errors: unknown[] = []
  const pending = new PendingIngestions({
    pool: database,
    threads: inThisThread({
      pool: database,
      partitions: new Partitions(database),
      disabledTypes: new Set(),
      maxBodyBytes: 1_000_000,
    }),
    log: {
      info: fields => written.push((fields as { ingestion_id: string }).ingestion_id),
      error: fields => errors.push(fields),
    },
  })
  closeAfterwards(() => pending.close())
  return { pending, written, errors }
}

const countWaiting = async () =>
  (await pool.query('select count(*)::integer as waiting from waiting_users')).rows[0].waiting

test('who has queued many bodies keeps nobody else waiting, and has them written in their order', async () => {
  const users = (await createUsers(4)).sort()
  // As many as there are workers, and before the others in every order but that of their turns.
  const many = users.slice(0, 2)
  const [one, few] = users.slice(2) as [string, string]
  const queued: [userId: string, minute: number][] = [
    ...many.flatMap(userId =>
      Array.from({ length: 20 }, (_, minute) => [userId, minute] as [string, number]),
    ),
    [one, 0],
    [few, 0],
    [few, 1],
  ]
  const ids = new Map<string, string[]>()
  for (const [userId, minute] of queued) {
    const { id } = await queueBody(userId, minute)
    ids.set(userId, [...(ids.get(userId) ?? []), id])
  }
  const { pending, written, errors } = startPending()
  pending.start()
  await expect.poll(() => written.length, { timeout: 20_000 }).toBe(43)
  expect(errors).toEqual([])
  for (const own of ids.values()) expect(written.filter(id => own.includes(id))).toEqual(own)
  // In turn they are at the places 3, 4 and 7, and behind 40 others without turns. Two are written at once, and while a busy
  // machine keeps one of them waiting, others are done.
  const places = [one, few].flatMap(userId => ids.get(userId)!.map(id => written.indexOf(id)))
  expect(places.filter(place => place > 20)).toEqual([])
  await expect.poll(countWaiting).toBe(0)
})

test('however many processes write at once, each body is taken once, and of one user one after the other', async () => {
  const users = await createUsers(4)
  for (let minute = 0; minute < 12; minute++) {
    await Promise.all(users.map(userId => queueBody(userId, minute)))
  }
  // Whoever took a second body of a user would be refused, and say so.
  const { rows: places } = await pool.query(
    'select distinct tableoid::regclass::text as name from raw_ingestions where user_id = any($1)',
    [users],
  )
  for (const { name } of places) {
    await pool.query(`create unique index on ${name} (user_id) where status = 'processing'`)
  }
  const processes = Array.from({ length: 3 }, () => {
    const own = createPool(url, { onError: () => {} })
    closeAfterwards(() => own.end())
    return startPending(own)
  })
  for (const { pending } of processes) pending.start()
  const countWritten = () => processes.reduce((sum, { written }) => sum + written.length, 0)
  await expect.poll(countWritten, { timeout: 20_000 }).toBe(48)
  expect(processes.flatMap(({ errors }) => errors)).toEqual([])
  expect(processes.filter(({ written }) => written.length > 0).length).toBeGreaterThan(1)
  const { rows } = await pool.query(
    `select user_id, max(claims) as claims, array_agg(id order by id) = array_agg(id order by processed_at) as in_order,
       (select count(*)::integer from quantity_metrics as sample where sample.user_id = raw.user_id) as samples
     from raw_ingestions as raw where user_id = any($1) group by user_id order by user_id`,
    [users],
  )
  expect(rows).toEqual(
    [...users].sort().map(user_id => ({ user_id, claims: 1, in_order: true, samples: 12 })),
  )
})

test('a body that another process took in is found, without a word from it', async () => {
  const { pending, written } = startPending()
  pending.start()
  const [userId] = (await createUsers(1)) as [string]
  const ids = [await queueBody(userId, 0)]
  await expect.poll(() => written.length, { timeout: 5_000 }).toBe(1)
  // From here on nothing is known to be there, and nobody says that there is.
  await expect.poll(countWaiting).toBe(0)
  ids.push(await queueBody(userId, 1))
  await expect.poll(() => written.length, { timeout: 5_000 }).toBe(2)
  expect(written).toEqual(ids.map(({ id }) => id))
})

test('who stores a body while its user leaves the queue keeps the user in it', async () => {
  const [userId] = (await createUsers(1)) as [string]
  await pool.query('insert into waiting_users (user_id) values ($1)', [userId])
  const started = new Date()
  const turn = (await takeTurn(pool, '0197e7a0-0000-7000-8000-000000000001', started, []))!
  expect(turn.userId).toBe(userId)
  const client = await pool.connect()
  await client.query('begin')
  await client.query(
    `insert into raw_ingestions (user_id, received_at, id, status, payload, stored_as, sent_bytes, sha256)
     values ($1, now(), gen_random_uuid(), 'queued', '', 'gzip', 0, sha256(''))`,
    [userId],
  )
  await client.query(joiningQueue(userId))
  const leaving = leaveQueue(pool, turn, started)
  await expect
    .poll(async () => {
      const { rows } = await pool.query(
        `select count(*)::integer as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows[0].waiting
    })
    .toBe(1)
  await client.query('commit')
  client.release()
  await leaving
  const { rows } = await pool.query('select user_id, taken_by from waiting_users')
  expect(rows).toEqual([{ user_id: userId, taken_by: null }])
  await pool.query('delete from raw_ingestions where user_id = $1', [userId])
  await leaveQueue(pool, (await takeTurn(pool, turn.worker, started, []))!, started)
  expect(await countWaiting()).toBe(0)
})

test('whom a worker serves nobody else takes, until the worker is silent or of an earlier process', async () => {
  const [userId] = (await createUsers(1)) as [string]
  await pool.query('insert into waiting_users (user_id) values ($1)', [userId])
  const [one, other] = [
    '0197e7a0-0000-7000-8000-000000000001',
    '0197e7a0-0000-7000-8000-000000000002',
  ] as const
  const started = new Date(Date.now() - 1_000)
  const turn = await takeTurn(pool, one, started, [one])
  expect(turn).toEqual({ userId, worker: one })
  expect(await takeTurn(pool, other, started, [other])).toBeUndefined()
  await pool.query(`update waiting_users set taken_at = now() - interval '4 minutes'`)
  expect(await takeTurn(pool, other, started, [other])).toEqual({ userId, worker: other })
  // It comes back to life: the turn is not its own any more.
  await endTurn(pool, turn!)
  expect(await takeTurn(pool, one, started, [one])).toBeUndefined()
  const restarted = new Date(Date.now() + 1_000)
  // What another one of the same process has is its own, also where the clock of the database is behind.
  expect(await takeTurn(pool, one, restarted, [one, other])).toBeUndefined()
  expect(await takeTurn(pool, one, restarted, [one])).toEqual({ userId, worker: one })
  await leaveQueue(pool, turn!, started)
  expect(await countWaiting()).toBe(0)
})
