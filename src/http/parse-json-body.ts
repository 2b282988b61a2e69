import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Makes application/json the only body that routes take, unless they bring a reader of their own. Unlike Fastify's
 * parser it refuses bytes that are not UTF-8 instead of replacing them, and takes an empty body for none.
 */
export function parseJsonBodies(server: FastifyInstance): void {
  // Refuses __proto__ and constructor.prototype, with which a merge of objects could be misled.
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    const text = decode(bytes as Buffer)
    if (text === undefined) return done(new Problem('body_not_utf8', 'The body has bytes that are not UTF-8'))
    if (text.trim() === '') return done(null, undefined)
    parseJson(request, text, (error, body) =>
      // The parser's message quotes the body.
      error ? done(new Problem('body_not_json', 'The body is not JSON')) : done(null, body),
    )
  })
}

function decode(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
