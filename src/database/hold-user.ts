import type { ClientBase, QueryConfig, QueryResult } from 'pg'
import { Problem } from '../problem.ts'
import { takeRole, writerRole } from './as-user.ts'
import { prepared } from './prepared.ts'

/**
 * The user stays until the transaction ends, which is what a foreign key would have seen to: an erasure waits for what
 * is under way, and what comes after its beginning is refused. Nobody waits for an erasure, which may take minutes:
 * that would keep connections from everybody else.
 * @throws {Problem} unauthorized, when the user was erased; account_erasing, while that is being done
 */
export async function holdUser(client: ClientBase, userId: string): Promise<void> {
  const { rows } = await client.query(
    `with ${holding} select open, exists (select from held) as held from gate`,
    [userId],
  )
  refuseUnheld(rows[0])
}

/** Of a user, one at a time writes records, and one stores bodies. */
const exclusive = { records: 0, bodies: 1 } as const

/**
 * As {@link holdUser}, and from here to the end of the transaction nobody else does the same work for the user, in the role
 * that may write their rows. Opens a transaction, whose work begins with {@link checkHeld}.
 */
export const holdingForWriting = (userId: string, work: keyof typeof exclusive): QueryConfig =>
  prepared(
    `with ${holding}
     select open, exists (select from held) as held, ${takeRole('$2', '$1::uuid::text')},
       case when open then pg_advisory_xact_lock(hashtextextended($1::uuid::text, $3)) end
     from gate`,
    [userId, writerRole, exclusive[work]],
  )

/**
 * @param held the result of {@link holdingForWriting}
 * @returns the role that the transaction has taken
 * @throws {Problem} of holdUser
 */
export function checkHeld({ rows }: QueryResult): string {
  refuseUnheld(rows[0])
  return rows[0].role
}

function refuseUnheld({ open, held }: { open: boolean; held: boolean }): void {
  if (!open) throw new Problem('account_erasing', 'The account of this key is being erased')
  if (!held) throw new Problem('unauthorized', 'The account of this key does not exist any more')
}

/**
 * Waits until nobody holds the user, and keeps everybody from doing so until the transaction ends. Locks queue, so that
 * a stream of uploads cannot put it off.
 * @returns whether there is such a user
 * @throws {Problem} account_erasing, when somebody else is at it
 */
export async function holdUserAlone(client: ClientBase, userId: string): Promise<boolean> {
  const { rows } = await client.query(`select pg_try_advisory_xact_lock(${turnOf('$1')}) as taken`, [userId])
  if (!rows[0].taken) throw new Problem('account_erasing', 'Somebody else is erasing this account right now')
  await client.query(`select pg_advisory_xact_lock(${gateOf('$1')})`, [userId])
  // The keys of api_keys hold their user in their own way.
  const { rowCount } = await client.query('select from users where id = $1 for update', [userId])
  return rowCount === 1
}

/** Whether an error says that the user is gone, or about to be: what was to be done for them is settled. */
export const isErasure = (error: unknown): error is Problem =>
  error instanceof Problem && (error.code === 'unauthorized' || error.code === 'account_erasing')

/** Numbers 0 and 1 are those of who writes records and who stores bodies. */
const gateOf = (userId: string): string => `hashtextextended(${userId}::uuid::text, 2)`
const turnOf = (userId: string): string => `hashtextextended(${userId}::uuid::text, 3)`

/**
 * SQL: whether nobody is erasing the user. A condition of what opens a transaction behind {@link holdingForWriting}: it would
 * wait for the erasure, which has locked the rows that it deletes.
 */
export const isGateOpen = (userId: string): string =>
  `(select pg_try_advisory_xact_lock_shared(${gateOf(userId)}))`

/** SQL: the user of `$1` behind the gate, if it is open. */
const holding = `gate as materialized (select ${isGateOpen('$1')} as open),
  held as materialized (select from gate join users on id = $1 where open for key share of users)`
