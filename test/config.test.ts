import { expect, test } from 'vitest'
import { ConfigError, readConfig, settings } from '../src/config.ts'

const defaults = {
  databaseUrl: undefined,
  redisUrl: undefined,
  dataDir: './data',
  host: '127.0.0.1',
  port: 8080,
  workers: 1,
  logLevel: 'info',
  rateLimits: { ingestPerHour: 100, readPerHour: 3600, unauthenticatedPerHour: 1000 },
  maxBodyBytes: 268_435_456,
  maxImportBytes: 8_589_934_592,
  asyncAboveBytes: undefined,
  disabledTypes: [],
  shutdownGraceSeconds: 30,
  trustProxy: false,
  metricsToken: undefined,
}

test('without any setting the service runs on its defaults', () => {
  expect(readConfig({})).toEqual(defaults)
})

test('an empty value means "not set", as in a copied .env.example', () => {
  const empty = Object.fromEntries(Object.keys(settings.shape).map(name => [name, '']))
  expect(readConfig(empty)).toEqual(defaults)
})

test('every setting is read, and what else the environment holds is not', () => {
  expect(
    readConfig({
      DATABASE_URL: 'postgresql://user:secret@db:5432/health',
      REDIS_URL: 'rediss://cache:6380',
      DATA_DIR: '/var/lib/health-export',
      HOST: '::1',
      PORT: '0',
      WORKERS: '64',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_INGEST_PER_HOUR: '1',
      RATE_LIMIT_READ_PER_HOUR: '2',
      RATE_LIMIT_UNAUTHENTICATED_PER_HOUR: '3',
      MAX_BODY_BYTES: '4096',
      MAX_IMPORT_BYTES: '8192',
      ASYNC_ABOVE_BYTES: '0',
      INGEST_DISABLED_TYPES: ' stateOfMind,,Blood Glucose , ecg',
      SHUTDOWN_GRACE_SECONDS: '5',
      TRUST_PROXY: '10.0.0.1, 192.168.0.0/16, fd00::/8, loopback',
      METRICS_TOKEN: 'a-token-of-24-characters',
      NODE_ENV: 'test',
    }),
  ).toEqual({
    databaseUrl: 'postgresql://user:secret@db:5432/health',
    redisUrl: 'rediss://cache:6380',
    dataDir: '/var/lib/health-export',
    host: '::1',
    port: 0,
    workers: 64,
    logLevel: 'silent',
    rateLimits: { ingestPerHour: 1, readPerHour: 2, unauthenticatedPerHour: 3 },
    maxBodyBytes: 4096,
    maxImportBytes: 8192,
    asyncAboveBytes: 0,
    disabledTypes: ['stateOfMind', 'Blood Glucose', 'ecg'],
    shutdownGraceSeconds: 5,
    trustProxy: ['10.0.0.1', '192.168.0.0/16', 'fd00::/8', 'loopback'],
    metricsToken: 'a-token-of-24-characters',
  })
})

/** Each value is one that its setting cannot have, and recognisable if a message repeated it. */
const wrongValues: [string, string][] = [
  ['DATABASE_URL', 'mysql://SENTINEL:77777@db/health'],
  ['DATABASE_URL', 'SENTINEL'],
  ['REDIS_URL', 'http://:SENTINEL@cache'],
  ['PORT', 'SENTINEL'],
  ['PORT', '77777'],
  ['PORT', '-77777'],
  ['PORT', '80.77777'],
  ['WORKERS', 'SENTINEL'],
  ['WORKERS', '-77777'],
  ['WORKERS', '77777'],
  ['LOG_LEVEL', 'SENTINEL'],
  ['RATE_LIMIT_INGEST_PER_HOUR', '-77777'],
  ['RATE_LIMIT_INGEST_PER_HOUR', '0'],
  ['RATE_LIMIT_READ_PER_HOUR', 'SENTINEL'],
  ['RATE_LIMIT_UNAUTHENTICATED_PER_HOUR', '77777.5'],
  ['MAX_BODY_BYTES', '777'],
  ['MAX_IMPORT_BYTES', '1e99'],
  ['MAX_BODY_BYTES', '77777777777'],
  ['ASYNC_ABOVE_BYTES', '-77777'],
  ['SHUTDOWN_GRACE_SECONDS', 'Infinity'],
  ['TRUST_PROXY', 'SENTINEL'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '10.0.0.0/77777'],
  ['TRUST_PROXY', '127.0.0.1,SENTINEL/8'],
  ['METRICS_TOKEN', 'SENTINEL'],
]

test.each(wrongValues)('%s cannot be %s: one line names the setting and not its value', (name, value) => {
  const error = failureOf({ [name]: value })
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toMatch(new RegExp(`^${name}: \\S.* \\(see \\.env\\.example\\)$`))
  expect(error.message).not.toMatch(/SENTINEL|777/)
})

test('every setting that can be wrong is tried above', () => {
  const anyText = ['DATA_DIR', 'HOST']
  // Its names are read by readDisabledTypes, and tried beside it.
  const readElsewhere = ['INGEST_DISABLED_TYPES']
  expect([...new Set(wrongValues.map(([name]) => name)), ...anyText, ...readElsewhere].sort()).toEqual(
    Object.keys(settings.shape).sort(),
  )
})

function failureOf(env: Record<string, string>): Error {
  try {
    readConfig(env)
  } catch (error) {
    return error as Error
  }
  throw new Error('The value was accepted')
}
