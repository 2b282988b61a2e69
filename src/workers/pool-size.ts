/** PostgreSQL lets in 100 unless it is told otherwise; some of them are for its operator and for commands. */
const CONNECTIONS_OF_WORKERS = 80
/** One hears of changed keys, one asks for the database's health. */
const OUTSIDE_THE_POOL = 2
const MOST = 10
/** An import holds one and works with others. */
const LEAST = 4

/** How many connections the pool of each worker may have: as many as that of the only process, while PostgreSQL has them. */
export const poolSize = (workers: number): number =>
  Math.min(MOST, Math.max(LEAST, Math.floor(CONNECTIONS_OF_WORKERS / workers) - OUTSIDE_THE_POOL))
