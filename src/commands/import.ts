import { Command } from 'commander'
import type { Config } from '../config.ts'
import { Partitions } from '../database/partitions.ts'
import type { DisabledTypes } from '../ingest/disabled-types/disabled-types.ts'
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './describe-failure.ts'
import { importArchive } from './import-archive.ts'
import { importBodyFile } from './import-body.ts'
import { importAppleExport } from './import-export.ts'
import { parseOnly, parseSince } from './import-wishes.ts'
import { recogniseFile } from './recognise-file.ts'

type ReadDisabledTypes = (config: Config) => DisabledTypes

interface Options {
  user: string
  since?: Date
  only?: ReadonlySet<string>
  dryRun?: true
}

/** `import FILE --user E [--since TIME] [--only TYPES] [--dry-run]` */
export const importCommand = (context: CommandContext, readDisabledTypes: ReadDisabledTypes): Command =>
  new Command('import')
    .description(
      'bring in what Apple’s Health app exported, restore an export of an account, or take in a file that the API would accept',
    )
    .argument(
      '<file>',
      'Apple’s export.zip or the export.xml in it, the zip of GET /v1/me/export, or JSON, newline-delimited JSON or CSV, also gzipped',
    )
    .requiredOption('--user <user>', 'e-mail or id of the user; an archive makes the user of an e-mail')
    .option(
      '--since <time>',
      'of an Apple export, leave out what ended before: a date, which begins in UTC, or a time with its offset',
      parseSince,
    )
    .option(
      '--only <types>',
      'of an Apple export, take these: names as the report has them or HealthKit identifiers, with commas between',
      parseOnly,
    )
    .option('--dry-run', 'of an Apple export, tell what would become of it and write nothing')
    .action(async (path: string, { user, ...wishes }: Options) => {
      const config = context.readConfig()
      const disabledTypes = readDisabledTypes(config)
      const kind = await recogniseFile(path)
      if (kind !== 'apple_export' && Object.keys(wishes).length > 0) throw forAppleExportsOnly()
      await context.withMigratedDatabase(async ({ pool }) => {
        const deps = {
          pool,
          partitions: new Partitions(pool),
          disabledTypes,
          maxBodyBytes: config.maxBodyBytes,
        }
        if (kind === 'apple_export') await importAppleExport(context, deps, { path, user }, wishes)
        else if (kind === 'archive') await importArchive(context, deps, { path, user })
        else await importBodyFile(context, deps, { path, user })
      })
    })

const forAppleExportsOnly = () =>
  new CommandFailure(
    'bad_usage',
    '--since, --only and --dry-run are for an export of Apple’s Health app, and this file is none; see --help',
    2,
  )
