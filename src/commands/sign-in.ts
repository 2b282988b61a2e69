import { Command } from 'commander'
import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import { recordOnHost } from '../keys/audit.ts'
import { createKey, type IssuedKey } from '../keys/create-key.ts'
import { findSignInKey } from '../keys/find-sign-in-key.ts'
import { createSignInLink, LINK_HOURS, signInUrl } from '../keys/sign-in-link.ts'
import type { CommandContext } from './command-context.ts'
import { requireUser } from './require-user.ts'

/** `sign-in` @param originOf where a service with these settings is reached */
export const signInCommand = (
  { withMigratedDatabase, readConfig, print }: CommandContext,
  originOf: (address: Pick<Config, 'host' | 'port'>) => string,
): Command =>
  new Command('sign-in')
    .description('make a link that signs a browser in; it works once, for an hour')
    .requiredOption('--user <user>', 'e-mail or id of the user')
    .action(async ({ user }: { user: string }) => {
      const origin = originOf(readConfig())
      const { url, keyId } = await withMigratedDatabase(async ({ pool }) =>
        makeSignInUrl(pool, { userId: (await requireUser(pool, user)).id, origin }),
      )
      print({ url, key_id: keyId, expires_in_s: LINK_HOURS * 3_600 }, url)
    })

/**
 * A link for a browser, with what the user's key for that allows; one is made where there is none.
 * @param origin of the service
 * @throws {Problem} of createSignInLink
 */
export async function makeSignInUrl(
  pool: Pool,
  { userId, origin }: { userId: string; origin: string },
): Promise<{ url: string; keyId: string }> {
  const keyId = (await findSignInKey(pool, userId)) ?? (await createSignInKey(pool, userId))
  const link = await recordOnHost(pool, { userId, action: 'sign_in_link.create', target: keyId }, () =>
    createSignInLink(pool, { userId, keyId }),
  )
  return { url: signInUrl(origin, link), keyId }
}

/** Its secret is thrown away: nobody needs it who comes in by a link. */
async function createSignInKey(pool: Pool, userId: string): Promise<string> {
  const { keyId } = await recordOnHost(
    pool,
    { userId, action: 'key.create', target: (made: IssuedKey) => made.keyId },
    () => createKey(pool, { userId, name: 'dashboard', scopes: ['ingest', 'read', 'manage'] }),
  )
  return keyId
}
