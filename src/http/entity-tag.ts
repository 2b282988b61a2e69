import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { addVary } from './compress-answers.ts'
import { serviceVersion } from './openapi.ts'

/** What a route with a tag says of itself. */
export const tagHeaders = { etag: 'Names this answer: If-None-Match asks whether there is another by now' }
export const knownTag = z.object({
  'if-none-match': z.string().optional().describe('The etag of an answer that the client has'),
})
export const notModified = z.undefined().describe('The client has the answer already')

/**
 * A tag for whatever an answer depends on. It is weak: the same answer goes out plain and compressed. Another release may
 * answer the same question in another way.
 * @param basis what JSON can hold
 */
export function entityTag(basis: unknown): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([serviceVersion, basis]))
    .digest('base64url')
  return `W/"${digest.slice(0, 22)}"`
}

/** Names the answer by its tag. A cache that keeps it does so for one key, so that nobody else's can be taken for it. */
export function tagAnswer(reply: FastifyReply, tag: string): void {
  reply.header('etag', tag)
  addVary(reply, 'Authorization')
}

/** Whether the client has the answer of this tag already; then that is 304, without a body. */
export function isKnown(request: FastifyRequest, tag: string): boolean {
  const known = request.headers['if-none-match']
  if (known === undefined) return false
  // RFC 9110, 13.1.2: by weak comparison, which leaves W/ out of account.
  const opaque = [...known.matchAll(/"[^"]*"/g)].map(([text]) => text)
  return known.trim() === '*' || opaque.includes(tag.slice('W/'.length))
}
