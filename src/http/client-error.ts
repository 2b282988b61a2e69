import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Problem } from '../problem.ts'
import { problemBody } from './problem-response.ts'

const statusOf: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }

/** Answers what never became a request: a broken request line, too many headers, a client that took too long. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (socket.writable) {
    const status = statusOf[error.code ?? ''] ?? 400
    const requestId = randomUUID()
    const problem = new Problem(
      'invalid_request',
      'The request could not be read as HTTP, or took too long to arrive',
    )
    const body = JSON.stringify({ ...problemBody(problem, requestId), status })
    socket.write(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'content-type: application/problem+json',
        `content-length: ${Buffer.byteLength(body)}`,
        `x-request-id: ${requestId}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    )
  }
  // Without the error: Fastify's socket has no listener for it.
  socket.destroySoon()
}
