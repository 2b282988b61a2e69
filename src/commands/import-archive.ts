import type { Pool } from 'pg'
import { ArchiveError } from '../ingest/archive/archive-error.ts'
import { type Restored, restoreArchive } from '../ingest/archive/restore-archive.ts'
import type { IngestDeps } from '../ingest/ingest.ts'
import { type AuditLine, recordAction } from '../keys/audit.ts'
import { findUserByEmail, findUserById, normalizeEmail } from '../keys/users.ts'
import { Problem } from '../problem.ts'
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './describe-failure.ts'

const PROGRESS_EVERY_MS = 2_000

const neitherOfBoth =
  'The zip holds neither the export.xml of Apple’s Health app nor an export of an account: take export.zip as the Health app made it, or the zip of GET /v1/me/export'

/**
 * Restores an export of GET /v1/me/export.
 * @param user e-mail, also of nobody yet, or id
 * @throws {CommandFailure}
 * @throws {Problem} invalid_request
 */
export async function importArchive(
  context: CommandContext,
  deps: IngestDeps,
  { path, user }: { path: string; user: string },
): Promise<void> {
  const email = await emailOf(deps.pool, user)
  const progress = everySoOften(text => context.progress(text))
  const restored = await restore({ ...deps, progress }, { zipPath: path, email })
  context.print(toJson(restored), describe(restored, email))
}

/** Records it for the account, where there is one when it ends. */
async function restore(
  deps: Parameters<typeof restoreArchive>[0],
  archive: Parameters<typeof restoreArchive>[1],
): Promise<Restored> {
  const record = async (outcome: AuditLine['outcome']) => {
    const user = await findUserByEmail(deps.pool, archive.email)
    if (!user) return
    await recordAction(deps.pool, {
      userId: user.id,
      keyId: null,
      action: 'account.import',
      target: user.id,
      outcome,
    })
  }
  let restored: Restored | undefined
  try {
    restored = await restoreArchive(deps, archive)
  } catch (error) {
    const isRefused = error instanceof ArchiveError
    await record(isRefused ? 'invalid_request' : 'internal')
    throw isRefused ? new CommandFailure(error.code, error.message) : error
  }
  if (!restored) throw new CommandFailure('file_unsupported', neitherOfBoth)
  await record('ok')
  return restored
}

/** The e-mail that `--user` names: of an id that of its user, and any e-mail as it would be stored. */
async function emailOf(pool: Pool, emailOrId: string): Promise<string> {
  const email = emailOrId.includes('@')
    ? normalizeEmail(emailOrId)
    : (await findUserById(pool, emailOrId))?.email
  if (email !== undefined) return email
  throw new Problem('invalid_request', '--user: must look like name@example.org, or be the id of a user')
}

function everySoOften(tell: (text: string) => void): (text: string) => void {
  let toldMs = performance.now()
  return text => {
    if (performance.now() - toldMs < PROGRESS_EVERY_MS) return
    toldMs = performance.now()
    tell(text)
  }
}

const toJson = ({ userId, created, rows, rawBodies }: Restored) => ({
  user_id: userId,
  created,
  rows,
  raw_bodies: rawBodies,
})

function describe({ created, rows, rawBodies }: Restored, email: string): string {
  const tables = Object.entries(rows).map(([table, count]) => `  ${table}: ${count}`)
  return [
    `Restored ${created ? 'the new account' : 'into the account'} ${email}, with ${rawBodies} raw bodies:`,
    ...tables,
    'Keys are in no export. A new one: health-export keys create',
  ].join('\n')
}
