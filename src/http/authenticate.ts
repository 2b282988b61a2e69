import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Pool } from 'pg'
import { findSession, type Session } from '../keys/find-session.ts'
import type { Caller, KeyVerifier } from '../keys/key-verifier.ts'
import type { LastUsed } from '../keys/last-used.ts'
import type { Scope } from '../keys/scope.ts'
import { Problem } from '../problem.ts'
import { checkKey } from './check-key.ts'
import { applyLimit, type RateLimits } from './rate-limit.ts'
import { demandOwnOrigin } from './request-origin.ts'
import { readSessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's key must allow. A route without it is open to everybody; under /v1 none is. */
    scope?: Scope
    /** What proves who calls is in the body: the route checks it itself. */
    signsIn?: true
    /** It also answers who presents nothing at all: then there is no caller. */
    orNobody?: true
  }
  interface FastifyRequest {
    /** Null on open routes, and before {@link authenticate}. */
    caller: Caller | null
    /** Where the caller is one by the cookie of a session; null with a key. */
    session: Session | null
  }
}

interface Deps {
  pool: Pool
  verifier: Pick<KeyVerifier, 'verify'>
  lastUsed: Pick<LastUsed, 'note'>
  limits: RateLimits
}

/**
 * Lets a request with a working key, or the cookie of a session, through, within the limit of the key and the scopes it has:
 * all of it before the body is read. A missing, malformed, unknown, wrong, expired and revoked key get the same answer, and so
 * does a session that has ended.
 */
export const authenticate = ({ pool, lastUsed, ...deps }: Deps): onRequestAsyncHookHandler =>
  async function authenticate(request: FastifyRequest, reply: FastifyReply) {
    const { scope, orNobody } = request.routeOptions.config
    if (!scope) return
    const { authorization, cookie } = request.headers
    // Who sends a key means it: a cookie that the browser adds must not take its place.
    const token = authorization === undefined ? readSessionCookie(cookie) : undefined
    if (orNobody && authorization === undefined && token === undefined) return
    const session = token === undefined ? undefined : await findSession(pool, token)
    const caller = session?.caller ?? (await checkKey(deps, request, reply, readBearerToken(authorization)))
    request.caller = caller
    request.session = session ?? null
    // Counted before the scope is looked at, so that a refusal carries the limit's headers too.
    const limit = scope === 'ingest' ? 'ingest' : 'read'
    applyLimit(reply, limit, await deps.limits.count(limit, caller.keyId))
    if (!caller.scopes.includes(scope)) {
      throw new Problem('scope_missing', `This needs a key with the scope "${scope}"`)
    }
    if (session && !changesNothing.has(request.method)) demandOwnOrigin(request)
    lastUsed.note(caller.keyId)
  }

const changesNothing = new Set(['GET', 'HEAD'])

/** Refuses to start with a route under /v1 that nobody gave a scope: it would be open to everybody. */
export function demandScopes(server: FastifyInstance): void {
  server.addHook('onRoute', ({ url, config, schema }) => {
    if (url.startsWith('/v1/') && !config?.scope && !config?.signsIn && !schema?.hide) {
      throw new Error(`${url} would be open to everybody: give its config a scope`)
    }
  })
}

/** Who calls a route that has a scope. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('The route has no scope, so that nobody was authenticated')
  return request.caller
}

/** The token of an Authorization header, whose scheme may be written in any case. */
export const readBearerToken = (header: string | undefined): string | undefined =>
  header?.match(/^Bearer +([^\s]+) *$/i)?.[1]
