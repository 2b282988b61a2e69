import type { Pool } from 'pg'
import { validate } from 'uuid'
import { timeOfUuid } from '../../database/uuid-time.ts'
import { Problem } from '../../problem.ts'
import { processStored, type StoredDeps } from '../process-raw.ts'
import type { Report } from '../report.ts'
import type { RawId } from './raw.ts'

/** How many ids are read at once; a body is read when its turn comes. */
const IDS_PER_PAGE = 1_000

/**
 * Reads a stored body again with today's code. What a later ingestion reported stays the last word; records that could
 * not be kept before are kept now.
 * @returns undefined where the user has no such body
 * @throws {Problem} of decodeBody and parseBody, for a body that still cannot be read; it then stays as it was
 */
export function replay(deps: StoredDeps, id: RawId): Promise<Report | undefined> {
  return processStored(deps, id, true)
}

/** The ids of a user's ingestions in the order in which they were received. */
export async function* listReceived(pool: Pool, userId: string): AsyncGenerator<RawId> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (let isLast = false; !isLast; ) {
    const ids = await readPage(pool, { userId, id: after })
    for (const id of ids) yield { userId, id }
    isLast = ids.length < IDS_PER_PAGE
    after = ids.at(-1) ?? after
  }
}

async function readPage(pool: Pool, { userId, id: after }: RawId): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from raw_ingestions
     where user_id = $1 and (received_at, id) > ($2::timestamptz, $3::uuid)
     order by received_at, id limit $4`,
    [userId, timeOfUuid(after), after, IDS_PER_PAGE],
  )
  return rows.map(({ id }) => id)
}

/** How many ingestions these users have. */
export async function countReceived(pool: Pool, userIds: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::integer from raw_ingestions where user_id = any($1::uuid[])',
    [userIds],
  )
  return rows[0]!.count
}

/**
 * The ingestion of this id that one of these users has.
 * @throws {Problem} not_found, also for a text that is no id
 */
export async function findReceived(pool: Pool, userIds: readonly string[], id: string): Promise<RawId> {
  if (validate(id)) {
    const { rows } = await pool.query<{ user_id: string }>(
      'select user_id from raw_ingestions where user_id = any($1::uuid[]) and received_at = $2 and id = $3',
      [userIds, timeOfUuid(id), id],
    )
    if (rows[0]) return { userId: rows[0].user_id, id }
  }
  throw new Problem('not_found', 'There is no ingestion with this id: GET /v1/ingestions lists them')
}
