import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { createKey, type IssuedKey } from '../../keys/create-key.ts'
import type { KeyVerifier } from '../../keys/key-verifier.ts'
import type { LastUsed } from '../../keys/last-used.ts'
import { listKeys } from '../../keys/list-keys.ts'
import { revokeKey } from '../../keys/revoke-key.ts'
import { MAX_GRACE_SECONDS, rotateKey } from '../../keys/rotate-key.ts'
import { type Scope, scopes } from '../../keys/scope.ts'
import { Problem } from '../../problem.ts'
import { callerOf } from '../authenticate.ts'
import { bodyProblems, problemResponses } from '../problem-schema.ts'
import { page } from './query-parameters.ts'

const time = z.iso.datetime({ offset: true })
const scopeList = z.array(z.enum(scopes)).min(1)
const keyId = z.object({ key_id: z.string().describe('The public part of a key') })

const issuedKey = z.object({
  key: z.string().describe('Shown this once'),
  key_id: z.string(),
  user_id: z.uuid(),
  name: z.string(),
  scopes: scopeList,
  expires_at: time.nullable(),
})

const listedKey = issuedKey.omit({ key: true }).extend({
  created_at: time,
  last_used_at: time.nullable(),
  revoked_at: time.nullable(),
})

/** No key of anybody's: its checksum is wrong. */
const issuedExample = {
  key: `hea_aB3dE5fG7hJ9_${'x'.repeat(43)}000000`,
  key_id: 'aB3dE5fG7hJ9',
  user_id: '0b7c1d2e-3f40-4a51-8b62-7c8d9e0fa1b2',
  name: 'phone',
  scopes: ['ingest'],
  expires_at: null,
}
const { key: _, ...listedExample } = {
  ...issuedExample,
  created_at: '2025-01-15T10:00:00.000Z',
  last_used_at: '2025-01-15T10:05:00.000Z',
  revoked_at: null,
}

interface Deps {
  pool: Pool
  verifier: Pick<KeyVerifier, 'drop'>
  lastUsed: Pick<LastUsed, 'flush'>
}

export const keyRoutes =
  ({ pool, verifier, lastUsed }: Deps): FastifyPluginAsyncZod =>
  async server => {
    server.post(
      '/v1/keys',
      {
        config: { scope: 'manage', audit: 'key.create' },
        schema: {
          tags: ['keys'],
          operationId: 'createKey',
          summary: 'Issue a key for your own account',
          body: z
            .strictObject({
              name: z.string().min(1).max(100),
              scopes: scopeList.default(['ingest', 'read']),
              expires_at: time.nullish(),
            })
            .meta({ examples: [{ name: 'phone', scopes: ['ingest'] }] }),
          response: {
            201: issuedKey.meta({ description: 'The key', examples: [issuedExample] }),
            ...problemResponses('foreign_origin', 'account_erasing', ...bodyProblems),
          },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const { name, scopes: wanted, expires_at } = request.body
        if (wanted.includes('admin') && !caller.scopes.includes('admin')) {
          throw new Problem('scope_missing', 'Only a key with the scope "admin" can issue one')
        }
        const issued = await createKey(pool, {
          userId: caller.userId,
          name,
          scopes: wanted as Scope[],
          ...(expires_at ? { expiresAt: new Date(expires_at) } : {}),
        })
        request.auditTarget = issued.keyId
        return reply.code(201).send(describeIssued(issued))
      },
    )

    server.get(
      '/v1/keys',
      {
        config: { scope: 'manage' },
        schema: {
          tags: ['keys'],
          operationId: 'listKeys',
          summary: 'Your keys, without their secrets',
          querystring: z.object(page(1000, 100)),
          response: {
            200: z.object({ keys: z.array(listedKey), next_cursor: z.string().nullable() }).meta({
              description: 'A page of keys',
              examples: [{ keys: [listedExample], next_cursor: null }],
            }),
            ...problemResponses(),
          },
        },
      },
      async request => {
        await lastUsed.flush()
        const { limit, cursor } = request.query
        const found = await listKeys(pool, {
          userId: callerOf(request).userId,
          limit,
          ...(cursor === undefined ? {} : { cursor }),
        })
        return {
          keys: found.keys.map(key => ({
            key_id: key.keyId,
            user_id: key.userId,
            name: key.name,
            scopes: [...key.scopes],
            created_at: key.createdAt.toISOString(),
            last_used_at: key.lastUsedAt?.toISOString() ?? null,
            expires_at: key.expiresAt?.toISOString() ?? null,
            revoked_at: key.revokedAt?.toISOString() ?? null,
          })),
          next_cursor: found.nextCursor,
        }
      },
    )

    server.post(
      '/v1/keys/:key_id/rotate',
      {
        config: { scope: 'manage', audit: 'key.rotate' },
        schema: {
          tags: ['keys'],
          operationId: 'rotateKey',
          summary: 'Replace a key by a new one with the same name, scopes and expiry',
          params: keyId,
          body: z
            .strictObject({
              grace_seconds: z
                .int()
                .min(0)
                .max(MAX_GRACE_SECONDS)
                .default(0)
                .describe('How long the old key still works'),
            })
            .nullish()
            .meta({ examples: [{ grace_seconds: 3600 }] }),
          response: {
            201: issuedKey.meta({ description: 'The successor', examples: [issuedExample] }),
            ...problemResponses(
              'foreign_origin',
              'not_found',
              'key_already_rotated',
              'account_erasing',
              ...bodyProblems,
            ),
          },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const issued = await rotateKey(pool, {
          keyId: request.params.key_id,
          userId: caller.userId,
          graceSeconds: request.body?.grace_seconds ?? 0,
          // The successor's text is shown to the caller: rotating must not give what issuing does not.
          grantable: caller.scopes.includes('admin') ? scopes : scopes.filter(scope => scope !== 'admin'),
        })
        verifier.drop(request.params.key_id)
        return reply.code(201).send(describeIssued(issued))
      },
    )

    server.delete(
      '/v1/keys/:key_id',
      {
        config: { scope: 'manage', audit: 'key.revoke' },
        schema: {
          tags: ['keys'],
          operationId: 'revokeKey',
          summary: 'Revoke a key, at once and on every instance',
          params: keyId,
          response: {
            204: z.undefined().describe('Revoked'),
            ...problemResponses('foreign_origin', 'not_found'),
          },
        },
      },
      async (request, reply) => {
        await revokeKey(pool, { keyId: request.params.key_id, userId: callerOf(request).userId })
        verifier.drop(request.params.key_id)
        return reply.code(204).send()
      },
    )
  }

function describeIssued(issued: IssuedKey): z.infer<typeof issuedKey> {
  return {
    key: issued.key,
    key_id: issued.keyId,
    user_id: issued.userId,
    name: issued.name,
    scopes: [...issued.scopes],
    expires_at: issued.expiresAt?.toISOString() ?? null,
  }
}
