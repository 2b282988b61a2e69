import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { listAudit } from '../../query/audit.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { page } from './query-parameters.ts'

const line = z.object({
  recorded_at: z.iso.datetime(),
  key_id: z.string().nullable().describe('The key that was used; null where a command on the host did it'),
  action: z.string().describe('Such as key.create or account.export'),
  target: z.string().nullable().describe('The id of a key, a user or an ingestion; null where there is none'),
  outcome: z
    .string()
    .describe(
      '`ok`, or the code of the problem that it was refused with; `broke_off` in the second line of an export that did not reach its end, and for an import that was interrupted',
    ),
})

const example: z.infer<typeof line> = {
  recorded_at: '2025-01-15T10:00:00.000Z',
  key_id: 'aB3dE5fG7hJ9',
  action: 'key.create',
  target: 'kL2mN4pQ6rS8',
  outcome: 'ok',
}

export const auditRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/me/audit',
      {
        config: { scope: 'manage' },
        schema: {
          tags: ['account'],
          operationId: 'listAudit',
          summary: 'What was done to your account and by which key, newest first',
          description:
            'Every request with a key of yours that manages something or takes data away, also one that was refused, ' +
            'and every such command on the host. Lines are only added, and hold no values.',
          querystring: z.object(page(1000, 100)),
          response: {
            200: z.object({ audit: z.array(line), next_cursor: z.string().nullable() }).meta({
              description: 'A page of the audit',
              examples: [{ audit: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { userId } = callerOf(request)
        const { limit, cursor } = request.query
        const question = { userId, limit: limit + 1, before: decodeCursor(z.uuid(), cursor) }
        const lines = await readAsUser(pool, userId, client => listAudit(client, question))
        const shown = lines.slice(0, limit)
        const last = shown.at(-1)
        return {
          audit: shown.map(({ recordedAt, keyId, action, target, outcome }) => ({
            recorded_at: recordedAt.toISOString(),
            key_id: keyId,
            action,
            target,
            outcome,
          })),
          next_cursor: last && lines.length > limit ? encodeCursor(last.id) : null,
        }
      },
    )
  }
