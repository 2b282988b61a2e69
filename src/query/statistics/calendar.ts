import type { ClientBase } from 'pg'
import { isInvalidParameter } from '../../database/database-error.ts'
import { Problem } from '../../problem.ts'

export const buckets = ['hour', 'day', 'week', 'month', 'year'] as const
export type Bucket = (typeof buckets)[number]

/** Where the intervals of a calendar begin: each ends where the next begins, and the last one only ends the one before. */
export interface Calendar {
  /** Epoch seconds, ascending. */
  starts: number[]
  /** The same as local time with its offset. */
  labels: string[]
}

/**
 * From here to the end of the transaction PostgreSQL's own calendar is that of the zone.
 * @throws {Problem} invalid_request for a zone that PostgreSQL does not know
 */
export async function useTimezone(client: ClientBase, timezone: string): Promise<void> {
  try {
    await client.query(`select set_config('timezone', $1, true)`, [timezone])
  } catch (error) {
    if (!isInvalidParameter(error)) throw error
    throw new Problem('invalid_request', 'timezone: must be an IANA name that the database knows too')
  }
}

/** RFC 3339 in the zone of the transaction. */
export const label = (instant: string): string => `to_char(${instant}, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')`

/**
 * The intervals that hold a half-open range of time (epoch seconds), in the zone of the transaction. A day begins with
 * the first instant of its date: where clocks are put back over midnight that is the earlier of the two midnights, and a
 * date that a zone skipped has no interval. Weeks begin on Monday (ISO 8601).
 */
export async function readCalendar(
  client: ClientBase,
  { bucket, fromS, toS }: { bucket: Bucket; fromS: number; toS: number },
): Promise<Calendar> {
  const { rows } = await client.query<Calendar>(bucket === 'hour' ? hours : days, [
    fromS,
    toS,
    ...(bucket === 'hour' ? [] : [bucket]),
  ])
  return { starts: rows[0]?.starts ?? [], labels: rows[0]?.labels ?? [] }
}

const summary = `select array_agg(extract(epoch from at)::double precision order by at) as starts,
  array_agg(${label('at')} order by at) as labels`

// The session's zone makes an instant of a local time; of two it takes the later, and of a missing one the next that is.
// The date behind the last one may be one that the zone skipped: then the next of all ends the last interval.
const days = `
  with local as (
    select generate_series(
      date_trunc($3, to_timestamp($1)::timestamp),
      date_trunc($3, to_timestamp($2)::timestamp) + ('2 ' || $3)::interval,
      ('1 ' || $3)::interval
    ) as begins
  ), instant as (
    select begins, case
      when (begins::timestamptz - interval '1 hour')::timestamp >= begins then begins::timestamptz - interval '1 hour'
      else begins::timestamptz end as at
    from local
  ), lasting as (
    select begins, at from instant where $3 <> 'day' or at::date = begins::date
  )
  ${summary} from lasting
  where begins <= (select min(begins) from lasting where begins > date_trunc($3, to_timestamp($2)::timestamp))`

// Every half hour lies in an hour of the wall clock, also where clocks are put back by half of one. A range may begin
// anywhere in one: half an hour more than the hour that ends the last one lets none be missed.
const hours = `
  with instant as (
    select distinct date_trunc('hour', moment) as at
    from generate_series(to_timestamp($1), to_timestamp($2) + interval '90 minutes', interval '30 minutes') as moment
  )
  ${summary} from instant`
