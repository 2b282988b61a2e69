import type { Pool } from 'pg'
import { Problem } from '../problem.ts'
import { cutPage, decodeListCursor } from './list-cursor.ts'
import { spellTimezone } from './timezone.ts'

export interface User {
  /** A UUID. */
  id: string
  /** Lower case; no two users share one. */
  email: string
  /** IANA name. */
  timezone: string
  createdAt: Date
}

const INVALID_PARAMETER_VALUE = '22023'
const userColumns = 'id, email, timezone, created_at as "createdAt"'

/**
 * @param user the e-mail is trimmed and lower-cased; the timezone is an IANA name, `UTC` when absent
 * @throws {Problem} email_taken; invalid_request when the e-mail or the timezone cannot be one
 */
export async function createUser(pool: Pool, user: { email: string; timezone?: string }): Promise<User> {
  const email = normalizeEmail(user.email)
  if (!email) throw new Problem('invalid_request', 'email: must look like name@example.org')
  const timezone = spellZone(user.timezone ?? 'UTC')
  const { rows } = await pool
    .query<User>(
      // The condition is always true: it makes PostgreSQL say whether it knows the zone too, which need not be so.
      `insert into users (email, timezone) select $1, $2 where now() at time zone $2 is not null
       on conflict (email) do nothing
       returning ${userColumns}`,
      [email, timezone],
    )
    .catch(refuseUnknownZone)
  if (!rows[0]) throw new Problem('email_taken', 'email: another user has it')
  return rows[0]
}

/**
 * Oldest first.
 * @param page `limit` is how many users a page holds at most
 * @throws {Problem} invalid_request for a cursor that no list gave out
 */
export async function listUsers(
  pool: Pool,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ users: User[]; nextCursor: string | null }> {
  const after = decodeListCursor(cursor)
  const { rows } = await pool.query<User & { microseconds: string }>(
    `select ${userColumns}, (extract(epoch from created_at) * 1000000)::bigint as microseconds
     from users
     where (created_at, id::text) > ('epoch'::timestamptz + $1::bigint * interval '1 microsecond', $2)
     order by created_at, id::text
     limit $3`,
    [after.createdAt, after.id, limit + 1],
  )
  const { page, nextCursor } = cutPage(rows, limit, row => ({ createdAt: row.microseconds, id: row.id }))
  return { users: page.map(({ microseconds: _, ...user }) => user), nextCursor }
}

/** The e-mail is compared as it is stored: trimmed and in lower case. */
export async function findUserByEmail(pool: Pool, email: string): Promise<User | undefined> {
  const normalized = normalizeEmail(email)
  if (!normalized) return undefined
  const { rows } = await pool.query<User>(`select ${userColumns} from users where email = $1`, [normalized])
  return rows[0]
}

/** @param userId a text that is no UUID is nobody's id */
export async function findUserById(pool: Pool, userId: string): Promise<User | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(userId)) return undefined
  const { rows } = await pool.query<User>(`select ${userColumns} from users where id = $1`, [userId])
  return rows[0]
}

/**
 * An e-mail as it is stored, trimmed and in lower case. Only what no mail server would take is refused: whether an address
 * works is known by writing to it, which we never do.
 * @returns undefined for a text that is none
 */
export function normalizeEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  return /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email) && email.length <= 254 ? email : undefined
}

/** The zone in its usual spelling. @throws {Problem} invalid_request for what cannot be one */
export function spellZone(name: string): string {
  const spelled = spellTimezone(name)
  if (!spelled) throw unknownTimezone()
  return spelled
}

/** For a statement that asks PostgreSQL whether it knows a zone. @throws {Problem} invalid_request, or the error itself */
export function refuseUnknownZone(error: { code?: unknown }): never {
  throw error.code === INVALID_PARAMETER_VALUE ? unknownTimezone() : error
}

const unknownTimezone = () =>
  new Problem('invalid_request', 'timezone: must be an IANA name such as Europe/Berlin')
