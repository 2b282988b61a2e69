import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { mayTake, readerRole, writerRole } from './as-user.ts'
import { isUniqueViolation } from './database-error.ts'
import { inTransaction } from './transaction.ts'

/** Any number that nothing else locks. */
const rolesLock = 4_815_162_344
const INSUFFICIENT_PRIVILEGE = '42501'
const MAX_ATTEMPTS = 10

/**
 * Makes the two roles behind which the rows of other users are out of reach, and grants them what they need. Does
 * nothing where all is there, so that it may run at each start.
 * @returns whether both can be used; false where the login may not create roles
 */
export async function openRoles(pool: Pool): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeRoles(pool)
      return true
    } catch (error) {
      if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return false
      if (attempt === MAX_ATTEMPTS || !isMadeByAnother(error)) throw error
      await sleep(Math.random() * 20 * attempt)
    }
  }
}

function makeRoles(pool: Pool): Promise<void> {
  return inTransaction(pool, async client => {
    await client.query(`select pg_advisory_xact_lock(${rolesLock})`)
    for (const role of [readerRole, writerRole]) await createRole(client, role)
    for (const statement of await missingGrants(client)) await client.query(statement)
  })
}

/**
 * Roles and their members belong to the whole server, and a lock only to one database: another database's service may
 * be making the same at this moment. The second of the two then fails, and finds it made when it looks again.
 */
const isMadeByAnother = (error: unknown): boolean =>
  isUniqueViolation(error) || (error instanceof Error && error.message === 'tuple concurrently updated')

/** Whether the login may work in both roles. */
export async function hasRoles(client: Pool): Promise<boolean> {
  const { rows } = await client.query(`select ${mayTake('$1')} and ${mayTake('$2')} as usable`, [
    readerRole,
    writerRole,
  ])
  return rows[0].usable
}

/** A role that another database's service has made already is taken as it is. */
async function createRole(client: PoolClient, role: string): Promise<void> {
  await client.query(
    `do $$
     begin
       if to_regrole('${role}') is null then create role ${role} nologin; end if;
     exception when duplicate_object or unique_violation then null;
     end $$`,
  )
  const { rows } = await client.query(`select ${mayTake('$1')} as usable`, [role])
  if (!rows[0].usable) await client.query(`grant ${role} to session_user`)
}

/** Nobody's but the login's: they hold what is compared with secrets. */
export const secretTables = ['api_keys', 'sessions', 'sign_in_links']

/** Of the tables themselves, never of their partitions: those are reached through their parents. */
async function missingGrants(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query(
    `with owned as (
       select class.oid, class.relname, class.relkind from pg_class class
       join pg_attribute attribute on attribute.attrelid = class.oid and attname = 'user_id' and not attisdropped
       where class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p', 'v')
         and not class.relispartition and class.relname <> all ($3)
     ), needed as (
       select $1 as role, 'select' as privilege, oid, relname from owned
       union all select $1, 'select', oid, relname from pg_class
         where relnamespace = 'public'::regnamespace and relname = 'users'
       union all select $2, privilege, oid, relname from owned, unnest(array['select', 'insert', 'update']) as privilege
         where relname <> 'audit_log' and (relkind <> 'v' or privilege = 'select')
       union all select $2, 'delete', oid, relname from owned where relname in ('sample_rollups', 'sample_streams')
     )
     select format('grant %s on public.%I to %I', privilege, relname, role) as statement
     from needed where not has_table_privilege(role, oid, privilege)`,
    [readerRole, writerRole, secretTables],
  )
  return rows.map(({ statement }) => statement)
}
