import type { ClientBase, Pool } from 'pg'
import { auditPath, ledgerTable, readArchiveTables } from '../../database/archive-format.ts'
import { actingAs, writerRole } from '../../database/as-user.ts'
import { isDataError, isUniqueViolation } from '../../database/database-error.ts'
import type { Partitions } from '../../database/partitions.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { DisabledTypes } from '../disabled-types/disabled-types.ts'
import { rebuildRollups } from '../rollups/rebuild-rollups.ts'
import { ArchiveError, invalid, shown } from './archive-error.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { readLines } from './read-lines.ts'
import { readChecked, readZip } from './read-zip.ts'
import { findOrCreateUser, holdEmptyUser, readAccount } from './restore-account.ts'
import { restoreBodies } from './restore-bodies.ts'
import { restoreRows } from './restore-rows.ts'
import { verifyArchive } from './verify-archive.ts'

interface Deps {
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
  /** Told how far it has come. */
  progress: (text: string) => void
}

export interface Restored {
  userId: string
  /** Whether the user was made by it. */
  created: boolean
  /** By table. */
  rows: Record<string, number>
  rawBodies: number
}

/**
 * Restores an export of an account as it was, all of it or nothing. The archive is read twice: once to see that it is
 * whole, once to write it.
 * @param email in lower case; of a user without data, or of nobody yet
 * @returns undefined for a zip that is no archive of ours
 * @throws {ArchiveError}
 */
export async function restoreArchive(
  deps: Deps,
  { zipPath, email }: { zipPath: string; email: string },
): Promise<Restored | undefined> {
  const { pool, partitions, disabledTypes, progress } = deps
  const tables = await readArchiveTables(pool)
  const manifest = await readManifest(zipPath, tables)
  if (!manifest) return undefined
  if (disabledTypes.size > 0) {
    throw new ArchiveError(
      'types_disabled',
      'INGEST_DISABLED_TYPES is set, and an archive may hold what it switches off: import it without that setting',
    )
  }
  const account = await readAccount(zipPath, manifest)
  const instants = await verifyArchive(zipPath, manifest, path => progress(`Checking ${shown(path)}`))
  for (const { name, time } of tables) {
    if (time !== null) await partitions.ensure(name, instants.get(name) ?? [])
  }
  return inTransaction(pool, async client => {
    const { userId, created } = await orInvalid('account.json', () =>
      findOrCreateUser(client, email, account),
    )
    await holdEmptyUser(client, userId, tables)
    return { userId, created, ...(await restoreTables(client, { zipPath, userId, manifest, progress })) }
  })
}

interface Restoring {
  zipPath: string
  userId: string
  manifest: Manifest
  progress: Deps['progress']
}

async function restoreTables(
  client: ClientBase,
  restoring: Restoring,
): Promise<Pick<Restored, 'rows' | 'rawBodies'>> {
  const { userId } = restoring
  const restored = { rows: {}, rawBodies: 0 }
  // The role that writes records may not touch the audit.
  await restoreFiles(client, restoring, restored, path => path === auditPath)
  await client.query(actingAs(writerRole, userId))
  await restoreFiles(client, restoring, restored, path => path !== auditPath)
  restoring.progress('Summing up')
  await rebuildRollups(client, userId)
  return restored
}

async function restoreFiles(
  client: ClientBase,
  { zipPath, userId, manifest: { tables, files }, progress }: Restoring,
  restored: Pick<Restored, 'rows' | 'rawBodies'>,
  isWanted: (path: string) => boolean,
): Promise<void> {
  for await (const file of readZip(zipPath)) {
    const table = tables.get(file.path)
    if (!table || !isWanted(file.path)) continue
    const lines = readLines(readChecked(file, files.get(file.path)!))
    const tell = (rows: number) => progress(`${table.name}: ${rows} of ${table.rows} rows`)
    await orInvalid(file.path, async () => {
      if (table.name === ledgerTable) {
        const { rows, bodies } = await restoreBodies(client, { zipPath, userId, files }, table, lines)
        restored.rows[table.name] = rows
        restored.rawBodies = bodies
      } else {
        restored.rows[table.name] = await restoreRows(client, userId, table, lines, tell)
      }
    })
  }
}

/** What PostgreSQL refuses for its value is the archive's fault; the text of its error may repeat the value. */
async function orInvalid<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isDataError(error) && !isUniqueViolation(error)) throw error
    throw invalid(`${shown(path)} has a value that the database does not take, or a row twice`)
  }
}
