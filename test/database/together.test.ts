import { type PoolClient, types } from 'pg'
import { expect, test } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { prepared } from '../../src/database/prepared.ts'
import { together } from '../../src/database/together.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool } = await emptyDatabase()
await pool.query('create table steps (place int primary key, name text)')

/** How often the server says that it is ready for what comes next: after each round trip. */
async function countingTrips<T>(
  work: (client: PoolClient) => Promise<T>,
): Promise<{ trips: number; value: T }> {
  const client = await pool.connect()
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
  let trips = 0
  const count = () => {
    trips++
  }
  connection.on('readyForQuery', count)
  try {
    const value = await work(client)
    return { trips, value }
  } finally {
    connection.off('readyForQuery', count)
    client.release()
  }
}

const insert = (place: number, name: string) =>
  prepared('insert into steps values ($1, $2) returning name', [place, name])
const readPlaces = async () =>
  (await pool.query('select place from steps order by place')).rows.map(row => row.place)

test('statements run one after another in one round trip, and each has its own result', async () => {
  const { trips, value } = await countingTrips(client =>
    together(client, [
      { text: 'begin' },
      insert(1, 'bytes'),
      { text: 'select place, name from steps where place = $1', values: [1] },
      insert(2, 'rows'),
      { text: 'update steps set name = upper(name)' },
      { text: 'commit' },
    ]),
  )
  expect(value.map(({ command, rows, rowCount }) => ({ command, rows, rowCount }))).toEqual([
    { command: 'BEGIN', rows: [], rowCount: null },
    { command: 'INSERT', rows: [{ name: 'bytes' }], rowCount: 1 },
    { command: 'SELECT', rows: [{ place: 1, name: 'bytes' }], rowCount: 1 },
    { command: 'INSERT', rows: [{ name: 'rows' }], rowCount: 1 },
    { command: 'UPDATE', rows: [], rowCount: 2 },
    { command: 'COMMIT', rows: [], rowCount: null },
  ])
  expect(trips).toBe(1)
})

test('behind one that fails none is run, and the connection knows what it has prepared', async () => {
  const before = prepared('select 1 as before', [])
  const failing = prepared('select 1 / $1::integer as failing', [0])
  const behind = prepared('insert into steps values ($1) returning place', [7])
  const { value } = await countingTrips(async client => {
    const failed = together(client, [before, failing, behind])
    await expect(failed).rejects.toMatchObject({ code: '22012' })
    expect(await readPlaces()).not.toContain(7)
    return together(client, [before, { ...failing, values: [1] }, behind])
  })
  expect(value.map(({ rows }) => rows[0])).toEqual([{ before: 1 }, { failing: 1 }, { place: 7 }])
})

test('a statement that cannot be parsed is parsed again when it can be', async () => {
  const statement = prepared('select name from later', [])
  const { value } = await countingTrips(async client => {
    await expect(together(client, [statement, insert(8, 'behind')])).rejects.toMatchObject({ code: '42P01' })
    const [, , asked] = await together(client, [
      { text: 'create table later (name text)' },
      { text: `insert into later values ('there')` },
      statement,
    ])
    return asked!.rows
  })
  expect(value).toEqual([{ name: 'there' }])
  expect(await readPlaces()).not.toContain(8)
})

test('behind one whose parameters cannot be sent none is run', async () => {
  const unsendable = {
    toPostgres() {
      throw new Error('not to be sent')
    },
  }
  const { value } = await countingTrips(async client => {
    const statements = [{ text: 'begin' }, insert(9, 'before'), { text: 'select $1', values: [unsendable] }]
    await expect(together(client, [...statements, { text: 'commit' }])).rejects.toThrow('not to be sent')
    const [counted] = await together(client, [
      { text: 'select count(*)::integer from steps where place = 9' },
      { text: 'rollback' },
    ])
    return counted!.rows
  })
  expect(value).toEqual([{ count: 1 }])
  expect(await readPlaces()).not.toContain(9)
})

test('what has no result of rows ends as well', async () => {
  const { value } = await countingTrips(async client => {
    const [empty, one] = await together(client, [{ text: '' }, { text: 'select 1 as one' }])
    expect([empty!.rows, one!.rows]).toEqual([[], [{ one: 1 }]])
    await expect(together(client, [{ text: 'copy steps from stdin' }])).rejects.toMatchObject({
      code: '57014',
    })
    return (await together(client, [{ text: 'copy (select 2) to stdout' }]))[0]!.command
  })
  expect(value).toBe('COPY')
})

test('values are read as the pool reads them, and an error says who asked', async () => {
  const reversed = createPool(pool.options.connectionString!, { onError: () => {} })
  const client = await reversed.connect()
  try {
    client.setTypeParser(types.builtins.TEXT, text => [...text].reverse().join(''))
    const [read] = await together(client, [{ text: `select 'abc'::text as text` }])
    expect(read!.rows).toEqual([{ text: 'cba' }])
    const failed = together(client, [{ text: 'select 1 / 0' }])
    await expect(failed).rejects.toMatchObject({ stack: expect.stringContaining('together.ts') })
  } finally {
    client.release()
    await reversed.end()
  }
})

test('a connection that breaks fails all that is under way', async () => {
  const client = await pool.connect()
  client.on('error', () => {})
  const ended = together(client, [
    { text: 'select pg_terminate_backend(pg_backend_pid())' },
    insert(10, 'late'),
  ])
  await expect(ended).rejects.toThrow()
  client.release(true)
  expect(await readPlaces()).not.toContain(10)
})
