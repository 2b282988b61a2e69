import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { importNotKept } from '../../ingest/ledger/raw.ts'
import { readRaw } from '../../ingest/ledger/read-raw.ts'
import { listIngestionErrors, listIngestions, readIngestion } from '../../query/ingestions.ts'
import { callerOf } from '../authenticate.ts'
import { chooseMediaType } from '../choose-media-type.ts'
import type { IngestionFeed } from '../ingestion-feed.ts'
import { problemResponses } from '../problem-schema.ts'
import { followIngestions } from './follow-ingestions.ts'
import { ingestionNotFound, ingestionParams, readIngestionId } from './ingestion-id.ts'
import { describeEntry, ingestion, ingestionExample, statuses } from './ledger-entry.ts'
import { page } from './query-parameters.ts'
import { counts, errorSchema, reportExample } from './report-schema.ts'
import { typedBody } from './typed-body.ts'

const payloadHeaders = { 200: { 'content-encoding': 'The one that the bytes came with' } }
const pages = page(1000, 100)
const mediaTypes = ['application/json', 'text/event-stream'] as const

const ledgerHeaders = {
  200: {
    vary: 'Accept, Accept-Encoding',
    'x-accel-buffering': 'Of events: no, so that a proxy passes each on at once',
  },
}
const ledgerPage = z.object({ ingestions: z.array(ingestion), next_cursor: z.string().nullable() })
const eventExample = `id: 1736935200041000-${ingestionExample.ingestion_id}\nevent: ingestion\ndata: {…}\n\n`

const statusList = z
  .string()
  .transform(text => text.split(',') as (typeof statuses)[number][])
  .refine(wanted => wanted.every(status => statuses.includes(status)), {
    message: `must be one or more of ${statuses.join(', ')}`,
  })
  .describe(`Only those with one of these, separated by commas: ${statuses.join(', ')}`)

export const ingestionRoutes =
  ({ pool, feed }: { pool: Pool; feed: IngestionFeed }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/ingestions',
      {
        config: { scope: 'read', documentedHeaders: ledgerHeaders },
        schema: {
          tags: ['ingest'],
          operationId: 'listIngestions',
          summary: 'The ledger: every body and every import, the newest first; as events each one that ends',
          headers: z.object({
            'last-event-id': z
              .string()
              .optional()
              .describe('Of events, as a browser sends it that comes back: what ended since then is told'),
          }),
          querystring: z.object({
            ...pages,
            cursor: z.uuid().optional().describe('next_cursor of the page before'),
            status: statusList.optional(),
          }),
          response: {
            200: {
              description:
                'A page of the ledger; or, where the header Accept asks for events, one event `ingestion` for each ingestion ' +
                'that ends from now on, whichever way, with what the ledger has of it as its data, within about a second. `limit` ' +
                'and `cursor` are for pages. After a break an event may come twice. The stream ends with what it was asked with.',
              content: {
                'application/json': {
                  schema: ledgerPage.meta({
                    examples: [{ ingestions: [ingestionExample], next_cursor: null }],
                  }),
                },
                'text/event-stream': { schema: z.string().meta({ examples: [eventExample] }) },
              },
            },
            ...problemResponses(),
          },
        },
      },
      async (request, reply) => {
        const { limit, cursor, status } = request.query
        reply.header('vary', 'Accept')
        if (chooseMediaType(request.headers.accept, mediaTypes) === 'text/event-stream') {
          const events = await followIngestions(feed, request, status)
          reply.type('text/event-stream').header('x-accel-buffering', 'no')
          // The framework sends a stream as it is; the schema above only documents.
          return reply.send(events as unknown as string)
        }
        const { userId } = callerOf(request)
        const question = { userId, limit: limit + 1, before: cursor, statuses: status }
        const entries = await readAsUser(pool, userId, client => listIngestions(client, question))
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
                  {
                    ...ingestionExample,
                    first_counts: null,
                    errors: reportExample.errors,
                    next_cursor: null,
                  },
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
