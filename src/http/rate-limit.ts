import type { FastifyReply } from 'fastify'
import type { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../config.ts'
import { Problem } from '../problem.ts'
import type { Metrics } from './metrics.ts'

const WINDOW_SECONDS = 3_600
const WARNING_INTERVAL_MS = 60_000
/** After a failure Redis is left alone for this long, so that a hanging one delays one request a second, not all. */
const STORE_PAUSE_MS = 1_000

/** `ingest` and `read` count by key, `unauthenticated` by address. */
export type LimitName = 'ingest' | 'read' | 'unauthenticated'

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
  memory: RateLimiterMemory
  redis: RateLimiterRedis | undefined
}

/**
 * Fixed windows of one hour that begin with a caller's first request. One atomic script counts them in Redis, where
 * all instances meet. Memory follows that count and takes over when Redis is absent, fails or hangs, so that an outage
 * neither refuses anybody nor gives anybody a new allowance.
 */
export class RateLimits {
  readonly #limits: Record<LimitName, CountedLimit>
  readonly #wrongSecrets: RateLimiterMemory
  readonly #wrongSecretsPerHour: number
  /** The addresses that are counted for a key, by which these counts are found again. */
  readonly #guessers = new LRUCache<string, Set<string>>({ max: 10_000, ttl: WINDOW_SECONDS * 1_000 })
  readonly #log: Logger
  readonly #metrics: Metrics
  #storePausedUntilMs = 0
  #warnedAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: {
    limits: Config['rateLimits']
    redis: Redis | undefined
    log: Logger
    metrics: Metrics
  }) {
    this.#log = deps.log
    this.#metrics = deps.metrics
    const counted = (name: LimitName, limit: number, redis: Redis | undefined): CountedLimit => {
      const options = { points: limit, duration: WINDOW_SECONDS, keyPrefix: `health-export:limit:${name}` }
      return {
        limit,
        memory: new RateLimiterMemory(options),
        redis: redis && new RateLimiterRedis({ ...options, storeClient: redis }),
      }
    }
    this.#limits = {
      ingest: counted('ingest', deps.limits.ingestPerHour, deps.redis),
      read: counted('read', deps.limits.readPerHour, deps.redis),
      // Never in Redis: guessing must not become free when Redis fails, nor cost it a round trip.
      unauthenticated: counted('unauthenticated', deps.limits.unauthenticatedPerHour, undefined),
    }
    this.#wrongSecretsPerHour = deps.limits.unauthenticatedPerHour
    this.#wrongSecrets = new RateLimiterMemory({
      points: this.#wrongSecretsPerHour,
      duration: WINDOW_SECONDS,
      keyPrefix: 'wrong-secret',
    })
  }

  /** Counts one request of a key id or an address. */
  async count(name: LimitName, id: string): Promise<LimitState> {
    const { inRedis, state } = await this.#change('penalty', name, id)
    this.#metrics.rateLimitDecisions.inc({
      limit: name,
      outcome: state.allowed ? 'allowed' : 'refused',
      store: inRedis ? 'redis' : 'memory',
    })
    return state
  }

  /** Takes the count of a request back that was sent away unread: what it asked for it has to ask for again. */
  async uncount(name: LimitName, id: string): Promise<LimitState> {
    return (await this.#change('reward', name, id)).state
  }

  /**
   * Whether an address may still present secrets of this key, each of which costs an Argon2 run. Only wrong secrets of
   * the same key use that up: an address may be a proxy with everybody behind it, and who has a valid key must get in.
   */
  async mayTrySecret(address: string, keyId: string): Promise<boolean> {
    const counted = await this.#wrongSecrets.get(`${address} ${keyId}`)
    return counted === null || counted.consumedPoints < this.#wrongSecretsPerHour
  }

  async countWrongSecret(address: string, keyId: string): Promise<void> {
    await this.#wrongSecrets.penalty(`${address} ${keyId}`)
    const guessers = this.#guessers.get(keyId) ?? new Set()
    this.#guessers.set(keyId, guessers.add(address))
  }

  /**
   * Removes every count of keys that are gone, from Redis too. Where that does not answer, its counts end with their
   * hour.
   */
  async forget(keyIds: readonly string[]): Promise<void> {
    for (const keyId of keyIds) {
      for (const { redis, memory } of [this.#limits.ingest, this.#limits.read]) {
        await redis?.delete(keyId).catch(err => this.#log.warn({ err }, 'redis keeps a count for its hour'))
        await memory.delete(keyId)
      }
      for (const address of this.#guessers.get(keyId) ?? []) {
        await this.#wrongSecrets.delete(`${address} ${keyId}`)
      }
      this.#guessers.delete(keyId)
    }
  }

  async #change(
    change: 'penalty' | 'reward',
    name: LimitName,
    id: string,
  ): Promise<{ inRedis: boolean; state: LimitState }> {
    const { limit, memory, redis } = this.#limits[name]
    const inRedis = await this.#changeInRedis(change, { memory, redis }, id)
    const { consumedPoints, msBeforeNext } = inRedis ?? (await memory[change](id))
    // A window that ended meanwhile begins with one less than none.
    const consumed = Math.max(0, consumedPoints)
    return {
      inRedis: inRedis !== undefined,
      state: {
        limit,
        remaining: Math.max(0, limit - consumed),
        allowed: consumed <= limit,
        resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
      },
    }
  }

  async #changeInRedis(
    change: 'penalty' | 'reward',
    { redis, memory }: Pick<CountedLimit, 'redis' | 'memory'>,
    id: string,
  ): Promise<RateLimiterRes | undefined> {
    if (!redis || performance.now() < this.#storePausedUntilMs) return undefined
    try {
      const counted = await redis[change](id)
      // Answers arrive in the order of their counts, so that the last one set here is the highest.
      await memory.set(id, counted.consumedPoints, Math.max(1, Math.ceil(counted.msBeforeNext / 1_000)))
      return counted
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
