import type { Pool } from 'pg'
import { holdUser } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { refuseUnknownZone, spellZone } from './users.ts'

export interface AccountChange {
  /** IANA name, in any case. */
  timezone?: string | undefined
  /** Spelled as records store it, each once. */
  sourcePriority?: readonly string[] | undefined
  units?: 'metric' | 'imperial' | undefined
}

/**
 * Changes what is given and leaves the rest.
 * @throws {Problem} invalid_request for a zone that nobody knows; unauthorized or account_erasing, where the account
 *   is gone or going
 */
export async function changeAccount(
  pool: Pool,
  userId: string,
  { timezone, sourcePriority, units }: AccountChange,
): Promise<void> {
  const spelled = timezone === undefined ? null : spellZone(timezone)
  await inTransaction(pool, async client => {
    await holdUser(client, userId)
    await client.query(
      // The last condition is always true: it makes PostgreSQL say whether it knows the zone.
      `update users
       set timezone = coalesce($2, timezone), source_priority = coalesce($3, source_priority),
         units = coalesce($4, units), updated_at = clock_timestamp()
       where id = $1 and now() at time zone coalesce($2, 'UTC') is not null`,
      [userId, spelled, sourcePriority ?? null, units ?? null],
    )
  }).catch(refuseUnknownZone)
}
