import { threadsOf } from '../ingest/threads/ingest-threads.ts'

/** PostgreSQL lets in 100 unless it is told otherwise; some of them are for its operator and for commands. */
const CONNECTIONS_OF_WORKERS = 80
/** One hears of changed keys, one asks for the database's health. */
const OUTSIDE_THE_POOL = 2
/** Each thread writes on one, and makes partitions on another. */
const OF_A_THREAD = 2
const MOST = 10
/** An import holds one and works with others. */
const LEAST = 4

/** How many connections the pool of each worker may have: as many as that of the only process, while PostgreSQL has them. */
export const poolSize = (workers: number, threads = threadsOf(workers)): number =>
  Math.min(
    MOST,
    Math.max(LEAST, Math.floor(CONNECTIONS_OF_WORKERS / workers) - OUTSIDE_THE_POOL - OF_A_THREAD * threads),
  )
