import { open, readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import { Partitions } from '../database/partitions.ts'
import { ArchiveError } from '../ingest/archive/archive-error.ts'
import { type Restored, restoreArchive } from '../ingest/archive/restore-archive.ts'
import type { DisabledTypes } from '../ingest/disabled-types.ts'
import { importBody } from '../ingest/import-body.ts'
import { type AuditLine, recordAction } from '../keys/audit.ts'
import { findUserByEmail, findUserById, normalizeEmail } from '../keys/users.ts'
import { Problem } from '../problem.ts'
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './describe-failure.ts'
import { requireUser } from './require-user.ts'

const PROGRESS_EVERY_MS = 2_000

type ReadDisabledTypes = (config: Config) => DisabledTypes

/** `import FILE --user E` */
export const importCommand = (context: CommandContext, readDisabledTypes: ReadDisabledTypes): Command =>
  new Command('import')
    .description('restore an export of an account, or take in a file that the API would accept')
    .argument('<file>', 'the zip of GET /v1/me/export, or JSON, newline-delimited JSON or CSV, also gzipped')
    .requiredOption('--user <user>', 'e-mail or id of the user; an archive makes the user of an e-mail')
    .action(async (file: string, { user }: { user: string }) => {
      const config = context.readConfig()
      const disabledTypes = readDisabledTypes(config)
      const isZip = await beginsLikeZip(file)
      await context.withMigratedDatabase(async ({ pool }) => {
        const deps = {
          pool,
          partitions: new Partitions(pool),
          disabledTypes,
          maxBodyBytes: config.maxBodyBytes,
        }
        if (isZip) {
          const email = await emailOf(pool, user)
          const progress = everySoOften(text => context.progress(text))
          const restored = await restore({ ...deps, progress }, { zipPath: file, email })
          context.print(toJson(restored), describe(restored, email))
        } else {
          const { id: userId } = await requireUser(pool, user)
          const report = await importBody(deps, { userId, ...(await readBody(file, config.maxBodyBytes)) })
          const { received, inserted, updated, duplicate, rejected } = report
          const counts = `${received} received, ${inserted} inserted, ${updated} updated, ${duplicate} duplicate, ${rejected} rejected`
          context.print(report, `Read as ${report.format}. Records: ${counts}.`)
        }
      })
    })

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
  if (!restored) throw unsupported()
  await record('ok')
  return restored
}

const unsupported = () =>
  new CommandFailure(
    'file_unsupported',
    'This is no file that can be imported now: take the zip of GET /v1/me/export, or JSON, newline-delimited JSON or CSV as POST /v1/ingest takes it',
  )

/** The e-mail that `--user` names: of an id that of its user, and any e-mail as it would be stored. */
async function emailOf(pool: Pool, emailOrId: string): Promise<string> {
  const email = emailOrId.includes('@')
    ? normalizeEmail(emailOrId)
    : (await findUserById(pool, emailOrId))?.email
  if (email !== undefined) return email
  throw new Problem('invalid_request', '--user: must look like name@example.org, or be the id of a user')
}

/** @throws {CommandFailure} file_unreadable */
async function beginsLikeZip(path: string): Promise<boolean> {
  const head = Buffer.alloc(4)
  const file = await open(path).catch(refuseUnreadable)
  try {
    await file.read(head).catch(refuseUnreadable)
  } finally {
    await file.close()
  }
  return ['PK\x03\x04', 'PK\x05\x06'].includes(head.toString('latin1'))
}

function refuseUnreadable(error: NodeJS.ErrnoException): never {
  throw new CommandFailure('file_unreadable', `The file cannot be read (${error.code})`)
}

const contentTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  csv: 'text/csv',
}

/** @throws {CommandFailure} file_unsupported, file_unreadable */
async function readBody(path: string, maxBytes: number) {
  const isGzipped = path.toLowerCase().endsWith('.gz')
  const extension = /\.([^.]+?)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  const contentType = contentTypes[extension]
  if (contentType === undefined) throw unsupported()
  const sent = await readFile(path).catch(refuseUnreadable)
  if (sent.length > maxBytes) {
    throw new Problem('body_too_large', `The file is above ${maxBytes} bytes: see MAX_BODY_BYTES`)
  }
  return { sent, contentType, contentEncoding: isGzipped ? 'gzip' : null }
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
