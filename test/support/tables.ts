import type { Pool } from 'pg'

/** Every table, or view, of ours with a user_id, but for partitions: from the catalog, so that none is forgotten. */
export async function userOwnedRelations(
  pool: Pool,
  kinds: 'tables' | 'tables and views',
): Promise<string[]> {
  const { rows } = await pool.query(
    `select class.relname as name from pg_class class
     join pg_attribute attribute on attribute.attrelid = class.oid and attname = 'user_id' and not attisdropped
     where relnamespace = 'public'::regnamespace and not relispartition and relkind = any($1::"char"[])
     order by name`,
    [kinds === 'tables' ? ['r', 'p'] : ['r', 'p', 'v', 'm']],
  )
  return rows.map(({ name }) => name)
}

/** All that is stored of a user, by table, each row as text in an order that does not depend on anything. */
export async function rowsOfUser(pool: Pool, userId: string): Promise<Record<string, string[]>> {
  const rowsOf = async (table: string, column: string) =>
    (
      await pool.query(
        `select to_jsonb(stored)::text as row from ${table} stored where ${column} = $1 order by row`,
        [userId],
      )
    ).rows.map(({ row }) => row)
  const tables = await userOwnedRelations(pool, 'tables and views')
  const owned = await Promise.all(tables.map(async table => [table, await rowsOf(table, 'user_id')]))
  return { users: await rowsOf('users', 'id'), ...Object.fromEntries(owned) }
}
