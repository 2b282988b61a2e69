import { finished } from 'node:stream/promises'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { encodeRows } from './binary-rows.ts'
import type { Column, Row } from './storage-kind.ts'

/** By connection, the tables: what its login may do does not change. */
const allowed = new WeakMap<ClientBase, Map<string, boolean>>()

/**
 * Whether the connection's own login may COPY into a table: PostgreSQL refuses that to whom row level security applies,
 * and so to the role that an ingestion works in.
 */
export async function mayCopy(client: ClientBase, table: string): Promise<boolean> {
  const byTable = allowed.get(client) ?? new Map<string, boolean>()
  let may = byTable.get(table)
  if (may === undefined) {
    may = await asLogin(client, async () => {
      const { rows } = await client.query(
        `select not row_security_active($1) and has_table_privilege($1, 'insert') as may`,
        [table],
      )
      return rows[0].may as boolean
    })
    allowed.set(client, byTable.set(table, may))
  }
  return may
}

/**
 * Inserts rows in the fastest way that there is, as the login itself: what the statement writes is stamped with the user
 * here, so that it needs no policy to hold it back.
 */
export function copyRows(
  client: ClientBase,
  table: string,
  ids: Readonly<Record<string, string>>,
  columns: readonly Column[],
  rows: readonly Row[],
): Promise<void> {
  const names = [...Object.keys(ids), ...columns.map(({ name }) => name)]
  return copyEncoded(client, table, names, encodeRows(Object.values(ids), columns, rows))
}

/** The same with rows that are encoded already. */
export function copyEncoded(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  encoded: Buffer,
): Promise<void> {
  return asLogin(client, async () => {
    const copy = client.query(
      copyFrom(`copy ${table} (${columns.join(', ')}) from stdin with (format binary)`),
    )
    copy.end(encoded)
    await finished(copy)
  })
}

/** The transaction's role is taken up again behind it; where the work fails, a rollback sees to that. */
async function asLogin<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query(
    `select current_setting('role') as role, set_config('role', 'none', true)`,
  )
  const result = await work()
  await client.query(`select set_config('role', $1, true)`, [rows[0].role])
  return result
}
