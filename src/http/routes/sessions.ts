import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { endSession } from '../../keys/end-session.ts'
import { listSessions } from '../../keys/list-sessions.ts'
import { Problem } from '../../problem.ts'
import { callerOf } from '../authenticate.ts'
import { problemResponses } from '../problem-schema.ts'
import { page } from './query-parameters.ts'

const listedSession = z.object({
  session_id: z.uuid(),
  key_id: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  user_agent: z.string().nullable().describe('What the browser called itself'),
  current: z.boolean().describe('Whether it is the one that asks'),
})

const example: z.infer<typeof listedSession> = {
  session_id: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e42',
  key_id: 'aB3dE5fG7hJ9',
  created_at: '2025-01-15T10:00:00.000Z',
  expires_at: '2025-01-15T22:00:00.000Z',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  current: true,
}

/** All sessions of an account. */
export const sessionsRoutes =
  ({ pool }: { pool: Pool }): FastifyPluginAsyncZod =>
  async server => {
    server.get(
      '/v1/sessions',
      {
        config: { scope: 'manage' },
        schema: {
          tags: ['sessions'],
          operationId: 'listSessions',
          summary: 'Where you are signed in, oldest first',
          querystring: z.object(page(1000, 100)),
          response: {
            200: z.object({ sessions: z.array(listedSession), next_cursor: z.string().nullable() }).meta({
              description: 'A page of sessions',
              examples: [{ sessions: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { userId } = callerOf(request)
        const { sessions, nextCursor } = await listSessions(pool, { userId, ...request.query })
        return {
          sessions: sessions.map(({ id, keyId, createdAt, expiresAt, userAgent }) => ({
            session_id: id,
            key_id: keyId,
            created_at: createdAt.toISOString(),
            expires_at: expiresAt.toISOString(),
            user_agent: userAgent,
            current: id === request.session?.id,
          })),
          next_cursor: nextCursor,
        }
      },
    )

    server.delete(
      '/v1/sessions/:session_id',
      {
        config: { scope: 'manage', audit: 'session.end' },
        schema: {
          tags: ['sessions'],
          operationId: 'endSession',
          summary: 'End a session, at once and on every instance',
          params: z.object({ session_id: z.string().describe('As the list shows it') }),
          response: {
            204: z.undefined().describe('Ended'),
            ...problemResponses('foreign_origin', 'not_found'),
          },
        },
      },
      async (request, reply) => {
        const id = z.uuid().safeParse(request.params.session_id).data?.toLowerCase()
        if (id === undefined) throw new Problem('not_found', 'There is no session with this id')
        await endSession(pool, { userId: callerOf(request).userId, id })
        return reply.code(204).send()
      },
    )
  }
