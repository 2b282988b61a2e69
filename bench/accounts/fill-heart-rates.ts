import type { Pool } from 'pg'
import { Partitions } from '../../src/database/partitions.ts'

/** From one midnight (UTC) to another. */
export interface Years {
  start: Date
  end: Date
}

/** The whole years before an instant, up to the midnight before it. */
export function yearsBefore(instantMs: number, years: number): Years {
  const end = new Date(new Date(instantMs).toISOString().slice(0, 10))
  return { start: new Date(Date.UTC(end.getUTCFullYear() - years, end.getUTCMonth(), end.getUTCDate())), end }
}

/** Makes room for these years in a table, which lacks what lies further back than most people look. */
export async function ensureMonths(pool: Pool, table: string, { start, end }: Years): Promise<void> {
  const count =
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth() + 1
  const months = Array.from({ length: count }, (_, month) =>
    Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month),
  )
  await new Partitions(pool).ensure(table, months)
}

/** Writes heart rates evenly over the years, past the service: sum them up afterwards. */
export async function fillHeartRates(
  pool: Pool,
  { userId, rows, sources, years }: { userId: string; rows: number; sources: number; years: Years },
): Promise<void> {
  await ensureMonths(pool, 'heart_rate_metrics', years)
  await pool.query(
    `insert into heart_rate_metrics (user_id, recorded_at, source, min_bpm, avg_bpm, max_bpm, ingestion_id)
     select $1, $2::timestamptz + n * (($3::timestamptz - $2::timestamptz) / $4), 'Watch ' || n % $5,
       60 + n % 5, 65 + n % 7, 75 + n % 11, gen_random_uuid()
     from generate_series(0, $4::integer - 1) as n`,
    [userId, years.start, years.end, rows, sources],
  )
}
