import type { Redis } from 'ioredis'
import { Pool } from 'pg'
import { migrationStatus } from '../database/migrate.ts'
import { hasRoles } from '../database/roles.ts'

const CHECK_TIMEOUT_MS = 2_000

/** One word per dependency. */
export interface Readiness {
  database: 'ok' | 'down'
  /** `mismatch`: the database is newer than this code, or a migration was edited. */
  migrations: 'ok' | 'pending' | 'mismatch' | 'unknown'
  /** `degraded`: limits are counted in memory. `off`: no REDIS_URL. */
  redis: 'ok' | 'degraded' | 'off'
  /** `off`: the login may not create the roles behind which other users' rows are out of reach. */
  row_level_security: 'ok' | 'off' | 'unknown'
}

/**
 * Asks the dependencies over one connection of its own, so that the answer does not depend on a free one in the pool.
 * Callers that ask at the same time share one question.
 */
export class HealthChecks {
  readonly #pool: Pool
  readonly #redis: Redis | undefined
  #database: Promise<boolean> | undefined
  #readiness: Promise<Readiness> | undefined

  constructor({ databaseUrl, redis }: { databaseUrl: string; redis: Redis | undefined }) {
    this.#pool = new Pool({
      connectionString: databaseUrl,
      max: 1,
      application_name: 'health-export health',
      connectionTimeoutMillis: CHECK_TIMEOUT_MS,
      query_timeout: CHECK_TIMEOUT_MS,
      keepAlive: true,
    })
    // The next question notices that the connection is gone; unheard, the event would end the process.
    this.#pool.on('error', () => {})
    this.#redis = redis
  }

  /** Whether the database answers, within two seconds. */
  databaseAnswers(): Promise<boolean> {
    this.#database ??= within(
      this.#pool.query('select 1').then(() => true),
      false,
    ).finally(() => {
      this.#database = undefined
    })
    return this.#database
  }

  /** Every dependency, within four seconds. */
  readiness(): Promise<Readiness> {
    this.#readiness ??= this.#check().finally(() => {
      this.#readiness = undefined
    })
    return this.#readiness
  }

  close(): Promise<void> {
    return this.#pool.end()
  }

  async #check(): Promise<Readiness> {
    const redis = this.#redisState()
    const database = await this.databaseAnswers()
    return {
      database: database ? 'ok' : 'down',
      migrations: database ? await within(this.#migrationState(), 'unknown') : 'unknown',
      redis: await redis,
      row_level_security: database ? await within(this.#rowLevelSecurity(), 'unknown') : 'unknown',
    }
  }

  async #migrationState(): Promise<Readiness['migrations']> {
    try {
      const migrations = await migrationStatus(this.#pool)
      return migrations.every(migration => migration.appliedAt) ? 'ok' : 'pending'
    } catch (error) {
      if (error instanceof Error && error.name === 'MigrationError') return 'mismatch'
      throw error
    }
  }

  async #rowLevelSecurity(): Promise<Readiness['row_level_security']> {
    return (await hasRoles(this.#pool)) ? 'ok' : 'off'
  }

  async #redisState(): Promise<Readiness['redis']> {
    if (!this.#redis) return 'off'
    return within<Readiness['redis']>(
      this.#redis.ping().then(() => 'ok'),
      'degraded',
    )
  }
}

/** The fallback for a question that fails or is not answered in time. */
async function within<T>(question: Promise<T>, fallback: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<T>(resolve => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, fallback)
  })
  try {
    return await Promise.race([question.catch(() => fallback), patience])
  } finally {
    clearTimeout(timer)
  }
}
