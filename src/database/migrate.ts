import { fileURLToPath } from 'node:url'
import type { Pool, PoolClient } from 'pg'
import Postgrator from 'postgrator'
import { inTransaction } from './transaction.ts'

/** `migrations/` of the project, which is as far from `src/database/` as from `dist/database/`. */
export const migrationsDir = fileURLToPath(new URL('../../migrations/', import.meta.url))

const schemaTable = 'public.schema_migrations'
/** Any number that nothing else locks. */
const migrationLock = 4_815_162_343
/** A migration may rewrite a large table; the driver's own time-out would leave it running unattended. */
const migrationTimeoutMs = 24 * 3600 * 1000

export interface Migration {
  version: number
  name: string
  /** Null while it is pending. */
  appliedAt: Date | null
}

interface Applied {
  version: number
  name: string
  md5: string
  run_at: Date
}

/** The database and the migrations of this code do not fit together; the message says which and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * Applies what is pending, all of it or nothing. Instances that start at once wait for the first and find nothing to do.
 * @param directory files named `NNNN.do.name.sql`, plain SQL without transaction commands
 * @returns what was applied now, in order
 * @throws {MigrationError} if an applied migration was edited or removed, or the database is newer than this code
 */
export async function migrate(pool: Pool, directory = migrationsDir): Promise<Migration[]> {
  return inTransaction(pool, async client => {
    // The others wait for as long as it takes; what a migration itself waits for stays bounded by the pool's settings.
    await client.query('set local statement_timeout = 0; set local lock_timeout = 0')
    await runUnbounded(client, `select pg_advisory_xact_lock(${migrationLock})`)
    await client.query('set local lock_timeout to default')
    const postgrator = openPostgrator(client, directory)
    assertFits(await postgrator.getMigrations(), await readApplied(client), directory)
    const applied = await postgrator.migrate()
    return applied.map(({ version, name }) => ({ version, name, appliedAt: new Date() }))
  })
}

/**
 * Every migration of this code in order, with the time it was applied. Changes nothing, and needs no table yet.
 * @throws {MigrationError} as `migrate` would
 */
export async function migrationStatus(pool: Pool, directory = migrationsDir): Promise<Migration[]> {
  const client = await pool.connect()
  try {
    const files = await openPostgrator(client, directory).getMigrations()
    const applied = await readApplied(client)
    assertFits(files, applied, directory)
    const appliedAt = new Map(applied.map(row => [row.version, row.run_at]))
    return files
      .map(({ version, name }) => ({ version, name, appliedAt: appliedAt.get(version) ?? null }))
      .sort((a, b) => a.version - b.version)
  } finally {
    client.release()
  }
}

function openPostgrator(client: PoolClient, directory: string): Postgrator {
  // A pattern reads brackets in the directory's own name as a choice of letters.
  const literal = directory.replace(/\/$/, '').replace(/[?*()[\]{}]/g, '[$&]')
  return new Postgrator({
    driver: 'pg',
    schemaTable,
    migrationPattern: `${literal}/*.do.*.sql`,
    // A checkout with other line ends is not an edit.
    newline: 'LF',
    execQuery: sql => runUnbounded(client, sql),
  })
}

async function runUnbounded(client: PoolClient, sql: string): Promise<{ rows: Record<string, unknown>[] }> {
  // query_timeout is the driver's; its types leave it out.
  return client.query({ text: sql, query_timeout: migrationTimeoutMs } as { text: string })
}

async function readApplied(client: PoolClient): Promise<Applied[]> {
  const table = await client.query('select to_regclass($1) is not null as exists', [schemaTable])
  if (!table.rows[0].exists) return []
  // Version 0 is the library's own row for "nothing yet".
  const { rows } = await client.query<Applied>(
    `select version::int, name, md5, run_at from ${schemaTable} where version > 0 order by version`,
  )
  return rows
}

/** The library finds edited files only; it would pass over a removed one, and over one that came in before the last. */
function assertFits(files: Postgrator.Migration[], applied: Applied[], directory: string): void {
  if (files.length === 0)
    throw new MigrationError(`No migrations in ${directory}: the installation is incomplete`)
  const fileOf = new Map(files.map(file => [file.version, file]))
  const newestFile = Math.max(...fileOf.keys())
  for (const row of applied) {
    const file = fileOf.get(row.version)
    if (!file && row.version > newestFile) {
      throw new MigrationError(
        `The database is newer than this code: it has migration ${row.version} (${row.name}), ` +
          `this code ends at ${newestFile}. Start the newer release.`,
      )
    }
    if (!file)
      throw new MigrationError(`Migration ${row.version} (${row.name}) was applied, but its file is gone`)
    if (file.md5 !== row.md5) {
      throw new MigrationError(
        `Migration ${row.version} (${row.name}) was edited after it was applied: restore it, and write a new one`,
      )
    }
  }
  const appliedVersions = new Set(applied.map(row => row.version))
  const newestApplied = Math.max(0, ...appliedVersions)
  const late = files.find(file => file.version < newestApplied && !appliedVersions.has(file.version))
  if (late) {
    throw new MigrationError(
      `Migration ${late.version} (${late.name}) came in before ${newestApplied}, which is applied: give it a later number`,
    )
  }
}
