import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import type { Pool, QueryConfig, QueryResult } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { holdUser, isGateOpen, writeAsUser } from '../../database/hold-user.ts'
import type { Partitions } from '../../database/partitions.ts'
import { prepared } from '../../database/prepared.ts'
import { inTransaction } from '../../database/transaction.ts'
import { timeOfUuid } from '../../database/uuid-time.ts'
import { Problem } from '../../problem.ts'
import type { Redaction } from '../disabled-types/redact-body.ts'
import type { FinalStatus, Report, ReportError } from '../report.ts'
import { UserTurns } from '../user-turns.ts'
import { updatesOf } from '../write/row-updates.ts'
import { joiningQueue } from './waiting-users.ts'

const compressLater = promisify(gzip)
/** So much is compressed in a third of a millisecond: sooner than a thread has taken it up and handed it back. */
const COMPRESSED_AT_ONCE_BYTES = 131_072
/** A thread hands over so much at a time, and goes on when the event loop has taken it: what phones send is one piece. */
const COMPRESSED_PIECE_BYTES = 131_072

/** Storing bytes takes milliseconds: who waits longer than this waits for a database that does not answer. */
const arrivals = new UserTurns(3_000)

export type RawStatus = 'received' | 'queued' | 'processing' | FinalStatus | 'failed'

/** Names one raw body; the id alone tells when it was received and so in which partition it lies. */
export interface RawId {
  userId: string
  id: string
}

/** What a body was stored as. */
export interface StoredRawId extends RawId {
  /** How often rows of the user had been changed by then: see `updatesOf`. */
  updates: string
}

/** A body exactly as a client sent it, and what the client said about it. */
export interface RawBody {
  userId: string
  /** The API key that sent it; null where a command on the host did. */
  keyId: string | null
  sent: Buffer
  /** Of `sent`. */
  sha256: Buffer
  contentType: string | null
  /** As it was sent; null for none. */
  contentEncoding: string | null
  /** The client's headers that say what the body is; never credentials. */
  clientHeaders: Readonly<Record<string, string>>
  /** What is kept in place of the bytes, where types are switched off of which something is in them. */
  redaction?: Redaction
}

/**
 * Keeps the exact bytes, or what a redaction leaves of them: when this returns they are durable, and whatever happens later
 * nothing is lost. Bodies that were sent plain are stored with gzip's fastest level, a twentieth of the size for next to no time.
 */
export async function storeRaw(
  { pool, partitions }: { pool: Pool; partitions: Partitions },
  raw: RawBody,
  status: 'received' | 'queued',
): Promise<StoredRawId> {
  const kept = raw.redaction ? (raw.redaction.kept?.bytes ?? Buffer.alloc(0)) : raw.sent
  const storedAs = raw.contentEncoding && !raw.redaction ? 'as_sent' : 'gzip'
  const payload = storedAs === 'as_sent' ? kept : await compress(kept)
  await partitions.ensure('raw_ingestions', [Date.now()])
  const { id, inserted } = await arrivals.take(raw.userId, () =>
    writeAsUser(pool, raw.userId, 'bodies', async ({ atLast }) => {
      const id = nextIngestionId()
      const inserted = atLast(insertingRaw(id, { ...raw, payload, storedAs, status }))
      if (status === 'queued') atLast(joiningQueue(raw.userId))
      return { id, inserted }
    }),
  )
  const { rows } = await inserted
  return { userId: raw.userId, id, updates: rows[0].updates }
}

async function compress(bytes: Buffer): Promise<Buffer> {
  const level = 1
  if (bytes.length <= COMPRESSED_AT_ONCE_BYTES) return gzipSync(bytes, { level })
  return compressLater(bytes, { level, chunkSize: COMPRESSED_PIECE_BYTES })
}

const insertingRaw = (
  id: string,
  raw: RawBody & { payload: Buffer; storedAs: string; status: 'received' | 'queued' },
): QueryConfig =>
  prepared(
    `insert into raw_ingestions (user_id, received_at, id, key_id, status, payload, stored_as, content_type,
       content_encoding, client_headers, sent_bytes, sha256, format, redacted_types)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     returning ${updatesOf('$1')} as updates`,
    [
      raw.userId,
      timeOfUuid(id),
      id,
      raw.keyId,
      raw.status,
      raw.payload,
      raw.storedAs,
      raw.redaction?.kept?.contentType ?? raw.contentType,
      raw.redaction ? null : raw.contentEncoding,
      raw.clientHeaders,
      raw.sent.length,
      raw.sha256,
      raw.redaction?.kept?.format ?? null,
      raw.redaction?.types ?? null,
    ],
  )

/**
 * The id of an ingestion whose row is inserted by who holds the user for storing bodies. That makes the order of the ids
 * the one in which the rows appear: who sees an ingestion sees all earlier ones.
 */
export const nextIngestionId = (): string => uuidv7()

/** What is told to who wants to have, or to read again, the file of an import. */
export const importNotKept = (ingestionId: string): Problem =>
  new Problem(
    'body_not_kept',
    'The ledger keeps an import’s name, size and SHA-256: the file is where it came from',
    { ingestionId },
  )

/** What is known of an ingestion before it is written. */
interface LockedRaw {
  /** Where somebody has finished it already. */
  report: Report | undefined
  /** An ingestion of this user that came before is still to be written. */
  hasEarlierPending: boolean
}

/** Opens a transaction that writes for the user, and locks the row until that ends; {@link readLocked} reads the result. */
export const lockingRaw = ({ userId, id }: RawId): QueryConfig => ({
  text: `select report, processing_errors, has_earlier_pending($1, $3) as has_earlier_pending from raw_ingestions
    where user_id = $1 and received_at = $2 and id = $3 and ${isGateOpen('$1')} for update`,
  values: [userId, timeOfUuid(id), id],
})

/** @param locked the result of {@link lockingRaw} */
export function readLocked({ rows: [row] }: QueryResult): LockedRaw {
  return {
    report: row?.report ? { ...row.report, errors: row.processing_errors } : undefined,
    hasEarlierPending: row?.has_earlier_pending ?? false,
  }
}

/**
 * Part of the transaction that writes the rows: the report is durable exactly when they are. That of a replay takes
 * the place of the one before, and the very first is kept beside it.
 */
export function finishingRaw({ userId, id }: RawId, report: Report): QueryConfig {
  const { errors, ...rest } = report
  return {
    text: `update raw_ingestions
     set status = $4, format = $5, report = $6, processing_errors = $7,
       processed_at = coalesce(processed_at, clock_timestamp()),
       replayed_at = case when processed_at is not null then clock_timestamp() end,
       first_report = case when replayed_at is null then report else first_report end,
       checkpoint = null
     where user_id = $1 and received_at = $2 and id = $3`,
    values: [userId, timeOfUuid(id), id, report.status, report.format, rest, JSON.stringify(errors)],
  }
}

/**
 * The body cannot be read as what it claims to be. It stays, and a replay with better code may read it.
 * @throws {Problem} of holdUser, when the account is or was erased
 */
export async function failRaw(pool: Pool, { userId, id }: RawId, error: ReportError): Promise<void> {
  await inTransaction(pool, async client => {
    await holdUser(client, userId)
    await client.query(
      `update raw_ingestions set status = 'failed', processing_errors = $4, processed_at = clock_timestamp(),
         checkpoint = null
       where user_id = $1 and received_at = $2 and id = $3 and status in ('received', 'queued', 'processing')`,
      [userId, timeOfUuid(id), id, JSON.stringify([error])],
    )
  })
}
