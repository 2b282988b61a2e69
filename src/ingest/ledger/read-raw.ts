import { createGunzip } from 'node:zlib'
import type { ClientBase, Pool } from 'pg'
import { timeOfUuid } from '../../database/uuid-time.ts'
import { expandBytes } from '../parse/expand-bytes.ts'
import { joinBytes } from '../parse/join-bytes.ts'
import type { RawBody, RawId, RawStatus } from './raw.ts'

/**
 * How much of a body is read at once. The driver takes a value as hexadecimal text, which ends at 512 MiB in Node and at
 * 1 GiB in PostgreSQL; the column is stored uncompressed, so that a slice is read without the rest.
 */
const SLICE_BYTES = 1_048_576

/** A body as the database has it. */
export interface StoredRaw extends Omit<RawBody, 'redaction' | 'sha256'> {
  id: string
  status: RawStatus
  /** What a redacted body was recognised as; null for one that is kept as sent, which tells by itself. */
  format: string | null
  /** Nothing of it could be kept, because types are switched off. */
  isGone: boolean
  /** It is the row of an import, whose file is not kept. */
  isImport: boolean
}

/** The body as it was sent, or what a redaction left of it; undefined where this user has none of that id. */
export async function readRaw(
  client: Pool | ClientBase,
  { userId, id }: RawId,
): Promise<StoredRaw | undefined> {
  const { rows } = await client.query(
    `select key_id, status, octet_length(payload) as stored_bytes, substring(payload for $4) as first_slice, stored_as, content_type, content_encoding, client_headers,
       case when redacted_types is not null then format end as format,
       coalesce('*' = any(redacted_types), false) as is_gone
     from raw_ingestions where user_id = $1 and received_at = $2 and id = $3`,
    [userId, timeOfUuid(id), id, SLICE_BYTES],
  )
  const [row] = rows
  if (!row) return undefined
  const payload = await readPayload(client, { userId, id }, row)
  return {
    userId,
    id,
    status: row.status,
    keyId: row.key_id,
    sent: row.stored_as === 'gzip' ? (await expandBytes(createGunzip(), payload, Infinity))! : payload,
    contentType: row.content_type,
    contentEncoding: row.content_encoding,
    clientHeaders: row.client_headers,
    format: row.format,
    isGone: row.is_gone,
    isImport: row.stored_as === 'not_kept',
  }
}

/** The first slice, and what comes after it. */
async function readPayload(
  client: Pool | ClientBase,
  { userId, id }: RawId,
  { first_slice: first, stored_bytes: bytes }: { first_slice: Buffer; stored_bytes: number },
): Promise<Buffer> {
  const slices = [first]
  for (let start = first.length; start < bytes; start += SLICE_BYTES) {
    const { rows } = await client.query(
      `select substring(payload from $4 for $5) as slice from raw_ingestions
       where user_id = $1 and received_at = $2 and id = $3`,
      [userId, timeOfUuid(id), id, start + 1, SLICE_BYTES],
    )
    slices.push(rows[0].slice)
  }
  return joinBytes(slices)
}
