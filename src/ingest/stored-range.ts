import { type ClientBase, escapeLiteral } from 'pg'
import { copyOut } from '../database/copy-out.ts'
import { timeOf } from './entries.ts'
import { columnsOf } from './kind-columns.ts'
import { MatchStored, type StoredRows } from './match-stored.ts'
import type { Portion } from './portion.ts'
import type { Row, StorageKind } from './storage-kind.ts'
import type { Writing } from './write-rows.ts'

/** For fewer rows, a search for each is sooner done. */
const READ_FROM_ROWS = 500
/** A range may hold so many times the rows that are looked for: reading one costs a fraction of looking for one. */
const MAX_STORED_PER_ROW = 2
/** Longer gaps are worth a statement of their own: one for rows of years apart is planned for all partitions between. */
const LONGEST_GAP_US = 40 * 86_400 * 1_000_000
const MAX_STATEMENTS = 4

/**
 * Reads all that is stored between the first and the last of a portion's rows, and compares it with them byte by byte. A
 * phone that sends again what it has sent before has most of its rows told apart by that alone.
 * @returns undefined where there are too few rows for it, or too many stored ones between them
 */
export async function readStoredRange(
  client: ClientBase,
  writing: Writing,
  portion: Portion,
): Promise<StoredRows | undefined> {
  const { kind, rows } = portion
  if (rows.length < READ_FROM_ROWS) return undefined
  const match = new MatchStored(writing, portion)
  for (const range of rangesOf(kind, rows)) {
    const limit = range.length * MAX_STORED_PER_ROW
    const read = match.take(await copyOut(client, selectRange(kind, writing.userId, range, limit)))
    if (read >= limit) return undefined
  }
  return match.stored
}

/** The rows in ranges without long gaps between them. */
function rangesOf(kind: StorageKind, rows: readonly Row[]): (readonly Row[])[] {
  const time = timeOf(kind)
  const ranges: Row[][] = []
  let lastUs = -Infinity
  for (const row of rows) {
    const us = row[time] as number
    if (us - lastUs > LONGEST_GAP_US) ranges.push([])
    ranges.at(-1)!.push(row)
    lastUs = us
  }
  return ranges.length > MAX_STATEMENTS ? [rows] : ranges
}

/** COPY takes no parameters: the values are the database's own id of the user, numbers, and texts as literals. */
function selectRange(kind: StorageKind, userId: string, rows: readonly Row[], limit: number): string {
  const time = timeOf(kind)
  const columns = [...columnsOf(kind).map(({ name }) => name), 'ingestion_id', 'field_ingestions']
  const moment = (row: Row) => `to_timestamp(${row[time]}::double precision / 1000000)`
  const begins = kind.identity
    .slice(
      0,
      kind.identity.findIndex(({ name }) => name === time),
    )
    .map(({ name }) => {
      const values = new Set(rows.map(row => row[name] as string))
      return `and ${name} in (${[...values].map(escapeLiteral).join(', ')})`
    })
  return `copy (
    select ${columns.join(', ')} from ${kind.table}
    where user_id = ${escapeLiteral(userId)} ${begins.join(' ')}
      and ${time} between ${moment(rows[0]!)} and ${moment(rows.at(-1)!)}
    limit ${limit}
  ) to stdout with (format binary)`
}
