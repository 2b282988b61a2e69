import type { ClientBase } from 'pg'

const FIRST_ROWS = 50
const MAX_ROWS = 2_000
/** What one portion may weigh, going by the heaviest row of the one before. */
const PORTION_BYTES = 1_048_576

/**
 * The rows of a statement, a portion at a time, in constant memory; other statements may run between two portions. Must
 * be called within a transaction, whose end closes what was not read to its end.
 * @param cursor a name that no other reading under way has
 * @param weigh about how many bytes a row takes
 */
export async function* readInPortions<Row>(
  client: ClientBase,
  { cursor, sql, parameters }: { cursor: string; sql: string; parameters: unknown[] },
  weigh: (row: Row) => number,
): AsyncGenerator<Row[]> {
  await client.query(`declare ${cursor} no scroll cursor for ${sql}`, parameters)
  let count = FIRST_ROWS
  for (;;) {
    const { rows } = await client.query(`fetch ${count} from ${cursor}`)
    if (rows.length > 0) yield rows
    if (rows.length < count) break
    const heaviest = rows.reduce((most, row) => Math.max(most, weigh(row)), 1)
    count = Math.max(1, Math.min(Math.floor(PORTION_BYTES / heaviest), MAX_ROWS, count * 4))
  }
  await client.query(`close ${cursor}`)
}
