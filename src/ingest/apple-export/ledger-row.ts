import type { Pool } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { actAs, writerRole } from '../../database/as-user.ts'
import { holdUser } from '../../database/hold-user.ts'
import type { Partitions } from '../../database/partitions.ts'
import { inTransaction } from '../../database/transaction.ts'
import { timeOfUuid } from '../../database/uuid-time.ts'
import type { RawId } from '../raw.ts'

export interface ExportFile {
  userId: string
  keyId: string | null
  fileName: string
  bytes: number
  sha256: Buffer
}

/** STAND-IN until the real one is merged. */
export async function registerExport(
  { pool, partitions }: { pool: Pool; partitions: Partitions },
  { userId, keyId, fileName, bytes, sha256 }: ExportFile,
  status: 'queued' | 'processing',
  beforeCommit?: (raw: RawId) => Promise<void>,
): Promise<RawId> {
  await partitions.ensure('raw_ingestions', [Date.now()])
  return inTransaction(pool, async client => {
    await holdUser(client, userId)
    await actAs(client, writerRole, userId)
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [userId])
    const raw = { userId, id: uuidv7() }
    await client.query(
      `insert into raw_ingestions (user_id, received_at, id, key_id, status, payload, stored_as, content_type, sent_bytes,
         sha256, file_name) values ($1, $2, $3, $4, $5, '', 'not_kept', 'application/zip', $6, $7, $8)`,
      [userId, timeOfUuid(raw.id), raw.id, keyId, status, bytes, sha256, fileName],
    )
    await beforeCommit?.(raw)
    return raw
  })
}
