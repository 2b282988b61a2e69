import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listPartitions } from '../../src/database/list-partitions.ts'
import { planPartitions, startOfMonth } from '../../src/database/partition-range.ts'
import { Partitions } from '../../src/database/partitions.ts'
import { createPool } from '../../src/database/pool.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool, url } = await emptyDatabase()
const now = Date.UTC(2026, 10, 24)
let tableCount = 0

async function newTable(): Promise<string> {
  tableCount += 1
  const table = `reading_${tableCount}`
  await pool.query(
    `create table ${table} (
       user_id int, recorded_at timestamptz, value int not null default 7 check (value > 0), grouped boolean,
       primary key (user_id, recorded_at)
     ) partition by range (recorded_at);
     create unique index on ${table} (user_id, recorded_at, value) where grouped;
     create index ${table}_by_value on ${table} (value)`,
  )
  return table
}

const partitionsOf = async (table: string) =>
  (await listPartitions(pool)).filter(partition => partition.table === table)
const namesOf = async (table: string) => (await partitionsOf(table)).map(({ partition }) => partition)

test('months are ready from two years back to twelve months ahead', async () => {
  const table = await newTable()
  const created = await new Partitions(pool, () => now).createAhead()
  const partitions = await partitionsOf(table)
  expect(created).toBeGreaterThanOrEqual(47)
  expect(partitions).toHaveLength(47)
  expect(partitions[0]).toEqual({
    table,
    partition: `${table}_y2024m01`,
    from: new Date('2024-01-01T00:00:00Z'),
    to: new Date('2024-02-01T00:00:00Z'),
    estimatedRows: null,
    bytes: expect.any(Number),
  })
  expect(partitions.at(-1)).toMatchObject({
    partition: `${table}_y2027m11`,
    to: new Date('2027-12-01T00:00:00Z'),
  })
  expect(await new Partitions(pool, () => now).createAhead()).toBe(0)
})

test('an instant gets its month, one of an older year its calendar year', async () => {
  const table = await newTable()
  const partitions = new Partitions(pool, () => now)
  await partitions.ensure(table, [
    Date.UTC(2026, 10, 30, 23, 59, 59, 999),
    Date.UTC(2026, 11, 1),
    Date.UTC(2023, 11, 31),
    Date.UTC(1901, 0, 1),
    Date.UTC(1901, 5, 1),
  ])
  expect(await namesOf(table)).toEqual([
    `${table}_y1901`,
    `${table}_y2023`,
    `${table}_y2026m11`,
    `${table}_y2026m12`,
  ])
  await pool.query(
    `insert into ${table} values (1, '1901-12-31 23:59:59.999+00', 1), (1, '2026-11-30 23:59:59.999+00', 1)`,
  )
})

test('a year that began with months goes on with months when it grows old', async () => {
  const table = await newTable()
  await new Partitions(pool, () => now).ensure(table, [Date.UTC(2024, 2, 1)])
  await new Partitions(pool, () => Date.UTC(2030, 0, 1)).ensure(table, [Date.UTC(2024, 6, 1)])
  expect(await namesOf(table)).toEqual([`${table}_y2024m03`, `${table}_y2024m07`])
})

test('a partition has every index, default and constraint of its table, as parts of the table’s own', async () => {
  const table = await newTable()
  await new Partitions(pool, () => now).ensure(table, [now])
  const indexes = await pool.query(
    `select count(*)::int as parts, bool_and(indisvalid) as valid
     from pg_index join pg_inherits on inhparent = indexrelid where indrelid = $1::regclass`,
    [table],
  )
  expect(indexes.rows).toEqual([{ parts: 3, valid: true }])
  await pool.query(`insert into ${table} (user_id, recorded_at) values (1, '2026-11-02')`)
  expect((await pool.query(`select value from ${table}`)).rows).toEqual([{ value: 7 }])
  await expect(
    pool.query(`insert into ${table} (user_id, recorded_at) values (1, '2026-11-02')`),
  ).rejects.toMatchObject({ code: '23505' })
  await expect(pool.query(`insert into ${table} values (2, '2026-11-02', -1)`)).rejects.toMatchObject({
    code: '23514',
  })
})

test('eight processes that need the same months at once all get them', async () => {
  const table = await newTable()
  const instants = [Date.UTC(2026, 2, 1), Date.UTC(2026, 3, 1), Date.UTC(1950, 0, 1)]
  const pools = Array.from({ length: 8 }, () => createPool(url, { onError: () => {}, max: 1 }))
  await Promise.all(pools.map(pool => new Partitions(pool, () => now).ensure(table, instants)))
  await Promise.all(pools.map(pool => pool.end()))
  expect(await namesOf(table)).toEqual([`${table}_y1950`, `${table}_y2026m03`, `${table}_y2026m04`])
})

test('a partition that somebody makes by hand at the same moment is as good as ours', async () => {
  const table = await newTable()
  const partitions = new Partitions(pool, () => now)
  await partitions.ensure(table, [])
  const byHand = await pool.connect()
  try {
    await byHand.query(
      `begin; create table ${table}_y2026m11 partition of ${table} for values from ('2026-11-01Z') to ('2026-12-01Z')`,
    )
    const ensured = partitions.ensure(table, [now, Date.UTC(2026, 11, 1)])
    await expect
      .poll(async () => (await pool.query('select from pg_locks where not granted')).rowCount)
      .toBeGreaterThan(0)
    await byHand.query('commit')
    await ensured
  } finally {
    byHand.release()
  }
  expect(await namesOf(table)).toEqual([`${table}_y2026m11`, `${table}_y2026m12`])
})

test('known months cost no query, until they are forgotten', async () => {
  const table = await newTable()
  const ownPool = createPool(url, { onError: () => {} })
  const partitions = new Partitions(ownPool, () => now)
  await partitions.ensure(table, [now])
  await pool.query(`drop table ${table}_y2026m11`)
  await ownPool.query('select 1')
  const connections = ownPool.totalCount
  expect(connections).toBe(1)
  let queries = 0
  ownPool.on('acquire', () => {
    queries += 1
  })
  await partitions.ensure(table, [now])
  expect(queries).toBe(0)
  partitions.forget()
  await partitions.ensure(table, [now])
  await ownPool.end()
  expect(await namesOf(table)).toEqual([`${table}_y2026m11`])
})

test('a new month waits neither for an open insert nor holds up the next one', async () => {
  const table = await newTable()
  const partitions = new Partitions(pool, () => now)
  await partitions.ensure(table, [now])
  const inserting = await pool.connect()
  try {
    await inserting.query(
      `begin; set local lock_timeout = 1000; insert into ${table} values (1, '2026-11-02', 1)`,
    )
    await partitions.ensure(table, [Date.UTC(2026, 8, 1)])
    await inserting.query(`insert into ${table} values (1, '2026-09-02', 1)`)
    await pool.query(`insert into ${table} values (2, '2026-09-03', 1)`)
    await inserting.query('commit')
  } finally {
    inserting.release()
  }
  expect((await pool.query(`select count(*)::int from ${table}`)).rows).toEqual([{ count: 3 }])
})

test('a table that is not partitioned is a mistake of ours', async () => {
  await expect(new Partitions(pool).ensure('nowhere', [now])).rejects.toThrow(
    'nowhere is not a table partitioned',
  )
})

test('law: planned partitions cover what is wanted and overlap neither each other nor what is there', () => {
  const month = fc.integer({ min: 1900 * 12, max: 2027 * 12 })
  fc.assert(
    fc.property(fc.array(month), fc.array(month), (earlier, wanted) => {
      const known = new Set<number>()
      for (const months of [earlier, wanted]) {
        for (const { from, to } of planPartitions(months, known, now)) {
          for (let month = from; month < to; month++) {
            expect(known.has(month)).toBe(false)
            known.add(month)
          }
        }
        expect(months.every(month => known.has(month))).toBe(true)
      }
    }),
  )
  expect(startOfMonth(1901 * 12)).toBe('1901-01-01 00:00:00+00')
  expect(startOfMonth(2026 * 12 + 11)).toBe('2026-12-01 00:00:00+00')
})
