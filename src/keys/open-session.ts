import type { ClientBase, Pool } from 'pg'
import { holdUser, isErasure } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { generateToken, parseToken } from './token-text.ts'
import { isWorkingKey } from './working-key.ts'

const SESSION_HOURS = 12
/** A column of the same length keeps it. */
const MAX_USER_AGENT_LENGTH = 200

interface SessionRequest {
  userId: string
  /** Whose scopes and limits the session gets. */
  keyId: string
  /** What the browser calls itself; cut where it is long. */
  userAgent: string | undefined
}

/**
 * Signs a browser in with a key that was verified.
 * @returns the session's token, which is shown this once; undefined where the key does not work any more
 * @throws {Problem} unauthorized or account_erasing, when the account is gone or going
 */
export function openSession(pool: Pool, request: SessionRequest): Promise<string | undefined> {
  return inTransaction(pool, async client => {
    await holdUser(client, request.userId)
    return insertSession(client, request)
  })
}

/**
 * Signs a browser in with a link, which is used up by that.
 * @returns as openSession; undefined also for a text that is no link, and for one that was used or has expired
 * @throws {Problem} account_erasing
 */
export async function openSessionByLink(
  pool: Pool,
  { link, userAgent }: { link: string; userAgent: string | undefined },
): Promise<string | undefined> {
  const token = parseToken('hel', link)
  if (!token) return undefined
  const { userId } = token
  try {
    return await inTransaction(pool, async client => {
      await holdUser(client, userId)
      const { rows } = await client.query<{ key_id: string }>(
        `delete from sign_in_links
         where user_id = $1 and id = $2 and token_hash = $3 and expires_at > clock_timestamp()
         returning key_id`,
        [userId, token.id, token.hash],
      )
      return rows[0] && insertSession(client, { userId, keyId: rows[0].key_id, userAgent })
    })
  } catch (error) {
    // Whoever made the text up named a user who is none.
    if (isErasure(error) && error.code === 'unauthorized') return undefined
    throw error
  }
}

async function insertSession(
  client: ClientBase,
  { userId, keyId, userAgent }: SessionRequest,
): Promise<string | undefined> {
  const token = generateToken('hes', userId)
  const { rowCount } = await client.query(
    // The lock lets a rotation of the key wait, which then finds the session and passes it on.
    `insert into sessions (user_id, id, key_id, token_hash, expires_at, user_agent)
     select user_id, $2, key_id, $4, least(clock_timestamp() + interval '${SESSION_HOURS} hours', expires_at), $5
     from api_keys where key_id = $3 and user_id = $1 and ${isWorkingKey}
     for key share`,
    [userId, token.id, keyId, token.hash, shorten(userAgent ?? '') || null],
  )
  return rowCount === 1 ? token.text : undefined
}

const shorten = (userAgent: string): string =>
  [...userAgent.toWellFormed().replaceAll(/\p{Cc}/gu, '')].slice(0, MAX_USER_AGENT_LENGTH).join('')
