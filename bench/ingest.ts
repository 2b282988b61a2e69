/**
 * How near does the service come to what PostgreSQL can do? A running service takes in bodies over HTTP, in turn with
 * COPY of the same rows into the same tables and with the specification's sketch; and what else was promised to be fast.
 * It prints Markdown: docs/performance.md says how to read it.
 * Run it with: npm run bench [-- --quick] [-- --large]; DATABASE_URL names another server than the embedded one.
 */
import { parseArgs } from 'node:util'
import { Pool } from 'pg'
import { openDatabaseServer } from './database/database-server.ts'
import { describeMachine } from './ingest/describe-machine.ts'
import { measureGrowth } from './ingest/measure-growth.ts'
import { measureIngest } from './ingest/measure-ingest.ts'
import { measureLargeBody } from './ingest/measure-large-body.ts'
import { measureProfile } from './ingest/measure-profile.ts'
import { measureStart } from './ingest/measure-start.ts'
import { reportGrowth } from './ingest/report-growth.ts'
import { reportIngest } from './ingest/report-ingest.ts'
import { reportProfile } from './ingest/report-profile.ts'
import { reportKeys, reportLargeBody, reportStart } from './ingest/report-service.ts'
import { fullScale, quickScale, withLargeAccount } from './ingest/scale.ts'
import { startService } from './ingest/start-service.ts'
import { compareKeys } from './keys/compare-keys.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, large: { type: 'boolean', default: false } },
})
const chosen = values.quick ? quickScale : fullScale
const scale = values.large ? withLargeAccount(chosen) : chosen

const server = await openDatabaseServer()
try {
  console.log(describeMachine(server.title, scale.title))
  const databaseUrl = await server.createDatabase('ingest')
  const start = await measureStart(databaseUrl, scale.startRounds)
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
  // When something fails the server stops first, and its own error is the one to show.
  pool.on('error', () => {})
  const service = await startService(databaseUrl)

  tellProgress('bodies, COPY and the sketch')
  console.log(reportIngest(await measureIngest({ scale, databaseUrl, pool, service })))
  tellProgress('accounts of several sizes')
  const growths = await measureGrowth({ scale, pool, service })
  await service.stop()
  tellProgress('large bodies')
  const rounds = scale.largeBodyRounds
  const tenth = await measureLargeBody({ databaseUrl, pool, samples: 100_000, rounds })
  const large = await measureLargeBody({ databaseUrl, pool, samples: 1_000_000, rounds })
  console.log(reportLargeBody(large))
  console.log(reportGrowth(growths, scale.accountSizes, [tenth, large]))
  tellProgress('profiles')
  const profiles = []
  for (const recordsPerBody of [10_000, 1_000]) {
    const bodies = scale.profileRecords / recordsPerBody
    profiles.push(await measureProfile(databaseUrl, pool, { bodies, recordsPerBody }))
  }
  console.log(reportProfile(profiles))
  await pool.end()

  tellProgress('keys')
  const keys = {
    one: await server.createDatabase('one_key'),
    many: await server.createDatabase('many_keys'),
  }
  console.log(reportKeys(await compareKeys(keys, scale.keyRounds)))
  console.log(reportStart(start))
} finally {
  await server.close()
}

function tellProgress(what: string): void {
  console.error(`${performance.now().toFixed(0).padStart(8)} ms: ${what} …`)
}
