import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Pool } from 'pg'
import { z } from 'zod'
import { readAsUser } from '../../database/as-user.ts'
import { endSession } from '../../keys/end-session.ts'
import { findSession, type Session } from '../../keys/find-session.ts'
import type { KeyVerifier } from '../../keys/key-verifier.ts'
import type { LastUsed } from '../../keys/last-used.ts'
import { openSession, openSessionByLink } from '../../keys/open-session.ts'
import { scopes } from '../../keys/scope.ts'
import { Problem } from '../../problem.ts'
import { readAccount } from '../../query/account.ts'
import { callerOf } from '../authenticate.ts'
import { checkKey, refuseUnknown } from '../check-key.ts'
import { readHeaderText } from '../header-text.ts'
import { bodyProblems, openProblemResponses, problemResponses } from '../problem-schema.ts'
import { applyLimit, type RateLimits } from '../rate-limit.ts'
import { refuseForeignOrigin } from '../request-origin.ts'
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts'
import { account, accountExample, describeAccount } from './account-schema.ts'

const session = z.object({
  session_id: z.uuid(),
  key_id: z.string().describe('The key whose scopes and limits it has'),
  scopes: z.array(z.enum(scopes)),
  expires_at: z.iso.datetime(),
  user: account.omit({ created_at: true }),
})

const { created_at: _, ...user } = accountExample
const example: z.infer<typeof session> = {
  session_id: '01943f2e-6c00-7a51-9d7e-3f1c5b0a8e42',
  key_id: 'aB3dE5fG7hJ9',
  scopes: ['ingest', 'read', 'manage'],
  expires_at: '2025-01-15T22:00:00.000Z',
  user,
}

/** A key or a token, of which one that is longer is none. */
const secret = z.string().max(200)
const proof = z.union([
  z.strictObject({ key: secret.describe('With the scope read') }),
  z.strictObject({ link: secret.describe('Of a link that signs in once') }),
])
/** Neither works: their checksum is wrong, and nobody has this id. */
const proofExamples = [{ key: `hea_aB3dE5fG7hJ9_${'x'.repeat(43)}000000` }, { link: `hel_${'x'.repeat(86)}` }]

const refusal = 'Sign in with a key that is valid, or with a link that is new: each works once, for an hour'
const cookieGiven = { 201: { 'set-cookie': 'The session, for this browser: no script can read it' } }
const cookieTaken = { 204: { 'set-cookie': 'The session ends in this browser too' } }

interface Deps {
  pool: Pool
  verifier: Pick<KeyVerifier, 'verify'>
  lastUsed: Pick<LastUsed, 'note'>
  limits: RateLimits
}

/** The session of one browser. */
export const sessionRoutes =
  ({ pool, verifier, lastUsed, limits }: Deps): FastifyPluginAsyncZod =>
  async server => {
    server.post(
      '/v1/session',
      {
        config: { signsIn: true, audit: 'session.open', documentedHeaders: cookieGiven },
        schema: {
          tags: ['sessions'],
          operationId: 'openSession',
          summary: 'Sign a browser in, with a key or with a link',
          description:
            'Answers a cookie that counts in place of the key on every path, with its scopes and its limits, for twelve hours ' +
            'at most. It ends at once when its key is revoked or expires, and stays where the key is rotated. With the cookie ' +
            'something is changed only from a page of this service.',
          body: proof.meta({ examples: proofExamples }),
          response: {
            201: session.meta({ description: 'The session', examples: [example] }),
            ...openProblemResponses(
              'invalid_request',
              ...bodyProblems,
              'unauthorized',
              'scope_missing',
              'foreign_origin',
              'account_erasing',
              'rate_limited',
              'internal',
              'overloaded',
              'database_unavailable',
            ),
          },
        },
      },
      async (request, reply) => {
        refuseForeignOrigin(request)
        const token = await signIn(request, reply, request.body)
        const opened = token && (await findSession(pool, token))
        if (!opened) return refuseUnknown(limits, request, reply, refusal)
        request.caller = opened.caller
        request.auditTarget = opened.id
        lastUsed.note(opened.caller.keyId)
        setSessionCookie(request, reply, { token, expiresAt: opened.expiresAt })
        return reply.code(201).send(await describeSession(opened))
      },
    )

    server.get(
      '/v1/session',
      {
        config: { scope: 'read', orNobody: true },
        schema: {
          tags: ['sessions'],
          operationId: 'readSession',
          summary: 'The session of this browser, and whose it is',
          response: {
            200: session.meta({ description: 'The session', examples: [example] }),
            204: z.undefined().describe('Nobody is signed in: the request came without a cookie'),
            ...problemResponses('not_found'),
          },
        },
      },
      async (request, reply) => {
        // No error: a page that is opened for the first time asks too.
        if (!request.caller) return reply.code(204).send()
        return describeSession(ownSession(request))
      },
    )

    server.delete(
      '/v1/session',
      {
        config: { scope: 'read', audit: 'session.end', documentedHeaders: cookieTaken },
        schema: {
          tags: ['sessions'],
          operationId: 'endOwnSession',
          summary: 'Sign out: the session of this browser ends at once',
          response: {
            204: z.undefined().describe('Signed out'),
            ...problemResponses('foreign_origin', 'not_found'),
          },
        },
      },
      async (request, reply) => {
        const { id, caller } = ownSession(request)
        request.auditTarget = id
        await endSession(pool, { userId: caller.userId, id })
        clearSessionCookie(request, reply)
        return reply.code(204).send()
      },
    )

    /** @returns the token of a new session; undefined for a link that signs nobody in */
    async function signIn(
      request: FastifyRequest,
      reply: FastifyReply,
      given: z.infer<typeof proof>,
    ): Promise<string | undefined> {
      const userAgent = request.headers['user-agent'] && readHeaderText(request.headers['user-agent'])
      if ('link' in given) return openSessionByLink(pool, { link: given.link, userAgent })
      const caller = await checkKey({ verifier, limits }, request, reply, given.key, refusal)
      request.caller = caller
      applyLimit(reply, 'read', await limits.count('read', caller.keyId))
      if (!caller.scopes.includes('read')) {
        throw new Problem('scope_missing', 'To sign in takes a key with the scope "read"')
      }
      return openSession(pool, { ...caller, userAgent })
    }

    async function describeSession({ id, expiresAt, caller }: Session): Promise<z.infer<typeof session>> {
      const { userId, keyId } = caller
      const found = await readAsUser(pool, userId, client => readAccount(client, { userId }))
      if (!found) throw new Problem('unauthorized', refusal)
      const { created_at: _, ...user } = describeAccount(found)
      return {
        session_id: id,
        key_id: keyId,
        scopes: [...caller.scopes],
        expires_at: expiresAt.toISOString(),
        user,
      }
    }
  }

/** @throws {Problem} not_found for a request that came with a key */
function ownSession(request: FastifyRequest): Session {
  callerOf(request)
  if (!request.session) throw new Problem('not_found', 'This request came with a key and not with a session')
  return request.session
}
