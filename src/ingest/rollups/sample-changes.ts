import type { QueryConfig } from 'pg'
import { prepared } from '../../database/prepared.ts'

/**
 * Part of the transaction that wrote samples: answers about anything from a time on may be others now.
 * @param firstS the first moment that was touched, in epoch seconds; -Infinity for all that the user has
 */
export const notingChange = (userId: string, firstS: number): QueryConfig =>
  prepared(
    `insert into sample_changes as stored (user_id, first_day, changes)
     values ($1, (to_timestamp($2) at time zone 'UTC')::date, 1)
     on conflict (user_id, first_day) do update set changes = stored.changes + 1`,
    [userId, firstS],
  )
