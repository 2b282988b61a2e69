import type { ClientBase, Pool } from 'pg'
import { writeAsUser } from '../../database/hold-user.ts'
import type { Partitions } from '../../database/partitions.ts'
import { timeOfUuid } from '../../database/uuid-time.ts'
import type { ExportPosition } from '../../formats/apple-export/export-part.ts'
import { nextIngestionId, type RawId } from '../ledger/raw.ts'
import type { AccountSnapshot, ReportError } from '../report.ts'
import type { Fingerprint } from './fingerprint.ts'
import { describeWishes, type ImportWishes, readWishes } from './import-wishes.ts'

/** How far an import has come: all that its next slice needs to know. */
export interface Checkpoint {
  position: ExportPosition
  account: AccountSnapshot
  /** Of the XML as unpacked. */
  bytesRead: number
  bytesTotal: number
  xmlFaults: number
  leftOut: number
  /** The XML has ended before its root did; files beside it may still have to be read. */
  cutOff: boolean
}

/** An import as the ledger has it. */
export interface LedgerRow {
  wishes: ImportWishes
  /** Undefined at its beginning. */
  checkpoint: Checkpoint | undefined
  errors: readonly ReportError[]
}

export interface ExportFile extends Fingerprint {
  userId: string
  /** The API key that sent it; null where a command on the host reads it. */
  keyId: string | null
  fileName: string
}

/**
 * Begins an import: a row of the ledger with the file's name, size and SHA-256. The file itself is not kept.
 * @param beforeCommit what has to be done if and only if there is such a row
 * @throws {Problem} of holdUser, when the account is or was erased
 */
export async function registerExport(
  { pool, partitions }: { pool: Pool; partitions: Partitions },
  file: ExportFile,
  status: 'queued' | 'processing',
  wishes: ImportWishes = {},
  beforeCommit?: (raw: RawId) => Promise<void>,
): Promise<RawId> {
  await partitions.ensure('raw_ingestions', [Date.now()])
  return writeAsUser(pool, file.userId, 'bodies', async ({ client }) => {
    const id = nextIngestionId()
    await client.query(
      `insert into raw_ingestions (user_id, received_at, id, key_id, status, payload, stored_as, content_type,
         sent_bytes, sha256, file_name, import_options, claimed_at)
       values ($1, $2, $3, $4, $5, '', 'not_kept', $6, $7, $8, $9, $10, clock_timestamp())`,
      [
        file.userId,
        timeOfUuid(id),
        id,
        file.keyId,
        status,
        /\.xml$/i.test(file.fileName) ? 'application/xml' : 'application/zip',
        file.bytes,
        file.sha256,
        file.fileName.slice(0, MAX_NAME_LENGTH).replaceAll('\0', '').toWellFormed(),
        describeWishes(wishes),
      ],
    )
    const raw = { userId: file.userId, id }
    await beforeCommit?.(raw)
    return raw
  })
}

const MAX_NAME_LENGTH = 255

/** The newest import of the same bytes with the same wishes that was begun and not finished. */
export async function findUnfinished(
  client: ClientBase | Pool,
  { userId, sha256 }: Pick<ExportFile, 'userId' | 'sha256'>,
  wishes: ImportWishes,
): Promise<RawId | undefined> {
  const { rows } = await client.query<{ id: string }>(
    `select id from raw_ingestions
     where user_id = $1 and sha256 = $2 and stored_as = 'not_kept' and import_options = $3
       and status in ('received', 'processing')
     order by received_at desc, id desc limit 1`,
    [userId, sha256, describeWishes(wishes)],
  )
  return rows[0] && { userId, id: rows[0].id }
}

/** Undefined where the user has no such import, or it is finished. */
export async function readLedgerRow(
  client: ClientBase | Pool,
  { userId, id }: RawId,
): Promise<LedgerRow | undefined> {
  const { rows } = await client.query(
    `select import_options, checkpoint, processing_errors from raw_ingestions
     where user_id = $1 and received_at = $2 and id = $3 and stored_as = 'not_kept'
       and status in ('received', 'queued', 'processing')`,
    [userId, timeOfUuid(id), id],
  )
  const [row] = rows
  if (!row) return undefined
  return {
    wishes: readWishes(row.import_options),
    checkpoint: row.checkpoint ?? undefined,
    errors: row.processing_errors ?? [],
  }
}

/**
 * Part of the transaction that writes a slice: where reading goes on is durable exactly when the rows before it are.
 * @param errors all so far; undefined where none came since they were written last
 */
export async function saveCheckpoint(
  client: ClientBase,
  { userId, id }: RawId,
  checkpoint: Checkpoint,
  errors: readonly ReportError[] | undefined,
): Promise<void> {
  // Nobody was told yet: a database that loses the last moments loses the place with the rows, and they are read again.
  await client.query('set local synchronous_commit = off')
  await client.query(
    `update raw_ingestions
     set status = 'processing', claimed_at = clock_timestamp(), claims = least(claims, 1), checkpoint = $4,
       processing_errors = coalesce($5::jsonb, processing_errors)
     where user_id = $1 and received_at = $2 and id = $3`,
    [userId, timeOfUuid(id), id, checkpoint, errors && JSON.stringify(errors)],
  )
}
