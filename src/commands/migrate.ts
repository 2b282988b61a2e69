import { Command } from 'commander'
import { type Migration, migrate, migrationStatus } from '../database/migrate.ts'
import { openRoles } from '../database/roles.ts'
import type { CommandContext } from './command-context.ts'
import { formatTable, formatTime } from './format-table.ts'

/** `migrate up|status` */
export const migrateCommand = ({ withDatabase, print }: CommandContext): Command =>
  new Command('migrate')
    .description('bring the database to the schema of this release')
    .addCommand(
      new Command('up').description('apply what is pending, all of it or nothing').action(async () => {
        const applied = await withDatabase(async ({ pool }) => {
          const done = await migrate(pool)
          await openRoles(pool)
          return done
        })
        print(
          { applied: applied.map(toJson) },
          applied.length > 0 ? toTable(applied) : 'Nothing to do: every migration is applied.',
        )
      }),
    )
    .addCommand(
      new Command('status').description('list what is applied and what is pending').action(async () => {
        const migrations = await withDatabase(({ pool }) => migrationStatus(pool))
        print({ migrations: migrations.map(toJson) }, toTable(migrations))
      }),
    )

const toJson = ({ version, name, appliedAt }: Migration) => ({
  version,
  name,
  status: appliedAt ? 'applied' : 'pending',
  applied_at: appliedAt,
})

const toTable = (migrations: Migration[]): string =>
  formatTable(
    ['VERSION', 'NAME', 'APPLIED'],
    migrations.map(({ version, name, appliedAt }) => [
      String(version),
      name,
      formatTime(appliedAt, 'pending'),
    ]),
  )
