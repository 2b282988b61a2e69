import type { Pool } from 'pg'
import { timeOfUuid } from '../../database/uuid-time.ts'
import type { RawId } from '../ledger/raw.ts'
import type { UploadFolder } from './upload-folder.ts'

/** Longer than an upload may stand still, and than it takes from its last byte to its row. */
const ABANDONED_AFTER_MS = 10 * 60_000

/**
 * Removes the files that nobody will import: those that a crash left half received or without a row, those whose import
 * has ended, and those whose account is erased.
 * @param known ids of the ingestions that were seen to have a row: without one they are erased. It is brought up to date
 */
export async function sweepUploads(
  { pool, folder }: { pool: Pool; folder: UploadFolder },
  known: Set<string>,
): Promise<void> {
  const files = await folder.list()
  const statuses = await readStatuses(
    pool,
    files.flatMap(({ raw }) => raw ?? []),
  )
  for (const { raw, path, writtenAtMs } of files) {
    const status = raw && statuses.get(raw.id)
    if (raw && (status === 'queued' || status === 'processing')) {
      known.add(raw.id)
      continue
    }
    // The row of a file appears a moment after it: another process may be about to commit it.
    const isSettled = raw && (status !== undefined || known.has(raw.id))
    if (!isSettled && Date.now() - writtenAtMs < ABANDONED_AFTER_MS) continue
    await folder.remove(path)
    if (raw) known.delete(raw.id)
  }
}

/** By id; one without a row has none. */
async function readStatuses(pool: Pool, files: readonly RawId[]): Promise<Map<string, string>> {
  if (files.length === 0) return new Map()
  const { rows } = await pool.query<{ id: string; status: string }>(
    `select id, status
     from unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) as file (user_id, received_at, id)
     join raw_ingestions using (user_id, received_at, id)`,
    [files.map(({ userId }) => userId), files.map(({ id }) => timeOfUuid(id)), files.map(({ id }) => id)],
  )
  return new Map(rows.map(({ id, status }) => [id, status]))
}
