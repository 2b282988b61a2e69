import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { migrate, migrationStatus } from '../../src/database/migrate.ts'
import { createPool } from '../../src/database/pool.ts'
import { emptyDatabase } from '../support/database.ts'

const { pool, url } = await emptyDatabase()
let parent: string | undefined

/** Brackets in the name, because the library takes a pattern. */
function newMigrations(): string {
  parent = mkdtempSync(join(tmpdir(), 'health-export-migrations-'))
  const directory = join(parent, 'migra[ti]ons {x} (1)')
  mkdirSync(directory)
  writeFileSync(
    join(directory, '0001.do.first.sql'),
    'create table first (id int);\ninsert into first values (1);\n',
  )
  writeFileSync(join(directory, '0002.do.second.sql'), 'create table second (id int);\n')
  writeFileSync(join(directory, 'schema.sql'), 'not a migration')
  return directory
}

afterEach(async () => {
  if (parent) rmSync(parent, { recursive: true })
  parent = undefined
  await pool.query('drop schema public cascade; create schema public')
})

test('four instances that start at once apply each migration once', async () => {
  const directory = newMigrations()
  const pools = Array.from({ length: 4 }, () => createPool(url, { onError: () => {} }))
  const applied = await Promise.all(pools.map(pool => migrate(pool, directory)))
  await Promise.all(pools.map(pool => pool.end()))
  expect(applied.map(list => list.length).sort()).toEqual([0, 0, 0, 2])
  expect(
    (await pool.query('select version::int from schema_migrations where version > 0 order by 1')).rows,
  ).toEqual([{ version: 1 }, { version: 2 }])
  expect((await pool.query('select * from first')).rows).toEqual([{ id: 1 }])
})

test('the status lists what is applied and what is pending, and changes nothing', async () => {
  const directory = newMigrations()
  const pending = [
    { version: 1, name: 'first', appliedAt: null },
    { version: 2, name: 'second', appliedAt: null },
  ]
  expect(await migrationStatus(pool, directory)).toEqual(pending)
  expect((await pool.query(`select to_regclass('schema_migrations') as found`)).rows).toEqual([
    { found: null },
  ])

  const before = Date.now()
  await migrate(pool, directory)
  writeFileSync(join(directory, '0003.do.third.sql'), 'create table third (id int);\n')
  const status = await migrationStatus(pool, directory)
  expect(status).toEqual([
    { version: 1, name: 'first', appliedAt: expect.any(Date) },
    { version: 2, name: 'second', appliedAt: expect.any(Date) },
    { version: 3, name: 'third', appliedAt: null },
  ])
  expect(Math.abs((status[0]?.appliedAt?.getTime() ?? 0) - before)).toBeLessThan(10_000)
})

test('an applied migration that was edited is refused; other line ends are no edit', async () => {
  const directory = newMigrations()
  await migrate(pool, directory)
  writeFileSync(
    join(directory, '0001.do.first.sql'),
    'create table first (id int);\r\ninsert into first values (1);\r\n',
  )
  expect(await migrate(pool, directory)).toEqual([])
  appendFileSync(join(directory, '0001.do.first.sql'), '-- a thought\n')
  const message = 'Migration 1 (first) was edited after it was applied: restore it, and write a new one'
  await expect(migrate(pool, directory)).rejects.toThrow(message)
  await expect(migrationStatus(pool, directory)).rejects.toThrow(message)
})

test('a database that is newer than the code is refused', async () => {
  const directory = newMigrations()
  await migrate(pool, directory)
  rmSync(join(directory, '0002.do.second.sql'))
  await expect(migrate(pool, directory)).rejects.toThrow('The database is newer than this code')
})

test('a migration that was removed, or came in before the last, is refused', async () => {
  const directory = newMigrations()
  await migrate(pool, directory)
  rmSync(join(directory, '0001.do.first.sql'))
  await expect(migrate(pool, directory)).rejects.toThrow(
    'Migration 1 (first) was applied, but its file is gone',
  )
  await pool.query('delete from schema_migrations where version = 1')
  writeFileSync(join(directory, '0001.do.late.sql'), 'create table late (id int);\n')
  await expect(migrate(pool, directory)).rejects.toThrow(
    'Migration 1 (late) came in before 2, which is applied',
  )
})

test('a migration that fails leaves nothing of any', async () => {
  const directory = newMigrations()
  writeFileSync(join(directory, '0003.do.broken.sql'), 'create table third (id int);\nselect 1 / 0;\n')
  await expect(migrate(pool, directory)).rejects.toMatchObject({ code: '22012' })
  expect(
    (await pool.query(`select relname from pg_class where relnamespace = 'public'::regnamespace`)).rows,
  ).toEqual([])
})

test('a directory without migrations is an incomplete installation', async () => {
  parent = mkdtempSync(join(tmpdir(), 'health-export-migrations-'))
  await expect(migrate(pool, parent)).rejects.toThrow('the installation is incomplete')
})
