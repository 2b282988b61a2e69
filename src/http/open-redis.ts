import { Redis } from 'ioredis'
import type { Logger } from 'pino'

const COMMAND_TIMEOUT_MS = 150
const CONNECT_TIMEOUT_MS = 1_000
const LONGEST_RETRY_DELAY_MS = 2_000
/** Redis answers a burst of failures in milliseconds; nobody needs to read each of them. */
const WARNING_INTERVAL_MS = 60_000

/**
 * A Redis client that never keeps a request waiting: without a connection a command fails at once, and on a frozen
 * server after 150 ms. It connects in the background for as long as it lives.
 */
export async function openRedis(redisUrl: string, log: Logger): Promise<Redis> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: attempts => Math.min(50 * attempts, LONGEST_RETRY_DELAY_MS),
  })
  let warnedAtMs = Number.NEGATIVE_INFINITY
  // Without a listener a refused connection would end the process.
  redis.on('error', err => {
    if (performance.now() - warnedAtMs < WARNING_INTERVAL_MS) return
    warnedAtMs = performance.now()
    log.warn({ err }, 'redis is not reachable')
  })
  // Counting begins in Redis if it is there, but a start does not depend on it.
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>(resolve => {
    timer = setTimeout(resolve, CONNECT_TIMEOUT_MS)
  })
  await Promise.race([redis.connect().catch(() => undefined), patience])
  clearTimeout(timer)
  return redis
}
