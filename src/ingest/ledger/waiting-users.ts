import type { Pool, QueryConfig } from 'pg'
import { inTransaction } from '../../database/transaction.ts'

/** A user whom one worker serves, and nobody else meanwhile. */
export interface Turn {
  userId: string
  worker: string
}

/**
 * Whether a row of the ledger is a kept body that waits, as SQL. What was received and not queued is in the hands of its
 * request, unless that was before this process, or longer ago than any request takes.
 */
export const isWaiting = (startedAt: string): string =>
  `status in ('received', 'queued', 'processing') and stored_as <> 'not_kept'
   and (status <> 'received' or received_at < greatest(${startedAt}, now() - interval '2 minutes'))`

/**
 * Part of the transaction that stores a body for later. The row is locked also where it is there already, so that nobody
 * takes it away who has not seen the body.
 */
export const joiningQueue = (userId: string): QueryConfig => ({
  text: `insert into waiting_users (user_id) values ($1)
     on conflict (user_id) do update set user_id = excluded.user_id`,
  values: [userId],
})

/**
 * Takes the user who waits longest, or was served longest ago. One whom another worker serves is passed over, unless that
 * was before this process, or the worker has not been heard of since.
 * @param own all workers of this process: what they have taken is theirs, whatever the clocks say
 */
export async function takeTurn(
  pool: Pool,
  worker: string,
  startedAt: Date,
  own: readonly string[],
): Promise<Turn | undefined> {
  const { rows } = await pool.query<{ user_id: string }>(
    `update waiting_users set taken_by = $1, taken_at = clock_timestamp(), waiting_since = clock_timestamp()
     where user_id = (
       select user_id from waiting_users
       where taken_by is null or taken_at < now() - interval '3 minutes' or (taken_at < $2 and taken_by <> all ($3))
       order by waiting_since limit 1 for update skip locked
     )
     returning user_id`,
    [worker, startedAt, own],
  )
  return rows[0] && { userId: rows[0].user_id, worker }
}

/** The worker is still at it. */
export async function keepTurn(pool: Pool, { userId, worker }: Turn): Promise<void> {
  await pool.query(
    'update waiting_users set taken_at = clock_timestamp() where user_id = $1 and taken_by = $2',
    [userId, worker],
  )
}

/** The user may be served again when all others were. */
export async function endTurn(pool: Pool, { userId, worker }: Turn): Promise<void> {
  await pool.query(
    'update waiting_users set taken_by = null, taken_at = null where user_id = $1 and taken_by = $2',
    [userId, worker],
  )
}

/** As `endTurn`; and where nothing of the user waits any more they leave the queue. */
export async function leaveQueue(pool: Pool, turn: Turn, startedAt: Date): Promise<void> {
  const { userId, worker } = turn
  const hasLeft = await inTransaction(pool, async client => {
    // Who stores a body meanwhile has this lock or waits for it: the next statement sees what came before.
    await client.query('select from waiting_users where user_id = $1 for update', [userId])
    const { rowCount } = await client.query(
      `delete from waiting_users
       where user_id = $1 and taken_by = $2
         and not exists (select from raw_ingestions where user_id = $1 and ${isWaiting('$3')})`,
      [userId, worker, startedAt],
    )
    return rowCount === 1
  })
  if (!hasLeft) await endTurn(pool, turn)
}

/**
 * Puts users back into the queue of whom something is left to write and who are not in it: a process died between the
 * bytes and the rows of a request.
 */
export async function recallUsers(pool: Pool, startedAt: Date): Promise<void> {
  await pool.query(
    `insert into waiting_users (user_id, waiting_since)
     select user_id, min(received_at) from raw_ingestions
     where ${isWaiting('$1')}
       and not exists (select from waiting_users as waiting where waiting.user_id = raw_ingestions.user_id)
     group by user_id order by user_id
     on conflict (user_id) do nothing`,
    [startedAt],
  )
}
