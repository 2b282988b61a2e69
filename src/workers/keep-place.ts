import type { FastifyInstance } from 'fastify'

/**
 * For a service that stops. A connection that came just before, and that its worker takes no more, is kept by the first
 * process for another worker; where none is left nobody answers it and nobody ends it. So each worker keeps its place until
 * its last request is answered, and ends at once what still comes.
 * @returns makes the server do so when it is closed; before that, its place goes to the others
 */
export function placeKeeper(server: FastifyInstance): () => void {
  let isKept = false
  let isClosing = false
  let requests = 0
  let allAnswered = () => {}
  server.server.on('connection', socket => {
    if (isClosing) socket.destroy()
  })
  server.server.on('request', (_request, response) => {
    requests++
    response.once('close', () => {
      requests--
      if (requests === 0) allAnswered()
    })
  })
  server.addHook('preClose', async () => {
    if (!isKept) return
    isClosing = true
    if (requests > 0) {
      await new Promise<void>(resolve => {
        allAnswered = resolve
      })
    }
  })
  return () => {
    isKept = true
  }
}
