import { z } from 'zod'
import type { LedgerEntry } from '../../query/ingestions.ts'
import { counts, countsByType, reportExample } from './report-schema.ts'

export const statuses = [
  'received',
  'queued',
  'processing',
  'processed',
  'partial',
  'rejected',
  'failed',
] as const

/** A line of the ledger, as it is answered. */
export const ingestion = z.object({
  ingestion_id: z.uuid(),
  received_at: z.string(),
  processed_at: z.string().nullable(),
  replayed_at: z.string().nullable().describe('When it was read again last; the counts are of that reading'),
  status: z.enum(statuses),
  format: z.string().nullable(),
  key_id: z.string().nullable().describe('The key that sent it'),
  client: z.record(z.string(), z.string()).describe('What the client says of itself and its export'),
  content_type: z.string().nullable(),
  content_encoding: z.string().nullable(),
  sent_bytes: z.int(),
  sha256: z.string().describe('Of the bytes as sent, in hexadecimal'),
  file_name: z.string().nullable().describe('Of an import: the name of its file, which is not kept itself'),
  progress: z
    .object({
      bytes_read: z.int().describe('Of export.xml, as unpacked'),
      bytes_total: z.int(),
      records: z.int(),
    })
    .nullable()
    .describe('How far an import that is under way has come'),
  redacted_types: z
    .array(z.string())
    .nullable()
    .describe(
      'The types that this server has switched off and that were taken out before the body was kept; * where nothing of it is kept; null where it is kept as sent',
    ),
  ...counts.partial().shape,
  by_type: countsByType.optional(),
  uncatalogued: z.array(z.string()).optional(),
  disabled_types: z.array(z.string()).optional(),
  xml_faults: z.int().optional().describe('Of an import: places that are no XML and were passed over'),
  left_out: z.int().optional().describe('Of an import: records that nobody asked for'),
  files_not_read: z
    .array(z.string())
    .optional()
    .describe('Of an import: files of the zip that were not read'),
  cut_off: z.literal(true).optional().describe('Of an import: its XML ends before its time'),
})

const { received, inserted, updated, duplicate, rejected, by_type, uncatalogued } = reportExample
export const ingestionExample: z.infer<typeof ingestion> = {
  ingestion_id: reportExample.ingestion_id,
  received_at: '2025-01-15T10:00:00.000Z',
  processed_at: '2025-01-15T10:00:00.041Z',
  replayed_at: null,
  status: reportExample.status,
  format: reportExample.format,
  key_id: 'aB3dE5fG7hJ9',
  client: { 'user-agent': 'Health Auto Export', 'automation-name': 'Hourly' },
  content_type: 'application/json',
  content_encoding: 'gzip',
  sent_bytes: 14_213,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  file_name: null,
  progress: null,
  redacted_types: null,
  ...{ received, inserted, updated, duplicate, rejected, by_type, uncatalogued },
}

export function describeEntry({ report, ...entry }: LedgerEntry): z.infer<typeof ingestion> {
  const { status: _, format: __, ...account } = report ?? {}
  return {
    ingestion_id: entry.id,
    received_at: entry.receivedAt.toISOString(),
    processed_at: entry.processedAt?.toISOString() ?? null,
    replayed_at: entry.replayedAt?.toISOString() ?? null,
    status: entry.status as z.infer<typeof ingestion>['status'],
    format: entry.format,
    key_id: entry.keyId,
    client: entry.client,
    content_type: entry.contentType,
    content_encoding: entry.contentEncoding,
    sent_bytes: entry.sentBytes,
    sha256: entry.sha256,
    file_name: entry.fileName,
    progress: entry.progress && {
      bytes_read: entry.progress.bytesRead,
      bytes_total: entry.progress.bytesTotal,
      records: entry.progress.records,
    },
    redacted_types: entry.redactedTypes,
    ...account,
  }
}
