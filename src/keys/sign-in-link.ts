import type { Pool } from 'pg'
import { holdUser } from '../database/hold-user.ts'
import { inTransaction } from '../database/transaction.ts'
import { generateToken } from './token-text.ts'

/** What is told of it wherever it is shown. */
export const LINK_HOURS = 1

/**
 * A text that signs in once, with what the key allows.
 * @returns the text, which is shown this once: only a hash of it is kept
 * @throws {Problem} unauthorized or account_erasing, when the account is gone or going
 */
export async function createSignInLink(
  pool: Pool,
  { userId, keyId }: { userId: string; keyId: string },
): Promise<string> {
  const token = generateToken('hel', userId)
  await inTransaction(pool, async client => {
    await holdUser(client, userId)
    await client.query(
      `insert into sign_in_links (user_id, id, key_id, token_hash, expires_at)
       values ($1, $2, $3, $4, clock_timestamp() + interval '${LINK_HOURS} hours')`,
      [userId, token.id, keyId, token.hash],
    )
  })
  return token.text
}

/**
 * Where the page takes the link: in the fragment, which no browser sends to a server.
 * @param origin of the service; one that listens on all addresses is reached on this machine's own
 */
export const signInUrl = (origin: string, link: string): string =>
  `${origin.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')}/#/sign-in?link=${link}`
