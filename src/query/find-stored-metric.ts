import type { ClientBase } from 'pg'
import { findMetric } from '../catalogue/index.ts'
import type { Metric } from '../catalogue/metric.ts'

/** The name under which samples are stored, and the catalogue's entry; an uncatalogued metric has none. */
export interface StoredMetric {
  name: string
  metric: Metric | undefined
}

/**
 * The metric that a caller means: one of the catalogue by any of its names, whether or not there are samples of it, or
 * an uncatalogued one of which this user has samples. Undefined for any other name, so that one which only somebody
 * else has is as unknown as one which nobody has.
 */
export async function findStoredMetric(
  client: ClientBase,
  { userId, name }: { userId: string; name: string },
): Promise<StoredMetric | undefined> {
  const metric = findMetric(name)
  if (metric) return { name: metric.name, metric }
  // No text of PostgreSQL's holds this character, and asking with it is an error.
  if (name.includes('\0')) return undefined
  const { rows } = await client.query(
    'select exists (select from quantity_metrics where user_id = $1 and metric = $2) as is_stored',
    [userId, name],
  )
  return rows[0].is_stored ? { name, metric: undefined } : undefined
}
