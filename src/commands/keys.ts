import { Command, InvalidArgumentError } from 'commander'
import type { Pool } from 'pg'
import { recordOnHost } from '../keys/audit.ts'
import { createKey, type IssuedKey } from '../keys/create-key.ts'
import { findKeyOwner } from '../keys/find-key-owner.ts'
import { type ApiKey, listKeys } from '../keys/list-keys.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { type Scope, scopes } from '../keys/scope.ts'
import type { CommandContext } from './command-context.ts'
import { formatTable, formatTime } from './format-table.ts'
import { PAGE_LENGTH, readAllPages } from './read-all-pages.ts'
import { requireUser } from './require-user.ts'

/** `keys create|list|rotate|revoke` */
export const keysCommand = (context: CommandContext): Command =>
  new Command('keys')
    .description('API keys: what phones and programs present')
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(rotateCommand(context))
    .addCommand(revokeCommand(context))

const createCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('create')
    .description('issue a key; it is shown this once')
    .requiredOption('--user <user>', 'e-mail or id of the user whose data it is for')
    .requiredOption('--name <name>', 'what it is for, such as the phone it goes on')
    .option('--scopes <list>', `what it may do, of ${scopes.join(', ')}`, parseScopes, ['ingest', 'read'])
    .option(
      '--expires-at <time>',
      'when it stops working, such as 2030-01-01T00:00:00Z (default: never)',
      parseTime,
    )
    .action(async (options: { user: string; name: string; scopes: Scope[]; expiresAt?: Date }) => {
      const { name, scopes, expiresAt } = options
      const issued = await withMigratedDatabase(async ({ pool }) => {
        const { id: userId } = await requireUser(pool, options.user)
        return recordOnHost(
          pool,
          { userId, action: 'key.create', target: (made: IssuedKey) => made.keyId },
          () => createKey(pool, { userId, name, scopes, expiresAt }),
        )
      })
      print(issuedToJson(issued), issuedToText(issued))
    })

const listCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('list')
    .description('list the keys of a user, oldest first')
    .requiredOption('--user <user>', 'e-mail or id of the user')
    .action(async ({ user }: { user: string }) => {
      const keys = await withMigratedDatabase(async ({ pool }) => {
        const { id: userId } = await requireUser(pool, user)
        return readAllPages(
          cursor => listKeys(pool, { userId, limit: PAGE_LENGTH, cursor }),
          page => page.keys,
        )
      })
      print({ keys: keys.map(keyToJson) }, keysToTable(keys))
    })

const rotateCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('rotate')
    .description('replace a key by a new one with the same name, scopes and expiry')
    .argument('<key-id>', 'the 12 characters after hea_')
    .option('--grace <seconds>', 'how long the old key goes on working', parseSeconds, 0)
    .action(async (keyId: string, { grace }: { grace: number }) => {
      const issued = await withMigratedDatabase(({ pool }) =>
        changeKey(pool, keyId, 'key.rotate', () => rotateKey(pool, { keyId, graceSeconds: grace })),
      )
      print(issuedToJson(issued), issuedToText(issued))
    })

const revokeCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('revoke')
    .description('end a key at once')
    .argument('<key-id>', 'the 12 characters after hea_')
    .action(async (keyId: string) => {
      await withMigratedDatabase(({ pool }) =>
        changeKey(pool, keyId, 'key.revoke', () => revokeKey(pool, { keyId })),
      )
      print({ key_id: keyId, revoked: true }, `Revoked the key ${keyId}.`)
    })

/** Records the change for the owner of the key; a key that does not exist has nobody whose audit it could stand in. */
async function changeKey<T>(
  pool: Pool,
  keyId: string,
  action: 'key.rotate' | 'key.revoke',
  work: () => Promise<T>,
): Promise<T> {
  const userId = await findKeyOwner(pool, keyId)
  return userId === undefined ? work() : recordOnHost(pool, { userId, action, target: keyId }, work)
}

function parseScopes(text: string): Scope[] {
  const wanted = text.split(',').map(scope => scope.trim())
  const known = wanted.filter(scope => scopes.includes(scope as Scope)) as Scope[]
  if (known.length < wanted.length) throw new InvalidArgumentError(`Known are ${scopes.join(', ')}.`)
  return known
}

function parseTime(text: string): Date {
  const date = /^\d{4}-\d\d-\d\d(?=T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$)/i.exec(text)?.[0]
  const time = new Date(text)
  // JavaScript takes 30 February for 1 March.
  const isOnCalendar = date !== undefined && new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date)
  if (!isOnCalendar || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('It must be a time with its offset, such as 2030-01-01T00:00:00Z.')
  }
  return time
}

function parseSeconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of seconds.')
  return Number(text)
}

const issuedToJson = ({ key, keyId, userId, name, scopes, expiresAt }: IssuedKey) => ({
  key,
  key_id: keyId,
  user_id: userId,
  name,
  scopes,
  expires_at: expiresAt,
})

/** The key stands alone on the first line, for `| head -1` and for a double click. */
const issuedToText = ({ key, keyId, name, scopes, expiresAt }: IssuedKey): string =>
  `${key}

Keep it now: it is shown this once, and only a hash of it is stored.
id       ${keyId}
name     ${name}
scopes   ${scopes.join(', ')}
expires  ${formatTime(expiresAt, 'never')}`

const keyToJson = (key: ApiKey) => ({
  key_id: key.keyId,
  user_id: key.userId,
  name: key.name,
  scopes: key.scopes,
  created_at: key.createdAt,
  last_used_at: key.lastUsedAt,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
})

const keysToTable = (keys: ApiKey[]): string =>
  formatTable(
    ['KEY ID', 'NAME', 'SCOPES', 'CREATED', 'LAST USED', 'EXPIRES', 'REVOKED'],
    keys.map(key => [
      key.keyId,
      key.name,
      key.scopes.join(','),
      formatTime(key.createdAt),
      formatTime(key.lastUsedAt),
      formatTime(key.expiresAt),
      formatTime(key.revokedAt),
    ]),
  )
