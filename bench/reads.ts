/**
 * How long do questions take of a user who has ten million heart rates of five years, and fifty metrics beside? Asked over
 * HTTP, one after the other, in turn with the plain SQL over the samples that the rollups spare.
 * Run it with: npm run bench:reads [-- --rows 1000000] [-- --sources 2]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Pool } from 'pg'
import { pino } from 'pino'
import { metricNames } from '../src/catalogue/index.ts'
import { readConfig } from '../src/config.ts'
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts'
import { rebuildRollups } from '../src/ingest/rollups/rebuild-rollups.ts'
import { createKey } from '../src/keys/create-key.ts'
import { createUser } from '../src/keys/users.ts'
import { openApp } from '../src/open-app.ts'
import { ensureMonths, fillHeartRates, yearsBefore } from './accounts/fill-heart-rates.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    sources: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '50' },
  },
})
const ROWS = Number(values.rows)
const SOURCES = Number(values.sources)
const ROUNDS = Number(values.rounds)
/** Every tenth of the rounds asks plain SQL too: it takes a second. */
const PLAIN_EVERY = 10

const YEARS = 5
const years = yearsBefore(Date.now(), YEARS)
const { start: START, end: END } = years

const dataDir = await mkdtemp(join(tmpdir(), 'health-export-bench-'))
const embedded = await startEmbeddedPostgres({ dataDir, log: { info: () => {}, error: console.error } })
try {
  const config = readConfig({ DATABASE_URL: embedded.url, RATE_LIMIT_READ_PER_HOUR: '1000000000' })
  const app = await openApp(config, pino({ level: 'silent' }))
  const pool = new Pool({ connectionString: embedded.url, max: 1, options: '-c jit=off -c TimeZone=UTC' })
  // When something fails the server stops first, and its own error is the one to show.
  pool.on('error', () => {})
  const { id: userId } = await createUser(pool, { email: 'bench@example.org' })
  const { key } = await createKey(pool, { userId, name: 'bench', scopes: ['read'] })
  await fill(pool, userId)
  const { origin } = await app.listen({ host: '127.0.0.1', port: 0 })
  await measure(pool, userId, { origin, key })
  await pool.end()
  await app.close()
} finally {
  await embedded.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function fill(pool: Pool, userId: string): Promise<void> {
  console.error(
    `Writing ${ROWS} heart rates of ${YEARS} years from ${SOURCES} source(s), and 50 metrics by the hour …`,
  )
  await fillHeartRates(pool, { userId, rows: ROWS, sources: SOURCES, years })
  await ensureMonths(pool, 'quantity_metrics', years)
  const others = metricNames.filter(name => name !== 'heart_rate' && name !== 'blood_pressure').slice(0, 50)
  await pool.query(
    `insert into quantity_metrics (user_id, metric, recorded_at, source, value, unit, ingestion_id)
     select $1, metric, at, 'Watch', 1 + extract(hour from at), 'count', gen_random_uuid()
     from unnest($2::text[]) as metric, generate_series($3::timestamptz, $4::timestamptz - interval '1 hour', '1 hour') as at`,
    [userId, others, START, END],
  )
  console.error('Summing them up …')
  await rebuildRollups(pool as never, userId)
  await pool.query('vacuum analyze')
  // Or the writing of what is only in memory yet goes on beneath the first question.
  await pool.query('checkpoint')
}

async function measure(
  pool: Pool,
  userId: string,
  { origin, key }: { origin: string; key: string },
): Promise<void> {
  const daysAgo = (days: number) => new Date(END.getTime() - days * 86_400_000).toISOString()
  const range = (days: number) => `from=${daysAgo(days)}&to=${END.toISOString()}`
  const statistics = (days: number, zone: string) =>
    `/v1/metrics/heart_rate/statistics?bucket=day&timezone=${zone}&${range(days)}`
  /** The title of what is asked by who has the answer already. */
  const again = 'the same, known by its tag'
  const questions: [title: string, path: string, limitMs: number, plainSql?: [string, unknown[]]][] = [
    [
      'last 24 h, raw',
      `/v1/metrics/heart_rate/samples?limit=10000&${range(1)}`,
      20,
      ['select * from heart_rate_metrics where user_id = $1 and recorded_at >= $2', [userId, daysAgo(1)]],
    ],
    ...[365, 1826].flatMap((days): typeof questions => [
      [
        `${days} days of daily statistics, Europe/Berlin`,
        statistics(days, 'Europe/Berlin'),
        days === 365 ? 50 : 120,
        [
          `select date_trunc('day', recorded_at, 'Europe/Berlin'), count(*), min(min_bpm), avg(avg_bpm), max(max_bpm)
         from heart_rate_metrics where user_id = $1 and recorded_at >= $2 group by 1`,
          [userId, daysAgo(days)],
        ],
      ],
      [again, statistics(days, 'Europe/Berlin'), 10],
    ]),
    ['365 days, Asia/Kolkata', statistics(365, 'Asia/Kolkata'), 50],
    ['1826 days, Asia/Kolkata', statistics(1826, 'Asia/Kolkata'), 120],
    ['latest of all metrics', '/v1/latest', 20],
    ['what there is of all metrics', '/v1/metrics', 20],
  ]
  const agent = new Agent({ keepAlive: true })
  console.log(
    '| question | answer, kB | over HTTP, ms: median (p95) | wanted, ms | plain SQL, ms | ratio |\n| --- | --- | --- | --- | --- | --- |',
  )
  for (const [title, path, limitMs, plainSql] of questions) {
    const times: number[] = []
    const plainTimes: number[] = []
    let bytes = 0
    const tag = title === again ? (await ask(agent, `${origin}${path}`, key)).tag : undefined
    for (let round = -5; round < ROUNDS; round++) {
      const startedMs = performance.now()
      bytes = (await ask(agent, `${origin}${path}`, key, tag)).bytes
      if (round >= 0) times.push(performance.now() - startedMs)
      if (!plainSql || round % PLAIN_EVERY !== 0) continue
      const plainStartedMs = performance.now()
      await pool.query(...plainSql)
      plainTimes.push(performance.now() - plainStartedMs)
    }
    const plain = plainSql ? median(plainTimes) : undefined
    console.log(
      `| ${title} | ${(bytes / 1000).toFixed(0)} | ${median(times).toFixed(1)} (${at(times, 0.95).toFixed(1)}) | < ${limitMs} | ${plain?.toFixed(1) ?? '–'} | ${plain ? (median(times) / plain).toFixed(3) : '–'} |`,
    )
  }
  agent.destroy()
}

/** @returns the bytes of the body, none where the answer of this tag still holds; and the tag that it has */
function ask(
  agent: Agent,
  url: string,
  key: string,
  tag?: string,
): Promise<{ bytes: number; tag: string | undefined }> {
  const headers = { authorization: `Bearer ${key}`, ...(tag && { 'if-none-match': tag }) }
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, response => {
      let bytes = 0
      response.on('data', chunk => {
        bytes += chunk.length
      })
      response.on('end', () =>
        response.statusCode === (tag ? 304 : 200)
          ? resolve({ bytes, tag: response.headers.etag })
          : reject(new Error(`${url} answered ${response.statusCode}`)),
      )
    }).on('error', reject)
  })
}

function median(times: number[]): number {
  return at(times, 0.5)
}

function at(times: number[], share: number): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length * share)]!
}
