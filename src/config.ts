import { isIP } from 'node:net'
import { z } from 'zod'

/** An empty value in a `.env` file means "not set". */
const setting = <T extends z.ZodType>(schema: T) =>
  z.preprocess(text => (text === '' ? undefined : text), schema)

const integer = (minimum: number, fallback: number, maximum = Number.MAX_SAFE_INTEGER) =>
  setting(z.coerce.number().int().min(minimum).max(maximum).default(fallback))

const url = (protocols: string[]) =>
  setting(
    z
      .string()
      .refine(text => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
        message: `must be a URL that begins with ${protocols.map(protocol => `${protocol}//`).join(' or ')}`,
      })
      .optional(),
  )

/** What Fastify takes for a proxy: an address, a network, or the name of some networks. Its own refusal repeats the value. */
const isProxy = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/')
  if (bits === undefined) return isIP(address) !== 0 || /^(loopback|linklocal|uniquelocal)$/.test(address)
  const maximum = isIP(address) === 6 ? 128 : 32
  return rest.length === 0 && isIP(address) !== 0 && /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= maximum
}

const proxies = z
  .string()
  .transform(text => text.split(',').map(address => address.trim()))
  .refine(addresses => addresses.every(isProxy), {
    message: 'must be addresses or networks such as 10.0.0.0/8, separated by commas',
  })

const names = z.string().transform(text =>
  text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== ''),
)

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Every setting of the service, with its default. `.env.example` is compared with this by a test. */
export const settings = z.object({
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  REDIS_URL: url(['redis:', 'rediss:']),
  DATA_DIR: setting(z.string().default('./data')),
  HOST: setting(z.string().default('127.0.0.1')),
  PORT: integer(0, 8080, 65535),
  WORKERS: integer(1, 1, 64),
  LOG_LEVEL: setting(z.enum(logLevels).default('info')),
  RATE_LIMIT_INGEST_PER_HOUR: integer(1, 100),
  RATE_LIMIT_READ_PER_HOUR: integer(1, 3600),
  RATE_LIMIT_UNAUTHENTICATED_PER_HOUR: integer(1, 1000),
  // A body that gzip cannot make smaller must fit a message to PostgreSQL, which ends at 1 GiB, with what is beside it.
  MAX_BODY_BYTES: integer(1024, 268_435_456, 1_000_000_000),
  MAX_IMPORT_BYTES: integer(1024, 8_589_934_592),
  ASYNC_ABOVE_BYTES: setting(z.coerce.number().int().min(0).optional()),
  INGEST_DISABLED_TYPES: setting(names.optional()),
  SHUTDOWN_GRACE_SECONDS: integer(1, 30),
  TRUST_PROXY: setting(proxies.optional()),
  METRICS_TOKEN: setting(z.string().min(16).optional()),
})

export interface Config {
  databaseUrl: string | undefined
  redisUrl: string | undefined
  dataDir: string
  host: string
  port: number
  /** How many processes answer requests. */
  workers: number
  logLevel: (typeof logLevels)[number]
  rateLimits: { ingestPerHour: number; readPerHour: number; unauthenticatedPerHour: number }
  maxBodyBytes: number
  /** Of the zip of an Apple export, as it is sent. */
  maxImportBytes: number
  asyncAboveBytes: number | undefined
  /** As they are written; `readDisabledTypes` knows what they mean. */
  disabledTypes: string[]
  shutdownGraceSeconds: number
  /** What Fastify calls trustProxy: false, or the addresses of the proxies whose X-Forwarded-For counts. */
  trustProxy: false | string[]
  metricsToken: string | undefined
}

/** A setting with a value that cannot be used. The message is one line, names the setting and never repeats its value. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * The only place that reads the environment.
 * @throws {ConfigError} before anything is opened
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = settings.safeParse(env)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message} (see .env.example)`)
  }
  const values = parsed.data
  return {
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    dataDir: values.DATA_DIR,
    host: values.HOST,
    port: values.PORT,
    workers: values.WORKERS,
    logLevel: values.LOG_LEVEL,
    rateLimits: {
      ingestPerHour: values.RATE_LIMIT_INGEST_PER_HOUR,
      readPerHour: values.RATE_LIMIT_READ_PER_HOUR,
      unauthenticatedPerHour: values.RATE_LIMIT_UNAUTHENTICATED_PER_HOUR,
    },
    maxBodyBytes: values.MAX_BODY_BYTES,
    maxImportBytes: values.MAX_IMPORT_BYTES,
    asyncAboveBytes: values.ASYNC_ABOVE_BYTES,
    disabledTypes: values.INGEST_DISABLED_TYPES ?? [],
    shutdownGraceSeconds: values.SHUTDOWN_GRACE_SECONDS,
    trustProxy: values.TRUST_PROXY ?? false,
    metricsToken: values.METRICS_TOKEN,
  }
}
