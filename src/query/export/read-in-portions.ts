import type { ClientBase } from 'pg'

const MAX_ROWS = 2_000
/** For rows of which one may weigh megabytes and the next one nothing. */
export const FEW_ROWS = 4
/** What one portion may weigh, going by the heaviest row of the one before. */
const PORTION_BYTES = 1_048_576

interface Reading<Row> {
  /** A name that no other reading under way has. */
  cursor: string
  sql: string
  parameters: unknown[]
  /** About how many bytes a row takes: a portion has as many as fit, going by the one before. */
  weigh?: (row: Row) => number
  maxRows?: number
}

/**
 * The rows of a statement, a portion at a time, in constant memory; other statements may run between two portions. Must
 * be called within a transaction, whose end closes what was not read to its end.
 */
export async function* readInPortions<Row>(
  client: ClientBase,
  { cursor, sql, parameters, weigh = () => 1, maxRows = MAX_ROWS }: Reading<Row>,
): AsyncGenerator<Row[]> {
  await client.query(`declare ${cursor} no scroll cursor for ${sql}`, parameters)
  for (let count = 1; ; ) {
    const { rows } = await client.query(`fetch ${count} from ${cursor}`)
    if (rows.length > 0) yield rows
    if (rows.length < count) break
    const heaviest = rows.reduce((most, row) => Math.max(most, weigh(row)), 1)
    count = Math.max(1, Math.min(Math.floor(PORTION_BYTES / heaviest), maxRows, count * 4))
  }
  await client.query(`close ${cursor}`)
}
