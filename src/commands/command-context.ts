import type { Config } from '../config.ts'
import { migrate, migrationStatus } from '../database/migrate.ts'
import { type Database, openDatabase } from '../database/open-database.ts'
import { openRoles } from '../database/roles.ts'
import { CommandFailure } from './describe-failure.ts'

/** ECMA-48, EL. */
const ERASE_REST_OF_LINE = '\x1b[K'

/** What a command is given to work with. */
export interface CommandContext {
  /** Whether `--json` was given. */
  json: boolean
  /** @throws {ConfigError} only when asked, so that `--help` works with a wrong setting too */
  readConfig(): Config
  /** Runs `work` on the database as it is, and closes the database afterwards. */
  withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T>
  /**
   * The same, with the schema that this code needs: a new database gets it now, so that a command may come before the
   * first start of the service.
   */
  withMigratedDatabase<T>(work: (database: Database) => Promise<T>): Promise<T>
  /** The result on stdout: `result` as one line of JSON with `--json`, otherwise `text`. */
  print(result: unknown, text: string): void
  /** Says on stderr how far long work has come; nothing with `--json`. */
  progress(text: string): void
  /** One line of JSON on stdout with `--json`, before the result; nothing otherwise. */
  tellEvent(event: { event: string }): void
  /** Columns of the terminal that stderr is; undefined with `--json` and where it is none. */
  terminalColumns(): number | undefined
  /** Puts a line, or nothing, in the place of the one drawn before; for a terminal. */
  draw(line: string): void
}

/**
 * @param out takes text for stdout, `err` for stderr, line ends included
 * @param columns of the terminal that `err` writes to; undefined where it is none
 */
export function createCommandContext({
  json,
  readConfig,
  out,
  err,
  columns,
}: {
  json: boolean
  readConfig: () => Config
  out: (text: string) => void
  err: (text: string) => void
  columns: () => number | undefined
}): CommandContext {
  async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    // What is lost while a command runs fails the command, which says so; a second line would say it twice.
    const database = await openDatabase(readConfig(), { info: () => {}, error: () => {} })
    try {
      return await work(database)
    } finally {
      await database.close()
    }
  }
  return {
    json,
    readConfig,
    withDatabase,
    withMigratedDatabase: work =>
      withDatabase(async database => {
        await migrateNewDatabase(database)
        await openRoles(database.pool)
        return work(database)
      }),
    print: (result, text) => out(`${json ? JSON.stringify(result) : text}\n`),
    progress: text => {
      if (!json) err(`${text}\n`)
    },
    tellEvent: event => {
      if (json) out(`${JSON.stringify(event)}\n`)
    },
    terminalColumns: () => (json ? undefined : columns()),
    draw: line => err(`\r${line}${ERASE_REST_OF_LINE}`),
  }
}

/** An old database is not changed in passing: its service may be running an older release. */
async function migrateNewDatabase({ pool }: Database): Promise<void> {
  const migrations = await migrationStatus(pool)
  const pending = migrations.filter(({ appliedAt }) => appliedAt === null)
  if (pending.length === 0) return
  if (pending.length < migrations.length) {
    throw new CommandFailure(
      'migrations_pending',
      `The database lacks ${pending.length} of ${migrations.length} migrations; run: health-export migrate up`,
    )
  }
  await migrate(pool)
}
