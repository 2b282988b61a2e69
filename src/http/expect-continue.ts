import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads the body when it is ready to, and calls `askForBody` before. */
    readsItsBody?: true
  }
}

const waiting = new WeakSet<IncomingMessage>()

/**
 * Who sends `Expect: 100-continue` keeps the body until it is asked for. Node asks at once; here it is asked for when
 * somebody is about to read it, so that a request which is refused before costs nobody the sending.
 */
export function askForBodiesLate(server: FastifyInstance): void {
  server.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request)
    server.server.emit('request', request, response)
  })
  server.addHook('preParsing', async (request, reply) => {
    if (!request.routeOptions.config.readsItsBody) askForBody(request, reply)
  })
}

/** Asks for the body, where the client waits for that. */
export function askForBody(request: FastifyRequest, reply: FastifyReply): void {
  if (waiting.delete(request.raw)) reply.raw.writeContinue()
}
