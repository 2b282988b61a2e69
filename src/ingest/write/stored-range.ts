import { type ClientBase, escapeLiteral } from 'pg'
import { copyOut } from '../../database/copy-out.ts'
import { inTurns } from '../in-turns.ts'
import { timeOf } from '../rows/entries.ts'
import { columnsOf } from '../rows/kind-columns.ts'
import type { Portion } from '../rows/portion.ts'
import { MatchStored, type StoredRows } from './match-stored.ts'
import { splitAtGaps } from './split-at-gaps.ts'
import type { Writing } from './write-rows.ts'

/** For fewer rows, a search for each is sooner done. */
const READ_FROM_ROWS = 200
/** A range may hold so many times the rows that are looked for: reading one costs a fraction of looking for one. */
const MAX_STORED_PER_ROW = 2
/** What lies between two rows is read as well, so that only long gaps are worth a statement more. */
const gaps = { longestGapUs: 40 * 86_400 * 1_000_000, maxParts: 4 }

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
  if (portion.size < READ_FROM_ROWS || hasCrowdedMoment(portion)) return undefined
  const match = new MatchStored(writing, portion)
  for (const { start, end } of splitAtGaps(portion.size, place => portion.timeAt(place), gaps)) {
    const range = portion.part(start, end)
    const limit = range.size * MAX_STORED_PER_ROW
    const copied = await copyOut(client, selectRange(writing.userId, range, limit))
    const read = await inTurns(match.take(copied))
    if (read >= limit) return undefined
  }
  return match.stored
}

/** Rows of one moment are compared one by one; an index tells thousands of them apart sooner. */
const MAX_PER_MOMENT = 50

function hasCrowdedMoment(portion: Portion): boolean {
  for (let index = MAX_PER_MOMENT; index < portion.size; index++) {
    if (portion.timeAt(index) === portion.timeAt(index - MAX_PER_MOMENT)) return true
  }
  return false
}

/** COPY takes no parameters: the values are the database's own id of the user, numbers, and texts as literals. */
function selectRange(userId: string, range: Portion, limit: number): string {
  const { kind } = range
  const time = timeOf(kind)
  const columns = [...columnsOf(kind).map(({ name }) => name), 'ingestion_id', 'field_ingestions']
  const moment = (us: number) => `to_timestamp(${us}::double precision / 1000000)`
  // The index of the primary key begins with it.
  const [first] = kind.identity
  const begin =
    first!.name === time ? '' : `and ${first!.name} in (${range.firstValues().map(escapeLiteral)})`
  return `copy (
    select ${columns.join(', ')} from ${kind.table}
    where user_id = ${escapeLiteral(userId)} ${begin}
      and ${time} between ${moment(range.timeAt(0))} and ${moment(range.timeAt(range.size - 1))}
    limit ${limit}
  ) to stdout with (format binary)`
}
