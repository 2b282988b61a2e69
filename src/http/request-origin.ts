import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * Where a browser says that a request comes from: a page of this service, or one of somebody else, also of another port of
 * the same host. Programs say nothing. Browsers leave Sec-Fetch-Site out where the service has neither TLS nor a
 * loopback address, and Origin where nothing changes.
 */
function tellOrigin({ headers, host }: FastifyRequest): 'own' | 'foreign' | 'untold' {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'foreign'
  const { origin } = headers
  if (origin === undefined) return 'untold'
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase() ? 'own' : 'foreign'
}

/**
 * For what changes something and is proven by a cookie, which a browser sends whoever made it ask.
 * @throws {Problem} foreign_origin, unless the request is known to come from a page of this service
 */
export function demandOwnOrigin(request: FastifyRequest): void {
  if (tellOrigin(request) !== 'own') throw foreignOrigin()
}

/**
 * For what is proven by what is in it, such as a key.
 * @throws {Problem} foreign_origin, when a page of somebody else made the browser ask
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  if (tellOrigin(request) === 'foreign') throw foreignOrigin()
}

const foreignOrigin = () =>
  new Problem(
    'foreign_origin',
    'A session may change something only from a page of this service; a program sends Authorization: Bearer and a key',
  )
