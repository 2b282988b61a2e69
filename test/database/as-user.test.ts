import type { ClientBase } from 'pg'
import { describe, expect, test } from 'vitest'
import { actingAs, readAsUser, readerRole, writerRole } from '../../src/database/as-user.ts'
import { createPool } from '../../src/database/pool.ts'
import { secretTables } from '../../src/database/roles.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { closeAfterwards } from '../support/close-afterwards.ts'
import { testDatabase } from '../support/database.ts'
import { createTestUser } from '../support/ingesting.ts'
import { insertRow } from '../support/row-of-each-table.ts'
import { rowsOfUser, userOwnedRelations } from '../support/tables.ts'

const { pool, url } = await testDatabase()
const relations = await userOwnedRelations(pool, 'tables and views')
const tables = await userOwnedRelations(pool, 'tables')
const readable = relations.filter(name => !secretTables.includes(name))
const writable = tables.filter(name => !secretTables.includes(name) && name !== 'audit_log')

const userA = await createTestUser(pool)
const userB = await createTestUser(pool)
for (const table of tables) for (const userId of [userA, userB]) await insertRow(pool, table, userId)

/** What a role sees of a table or view without a word of whose it is. */
const allRows = async (client: ClientBase, relation: string) =>
  (await client.query(`select to_jsonb(stored)::text as row from ${relation} stored order by row`)).rows.map(
    ({ row }) => row,
  )

/** Every row that the client sees, by table and view. */
async function everythingSeen(
  client: ClientBase,
  names: readonly string[],
): Promise<Record<string, string[]>> {
  const seen: Record<string, string[]> = {}
  for (const name of names) seen[name] = await allRows(client, name)
  return seen
}

const asRole = <T>(role: string, userId: string, work: (client: ClientBase) => Promise<T>) =>
  inTransaction(pool, async client => {
    await client.query(actingAs(role, userId))
    return work(client)
  })

/** What a statement is refused with; the transaction goes on. */
async function refusal(client: ClientBase, sql: string, parameters: unknown[] = []): Promise<unknown> {
  await client.query('savepoint before')
  try {
    const { rowCount } = await client.query(sql, parameters)
    return `${rowCount} rows`
  } catch (error) {
    await client.query('rollback to savepoint before')
    return (error as { code?: string }).code
  }
}

const DENIED = '42501'

test('every table has a row of each of two users, so that the tests below have something to find', async () => {
  const stored = Object.entries(await rowsOfUser(pool, userB))
  expect(stored.map(([name]) => name).sort()).toEqual([...relations, 'users'].sort())
  for (const [name, rows] of stored) expect(rows, name).not.toEqual([])
})

describe('a reader', () => {
  test.each(['', undefined])(
    'without a user (%j) sees no row of any table, view or rollup, nor of users',
    async named => {
      const seen = await inTransaction(pool, async client => {
        if (named !== undefined)
          await client.query(`select set_config('health_export.user_id', $1, true)`, [named])
        await client.query(`set local role ${readerRole}`)
        return everythingSeen(client, [...readable, 'users'])
      })
      expect(seen).toEqual(Object.fromEntries([...readable, 'users'].map(name => [name, []])))
    },
  )

  test('sees exactly the rows of its user', async () => {
    const stored = Object.entries(await rowsOfUser(pool, userA))
    const expected = Object.fromEntries(stored.filter(([name]) => !secretTables.includes(name)))
    const seen = await readAsUser(pool, userA, client => everythingSeen(client, [...readable, 'users']))
    expect(seen).toEqual(expected)
  })

  test.each([
    [
      'an aggregate',
      (table: string) => `select count(*)::integer as found from ${table} having count(distinct user_id) > 1`,
    ],
    [
      'a where for everybody',
      (table: string) => `select from ${table} where user_id is not null group by user_id offset 1`,
    ],
    ['the other user by name', (table: string) => `select from ${table} where user_id = '${userB}'`],
    ['a join', (table: string) => `select from users join ${table} on user_id <> '${userA}'`],
    ['a sub-select', (table: string) => `select from (table ${table}) stored where user_id <> '${userA}'`],
  ])('sees nothing of others by %s', async (_what, statement) => {
    const found = await readAsUser(pool, userA, async client => {
      const counts: Record<string, number | null> = {}
      for (const table of readable) counts[table] = (await client.query(statement(table))).rowCount
      return counts
    })
    expect(found).toEqual(Object.fromEntries(readable.map(table => [table, 0])))
  })

  test('changes nothing', async () => {
    await asRole(readerRole, userA, async client => {
      for (const table of [...tables, 'users']) {
        const attempts = [
          `insert into ${table} default values`,
          `update ${table} set ${table === 'users' ? 'id = id' : 'user_id = user_id'}`,
          `delete from ${table}`,
          `truncate ${table}`,
        ]
        for (const sql of attempts) expect(await refusal(client, sql), sql).toBe(DENIED)
      }
    })
  })

  test('may not even try to: its transactions are read-only', async () => {
    const write = readAsUser(pool, userA, client => client.query('create temporary table mine ()'))
    await expect(write).rejects.toMatchObject({ code: '25006' })
  })

  test.each([readerRole, writerRole])(
    'has no way to keys, sessions, partitions or statistics as %s',
    async role => {
      const { rows } = await pool.query(
        `select relname as name from pg_class where relispartition and relkind = 'r' union all select unnest($1::text[])`,
        [secretTables],
      )
      expect(secretTables).toEqual(['api_keys', 'sessions', 'sign_in_links'])
      expect(rows.length).toBeGreaterThan(10)
      // Statistics hold samples of the values.
      await pool.query('analyze')
      await asRole(role, userA, async client => {
        for (const { name } of rows) expect(await refusal(client, `select from ${name}`), name).toBe(DENIED)
        // PostGIS, where it is, brings a table of its own.
        const statistics = `select from pg_stats where schemaname = 'public' and tablename <> 'spatial_ref_sys'`
        expect(await refusal(client, statistics)).toBe('0 rows')
        expect(await refusal(client, `select from pg_statistic`)).toBe(DENIED)
      })
    },
  )
})

describe('a writer', () => {
  test('sees and changes exactly the rows of its user', async () => {
    await asRole(writerRole, userA, async client => {
      const mine = await rowsOfUser(pool, userA)
      for (const table of writable) {
        expect(await allRows(client, table), table).toEqual(mine[table])
        expect(await refusal(client, `update ${table} set user_id = user_id`), table).toBe('1 rows')
        const theirs = `update ${table} set user_id = user_id where user_id = $1`
        expect(await refusal(client, theirs, [userB]), table).toBe('0 rows')
      }
    })
  })

  test('gives no row to another user, neither a new one nor one of its own', async () => {
    const userC = await createTestUser(pool)
    await asRole(writerRole, userC, async client => {
      for (const table of writable) {
        await client.query('savepoint before')
        await expect(insertRow(client as never, table, userB), table).rejects.toMatchObject({ code: DENIED })
        await client.query('rollback to savepoint before')
        await insertRow(client as never, table, userC)
        expect(await refusal(client, `update ${table} set user_id = $1`, [userB]), table).toBe(DENIED)
      }
    })
  })

  test('deletes rollups and their streams only, and those of its user only', async () => {
    const rollback = new Error('undo')
    const attempt = asRole(writerRole, userA, async client => {
      for (const table of tables) {
        const expected = ['sample_rollups', 'sample_streams'].includes(table) ? '1 rows' : DENIED
        expect(await refusal(client, `delete from ${table}`), table).toBe(expected)
        expect(await refusal(client, `truncate ${table}`), table).toBe(DENIED)
      }
      throw rollback
    })
    await expect(attempt).rejects.toBe(rollback)
  })

  test('has nothing of users, keys, sessions and the audit', async () => {
    await asRole(writerRole, userA, async client => {
      for (const table of ['users', ...secretTables, 'audit_log']) {
        expect(await refusal(client, `select from ${table}`), table).toBe(DENIED)
        expect(await refusal(client, `insert into ${table} default values`), table).toBe(DENIED)
        expect(await refusal(client, `delete from ${table}`), table).toBe(DENIED)
      }
    })
  })
})

describe('a connection is the login’s own again, with no user named,', () => {
  const own = createPool(url, { onError: () => {}, max: 1 })
  closeAfterwards(() => own.end())
  const state = async () =>
    (
      await own.query(
        `select pg_backend_pid() as pid, current_user = session_user as own,
           current_setting('health_export.user_id', true) as named`,
      )
    ).rows[0]

  test.each([
    ['when all went well', async (client: ClientBase) => client.query('select')],
    ['after an error of a statement', async (client: ClientBase) => client.query('select 1 / 0')],
    [
      'after an error of ours',
      async () => {
        throw new Error('ours')
      },
    ],
    [
      'after a statement’s time-out',
      async (client: ClientBase) => {
        await client.query('set local statement_timeout = 20')
        await client.query('select pg_sleep(5)')
      },
    ],
    [
      'after a savepoint that was rolled back',
      async (client: ClientBase) => {
        await client.query('savepoint inner_part')
        await client.query('select 1 / 0').catch(() => client.query('rollback to savepoint inner_part'))
        const { rows } = await client.query('select current_user as role')
        expect(rows[0].role).toBe(readerRole)
      },
    ],
  ])('%s', async (_when, work) => {
    const { pid } = await state()
    await readAsUser(own, userA, work as (client: ClientBase) => Promise<unknown>).catch(() => {})
    // The same connection: nothing of its state went away because it was replaced.
    expect(await state()).toEqual({ pid, own: true, named: '' })
  })
})

test('the role of one transaction is not that of another at the same time', async () => {
  const seen = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      readAsUser(pool, index % 2 ? userA : userB, async client => {
        await client.query('select pg_sleep(random() / 100)')
        return (await client.query('select user_id from workouts')).rows.map(({ user_id }) => user_id)
      }),
    ),
  )
  expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => [index % 2 ? userA : userB]))
})
