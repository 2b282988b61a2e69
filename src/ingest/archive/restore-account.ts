import type { ClientBase } from 'pg'
import { z } from 'zod'
import { type ArchiveTable, accountPath } from '../../database/archive-format.ts'
import { holdUser } from '../../database/hold-user.ts'
import { isTimezone } from '../parse/parse-body.ts'
import { ArchiveError, invalid } from './archive-error.ts'
import type { Manifest } from './manifest.ts'
import { readChecked, readWhole, readZip } from './read-zip.ts'

const MAX_ACCOUNT_BYTES = 16 * 1_048_576

const account = z.object({
  // PostgreSQL alone would take UTC+3 for a zone, and no answer could be written in it.
  timezone: z.string().refine(isTimezone),
  source_priority: z.array(z.string()).default([]),
  units: z.enum(['metric', 'imperial']).default('metric'),
  created_at: z.iso.datetime({ offset: true }),
})
export type ArchivedAccount = z.infer<typeof account>

/** @throws {ArchiveError} archive_invalid */
export async function readAccount(zipPath: string, { files }: Manifest): Promise<ArchivedAccount> {
  const listed = files.get(accountPath)
  for await (const file of readZip(zipPath)) {
    if (file.path !== accountPath || !listed) continue
    const text = await readWhole(readChecked(file, listed), MAX_ACCOUNT_BYTES)
    try {
      return account.parse(JSON.parse(text.toString()))
    } catch {
      throw invalid('account.json is not what an export writes')
    }
  }
  throw invalid('The archive has no account.json')
}

/**
 * The user of this e-mail, who is made with what the archive says where there is none yet.
 * @param email in lower case
 */
export async function findOrCreateUser(
  client: ClientBase,
  email: string,
  { timezone, source_priority, units, created_at }: ArchivedAccount,
): Promise<{ userId: string; created: boolean }> {
  const { rows: created } = await client.query(
    `insert into users (email, timezone, source_priority, units, created_at)
     select $1, $2, $3, $4, $5::timestamptz where now() at time zone $2 is not null
     on conflict (email) do nothing returning id`,
    [email, timezone, source_priority, units, created_at],
  )
  if (created[0]) return { userId: created[0].id, created: true }
  const { rows: found } = await client.query('select id from users where email = $1', [email])
  return { userId: found[0].id, created: false }
}

/**
 * The one writer of a user who has nothing yet, until the transaction ends.
 * @throws {ArchiveError} account_not_empty
 */
export async function holdEmptyUser(
  client: ClientBase,
  userId: string,
  tables: readonly ArchiveTable[],
): Promise<void> {
  await holdUser(client, userId)
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [userId])
  // The audit is about the account: making a key to look around fills it.
  const records = tables.filter(({ name }) => name !== 'audit_log')
  const { rows } = await client.query(
    records.map(({ name }) => `(select 1 from ${name} where user_id = $1 limit 1)`).join(' union all '),
    [userId],
  )
  if (rows.length > 0) {
    throw new ArchiveError(
      'account_not_empty',
      'This account has data already, and an archive is restored into an empty one only: name another --user',
    )
  }
}
