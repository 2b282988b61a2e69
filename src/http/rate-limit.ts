import type { FastifyReply } from 'fastify'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../config.ts'
import { Problem } from '../problem.ts'
import { type Count, type Counts, type LimitName, WINDOW_SECONDS } from './memory-counts.ts'
import type { Metrics } from './metrics.ts'

const WARNING_INTERVAL_MS = 60_000
/** After a failure Redis is left alone for this long, so that a hanging one delays one request a second, not all. */
const STORE_PAUSE_MS = 1_000

/** Where a caller stands in the current window, this request included. */
export interface LimitState {
  limit: number
  remaining: number
  allowed: boolean
  /** Until the window ends; at least 1. */
  resetSeconds: number
}

const quotaHolders: Record<LimitName, string> = {
  ingest: 'Ingest requests of one key are limited to',
  read: 'Requests of one key, ingest apart, are limited to',
  unauthenticated: 'Requests of one address without a valid key are limited to',
}

interface CountedLimit {
  limit: number
  redis: RateLimiterRedis | undefined
}

/**
 * Fixed windows of one hour that begin with a caller's first request. One atomic script counts them in Redis, where
 * all instances meet. Memory follows that count and takes over when Redis is absent, fails or hangs, so that an outage
 * neither refuses anybody nor gives anybody a new allowance.
 */
export class RateLimits {
  readonly #limits: Record<LimitName, CountedLimit>
  readonly #memory: Counts
  readonly #log: Logger
  readonly #metrics: Metrics
  #storePausedUntilMs = 0
  #warnedAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: {
    limits: Config['rateLimits']
    redis: Redis | undefined
    memory: Counts
    log: Logger
    metrics: Metrics
  }) {
    this.#memory = deps.memory
    this.#log = deps.log
    this.#metrics = deps.metrics
    const { redis, limits } = deps
    const inRedis = (name: LimitName, points: number) =>
      redis &&
      new RateLimiterRedis({
        points,
        duration: WINDOW_SECONDS,
        keyPrefix: `health-export:limit:${name}`,
        storeClient: redis,
      })
    this.#limits = {
      ingest: { limit: limits.ingestPerHour, redis: inRedis('ingest', limits.ingestPerHour) },
      read: { limit: limits.readPerHour, redis: inRedis('read', limits.readPerHour) },
      // Never in Redis: guessing must not become free when Redis fails, nor cost it a round trip.
      unauthenticated: { limit: limits.unauthenticatedPerHour, redis: undefined },
    }
  }

  /** Counts one request of a key id or an address. */
  async count(name: LimitName, id: string): Promise<LimitState> {
    const inRedis = await this.#countInRedis(name, id)
    const state = this.#stateOf(name, inRedis ?? (await this.#memory.add(name, id)))
    this.#metrics.rateLimitDecisions.inc({
      limit: name,
      outcome: state.allowed ? 'allowed' : 'refused',
      store: inRedis ? 'redis' : 'memory',
    })
    return state
  }

  /** Takes the count of a request back that was sent away unread: what it asked for it has to ask for again. */
  async uncount(name: LimitName, id: string): Promise<LimitState> {
    const inRedis = await this.#inRedis(name, redis => redis.reward(id))
    const inMemory = await this.#memory.takeBack(name, id)
    return this.#stateOf(name, inRedis ?? inMemory)
  }

  /**
   * Whether an address may still present secrets of this key, each of which costs an Argon2 run. Only wrong secrets of
   * the same key use that up: an address may be a proxy with everybody behind it, and who has a valid key must get in.
   */
  async mayTrySecret(address: string, keyId: string): Promise<boolean> {
    return (await this.#memory.wrongSecrets(address, keyId)) < this.#limits.unauthenticated.limit
  }

  countWrongSecret(address: string, keyId: string): void {
    this.#memory.addWrongSecret(address, keyId)
  }

  /**
   * Removes every count of keys that are gone, from Redis too. Where that does not answer, its counts end with their
   * hour.
   */
  async forget(keyIds: readonly string[]): Promise<void> {
    for (const keyId of keyIds) {
      for (const { redis } of [this.#limits.ingest, this.#limits.read]) {
        await redis?.delete(keyId).catch(err => this.#log.warn({ err }, 'redis keeps a count for its hour'))
      }
    }
    this.#memory.forget(keyIds)
  }

  #stateOf(name: LimitName, { points, msLeft }: Count): LimitState {
    const { limit } = this.#limits[name]
    // A window that ended meanwhile begins with one less than none.
    const counted = Math.max(0, points)
    return {
      limit,
      remaining: Math.max(0, limit - counted),
      allowed: counted <= limit,
      resetSeconds: Math.max(1, Math.ceil(msLeft / 1_000)),
    }
  }

  async #countInRedis(name: LimitName, id: string): Promise<Count | undefined> {
    const counted = await this.#inRedis(name, redis => redis.penalty(id))
    if (counted) this.#memory.follow(name, id, counted)
    return counted
  }

  async #inRedis(
    name: LimitName,
    change: (redis: RateLimiterRedis) => Promise<RateLimiterRes>,
  ): Promise<Count | undefined> {
    const { redis } = this.#limits[name]
    if (!redis || performance.now() < this.#storePausedUntilMs) return undefined
    try {
      const { consumedPoints, msBeforeNext } = await change(redis)
      return { points: consumedPoints, msLeft: msBeforeNext }
    } catch (err) {
      this.#storePausedUntilMs = performance.now() + STORE_PAUSE_MS
      this.#metrics.rateLimitStoreFailures.inc()
      if (performance.now() - this.#warnedAtMs >= WARNING_INTERVAL_MS) {
        this.#warnedAtMs = performance.now()
        this.#log.warn({ err }, 'rate limits are counted in memory: redis does not answer')
      }
      return undefined
    }
  }
}

/**
 * Tells the caller where it stands, in the common headers and in those of draft-ietf-httpapi-ratelimit-headers, and
 * refuses what is over the limit.
 * @throws {Problem} rate_limited
 */
export function applyLimit(reply: FastifyReply, name: LimitName, state: LimitState): void {
  const { limit, remaining, resetSeconds } = state
  reply.headers({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': Math.floor(Date.now() / 1_000) + resetSeconds,
    'ratelimit-policy': `"${name}";q=${limit};w=${WINDOW_SECONDS}`,
    ratelimit: `"${name}";r=${remaining};t=${resetSeconds}`,
  })
  if (state.allowed) return
  throw new Problem('rate_limited', `${quotaHolders[name]} ${limit} in an hour`, {
    retryAfterSeconds: resetSeconds,
  })
}
