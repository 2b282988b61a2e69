import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * Lets a closing server end as soon as its last request is answered. Node closes only the connections that are idle at
 * that moment: one whose request ends later, or that has carried none yet (browsers open some in advance), would be
 * kept until it times out. Whoever still comes over an open connection is told to come back.
 */
export function drainConnections(server: FastifyInstance): void {
  const requestsOn = new Map<Socket, number>()
  let isClosing = false
  server.server.on('connection', (socket: Socket) => {
    requestsOn.set(socket, 0)
    socket.once('close', () => requestsOn.delete(socket))
  })
  server.server.on('request', ({ socket }, response) => {
    requestsOn.set(socket, (requestsOn.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const left = (requestsOn.get(socket) ?? 1) - 1
      if (requestsOn.has(socket)) requestsOn.set(socket, left)
      if (isClosing && left === 0) socket.destroySoon()
    })
  })
  server.addHook('preClose', async () => {
    isClosing = true
    for (const [socket, requests] of requestsOn) if (requests === 0) socket.destroySoon()
  })
  server.addHook('onRequest', async () => {
    if (isClosing) throw new Problem('overloaded', 'The service is stopping; send the same request again')
  })
  server.addHook('onSend', async (_request, reply) => {
    // So that the client does not send its next request into the closing connection.
    if (isClosing) reply.header('connection', 'close')
  })
}
