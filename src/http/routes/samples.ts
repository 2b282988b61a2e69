import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { findStoredMetric } from '../../query/find-stored-metric.ts'
import { positionOf } from '../../query/read-sample.ts'
import { sampleTable } from '../../query/sample-table.ts'
import { listSamples, readPages } from '../../query/samples.ts'
import { callerOf } from '../authenticate.ts'
import { chooseMediaType } from '../choose-media-type.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { fromBeforeTo, metricNotFound, metricParams, order, page, range, source } from './query-parameters.ts'
import { csvOf, ndjson } from './sample-formats.ts'
import { describeSample, positionSchema, sampleExample, sampleSchema } from './sample-schema.ts'
import { streamPages } from './sample-stream.ts'

const JSON_PAGE_SIZE = 1000
/** Of a stream: large enough that the questions cost little, small enough that writing it out delays nobody. */
const STREAM_PAGE_SIZE = 2000

const csvExample =
  'recorded_at,duration_s,grouped,source,unit,min,avg,max,detail\r\n' +
  '2025-01-15T10:00:00.000Z,0,false,Apple Watch,count/min,60,75,90,\r\n'

const sampleHeaders = {
  200: { vary: 'Accept, Accept-Encoding', 'content-disposition': 'Of CSV: attachment, with a file name' },
}

const { cursor } = page(10_000, JSON_PAGE_SIZE)

export const sampleRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/metrics/:metric/samples',
      {
        config: { scope: 'read', documentedHeaders: sampleHeaders },
        // An answer of 10,000 samples takes zod longer than all the rest; the tests hold it against the schema instead.
        serializerCompiler: () => answer => JSON.stringify(answer),
        schema: {
          tags: ['read'],
          operationId: 'listSamples',
          summary: 'The samples of a metric: as JSON page by page, as CSV or NDJSON all of them',
          params: metricParams,
          querystring: fromBeforeTo(
            z.object({
              ...range,
              source,
              order: order.default('asc'),
              limit: z.coerce
                .number()
                .int()
                .min(1)
                .max(10_000)
                .optional()
                .describe(`How many at most. Default: ${JSON_PAGE_SIZE} in JSON, all in CSV and NDJSON`),
              cursor,
            }),
          ),
          response: {
            200: {
              description:
                'A page of JSON, empty for a metric of the catalogue that the caller has not; or, as the header Accept asks, all samples as CSV (its columns after `unit` are the numbers of the metric’s kind, then `detail` as JSON) or as NDJSON',
              content: {
                'application/json': {
                  schema: z
                    .object({ samples: z.array(sampleSchema), next_cursor: z.string().nullable() })
                    .meta({ examples: [{ samples: [sampleExample], next_cursor: null }] }),
                },
                'text/csv': { schema: z.string().meta({ examples: [csvExample] }) },
                'application/x-ndjson': {
                  schema: sampleSchema.meta({ description: 'Of each line', examples: [sampleExample] }),
                },
              },
            },
            ...problemResponses('not_found'),
          },
        },
      },
      async (request, reply) => {
        const { limit, cursor, ...narrowed } = request.query
        const { userId } = callerOf(request)
        const after = decodeCursor(positionSchema, cursor)
        const ask = <T>(work: Parameters<typeof readAsUser<T>>[2]) => readAsUser(pool, userId, work)
        const find = async (client: Parameters<typeof findStoredMetric>[0]) => {
          const metric = await findStoredMetric(client, { userId, name: request.params.metric })
          if (!metric) throw metricNotFound()
          return metric
        }
        reply.header('vary', 'Accept')
        const mediaType = chooseMediaType(request.headers.accept, [
          'application/json',
          'text/csv',
          'application/x-ndjson',
        ])

        if (mediaType === 'application/json') {
          const pageSize = limit ?? JSON_PAGE_SIZE
          const samples = await ask(async client =>
            listSamples(client, {
              userId,
              metric: await find(client),
              ...narrowed,
              after,
              limit: pageSize + 1,
            }),
          )
          const shown = samples.slice(0, pageSize)
          return {
            samples: shown.map(describeSample),
            next_cursor: samples.length > pageSize ? encodeCursor(positionOf(shown.at(-1)!)) : null,
          }
        }

        const metric = await ask(find)
        // Nobody reads the body of an answer to HEAD, and the framework would have all of it written.
        const wanted = request.method === 'HEAD' ? 1 : (limit ?? Number.POSITIVE_INFINITY)
        const pages = readPages(
          question => ask(client => listSamples(client, question)),
          { userId, metric, ...narrowed, after, limit: wanted },
          STREAM_PAGE_SIZE,
        )
        const format = mediaType === 'text/csv' ? csvOf(sampleTable(metric)) : ndjson
        const stream = await streamPages(pages, format, request.log)
        if (mediaType === 'text/csv') {
          const name = metric.name.replaceAll(/[^\w-]+/g, '_')
          reply.header('content-disposition', `attachment; filename="${name}.csv"`)
        }
        reply.type(`${mediaType}; charset=utf-8`)
        // The framework sends a stream as it is; the schema above only documents.
        return reply.send(stream as unknown as string)
      },
    )
  }
