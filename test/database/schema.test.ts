import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeSchema } from '../../src/database/describe-schema.ts'
import { migrationsDir } from '../../src/database/migrate.ts'
import { testDatabase } from '../support/database.ts'

const { pool } = await testDatabase()

test('the migrations produce migrations/schema.sql', async () => {
  expect(await describeSchema(pool)).toBe(readFileSync(join(migrationsDir, 'schema.sql'), 'utf8'))
})

test('every primary key and unique index of a table with a user_id begins with it', async () => {
  const { rows } = await pool.query<{ table: string; index: string; first: string }>(
    `select relation.relname as "table", pg_get_indexdef(indexrelid) as "index", leader.attname as "first"
     from pg_index
     join pg_class relation on relation.oid = indrelid
     join pg_attribute owner on owner.attrelid = indrelid and owner.attname = 'user_id'
     left join pg_attribute leader on leader.attrelid = indrelid and leader.attnum = indkey[0]
     where relnamespace = 'public'::regnamespace and indisunique
       and relation.relname not in ('users', 'api_keys')`,
  )
  expect(new Set(rows.map(row => row.table))).toContain('quantity_metrics')
  expect(rows.filter(row => row.first !== 'user_id')).toEqual([])
})

test('every table of users’ rows has row level security, and every view asks with the rights of who reads it', async () => {
  const { rows } = await pool.query(
    `select relname from pg_class
     where relnamespace = 'public'::regnamespace and not relispartition and (
       relkind in ('r', 'p') and not relrowsecurity and (relname = 'users' or exists (
         select from pg_attribute where attrelid = pg_class.oid and attname = 'user_id' and not attisdropped))
       or relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions), false)
         and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e'))`,
  )
  expect(rows).toEqual([])
})

test('no table of records has a trigger, and no foreign key leaves a partitioned table', async () => {
  const triggers = await pool.query(
    `select distinct tgrelid::regclass::text as "table" from pg_trigger where not tgisinternal`,
  )
  expect(triggers.rows).toEqual([{ table: 'audit_log' }])
  const keys = await pool.query(
    `select conname from pg_constraint join pg_class on pg_class.oid = conrelid
     where contype = 'f' and (relkind = 'p' or relispartition)`,
  )
  expect(keys.rows).toEqual([])
})

test('every partitioned table has a partition for now', async () => {
  const { rows } = await pool.query(
    `select relname from pg_class where relkind = 'p' and not exists (
       select from pg_inherits join pg_class child on child.oid = inhrelid
       where inhparent = pg_class.oid and child.relname = pg_class.relname || to_char(now(), '"_y"YYYY"m"MM'))`,
  )
  expect(rows).toEqual([])
})
