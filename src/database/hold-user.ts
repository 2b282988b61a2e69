import type { ClientBase, Pool, QueryConfig } from 'pg'
import { Problem } from '../problem.ts'
import { type Acting, takeRole, writerRole } from './as-user.ts'
import { prepared } from './prepared.ts'
import { type Begun, inTransaction } from './transaction.ts'

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

/** A transaction that writes for a user, beside the results of what opened it. */
export interface BegunWriting extends Acting, Begun {}

/**
 * As `inTransaction`, with the user held: to the end of the transaction nobody else does the same work for them, in the role that
 * may write their rows.
 * @param opening runs behind that, before anybody has looked whether the user is there; it may change nothing, and waits for no
 *   erasure only where {@link isGateOpen} is one of its conditions
 * @throws {Problem} of holdUser
 */
export function writeAsUser<T>(
  pool: Pool,
  userId: string,
  work: keyof typeof exclusive,
  write: (begun: BegunWriting) => Promise<T>,
  opening: () => readonly QueryConfig[] = () => [],
): Promise<T> {
  return inTransaction(
    pool,
    (client, { opened: [held, ...opened], atLast }) => {
      const { role, ...found } = held!.rows[0]
      refuseUnheld(found)
      return write({ client, role, opened, atLast })
    },
    { opening: () => [holdingForWriting(userId, work), ...opening()] },
  )
}

const holdingForWriting = (userId: string, work: keyof typeof exclusive): QueryConfig =>
  prepared(
    `with ${holding}
     select open, exists (select from held) as held, ${takeRole('$2', '$1::uuid::text')},
       case when open then pg_advisory_xact_lock(hashtextextended($1::uuid::text, $3)) end
     from gate`,
    [userId, writerRole, exclusive[work]],
  )

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

/** SQL: whether nobody is erasing the user. An erasure has locked the rows that it deletes. */
export const isGateOpen = (userId: string): string =>
  `(select pg_try_advisory_xact_lock_shared(${gateOf(userId)}))`

/** SQL: the user of `$1` behind the gate, if it is open. */
const holding = `gate as materialized (select ${isGateOpen('$1')} as open),
  held as materialized (select from gate join users on id = $1 where open for key share of users)`
