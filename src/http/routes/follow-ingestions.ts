import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { EndedIngestion, EndPosition } from '../../query/ended-ingestions.ts'
import { callerOf } from '../authenticate.ts'
import { EventStream } from '../event-stream.ts'
import type { IngestionFeed } from '../ingestion-feed.ts'
import { describeEntry } from './ledger-entry.ts'

/** How often a stream says that it is there. Proxies give up on silence after half a minute or more. */
const BEAT_MS = 15_000

/**
 * The bytes of an answer that tells of each ingestion of the caller that ends, until the caller goes.
 * @param statuses tells only of those with one of these
 * @throws {Problem} overloaded when the account has too many such answers
 */
export async function followIngestions(
  feed: IngestionFeed,
  request: FastifyRequest,
  statuses: readonly string[] | undefined,
): Promise<Readable> {
  request.isLasting = true
  // Nobody reads the body of an answer to HEAD, which must not wait for its end.
  if (request.method === 'HEAD') return Readable.from([])
  const { userId, keyId } = callerOf(request)
  const stream = new EventStream(BEAT_MS)
  const follower = {
    userId,
    keyId,
    sessionId: request.session?.id,
    tell({ endedAtUs, id, entry }: EndedIngestion) {
      if (statuses && !statuses.includes(entry.status)) return
      stream.send({ id: `${endedAtUs}-${id}`, type: 'ingestion', data: describeEntry(entry) })
    },
    end: () => stream.end(),
  }
  try {
    stream.onClose(await feed.follow(follower, readPosition(request.headers['last-event-id'])))
  } catch (error) {
    stream.end()
    throw error
  }
  return stream.body
}

/** What `id` of an event says; undefined for what is none, because a browser that is refused never comes back. */
function readPosition(lastEventId: string | string[] | undefined): EndPosition | undefined {
  const [, endedAtUs, id] =
    /^(\d{1,16})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(`${lastEventId}`) ?? []
  return id === undefined ? undefined : { endedAtUs: Number(endedAtUs), id }
}
