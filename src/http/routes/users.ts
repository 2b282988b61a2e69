import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { createUser, listUsers, type User } from '../../keys/users.ts'
import { Problem } from '../../problem.ts'
import { callerOf } from '../authenticate.ts'
import type { EraseAccount } from '../erase-account.ts'
import { bodyProblems, problemResponses } from '../problem-schema.ts'
import { page } from './query-parameters.ts'

const user = z.object({
  id: z.uuid(),
  email: z.string(),
  timezone: z.string().describe('IANA name'),
  created_at: z.iso.datetime(),
})

const example: z.infer<typeof user> = {
  id: '0b7c1d2e-3f40-4a51-8b62-7c8d9e0fa1b2',
  email: 'ada@example.org',
  timezone: 'Europe/Berlin',
  created_at: '2025-01-15T10:00:00.000Z',
}

export const userRoutes =
  ({ pool, eraseAccount }: { pool: Pool; eraseAccount: EraseAccount }): FastifyPluginAsyncZod =>
  async server => {
    server.post(
      '/v1/users',
      {
        config: { scope: 'admin', audit: 'user.create' },
        schema: {
          tags: ['users'],
          operationId: 'createUser',
          summary: 'Create an account',
          body: z
            .strictObject({
              email: z.string().min(3).max(254),
              timezone: z.string().max(64).optional(),
            })
            .meta({ examples: [{ email: example.email, timezone: example.timezone }] }),
          response: {
            201: user.meta({ description: 'The account', examples: [example] }),
            ...problemResponses('foreign_origin', 'email_taken', ...bodyProblems),
          },
        },
      },
      async (request, reply) => {
        const { email, timezone } = request.body
        const created = await createUser(pool, { email, ...(timezone === undefined ? {} : { timezone }) })
        request.auditTarget = created.id
        return reply.code(201).send(describeUser(created))
      },
    )

    server.get(
      '/v1/users',
      {
        config: { scope: 'admin' },
        schema: {
          tags: ['users'],
          operationId: 'listUsers',
          summary: 'All accounts',
          querystring: z.object(page(1000, 100)),
          response: {
            200: z.object({ users: z.array(user), next_cursor: z.string().nullable() }).meta({
              description: 'A page of accounts',
              examples: [{ users: [example], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        const { limit, cursor } = request.query
        const found = await listUsers(pool, { limit, ...(cursor === undefined ? {} : { cursor }) })
        return { users: found.users.map(describeUser), next_cursor: found.nextCursor }
      },
    )

    server.delete(
      '/v1/users/:id',
      {
        config: { scope: 'admin', audit: 'user.delete' },
        schema: {
          tags: ['users'],
          operationId: 'deleteUser',
          summary: 'Erase an account with everything that is stored for it',
          params: z.object({ id: z.string().describe('Of the account') }),
          response: {
            204: z.undefined().describe('Erased'),
            ...problemResponses('foreign_origin', 'not_found', 'account_erasing'),
          },
        },
      },
      async (request, reply) => {
        const { data: userId } = z.uuid().safeParse(request.params.id.toLowerCase())
        const { keyId } = callerOf(request)
        const erased = userId && (await eraseAccount({ userId, keyId, action: 'user.delete' }))
        if (!erased) throw new Problem('not_found', 'No user has this id: GET /v1/users lists them')
        // The erasure has left its own line, the only one.
        request.isAudited = true
        return reply.code(204).send()
      },
    )
  }

function describeUser({ id, email, timezone, createdAt }: User): z.infer<typeof user> {
  return { id, email, timezone, created_at: createdAt.toISOString() }
}
