import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import type { Partitions } from '../../database/partitions.ts'
import type { UploadFolder } from '../../ingest/apple-export/upload-folder.ts'
import type { UploadedExports } from '../../ingest/apple-export/uploaded-exports.ts'
import { describeReport } from '../../ingest/describe-report.ts'
import type { DisabledTypes } from '../../ingest/disabled-types/disabled-types.ts'
import type { PendingIngestions } from '../../ingest/ledger/pending.ts'
import { type RawBody, storeRaw } from '../../ingest/ledger/raw.ts'
import { RepeatedBodies } from '../../ingest/ledger/repeated-bodies.ts'
import { formatHeader, readingHeaders, timezoneHeader } from '../../ingest/parse/parse-body.ts'
import { prepareBody } from '../../ingest/prepare-body.ts'
import { LARGE_BODY_BYTES, processRaw } from '../../ingest/process-raw.ts'
import type { IngestThreads } from '../../ingest/threads/ingest-threads.ts'
import { callerOf } from '../authenticate.ts'
import type { BodyRoom } from '../body-room.ts'
import { readHeaderText } from '../header-text.ts'
import type { RunningWorks } from '../long-turns.ts'
import type { Metrics } from '../metrics.ts'
import { problemResponses, unreadableBody, unreadableExport } from '../problem-schema.ts'
import type { RateLimits } from '../rate-limit.ts'
import { leaveBodiesUnread, receiveBody } from '../receive-body.ts'
import { isExport } from '../receive-export.ts'
import { exportTaker } from '../take-export.ts'
import { ingestBody } from './ingest-body.ts'
import { reportAnswer, reportExample } from './report-schema.ts'

/** What is kept of the request's headers: who exported and how, never a credential. */
const keptHeaders = [
  'user-agent',
  'automation-name',
  'automation-id',
  'automation-period',
  'session-id',
  ...readingHeaders,
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
  threads: IngestThreads
  uploadFolder: UploadFolder
  uploads: Pick<UploadedExports, 'wake'>
  runningWorks: RunningWorks
  metrics: Metrics
  limits: RateLimits
  bodyRoom: BodyRoom
  config: Pick<Config, 'maxBodyBytes' | 'maxImportBytes' | 'asyncAboveBytes'>
}

export const ingestRoutes =
  (routeDeps: Deps): FastifyPluginAsyncZod =>
  async server => {
    const { pool, partitions, disabledTypes, pending, threads, metrics, limits, bodyRoom, config } = routeDeps
    const takeExport = exportTaker(routeDeps)
    leaveBodiesUnread(server)
    const deps = { pool, partitions, disabledTypes, maxBodyBytes: config.maxBodyBytes }
    const repeated = new RepeatedBodies()

    server.post(
      '/v1/ingest',
      {
        config: {
          scope: 'ingest',
          readsItsBody: true,
          documentedBody: ingestBody,
          documentedHeaders: queuedHeaders,
        },
        schema: {
          tags: ['ingest'],
          operationId: 'ingest',
          summary: 'Take in a batch of health records, and say what became of each',
          description:
            'The body is JSON in one of the known formats (the typed format below, or what Health Auto Export sends), ' +
            'one JSON value per line, or the CSV of Health Auto Export; plain or with content-encoding gzip or br. ' +
            'The export.zip of Apple Health is checked, answered with 202, and imported afterwards. ' +
            'Sending the same again is always safe.',
          headers: z.object({
            [formatHeader]: z.string().optional().describe('Forces a format instead of recognising it'),
            [timezoneHeader]: z
              .string()
              .optional()
              .describe(
                'IANA name of the time zone of times without an offset, as CSV has them; else the account’s',
              ),
            'content-disposition': z
              .string()
              .optional()
              .describe('attachment; filename=…: what the ledger calls an export.zip'),
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
              ...unreadableExport,
              'foreign_origin',
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
        if (isExport(request.headers['content-type'])) {
          const id = await takeExport(request, reply)
          return reply
            .code(202)
            .header('location', `/v1/ingestions/${id}`)
            .send({ ingestion_id: id, status: 'queued' })
        }
        const { maxBodyBytes } = config
        const { place, ...received } = await receiveBody(request, reply, { bodyRoom, limits, maxBodyBytes })
        try {
          const raw: RawBody = { userId, keyId, ...received, clientHeaders: keepHeaders(request.headers) }
          const { decoded, redaction } = await prepareBody(deps, raw, (...sent) => place.decode(...sent))
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
          const storing = storeRaw({ pool, partitions }, raw, 'received')
          const body = redaction?.kept ?? decoded
          const read = async () =>
            body.bytes.length < LARGE_BODY_BYTES
              ? processRaw({ pool, partitions, disabledTypes }, userId, { raw: storing, ...body })
              : threads.processSent({ raw: await storing, ...body })
          const report = (await repeated.settle(pool, raw, storing)) ?? (await read())
          const stored = await storing
          repeated.remember(raw, stored, report)
          const { received: items, inserted, updated, duplicate, rejected } = report
          request.counts = { received: items, inserted, updated, duplicate, rejected }
          for (const [outcome, count] of Object.entries({ inserted, updated, duplicate, rejected })) {
            metrics.ingestedItems.inc({ outcome }, count)
          }
          return describeReport(stored.id, report, startedMs)
        } finally {
          place.leave()
        }
      },
    )
  }

function keepHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = headers[name]
    if (typeof value === 'string') kept[name] = readHeaderText(value).slice(0, 500).toWellFormed()
  }
  return kept
}

/** RFC 7240: preferences are separated by commas, and may carry parameters. */
function wantsAsync(prefer: string | string[] | undefined): boolean {
  return [prefer ?? []].flat().some(header => /(^|,)\s*respond-async\s*(,|;|$)/i.test(header))
}
