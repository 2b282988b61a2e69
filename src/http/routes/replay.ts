import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import type { Config } from '../../config.ts'
import type { Partitions } from '../../database/partitions.ts'
import { describeReport } from '../../ingest/describe-report.ts'
import type { DisabledTypes } from '../../ingest/disabled-types/disabled-types.ts'
import { replay } from '../../ingest/ledger/replay.ts'
import { callerOf } from '../authenticate.ts'
import { problemResponses, unreadableBody } from '../problem-schema.ts'
import { ingestionNotFound, ingestionParams, readIngestionId } from './ingestion-id.ts'
import { reportAnswer, reportExample } from './report-schema.ts'

interface Deps {
  pool: Pool
  partitions: Partitions
  disabledTypes: DisabledTypes
  config: Pick<Config, 'maxBodyBytes'>
}

export const replayRoutes =
  ({ pool, partitions, disabledTypes, config: { maxBodyBytes } }: Deps): FastifyPluginAsyncZod =>
  async server => {
    server.post(
      '/v1/ingestions/:id/replay',
      {
        config: { scope: 'manage', audit: 'ingestion.replay' },
        schema: {
          tags: ['ingest'],
          operationId: 'replayIngestion',
          summary: 'Read a stored body again with the code of today',
          description:
            'For a body that could not be read, or not wholly, before an upgrade. What was written before is found as ' +
            'duplicate, and a value that a later ingestion changed stays. Where later bodies repeated the values that this ' +
            'one changes, they have to be read again after it, as `health-export replay` does for all in their order.',
          params: ingestionParams,
          response: {
            200: reportAnswer.meta({
              description: 'A fresh report; the ledger keeps the first one beside it',
              examples: [reportExample],
            }),
            ...problemResponses(
              'foreign_origin',
              'not_found',
              'body_not_kept',
              'account_erasing',
              ...unreadableBody,
            ),
          },
        },
      },
      async request => {
        const startedMs = performance.now()
        const raw = { userId: callerOf(request).userId, id: readIngestionId(request.params.id) }
        const report = await replay({ pool, partitions, disabledTypes, maxBodyBytes }, raw)
        if (!report) throw ingestionNotFound()
        return describeReport(raw.id, report, startedMs)
      },
    )
  }
