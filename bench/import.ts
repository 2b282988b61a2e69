/**
 * How fast does years of history come in, and in how much memory? An export of Apple Health is written, parsed by a
 * parser alone, imported by the command as anybody would run it, imported again, and once more by somebody whose machine
 * dies in the middle. Then its rows are given to COPY alone: parsing and COPY are what no import can be faster than.
 * Run it with: npm run bench:import [-- --xml-bytes 1000000000] [-- --seed 1]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Pool } from 'pg'
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts'
import { migrate } from '../src/database/migrate.ts'
import { openRoles } from '../src/database/roles.ts'
import { createUser } from '../src/keys/users.ts'
import { writeAppleExport } from './apple-export/write-apple-export.ts'
import { copyRows } from './import/copy-rows.ts'
import { parseBare } from './import/parse-bare.ts'
import { runImport } from './import/run-import.ts'

const { values } = parseArgs({
  options: { 'xml-bytes': { type: 'string', default: '1000000000' }, seed: { type: 'string', default: '1' } },
})

/** What an import fills that is the same however often it was interrupted. */
const recordTables = [
  'blood_pressure_metrics',
  'devices',
  'health_events',
  'heart_rate_metrics',
  'quantity_metrics',
  'sleep_stages',
  'workout_routes',
  'workout_series',
  'workouts',
]

const folder = await mkdtemp(join(tmpdir(), 'health-export-bench-'))
const embedded = await startEmbeddedPostgres({
  dataDir: join(folder, 'data'),
  log: { info: () => {}, error: console.error },
})
const pool = new Pool({ connectionString: embedded.url, max: 1 })
// When something fails the server stops first, and its own error is the one to show.
pool.on('error', () => {})
try {
  await migrate(pool)
  await openRoles(pool)
  await measure(join(folder, 'export.zip'))
} finally {
  await pool.end()
  await embedded.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measure(zipPath: string): Promise<void> {
  const wish = { path: zipPath, xmlBytes: Number(values['xml-bytes']), seed: Number(values.seed) }
  const counts = await writeAppleExport(wish)
  const records = counts.elements.Record!
  console.log(
    `${mega(counts.xmlBytes)} MB of XML with ${records} records in a zip of ${mega(counts.zipBytes)} MB, ${counts.routes} routes and ${counts.electrocardiograms} electrocardiograms beside them\n`,
  )
  console.log('| | s | MB of XML/s | records or rows/s | of the parser alone | of COPY alone |')
  console.log('| --- | --- | --- | --- | --- | --- |')

  const parseStartedMs = performance.now()
  const parsed = await parseBare(zipPath)
  const parseSeconds = (performance.now() - parseStartedMs) / 1000
  // It has been over all of them, also those that it took for the name of an entity, up to the next semicolon.
  const parseRate = records / parseSeconds
  tell(
    `parser alone (${records - parsed} records not recognised)`,
    parseSeconds,
    counts.xmlBytes,
    parseRate,
    1,
  )

  const { id: userId } = await createUser(pool, { email: 'bench@example.org' })
  const run = { databaseUrl: embedded.url, zipPath, user: 'bench@example.org' }
  await pool.query('checkpoint')
  const first = await runImport(run)
  const copy = await copyRows(pool)
  const copyRate = copy.rows / copy.seconds
  tell('COPY alone, of heart rates and quantities', copy.seconds, undefined, copyRate, undefined, 1)
  const tellImport = (title: string, seconds: number) => {
    const rate = records / seconds
    tell(title, seconds, counts.xmlBytes, rate, rate / parseRate, rate / copyRate)
  }
  tellImport('import', first.seconds)
  const again = await runImport(run)
  tellImport('the same again', again.seconds)

  const { id: interruptedId } = await createUser(pool, { email: 'interrupted@example.org' })
  const interruptedRun = { ...run, user: 'interrupted@example.org' }
  const killed = await runImport(interruptedRun, first.seconds / 2)
  if (killed.report) throw new Error('The import was done before it could be killed')
  const resumed = await runImport(interruptedRun)
  tellImport(
    `killed after ${killed.seconds.toFixed(1)} s and run again, both`,
    killed.seconds + resumed.seconds,
  )
  console.log(`\nThe run after the kill took ${resumed.seconds.toFixed(1)} s.`)

  for (const [title, { report, peakMb, residentMb }] of Object.entries({ first, again, resumed })) {
    console.log(`\n${title}: ${JSON.stringify(pickCounts(report!))}`)
    console.log(`memory, MB: peak ${peakMb.toFixed(0)}; in ten parts ${tenths(residentMb).join(' ')}`)
  }
  await compareRows(userId, interruptedId)
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}

function tell(
  title: string,
  seconds: number,
  xmlBytes: number | undefined,
  rate: number,
  ofParser?: number,
  ofCopy?: number,
): void {
  const cells = [
    title,
    seconds.toFixed(1),
    xmlBytes === undefined ? '–' : mega(xmlBytes / seconds),
    rate.toFixed(0),
    ofParser?.toFixed(2) ?? '–',
    ofCopy?.toFixed(2) ?? '–',
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

/** Of a report what is a number: the account of the whole. */
function pickCounts(report: object): object {
  return Object.fromEntries(Object.entries(report).filter(([, value]) => typeof value === 'number'))
}

/** The highest of each tenth of the time. */
function tenths(samples: number[]): string[] {
  return Array.from({ length: 10 }, (_, tenth) => {
    const part = samples.slice((tenth * samples.length) / 10, ((tenth + 1) * samples.length) / 10)
    return part.length > 0 ? Math.max(...part).toFixed(0) : '–'
  })
}

/** @throws {Error} if the interrupted import has other rows than the whole one */
async function compareRows(wholeId: string, interruptedId: string): Promise<void> {
  const differing: string[] = []
  for (const table of recordTables) {
    const { rows } = await pool.query<{ whole: string; interrupted: string }>(
      `select count(*) filter (where user_id = $1) as whole, count(*) filter (where user_id = $2) as interrupted from ${table}`,
      [wholeId, interruptedId],
    )
    const { whole, interrupted } = rows[0]!
    if (whole !== interrupted) differing.push(`${table}: ${whole} and ${interrupted}`)
  }
  if (differing.length > 0) throw new Error(`The rows differ: ${differing.join(', ')}`)
  console.log('\nThe interrupted import has as many rows in each table as the whole one.')
}
