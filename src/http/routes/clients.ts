import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { listKeyLines } from '../../keys/key-lines.ts'
import { hasFallenSilent, listClients } from '../../query/clients.ts'
import { callerOf } from '../authenticate.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { problemResponses } from '../problem-schema.ts'
import { page, text } from './query-parameters.ts'

const sender = z.object({
  client: z.string().nullable().describe('What the program calls itself, without its version'),
  automation: z.string().nullable().describe('Of an app that runs several: the name of this one'),
  key_id: z.string().describe('The key that it sends with; of a rotated one the key that took its place'),
  key_name: z.string(),
  first_received_at: z.iso.datetime().describe('Within the last 90 days'),
  last_received_at: z.iso.datetime(),
  usual_interval_s: z
    .int()
    .nullable()
    .describe('The median time between two sendings; null where there was only one'),
  silent_for_s: z.int(),
  silent: z.boolean().describe('Whether that is longer than it should be'),
})

const example: z.infer<typeof sender> = {
  client: 'HealthAutoExport',
  automation: 'Hourly',
  key_id: 'aB3dE5fG7hJ9',
  key_name: 'phone',
  first_received_at: '2025-01-01T08:00:00.000Z',
  last_received_at: '2025-01-15T10:00:00.000Z',
  usual_interval_s: 3600,
  silent_for_s: 1200,
  silent: false,
}

const position = z.object({ keyId: text(12), client: text(500), automationId: text(500) })

export const clientRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/clients',
      {
        config: { scope: 'read' },
        schema: {
          tags: ['ingest'],
          operationId: 'listClients',
          summary: 'Who sends, how often, and whether it has fallen silent',
          description:
            'Of the last 90 days, one entry for each key, program and automation, with keys that may still send; no imports. ' +
            'Bodies less than five minutes apart are one sending. Silent is who has sent nothing for more than 12 hours and more ' +
            'than four times the usual interval; who has sent only once, after a day.',
          querystring: z.object(page(1000, 100)),
          response: {
            200: z.object({ clients: z.array(sender), next_cursor: z.string().nullable() }).meta({
              description: 'A page of clients',
              examples: [{ clients: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { userId } = callerOf(request)
        const { limit, cursor } = request.query
        const keys = await listKeyLines(pool, userId)
        const names = new Map(keys.map(({ keyId, name }) => [keyId, name]))
        const question = { userId, keys, limit: limit + 1, after: decodeCursor(position, cursor) }
        const found = await readAsUser(pool, userId, client => listClients(client, question))
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        return {
          clients: shown.map(client => ({
            client: decodeName(client.client) || null,
            automation: client.automation || null,
            key_id: client.keyId,
            key_name: names.get(client.keyId) ?? '',
            first_received_at: client.firstReceivedAt.toISOString(),
            last_received_at: client.lastReceivedAt.toISOString(),
            usual_interval_s: client.usualIntervalS,
            silent_for_s: Math.max(0, client.silentForS),
            silent: hasFallenSilent(client),
          })),
          next_cursor:
            last && found.length > limit
              ? encodeCursor({
                  keyId: last.keyId,
                  client: last.client,
                  automationId: last.automationId,
                })
              : null,
        }
      },
    )
  }

/** Apple's own user agent is the app's name, percent-encoded. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
