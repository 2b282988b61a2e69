import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseKeyText } from '../keys/key-text.ts'
import type { Caller, KeyVerifier } from '../keys/key-verifier.ts'
import { Problem } from '../problem.ts'
import { limitedAddress } from './limited-address.ts'
import { applyLimit, type RateLimits } from './rate-limit.ts'

interface Deps {
  verifier: Pick<KeyVerifier, 'verify'>
  limits: RateLimits
}

/** What a request is asked for when what it presents is nobody's. */
const demand = 'Send Authorization: Bearer followed by a key that is valid'

/**
 * Whose key it is.
 * @throws {Problem} unauthorized for a missing, malformed, unknown, wrong, expired and revoked key alike; rate_limited for an
 *   address that presented too many
 */
export async function checkKey(
  { verifier, limits }: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  presented: string | undefined,
  refusal = demand,
): Promise<Caller> {
  const address = limitedAddress(request.ip)
  let triedKeyId: string | undefined
  const caller =
    presented &&
    (await verifier.verify(presented, async () => {
      const keyId = parseKeyText(presented)?.keyId ?? ''
      if (!(await limits.mayTrySecret(address, keyId))) return false
      triedKeyId = keyId
      return true
    }))
  if (caller) return caller
  if (triedKeyId !== undefined) limits.countWrongSecret(address, triedKeyId)
  return refuseUnknown(limits, request, reply, refusal)
}

/** Counts a request of nobody on its address. @throws {Problem} unauthorized, or rate_limited where there were too many */
export async function refuseUnknown(
  limits: RateLimits,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: string,
): Promise<never> {
  const address = limitedAddress(request.ip)
  applyLimit(reply, 'unauthenticated', await limits.count('unauthenticated', address))
  throw new Problem('unauthorized', refusal)
}
