import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import type { ClientBase } from 'pg'
import { bodyPath, type LedgerLine } from '../../database/archive-format.ts'
import { readInPortions } from './read-in-portions.ts'
import { throughZlib } from './through-zlib.ts'

const expand = promisify(gunzip)
/** Bodies up to this size come with their row, a larger one in slices of its own. */
const INLINE_BYTES = 16_384
const SLICE_BYTES = 262_144

export interface BodyFile {
  path: string
  content: Buffer | AsyncIterable<Buffer>
}

interface StoredBody extends LedgerLine {
  received_at: Date
  stored_bytes: number
  /** Null where it is too large to come along. */
  payload: Buffer | null
}

/** The bodies of a user as they were sent, or what a redaction left of them, in the order of the ledger. */
export async function* readBodies(client: ClientBase, userId: string): AsyncGenerator<BodyFile> {
  const sql = `
    select id, received_at, content_type, content_encoding, redacted_types, stored_as,
      octet_length(payload) as stored_bytes, case when octet_length(payload) <= ${INLINE_BYTES} then payload end as payload
    from raw_ingestions where user_id = $1 order by received_at, id`
  const weigh = ({ payload }: StoredBody) => 500 + (payload?.length ?? 0) * 3
  const reading = { cursor: 'bodies', sql, parameters: [userId], weigh }
  for await (const portion of readInPortions<StoredBody>(client, reading)) {
    for (const body of portion) {
      const path = bodyPath(body)
      if (path) yield { path, content: await contentOf(client, userId, body) }
    }
  }
}

async function contentOf(client: ClientBase, userId: string, body: StoredBody): Promise<BodyFile['content']> {
  if (body.stored_as === 'as_sent') return body.payload ?? readSlices(client, userId, body)
  if (body.payload) return expand(body.payload)
  return throughZlib(readSlices(client, userId, body), createGunzip())
}

/** The column is stored outside of its row and uncompressed, so that a slice is read without the rest. */
async function* readSlices(
  client: ClientBase,
  userId: string,
  { id, received_at, stored_bytes }: StoredBody,
): AsyncGenerator<Buffer> {
  for (let start = 0; start < stored_bytes; start += SLICE_BYTES) {
    const { rows } = await client.query(
      `select substring(payload from $4 for $5) as slice from raw_ingestions
       where user_id = $1 and received_at = $2 and id = $3`,
      [userId, received_at, id, start + 1, SLICE_BYTES],
    )
    yield rows[0].slice
  }
}
