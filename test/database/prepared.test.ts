import { expect, test, vi } from 'vitest'
import { prepared } from '../../src/database/prepared.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool } = await emptyDatabase()
await pool.query('create table visits (place text primary key, count int not null)')

const counting = (place: string) =>
  prepared(
    `insert into visits as stored values ($1, 1)
     on conflict (place) do update set count = stored.count + 1`,
    [place],
  )

/** @returns how many statements the connection has prepared */
const visit = (place: string) =>
  inTransaction(pool, async client => {
    await client.query(counting(place))
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

test('a connection parses a statement once', async () => {
  expect([await visit('home'), await visit('home')]).toEqual([1, 1])
})

// As a pooler looks to us that shares its connections: the statement was prepared on another one.
test('a pooler that hands us a connection that does not know it ends that, also for what opens and ends a transaction', async () => {
  const atEnds = () =>
    inTransaction(pool, async (_client, { atLast }) => void atLast(counting('work')), {
      opening: () => [counting('school')],
    })
  await atEnds()
  await pool.query('deallocate all')
  await atEnds()
  expect([await visit('home'), await visit('office')]).toEqual([0, 0])
  const { rows } = await pool.query('select place, count from visits order by place')
  expect(rows).toEqual([
    { place: 'home', count: 3 },
    { place: 'office', count: 1 },
    { place: 'school', count: 2 },
    { place: 'work', count: 2 },
  ])
})
