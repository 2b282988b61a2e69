import type { Pool } from 'pg'
import { timeOfUuid } from '../../database/uuid-time.ts'
import type { RawId } from './raw.ts'

/** A body during which the process died this often is not what the process dies of next. */
export const MAX_CLAIMS = 3

export interface Claim {
  id: RawId
  /** How often it was taken, this time included. */
  claims: number
}

/** The claim did not end the process: it does not count, and the body is taken up again at the next round. */
export async function returnClaim(pool: Pool, { userId, id }: RawId): Promise<void> {
  await pool.query(
    `update raw_ingestions set status = 'queued', claims = claims - 1
     where user_id = $1 and received_at = $2 and id = $3 and status = 'processing'`,
    [userId, timeOfUuid(id), id],
  )
}

/** The claim ended a thread: it counts, and the body is taken up again until it has ended too many. */
export async function returnCountedClaim(pool: Pool, { userId, id }: RawId): Promise<void> {
  await pool.query(
    `update raw_ingestions set status = 'queued'
     where user_id = $1 and received_at = $2 and id = $3 and status = 'processing'`,
    [userId, timeOfUuid(id), id],
  )
}

/** The claim did not end the process, and somebody else is at the body. */
export async function keepClaimUncounted(pool: Pool, { userId, id }: RawId): Promise<void> {
  await pool.query(
    `update raw_ingestions set claims = claims - 1
     where user_id = $1 and received_at = $2 and id = $3 and status = 'processing'`,
    [userId, timeOfUuid(id), id],
  )
}
