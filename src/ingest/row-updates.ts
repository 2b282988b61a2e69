import type { ClientBase } from 'pg'
import { prepared } from '../database/prepared.ts'

/** Part of the transaction that changed stored rows: what was written before may not be there as it was written. */
export async function noteUpdate(client: ClientBase, userId: string): Promise<void> {
  await client.query(
    prepared(
      `insert into row_updates as stored (user_id, updates) values ($1, 1)
       on conflict (user_id) do update set updates = stored.updates + 1`,
      [userId],
    ),
  )
}

/** How often rows of a user were changed, to be compared; it is a bigint, and stays the text that the driver makes of it. */
export async function readUpdates(client: ClientBase, userId: string): Promise<string> {
  const { rows } = await client.query(prepared(`select ${updatesOf('$1')} as updates`, [userId]))
  return rows[0].updates
}

/** SQL: what {@link readUpdates} reads. */
export const updatesOf = (userId: string): string =>
  `coalesce((select updates from row_updates where user_id = ${userId}), 0)`
