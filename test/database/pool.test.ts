import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { isDatabaseUnavailable } from '../../src/database/database-error.ts'
import { createPool } from '../../src/database/pool.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool: admin, url } = await emptyDatabase()

/** Passes everything on until it is told to be silent, and then neither passes on nor hangs up. */
async function openBlackHole() {
  const target = new URL(url)
  const sockets: Socket[] = []
  let silent = false
  const server = createServer(near => {
    const far = connect(Number(target.port || 5432), target.hostname)
    sockets.push(near, far)
    near.on('data', bytes => silent || far.write(bytes)).on('error', () => {})
    far.on('data', bytes => silent || near.write(bytes)).on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through,
    beSilent() {
      silent = true
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('a session is in UTC, without JIT, named, and waits for nothing for ever', async () => {
  const { rows } = await admin.query(
    `select string_agg(name || '=' || setting, ' ' order by lower(name) collate "C") as settings from pg_settings where name in
     ('TimeZone', 'jit', 'application_name', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')`,
  )
  expect(rows[0].settings).toBe(
    'application_name=health-export idle_in_transaction_session_timeout=60000 jit=off ' +
      'lock_timeout=10000 statement_timeout=60000 TimeZone=UTC',
  )
})

test('an idle connection that the server ends is told of and replaced', async () => {
  const errors: Error[] = []
  const pool = createPool(url, { onError: error => errors.push(error) })
  const { rows } = await pool.query('select pg_backend_pid() as pid')
  const lost = once(pool, 'error')
  await admin.query('select pg_terminate_backend($1)', [rows[0].pid])
  await lost
  expect(errors.map(error => (error as { code?: string }).code)).toEqual(['57P01'])
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})

test('connections are kept for phones that send every few minutes, and closed when none does', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const pool = createPool(url, { onError: () => {} })
    await Promise.all([pool.query('select 1'), pool.query('select 1')])
    vi.advanceTimersByTime(5 * 60_000)
    expect(pool.idleCount).toBe(2)
    await pool.query('select 1')
    vi.advanceTimersByTime(9 * 60_000)
    expect(pool.totalCount).toBe(1)
    vi.advanceTimersByTime(60_000)
    expect(pool.totalCount).toBe(0)
    await pool.end()
  } finally {
    vi.useRealTimers()
  }
})

test('a connection that the server ends between two statements fails its transaction and nothing else', async () => {
  const pool = createPool(url, { onError: () => {} })
  const error = await failure(
    inTransaction(pool, async client => {
      const { rows } = await client.query('select pg_backend_pid() as pid')
      // Not `once`, which would also reject for the 'error' that comes before.
      const ended = new Promise(resolve => client.once('end', resolve))
      await admin.query('select pg_terminate_backend($1)', [rows[0].pid])
      await ended
      await client.query('select 1')
    }),
  )
  expect(isDatabaseUnavailable(error)).toBe(true)
  expect(pool.totalCount).toBe(0)
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})

test('a server that takes connections and says nothing is given up within 5 seconds', async () => {
  const hole = await openBlackHole()
  hole.beSilent()
  const pool = createPool(hole.url.href, { onError: () => {} })
  const startedAt = Date.now()
  expect(isDatabaseUnavailable(await failure(pool.query('select 1')))).toBe(true)
  expect(Date.now() - startedAt).toBeLessThan(5000)
  await pool.end()
  hole.close()
})

const silentMoments = ['begin', 'work', 'end'] as const

test.each(silentMoments)(
  'a server that falls silent in a transaction is given up, and its connection is not used again: at its %s',
  async moment => {
    const hole = await openBlackHole()
    hole.url.searchParams.set('query_timeout', '300')
    const pool = createPool(hole.url.href, { onError: () => {} })
    await pool.query('select 1')
    const startedAt = Date.now()
    if (moment === 'begin') hole.beSilent()
    const error = await failure(
      inTransaction(pool, async (client, { atLast }) => {
        await client.query('select 1')
        hole.beSilent()
        if (moment === 'work') await client.query('select 1')
        else atLast({ text: 'select 1' })
      }),
    )
    expect(isDatabaseUnavailable(error)).toBe(true)
    expect(Date.now() - startedAt).toBeLessThan(3000)
    expect(pool.totalCount).toBe(0)
    hole.close()
    await pool.end()
  },
)

test('a server that is not there is unavailable', async () => {
  const pool = createPool('postgres://nobody@127.0.0.1:1/nothing', { onError: () => {} })
  expect(isDatabaseUnavailable(await failure(pool.query('select 1')))).toBe(true)
  await pool.end()
})

test('a pool with no free connection says so instead of waiting for ever', async () => {
  const pool = createPool(url, { onError: () => {}, max: 1 })
  const client = await pool.connect()
  expect(isDatabaseUnavailable(await failure(pool.query('select 1')))).toBe(true)
  client.release()
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})
