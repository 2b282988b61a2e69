import type { FastifyInstance, HTTPMethods } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * Makes a known path answer 405 with Allow to the methods that it does not take.
 * @returns call it when every route is registered
 */
export function collectMethods(server: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>()
  server.addHook('onRoute', ({ url, method }) => {
    // The pages of the documentation are another's routes, which it declares more than once.
    if (url.startsWith('/docs')) return
    const methods = methodsOf.get(url) ?? new Set()
    methodsOf.set(url, methods)
    for (const one of [method].flat()) methods.add(one)
  })
  return () => {
    for (const [url, methods] of [...methodsOf]) {
      const allow = [...methods].sort().join(', ')
      const refused = server.supportedMethods.filter(method => !methods.has(method)) as HTTPMethods[]
      server.route({
        method: refused,
        url,
        exposeHeadRoute: false,
        schema: { hide: true },
        // Before the body is read.
        onRequest: async (_request, reply) => {
          reply.header('allow', allow)
          throw new Problem('method_not_allowed', `This path takes ${allow}`)
        },
        handler: () => undefined,
      })
    }
  }
}
