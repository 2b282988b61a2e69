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
  const addInOrder = (first: number, second: number) =>
    inTransaction(pool, async client => {
      attempts += 1
      await client.query('set local deadlock_timeout = 50')
      await client.query('update counter set count = count + 1 where id = $1', [first])
      arrived += 1
      if (arrived === 2) release()
      await bothHoldOne
      await client.query('update counter set count = count + 1 where id = $1', [second])
    })
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
