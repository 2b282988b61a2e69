import { expect, test, vi } from 'vitest'
import { prepared } from '../../src/database/prepared.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool } = await emptyDatabase()
await pool.query('create table visits (place text primary key, count int not null)')

const visit = (place: string) =>
  inTransaction(pool, async client => {
    await client.query(
      prepared(
        `insert into visits as stored values ($1, 1)
         on conflict (place) do update set count = stored.count + 1`,
        [place],
      ),
    )
    const { rows } = await client.query('select name from pg_prepared_statements')
    return rows.length
  })

test('a name means one statement, whichever process prepared it', async () => {
  const named = prepared('select 1', []).name
  expect(prepared('select 2', []).name).not.toBe(named)
  vi.resetModules()
  const another = await import('../../src/database/prepared.ts')
  expect([another.prepared('select 2', []).name, another.prepared('select 1', []).name][1]).toBe(named)
})

test('a connection parses a statement once, until a pooler hands us one that does not know it', async () => {
  expect([await visit('home'), await visit('home')]).toEqual([1, 1])
  // As a pooler looks to us that shares its connections: the statement was prepared on another one.
  await pool.query('deallocate all')
  expect([await visit('home'), await visit('office')]).toEqual([0, 0])
  const { rows } = await pool.query('select place, count from visits order by place')
  expect(rows).toEqual([
    { place: 'home', count: 3 },
    { place: 'office', count: 1 },
  ])
})
