import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { importNotKept, readRaw } from '../../ingest/raw.ts'
import {
  type LedgerEntry,
  listIngestionErrors,
  listIngestions,
  readIngestion,
} from '../../query/ingestions.ts'
import { callerOf } from '../authenticate.ts'
import { problemResponses } from '../problem-schema.ts'
import { ingestionNotFound, ingestionParams, readIngestionId } from './ingestion-id.ts'
import { page } from './query-parameters.ts'
import { counts, countsByType, errorSchema, reportExample } from './report-schema.ts'
import { typedBody } from './typed-body.ts'

const ingestion = z.object({
  ingestion_id: z.uuid(),
  received_at: z.string(),
  processed_at: z.string().nullable(),
  replayed_at: z.string().nullable().describe('When it was read again last; the counts are of that reading'),
  status: z.enum(['received', 'queued', 'processing', 'processed', 'partial', 'rejected', 'failed']),
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
const example: z.infer<typeof ingestion> = {
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

const payloadHeaders = { 200: { 'content-encoding': 'The one that the bytes came with' } }
const pages = page(1000, 100)

export const ingestionRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/ingestions',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['ingest'],
          operationId: 'listIngestions',
          summary: 'The ledger: every body and every import, the newest first',
          querystring: z.object({
            ...pages,
            cursor: z.uuid().optional().describe('next_cursor of the page before'),
          }),
          response: {
            200: z.object({ ingestions: z.array(ingestion), next_cursor: z.string().nullable() }).meta({
              description: 'A page of the ledger',
              examples: [{ ingestions: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor } = request.query
        const { userId } = callerOf(request)
        const entries = await readAsUser(pool, userId, client =>
          listIngestions(client, { userId, limit: limit + 1, before: cursor }),
        )
        const ingestions = entries.slice(0, limit).map(describeEntry)
        return { ingestions, next_cursor: entries.length > limit ? ingestions.at(-1)!.ingestion_id : null }
      },
    )

    server.get(
      '/v1/ingestions/:id',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['ingest'],
          operationId: 'getIngestion',
          summary: 'One ingestion with its errors, page by page',
          params: ingestionParams,
          querystring: z.object({
            ...pages,
            cursor: z.coerce.number().int().min(0).default(0).describe('next_cursor of the page before'),
          }),
          response: {
            200: ingestion
              .extend({
                first_counts: counts.nullable().describe('What was answered before the first replay'),
                errors: z.array(errorSchema),
                next_cursor: z.string().nullable(),
              })
              .meta({
                description: 'The ingestion, with a page of its errors',
                examples: [
                  { ...example, first_counts: null, errors: reportExample.errors, next_cursor: null },
                ],
              }),
            ...problemResponses('not_found'),
          },
        },
      },
      async request => {
        const raw = { userId: callerOf(request).userId, id: readIngestionId(request.params.id) }
        const { limit, cursor } = request.query
        const { entry, errors } = await readAsUser(pool, raw.userId, async client => ({
          entry: await readIngestion(client, raw),
          errors: await listIngestionErrors(client, { ...raw, limit: limit + 1, after: cursor }),
        }))
        if (!entry) throw ingestionNotFound()
        return {
          ...describeEntry(entry),
          first_counts: entry.firstCounts,
          errors: errors.slice(0, limit),
          next_cursor: errors.length > limit ? String(cursor + limit) : null,
        }
      },
    )

    server.get(
      '/v1/ingestions/:id/payload',
      {
        config: { scope: 'read', documentedHeaders: payloadHeaders, verbatim: true },
        schema: {
          tags: ['ingest'],
          operationId: 'getIngestionPayload',
          summary:
            'The exact bytes that were sent, with the content-type and content-encoding they came with; of a redacted body, what is kept of it as JSON',
          params: ingestionParams,
          response: {
            200: {
              description: 'The bytes as sent, or what is kept of them',
              content: { 'application/json': { schema: z.unknown().meta({ examples: typedBody.examples }) } },
            },
            ...problemResponses('not_found', 'body_not_kept'),
          },
        },
      },
      async (request, reply) => {
        const { userId } = callerOf(request)
        const id = readIngestionId(request.params.id)
        const raw = await readAsUser(pool, userId, client => readRaw(client, { userId, id }))
        if (!raw) throw ingestionNotFound()
        if (raw.isImport) throw importNotKept(id)
        if (raw.contentEncoding) reply.header('content-encoding', raw.contentEncoding)
        reply.header('content-type', raw.contentType ?? 'application/json')
        // Fastify sends a Buffer as it is; the schema above only documents.
        return reply.send(raw.sent as unknown)
      },
    )
  }

function describeEntry({ report, ...entry }: LedgerEntry): z.infer<typeof ingestion> {
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
