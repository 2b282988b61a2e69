import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from 'pg'

const tables = ['heart_rate_metrics', 'quantity_metrics']

/**
 * Copies the rows of the two largest tables into one that is like each of them (columns, checks, keys, indexes, but no
 * partitions), from a file: as fast as PostgreSQL alone takes them.
 * @param pool of a superuser; the file lies for a while in the server's own folder
 * @returns how many rows there are, and how long they took
 */
export async function copyRows(pool: Pool): Promise<{ rows: number; seconds: number }> {
  const { rows: settings } = await pool.query<{ path: string }>(
    `select current_setting('data_directory') as path`,
  )
  const path = join(settings[0]!.path, 'copied-rows')
  let rows = 0
  let seconds = 0
  for (const table of tables) {
    await pool.query(`create table copy_of_${table} (like ${table} including all)`)
    await pool.query(`copy (select * from ${table}) to '${path}' with (format binary)`)
    await pool.query('checkpoint')
    const startedMs = performance.now()
    const { rowCount } = await pool.query(`copy copy_of_${table} from '${path}' with (format binary)`)
    seconds += (performance.now() - startedMs) / 1000
    rows += rowCount ?? 0
    await pool.query(`drop table copy_of_${table}`)
    await rm(path)
  }
  return { rows, seconds }
}
