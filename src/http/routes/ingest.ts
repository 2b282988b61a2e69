import { isUtf8 } from 'node:buffer'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import type { Partitions } from '../../database/partitions.ts'
import { describeReport } from '../../ingest/describe-report.ts'
import type { DisabledTypes } from '../../ingest/disabled-types.ts'
import { formatHeader, timezoneHeader } from '../../ingest/parse-body.ts'
import type { PendingIngestions } from '../../ingest/pending.ts'
import { prepareBody } from '../../ingest/prepare-body.ts'
import { processRaw } from '../../ingest/process-raw.ts'
import { type RawBody, storeRaw } from '../../ingest/raw.ts'
import { callerOf } from '../authenticate.ts'
import type { Metrics } from '../metrics.ts'
import { problemResponses, unreadableBody } from '../problem-schema.ts'
import { leaveBodiesUnread, receiveBody } from '../receive-body.ts'
import { ingestBody } from './ingest-body.ts'
import { reportAnswer, reportExample } from './report-schema.ts'

/** What is kept of the request's headers: who exported and how, never a credential. */
const keptHeaders = [
  'user-agent',
  'automation-name',
  'automation-id',
  'automation-aggregation',
  'automation-period',
  'session-id',
  formatHeader,
  timezoneHeader,
]

const queued = z.object({ ingestion_id: z.uuid(), status: z.literal('queued') })

const queuedHeaders = {
  202: {
    location: 'Where the ledger tells what became of it',
    'preference-applied': 'respond-async, where that was asked for',
  },
}

interface Deps {
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
  pending: Pick<PendingIngestions, 'wake'>
  metrics: Metrics
  config: Pick<Config, 'maxBodyBytes' | 'asyncAboveBytes'>
}

export const ingestRoutes =
  ({ pool, partitions, disabledTypes, pending, metrics, config }: Deps): FastifyPluginAsyncZod =>
  async server => {
    leaveBodiesUnread(server)
    const deps = { pool, partitions, disabledTypes, maxBodyBytes: config.maxBodyBytes }

    server.post(
      '/v1/ingest',
      {
        config: { scope: 'ingest', documentedBody: ingestBody, documentedHeaders: queuedHeaders },
        schema: {
          tags: ['ingest'],
          operationId: 'ingest',
          summary: 'Take in a batch of health records, and say what became of each',
          description:
            'The body is JSON in one of the known formats (the typed format below, or what Health Auto Export sends), ' +
            'one JSON value per line, or the CSV of Health Auto Export; plain or with content-encoding gzip or br. ' +
            'Sending the same again is always safe.',
          headers: z.object({
            [formatHeader]: z.string().optional().describe('Forces a format instead of recognising it'),
            [timezoneHeader]: z
              .string()
              .optional()
              .describe(
                'IANA name of the time zone of times without an offset, as CSV has them; else the account’s',
              ),
            prefer: z.string().optional().describe('respond-async: answer as soon as the bytes are safe'),
          }),
          response: {
            200: reportAnswer.meta({
              description: 'What became of every item, also when all were rejected',
              examples: [reportExample],
            }),
            202: queued.meta({
              description: 'The bytes are safe; the ledger tells what becomes of them',
              examples: [{ ingestion_id: reportExample.ingestion_id, status: 'queued' }],
            }),
            ...problemResponses(
              ...unreadableBody,
              'account_erasing',
              'media_type_unsupported',
              'encoding_unsupported',
            ),
          },
        },
      },
      async (request, reply) => {
        const startedMs = performance.now()
        const { userId, keyId } = callerOf(request)
        const received = await receiveBody(request, config.maxBodyBytes)
        const raw: RawBody = { userId, keyId, ...received, clientHeaders: keepHeaders(request.headers) }
        const { decoded, redaction } = await prepareBody(deps, raw)
        // Nobody can read later what is not kept.
        const mayWait = !redaction || redaction.kept !== undefined
        const isLarge = decoded.bytes.length > (config.asyncAboveBytes ?? Infinity)
        if (mayWait && (isLarge || wantsAsync(request.headers.prefer))) {
          const { id } = await storeRaw({ pool, partitions }, raw, 'queued')
          pending.wake()
          reply.header('location', `/v1/ingestions/${id}`)
          if (wantsAsync(request.headers.prefer)) reply.header('preference-applied', 'respond-async')
          return reply.code(202).send({ ingestion_id: id, status: 'queued' as const })
        }
        const stored = await storeRaw({ pool, partitions }, raw, 'received')
        const report = await processRaw(
          { pool, partitions, disabledTypes },
          { raw: stored, ...(redaction?.kept ?? decoded) },
        )
        const { received: items, inserted, updated, duplicate, rejected } = report
        request.counts = { received: items, inserted, updated, duplicate, rejected }
        for (const [outcome, count] of Object.entries({ inserted, updated, duplicate, rejected })) {
          metrics.ingestedItems.inc({ outcome }, count)
        }
        return describeReport(stored.id, report, startedMs)
      },
    )
  }

function keepHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = headers[name]
    if (typeof value === 'string') kept[name] = readHeader(value).slice(0, 500).toWellFormed()
  }
  return kept
}

/** Node reads a header as Latin-1, and apps write UTF-8: what is valid UTF-8 was meant so. */
function readHeader(value: string): string {
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) && bytes.toString('latin1') === value ? bytes.toString('utf8') : value
}

/** RFC 7240: preferences are separated by commas, and may carry parameters. */
function wantsAsync(prefer: string | string[] | undefined): boolean {
  return [prefer ?? []].flat().some(header => /(^|,)\s*respond-async\s*(,|;|$)/i.test(header))
}
