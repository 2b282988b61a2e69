import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { answerClientError } from './client-error.ts'

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/**
 * Ends the connection of a request that has not wholly arrived in this time. Node's own requestTimeout knows one time
 * for all, and a file of gigabytes takes longer than anything else may.
 */
export function limitArrival(server: Server, timeMs: number): void {
  // Before who handles it, and may give it more.
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    allowArrival(request, response, timeMs)
    const clear = () => clearTimeout(timers.get(request))
    request.once('end', clear)
    request.once('close', clear)
  })
}

/** Counts the time of a request anew, for one that was kept waiting before anything of its body was read. */
export function restartArrival(request: IncomingMessage): void {
  if (!request.destroyed) timers.get(request)?.refresh()
}

/** Gives a request this long from now on. */
export function allowArrival(request: IncomingMessage, response: ServerResponse, timeMs: number): void {
  clearTimeout(timers.get(request))
  if (request.readableEnded || request.destroyed) return
  const end = () => {
    // What nobody reads does not end, such as the body that a GET has not. It has arrived all the same.
    if (request.complete) return
    const timeout = Object.assign(new Error('The request took too long'), {
      code: 'ERR_HTTP_REQUEST_TIMEOUT',
    })
    // What is answered already is told nothing more.
    if (response.headersSent) request.socket.destroy()
    else answerClientError(timeout, request.socket)
  }
  timers.set(request, setTimeout(end, timeMs).unref())
}
