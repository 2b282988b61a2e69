import type { ClientBase } from 'pg'
import { timeOfUuid } from '../database/uuid-time.ts'

/** One line of the ledger; counts and uncatalogued names are null until the ingestion is finished. */
export interface LedgerEntry {
  id: string
  receivedAt: Date
  processedAt: Date | null
  replayedAt: Date | null
  status: string
  format: string | null
  keyId: string | null
  client: Record<string, string>
  contentType: string | null
  contentEncoding: string | null
  sentBytes: number
  sha256: string
  /** What the sender calls the file; null for a body. */
  fileName: string | null
  /** Of an import that is under way; null for what has ended, and for a body. */
  progress: { bytesRead: number; bytesTotal: number; records: number } | null
  /** The switched-off types that were taken out before the body was kept; null where it is kept as sent. */
  redactedTypes: string[] | null
  /** What the answer to the client said, without the errors. */
  report: Record<string, unknown> | null
  /** The counts before the first replay; null where there was none. */
  firstCounts: {
    received: number
    inserted: number
    updated: number
    duplicate: number
    rejected: number
  } | null
}

export interface LedgerError {
  path: string
  code: string
  detail: string
}

export interface LedgerQuestion {
  userId: string
  limit: number
  /** The id of the last one of the page before. */
  before?: string | undefined
  /** Only those with one of these. */
  statuses?: readonly string[] | undefined
}

/** The user's ingestions, the newest first. */
export async function listIngestions(
  client: ClientBase,
  { userId, limit, before, statuses }: LedgerQuestion,
): Promise<LedgerEntry[]> {
  const { rows } = await client.query(
    `select ${ledgerColumns} from raw_ingestions
     where user_id = $1 and ($2::uuid is null or (received_at, id) < ($3::timestamptz, $2::uuid))
       and ($5::text[] is null or status = any ($5))
     order by received_at desc, id desc limit $4`,
    [userId, before ?? null, before ? timeOfUuid(before) : null, limit, statuses ?? null],
  )
  return rows.map(readEntry)
}

/** One ingestion, or undefined where this user has none of that id. */
export async function readIngestion(
  client: ClientBase,
  { userId, id }: { userId: string; id: string },
): Promise<LedgerEntry | undefined> {
  const { rows } = await client.query(
    `select ${ledgerColumns} from raw_ingestions where user_id = $1 and received_at = $2 and id = $3`,
    [userId, timeOfUuid(id), id],
  )
  return rows[0] && readEntry(rows[0])
}

/** The errors of one ingestion from the `after`th on, in the order of the body. */
export async function listIngestionErrors(
  client: ClientBase,
  { userId, id, limit, after }: { userId: string; id: string; limit: number; after: number },
): Promise<LedgerError[]> {
  const { rows } = await client.query(
    `select error from raw_ingestions,
       jsonb_array_elements(processing_errors) with ordinality as element (error, position)
     where user_id = $1 and received_at = $2 and id = $3 and position > $4
     order by position limit $5`,
    [userId, timeOfUuid(id), id, after, limit],
  )
  return rows.map(({ error }) => error)
}

export const ledgerColumns = `id, received_at, processed_at, replayed_at, status, format, key_id, client_headers, content_type,
  content_encoding, sent_bytes::double precision as sent_bytes, encode(sha256, 'hex') as sha256, redacted_types, report,
  first_report, file_name,
  case when status in ('queued', 'processing') and checkpoint is not null then jsonb_build_object('bytesRead',
    checkpoint->'bytesRead', 'bytesTotal', checkpoint->'bytesTotal', 'records', checkpoint#>'{account,total,received}')
  end as progress`

export function readEntry(row: Record<string, never>): LedgerEntry {
  return {
    id: row.id!,
    receivedAt: row.received_at!,
    processedAt: row.processed_at!,
    replayedAt: row.replayed_at!,
    status: row.status!,
    format: row.format!,
    keyId: row.key_id!,
    client: row.client_headers!,
    contentType: row.content_type!,
    contentEncoding: row.content_encoding!,
    sentBytes: row.sent_bytes!,
    sha256: row.sha256!,
    redactedTypes: row.redacted_types!,
    report: row.report!,
    firstCounts: row.first_report!,
    fileName: row.file_name!,
    progress: row.progress!,
  }
}
