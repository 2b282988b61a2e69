import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { z } from 'zod'
import { type AuditAction, type AuditLine, recordAction } from '../keys/audit.ts'
import { isKeyId } from '../keys/key-text.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the audit calls a use of this route. Every route that manages or takes data away has one. */
    audit?: AuditAction
  }
  interface FastifyRequest {
    /** The id of what the request made, where the path does not name what it is about. */
    auditTarget: string | null
    /** The line is written, or was tried to be: there is one for a request, however often its answer is made anew. */
    isAudited: boolean
  }
}

/**
 * Keeps a line of the audit for each request with a working key to a route that names an action, also for one that is
 * refused. It is durable before the answer leaves: what cannot be recorded is not answered as done.
 */
export function recordActions(server: FastifyInstance, pool: Pool): void {
  server.decorateRequest('auditTarget', null)
  server.decorateRequest('isAudited', false)
  server.addHook('onSend', async request => {
    const line = describeAction(request)
    if (!line || request.isAudited) return
    request.isAudited = true
    try {
      await recordAction(pool, line)
    } catch (error) {
      const { keyId, action, target, outcome } = line
      request.log.error({ error, key_id: keyId, action, target, outcome }, 'the audit lacks a line')
      // A refusal is one, recorded or not.
      if (outcome === 'ok') throw error
    }
  })
}

/** Refuses to start with a route that manages something and says nothing to the audit. */
export function demandActions(server: FastifyInstance): void {
  server.addHook('onRoute', ({ url, method, config }) => {
    const manages = config?.scope === 'manage' || config?.scope === 'admin'
    const onlyReads = [method].flat().every(one => one === 'GET' || one === 'HEAD')
    if (manages && !onlyReads && !config.audit) {
      throw new Error(
        `${method} ${url} would leave no trace: give its config the action that the audit records`,
      )
    }
  })
}

function describeAction(request: FastifyRequest): AuditLine | undefined {
  const { caller, problemCode } = request
  const action = request.routeOptions.config?.audit
  // What the limit refused was not even looked at, and must not cost a write.
  if (!caller || !action || problemCode === 'rate_limited') return undefined
  const target = action.startsWith('account.') ? caller.userId : (request.auditTarget ?? idInPath(request))
  return { userId: caller.userId, keyId: caller.keyId, action, target, outcome: problemCode ?? 'ok' }
}

/** A path may hold anything, also what nobody should read again: only what can be an id of ours is kept. */
function idInPath({ params }: FastifyRequest): string | null {
  const { id, key_id: keyId, session_id: sessionId } = (params ?? {}) as Record<string, string | undefined>
  if (keyId !== undefined) return isKeyId(keyId) ? keyId : null
  const uuid = id ?? sessionId
  return z.uuid().safeParse(uuid).data?.toLowerCase() ?? null
}
