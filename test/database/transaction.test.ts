import { expect, test } from 'vitest'
import { inTransaction } from '../../src/database/transaction.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool } = await emptyDatabase()
await pool.query(
  'create table counter (id int primary key, count int not null); insert into counter values (1, 0), (2, 0)',
)

const counts = async () =>
  (await pool.query('select count from counter order by id')).rows.map(row => row.count)

test('what throws changes nothing, and its connection is used again', async () => {
  const before = await counts()
  await expect(
    inTransaction(pool, async client => {
      await client.query('update counter set count = count + 1')
      throw Object.assign(new Error('our own'), { code: 'not_found' })
    }),
  ).rejects.toThrow('our own')
  expect(await counts()).toEqual(before)
  expect(pool.idleCount).toBe(pool.totalCount)
})

test('a statement that failed and was caught does not pass for a commit', async () => {
  const before = await counts()
  await expect(
    inTransaction(pool, async client => {
      await client.query('update counter set count = count + 1')
      await client.query('select 1 / 0').catch(() => {})
    }),
  ).rejects.toThrow('The transaction had failed before its commit')
  expect(await counts()).toEqual(before)
})

test('two that deadlock both come through in the end', async () => {
  const before = await counts()
  let attempts = 0
  let arrived = 0
  let release = () => {}
  const bothHoldOne = new Promise<void>(resolve => {
    release = resolve
  })
  let end = () => {}
  const oneHasEnded = new Promise<void>(resolve => {
    end = resolve
  })
  const addInOrder = async (first: number, second: number) => {
    let isAgain = false
    await inTransaction(pool, async client => {
      attempts += 1
      // Else it may take its row before the other is awake, and meet it once more.
      if (isAgain) await oneHasEnded
      isAgain = true
      await client.query('set local deadlock_timeout = 50')
      await client.query('update counter set count = count + 1 where id = $1', [first])
      arrived += 1
      if (arrived === 2) release()
      await bothHoldOne
      await client.query('update counter set count = count + 1 where id = $1', [second])
    })
    end()
  }
  await Promise.all([addInOrder(1, 2), addInOrder(2, 1)])
  expect(attempts).toBe(3)
  expect(await counts()).toEqual(before.map(count => count + 2))
})

test('what conflicts every time is given up after five attempts', async () => {
  let attempts = 0
  await expect(
    inTransaction(pool, async client => {
      attempts += 1
      await client.query(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`)
    }),
  ).rejects.toMatchObject({ code: '40001' })
  expect(attempts).toBe(5)
})

test('what opens a transaction and what is put off to its end are a part of it', async () => {
  const before = await counts()
  const add = (id: number) => ({
    text: 'update counter set count = count + 1 where id = $1 returning count',
    values: [id],
  })
  const { read, last } = await inTransaction(
    pool,
    async (client, { opened, atLast }) => {
      const last = atLast(add(2))
      const { rows } = await client.query('select count from counter order by id')
      return { read: [opened[0]!.rows, rows], last }
    },
    { opening: () => [add(1)] },
  )
  const [first, second] = before
  expect(read).toEqual([[{ count: first + 1 }], [{ count: first + 1 }, { count: second }]])
  expect((await last).rows).toEqual([{ count: second + 1 }])
  expect(await counts()).toEqual([first + 1, second + 1])
})

test('what fails at the end of a transaction leaves nothing of it, and whoever waits for a result is told', async () => {
  const before = await counts()
  let last: Promise<unknown> | undefined
  const failed = inTransaction(pool, async (client, { atLast }) => {
    await client.query('update counter set count = count + 1')
    last = atLast({ text: 'update counter set count = 0' })
    atLast({ text: 'select 1 / 0' })
  })
  await expect(failed).rejects.toMatchObject({ code: '22012' })
  await expect(last).rejects.toMatchObject({ code: '22012' })
  expect(await counts()).toEqual(before)
  expect(pool.idleCount).toBe(pool.totalCount)
})

test('of a transaction that runs again what opened and what ends it count once', async () => {
  const before = await counts()
  const add = { text: 'update counter set count = count + 1' }
  let attempts = 0
  await inTransaction(
    pool,
    async (client, { atLast }) => {
      atLast(add)
      attempts += 1
      if (attempts === 1)
        await client.query(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`)
    },
    { opening: () => [add] },
  )
  expect(await counts()).toEqual(before.map(count => count + 2))
})

test('once its end has begun nothing can be put off any more', async () => {
  const before = await counts()
  let late: (() => unknown) | undefined
  await inTransaction(pool, async (_client, { atLast }) => {
    late = () => atLast({ text: 'update counter set count = 0' })
  })
  expect(late).toThrow('The transaction has ended')
  expect(await counts()).toEqual(before)
})
