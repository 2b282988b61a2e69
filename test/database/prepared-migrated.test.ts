import { expect, test } from 'vitest'
import { prepared } from '../../src/database/prepared.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool } = await emptyDatabase()

test('a column that is of another type since a statement was prepared is read as what it is', async () => {
  await pool.query('create table beats (bpm integer); insert into beats values (61)')
  const read = () =>
    inTransaction(pool, async client => (await client.query(prepared('select bpm from beats', []))).rows)
  expect(await read()).toEqual([{ bpm: 61 }])
  await pool.query('alter table beats alter column bpm type double precision')
  await pool.query('update beats set bpm = 61.5')
  expect(await read()).toEqual([{ bpm: 61.5 }])
})
