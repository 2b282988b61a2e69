import type { Pool } from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { BodyRoom } from './body-room.ts'

/** Requests here take from a millisecond (a page of samples) to minutes (a whole export). */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

export type Metrics = ReturnType<typeof createMetrics>

/** Of one process, or of all that serve together: the text that Prometheus reads. */
export type ReadMetrics = () => Promise<string>

/**
 * What the service counts, in a registry of its own. Labels take their values from closed lists: route patterns,
 * outcomes and store names, never a user, a key or a metric that a client named.
 */
export function createMetrics(pool: Pool, bodyRoom: Pick<BodyRoom, 'heldBytes' | 'waitingBytes'>) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'database_pool_connections',
    help: 'Connections of the pool by state; waiting are requests without one',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'total' }, pool.totalCount)
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
  new Gauge({
    name: 'ingest_body_bytes',
    help: 'Memory that is taken for bodies of health records, and that is waited for before they are read',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'held' }, bodyRoom.heldBytes)
      this.set({ state: 'waiting' }, bodyRoom.waitingBytes)
    },
  })
  return {
    registry,
    requests: new Counter({
      name: 'http_requests_total',
      help: 'Requests by method, route pattern and status',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request line to the last byte of the answer',
      labelNames: ['method', 'route', 'status'],
      buckets: REQUEST_SECONDS,
      registers,
    }),
    ingestedItems: new Counter({
      name: 'ingested_items_total',
      help: 'Items by outcome: inserted, updated, duplicate, rejected',
      labelNames: ['outcome'],
      registers,
    }),
    rateLimitDecisions: new Counter({
      name: 'rate_limit_decisions_total',
      help: 'Counted requests by limit, outcome (allowed, refused) and where they were counted (redis, memory)',
      labelNames: ['limit', 'outcome', 'store'],
      registers,
    }),
    rateLimitStoreFailures: new Counter({
      name: 'rate_limit_store_failures_total',
      help: 'Times that Redis failed or hung and the count in memory was used instead',
      registers,
    }),
  }
}
