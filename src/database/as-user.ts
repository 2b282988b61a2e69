import type { ClientBase, Pool, QueryConfig } from 'pg'
import { inTransaction } from './transaction.ts'

/** Reads the tables of records, and changes nothing. */
export const readerRole = 'health_export_reader'
/** Writes the tables of records, and reads them; no keys, no accounts. */
export const writerRole = 'health_export_writer'

/**
 * Everything that is read for a user is read here: in one snapshot, in a role that can only read, and with no row of
 * anybody else in sight, whatever a statement forgot to say.
 * @param work must not write
 */
export function readAsUser<T>(
  pool: Pool,
  userId: string,
  work: (client: ClientBase) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, work, {
    begin: 'begin isolation level repeatable read, read only',
    opening: () => [actingAs(readerRole, userId)],
  })
}

/** A connection in a transaction. */
export interface Acting {
  client: ClientBase
  /** In which the transaction works: what policies let it see and write is the user's. */
  role: string
}

/**
 * A statement from which on, to the end of the transaction, the connection has the rights of the role, and of these only for the
 * rows of the user. Where the login may not take the role (openRoles says so at start) it keeps the rights it has.
 */
export const actingAs = (role: string, userId: string): QueryConfig => ({
  text: `select ${takeRole('$1', '$2')}`,
  values: [role, userId],
})

/** SQL: what {@link actingAs} selects, of expressions for the role and the user. `role` is the one that is taken. */
export const takeRole = (role: string, userId: string): string =>
  `set_config('health_export.user_id', ${userId}, true),
   set_config('role', case when ${mayTake(role)} then ${role} else current_setting('role') end, true) as role`

/**
 * Whether the login may work in a role, as an SQL expression; false for a role that does not exist. From PostgreSQL 16 on
 * a member may be one without that right, as the maker of a role is at first; before, each member has it.
 */
export const mayTake = (role: string): string =>
  `coalesce(pg_has_role(session_user, to_regrole(${role})::oid,
     case when current_setting('server_version_num')::integer < 160000 then 'member' else 'set' end), false)`
