import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { recordAction } from '../../keys/audit.ts'
import { type ApiKey, listKeys } from '../../keys/list-keys.ts'
import { type ArchiveQuestion, writeArchive } from '../../query/export/archive.ts'
import { callerOf } from '../authenticate.ts'
import { LongTurns, type RunningWorks } from '../long-turns.ts'
import { serviceVersion } from '../openapi.ts'
import { problemResponses } from '../problem-schema.ts'

const exportHeaders = { 200: { 'content-disposition': 'attachment, with a file name that holds the day' } }

const KEYS_PER_PAGE = 1000
/** How far the reading may be ahead of the client. */
const AHEAD_BYTES = 262_144
/** Who loads slower than this would keep the others from ever exporting. */
const MAX_EXPORT_MS = 2 * 3_600_000

export const exportRoutes =
  ({ pool, runningWorks }: { pool: Pool; runningWorks: RunningWorks }): FastifyPluginAsyncZod =>
  async server => {
    const turns = new LongTurns('export', runningWorks, {
      of_user: 'An export of this account is being loaded: wait for its end',
      of_others: 'Other exports are being loaded: ask again later',
    })

    server.get(
      '/v1/me/export',
      {
        config: { scope: 'manage', audit: 'account.export', documentedHeaders: exportHeaders },
        // It would read everything to say how long it is.
        exposeHeadRoute: false,
        schema: {
          tags: ['account'],
          operationId: 'exportAccount',
          summary: 'All that is kept of the caller, as a zip',
          description:
            'Records as NDJSON and CSV, routes as GPX, the raw bodies byte for byte, and a manifest with counts and SHA-256. ' +
            'It is one snapshot, streamed as it is read: an error on the way ends the connection without the end of the ' +
            'zip. `health-export import` restores it on another server. One export of an account at a time.',
          response: {
            200: {
              description: 'The archive',
              content: {
                'application/zip': { schema: z.string().meta({ format: 'binary', examples: ['PK…'] }) },
              },
            },
            ...problemResponses(),
          },
        },
      },
      async (request, reply) => {
        const { userId, keyId } = callerOf(request)
        const output = new PassThrough({ highWaterMark: AHEAD_BYTES })
        // It may break off before anybody else listens, and an unheard 'error' ends the process.
        output.on('error', () => {})
        reply.raw.once('close', () => output.destroy())
        const endTurn = await turns.take(userId)
        let hasBegun = false
        const exportedAt = new Date()
        try {
          const keys = await readKeys(pool, userId)
          const question = { userId, keys, serviceVersion, exportedAt }
          const { started, ended } = sendArchive(pool, question, output)
          ended
            .then(
              () => request.log.info('export sent'),
              async error => {
                request.log.warn({ reason: error.code ?? error.name }, 'export broke off')
                // Without a word of the cause, which is logged with the answer.
                output.destroy(new Error('The export broke off'))
                // Its own line said ok when the first bytes left.
                if (hasBegun) {
                  await recordAction(pool, {
                    userId,
                    keyId,
                    action: 'account.export',
                    target: userId,
                    outcome: 'broke_off',
                  })
                }
              },
            )
            .catch(error => request.log.error({ error, key_id: keyId }, 'the audit lacks a broken export'))
            .finally(endTurn)
          await started
          hasBegun = true
        } catch (error) {
          endTurn()
          throw error
        }
        const day = exportedAt.toISOString().slice(0, 10)
        reply.header('content-disposition', `attachment; filename="health-export-${day}.zip"`)
        // Fastify pipes a stream as it is; the schema above only documents.
        return reply.type('application/zip').send(output as unknown as string)
      },
    )
  }

/**
 * @returns `started` once the first bytes are there, so that what fails before is still answered with a problem; `ended`
 *   when the client has all, or does not take any more, and the connection is back in the pool
 */
function sendArchive(
  pool: Pool,
  question: ArchiveQuestion,
  output: PassThrough,
): { started: Promise<void>; ended: Promise<void> } {
  let start = () => {}
  const first = new Promise<void>(resolve => {
    start = resolve
  })
  const ended = readAsUser(pool, question.userId, async client => {
    const chunks = telling(writeArchive(client, question), start)
    const gone = new AbortController()
    const abort = () => gone.abort()
    // The transaction of a client that stalls is ended by the database, while nobody asks it anything.
    client.once('error', abort)
    try {
      await pipeline(Readable.from(chunks, { highWaterMark: 1 }), output, {
        signal: AbortSignal.any([gone.signal, AbortSignal.timeout(MAX_EXPORT_MS)]),
      })
    } finally {
      client.off('error', abort)
      // A client that hangs up may come between two statements: the connection is free when the last has ended.
      await chunks.return(undefined)
    }
  })
  return { started: Promise.race([first, ended]), ended }
}

async function* telling(chunks: AsyncIterable<Buffer>, onFirst: () => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onFirst()
    yield chunk
  }
}

async function readKeys(pool: Pool, userId: string): Promise<ApiKey[]> {
  const keys: ApiKey[] = []
  let cursor: string | undefined
  do {
    const page = await listKeys(pool, { userId, limit: KEYS_PER_PAGE, cursor })
    keys.push(...page.keys)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return keys
}
