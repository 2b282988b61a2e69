import type { ClientBase } from 'pg'
import { prepared } from '../../database/prepared.ts'

/**
 * Part of the transaction that changed stored rows, or wrote some before those of an earlier ingestion: what was or will be
 * written earlier is not there as it was written.
 */
export async function noteUpdate(client: ClientBase, userId: string): Promise<void> {
  await client.query(
    prepared(
      `insert into row_updates as stored (user_id, updates) values ($1, 1)
       on conflict (user_id) do update set updates = stored.updates + 1`,
      [userId],
    ),
  )
}

/** SQL: how often that was. It is a bigint, to be compared, and stays the text that the driver makes of it. */
export const updatesOf = (userId: string): string =>
  `coalesce((select updates from row_updates where user_id = ${userId}), 0)`
