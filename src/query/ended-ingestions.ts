import type { ClientBase } from 'pg'
import { type LedgerEntry, ledgerColumns, readEntry } from './ingestions.ts'

/** An ingestion that takes longer until it ends is not found: what the ledger is looked through for must have an end. */
const LONGEST_MS = 86_400_000
/** The clocks of those who receive may be ahead. */
const AHEAD_MS = 86_400_000

/** Where an ingestion stands in the order in which they end. */
export interface EndPosition {
  /** By the database's clock, in microseconds since 1970. */
  endedAtUs: number
  id: string
}

export interface EndedIngestion extends EndPosition {
  entry: LedgerEntry
}

export interface EndedQuestion {
  userId: string
  /** What ended later is told. */
  after: EndPosition
  limit: number
}

/**
 * What ended after a position, in the order of the ends. One that ended earlier may appear later, by as long as its
 * transaction takes to become durable.
 */
export async function listEndedIngestions(
  client: ClientBase,
  { userId, after, limit }: EndedQuestion,
): Promise<EndedIngestion[]> {
  // Both bounds as constants: PostgreSQL then plans for the one or two partitions between them.
  const receivedAfter = new Date(after.endedAtUs / 1_000 - LONGEST_MS)
  const { rows } = await client.query(
    `select ${ledgerColumns}, (extract(epoch from processed_at) * 1000000)::float8 as ended_at_us
     from raw_ingestions
     where user_id = $1 and received_at > $2 and received_at < $3
       and (processed_at, id) > ('epoch'::timestamptz + $4::bigint * interval '1 microsecond', $5)
     order by processed_at, id limit $6`,
    [userId, receivedAfter, new Date(Date.now() + AHEAD_MS), after.endedAtUs, after.id, limit],
  )
  return rows.map(row => ({ endedAtUs: row.ended_at_us, id: row.id, entry: readEntry(row) }))
}

/** What ends from now on comes after this. */
export async function readPresent(client: ClientBase): Promise<EndPosition> {
  const { rows } = await client.query(
    'select floor(extract(epoch from clock_timestamp()) * 1000000)::float8 as now_us',
  )
  return { endedAtUs: rows[0].now_us, id: nobody }
}

/** Before all of one moment. */
export const nobody = '00000000-0000-0000-0000-000000000000'
