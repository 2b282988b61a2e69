import { isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { parseKeyText } from '../keys/key-text.ts'
import type { Caller, KeyVerifier } from '../keys/key-verifier.ts'
import type { LastUsed } from '../keys/last-used.ts'
import type { Scope } from '../keys/scope.ts'
import { Problem } from '../problem.ts'
import { applyLimit, type RateLimits } from './rate-limit.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's key must allow. A route without it is open to everybody; under /v1 none is. */
    scope?: Scope
  }
  interface FastifyRequest {
    /** Null on open routes, and before {@link authenticate}. */
    caller: Caller | null
  }
}

interface Deps {
  verifier: Pick<KeyVerifier, 'verify'>
  lastUsed: Pick<LastUsed, 'note'>
  limits: RateLimits
}

/**
 * Lets a request with a working key through, within the limit of that key and the scopes it has: all of it before the
 * body is read. A missing, malformed, unknown, wrong, expired and revoked key get the same answer.
 */
export const authenticate = ({ verifier, lastUsed, limits }: Deps): onRequestAsyncHookHandler =>
  async function authenticate(request: FastifyRequest, reply: FastifyReply) {
    const { scope } = request.routeOptions.config
    if (!scope) return
    const presented = readBearerToken(request.headers.authorization)
    const address = limitedAddress(request.ip)
    let triedKeyId: string | undefined
    const caller =
      presented &&
      (await verifier.verify(presented, async () => {
        const keyId = parseKeyText(presented)?.keyId ?? ''
        if (!(await limits.mayTrySecret(address, keyId))) return false
        triedKeyId = keyId
        return true
      }))
    if (!caller) {
      if (triedKeyId !== undefined) limits.countWrongSecret(address, triedKeyId)
      applyLimit(reply, 'unauthenticated', await limits.count('unauthenticated', address))
      throw new Problem('unauthorized', 'Send Authorization: Bearer followed by a key that is valid')
    }
    request.caller = caller
    // Counted before the scope is looked at, so that a refusal carries the limit's headers too.
    const limit = scope === 'ingest' ? 'ingest' : 'read'
    applyLimit(reply, limit, await limits.count(limit, caller.keyId))
    if (!caller.scopes.includes(scope)) {
      throw new Problem('scope_missing', `This needs a key with the scope "${scope}"`)
    }
    lastUsed.note(caller.keyId)
  }

/** Refuses to start with a route under /v1 that nobody gave a scope: it would be open to everybody. */
export function demandScopes(server: FastifyInstance): void {
  server.addHook('onRoute', ({ url, config, schema }) => {
    if (url.startsWith('/v1/') && !config?.scope && !schema?.hide) {
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

/**
 * The address that a limit counts: of IPv6 the network of 64 bits that one customer is given, whose addresses cost
 * nothing to change.
 */
export function limitedAddress(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (mapped) return mapped
  if (!isIPv6(ip)) return ip
  const [head = '', tail] = (ip.split('%')[0] ?? ip).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
