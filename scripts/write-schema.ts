import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeSchema } from '../src/database/describe-schema.ts'
import { migrate, migrationsDir } from '../src/database/migrate.ts'
import { openDatabase } from '../src/database/open-database.ts'

/** Writes migrations/schema.sql from what the migrations make of an empty database; with --check only compares. */
const path = join(migrationsDir, 'schema.sql')
const workDir = mkdtempSync(join(tmpdir(), 'health-export-schema-'))
const log = { info: () => {}, error: console.error }
const database = await openDatabase({ databaseUrl: undefined, dataDir: join(workDir, 'data') }, log)
try {
  await migrate(database.pool)
  const schema = await describeSchema(database.pool)
  if (!process.argv.includes('--check')) {
    writeFileSync(path, schema)
  } else if (readOrNothing(path) !== schema) {
    console.error(
      'migrations/schema.sql is not what the migrations produce: run npx tsx scripts/write-schema.ts',
    )
    process.exitCode = 1
  }
} finally {
  await database.close()
  rmSync(workDir, { recursive: true, force: true })
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
