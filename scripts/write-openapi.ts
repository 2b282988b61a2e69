/** Writes docs/openapi.json from the routes' schemas; with --check it only compares. Needs no database. */
import { readFileSync, writeFileSync } from 'node:fs'
import { Pool } from 'pg'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { BodyRoom } from '../src/http/body-room.ts'
import { buildServer, type ServerDeps } from '../src/http/server.ts'

const FILE = 'docs/openapi.json'

// No route is called: what stands behind them may be absent.
const absent = {} as never
const server = await buildServer({
  config: readConfig({}),
  pool: new Pool(),
  partitions: absent,
  verifier: absent,
  lastUsed: absent,
  disabledTypes: new Set<string>(),
  pending: absent,
  threads: absent,
  bodyRoom: new BodyRoom(0),
  uploadFolder: absent,
  uploads: absent,
  healthChecks: absent,
  redis: undefined,
  counts: absent,
  runningWorks: absent,
  metrics: absent,
  readMetrics: absent,
  log: pino({ level: 'silent' }),
} satisfies ServerDeps)
await server.ready()
const document = `${JSON.stringify(server.swagger(), null, 2)}\n`
await server.close()

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, document)
} else if (readFileSync(FILE, 'utf8') !== document) {
  console.error(`${FILE} is not what the routes say: run npm run docs`)
  process.exitCode = 1
}
