import type { FastifyReply, FastifyRequest } from 'fastify'

/** Other services on the same host may have one of this name too, whatever their port. */
const NAME = 'session'
const isToken = /^hes_[\w-]+$/

/** The token of a session among the cookies of a request; undefined where there is none. */
export function readSessionCookie(header: string | undefined): string | undefined {
  return (header ?? '')
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair.startsWith(`${NAME}=`))
    .map(pair => pair.slice(NAME.length + 1))
    .find(value => isToken.test(value))
}

/** Gives the browser a token to send with each request from a page of this host, and to show to no script. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, expiresAt }: { token: string; expiresAt: Date },
): void {
  writeCookie(request, reply, token, Math.round((expiresAt.getTime() - Date.now()) / 1_000))
}

/** Takes the token away again. */
export const clearSessionCookie = (request: FastifyRequest, reply: FastifyReply): void =>
  writeCookie(request, reply, '', 0)

function writeCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeS: number): void {
  const attributes = ['HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${Math.max(0, maxAgeS)}`]
  // Without TLS in front of the service a browser would throw a secure cookie away.
  if (request.protocol === 'https') attributes.push('Secure')
  reply.header('set-cookie', [`${NAME}=${value}`, ...attributes].join('; '))
}
