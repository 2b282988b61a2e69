import type { Pool } from 'pg'
import type { Partitions } from '../../database/partitions.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { DisabledTypes } from '../disabled-types.ts'
import { finishRaw, type RawId } from '../raw.ts'
import type { Report } from '../report.ts'

export interface Imported {
  ingestionId: string | null
  resumed: boolean
  report: Report & { xml_faults: number; left_out: number; files_not_read: string[]; cut_off?: true }
}

export interface ImportDeps {
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
  signal: AbortSignal
}

/** STAND-IN until the real one is merged. */
export async function importStored(
  { pool, signal }: ImportDeps,
  raw: RawId,
  _path: string,
): Promise<Imported | undefined> {
  if (signal.aborted) return undefined
  const report = {
    status: 'processed' as const,
    format: 'apple-export',
    received: 0,
    inserted: 0,
    updated: 0,
    duplicate: 0,
    rejected: 0,
    by_type: {},
    uncatalogued: [],
    errors: [],
    xml_faults: 0,
    left_out: 0,
    files_not_read: [],
  }
  await inTransaction(pool, client => finishRaw(client, raw, report))
  return { ingestionId: raw.id, resumed: false, report }
}
