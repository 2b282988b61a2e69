import type { ClientBase } from 'pg'
import type { ArchiveTable } from '../../database/archive-format.ts'
import { FEW_ROWS, readInPortions } from './read-in-portions.ts'

interface Line {
  line: string
}

/** How many rows a file has: known when its content was read to the end. */
export interface RowCount {
  rows: number
}

/**
 * From here to the end of the transaction PostgreSQL writes values so that they can be read back exactly: times in UTC
 * to the microsecond, numbers to the last bit.
 */
export async function writeExactly(client: ClientBase): Promise<void> {
  await client.query(
    `select set_config('timezone', 'UTC', true), set_config('extra_float_digits', '1', true),
       set_config('bytea_output', 'hex', true)`,
  )
}

/** A table's rows of a user, one JSON object a line, by their key. */
export async function* readLines(
  client: ClientBase,
  userId: string,
  table: ArchiveTable,
  count: RowCount,
): AsyncGenerator<Buffer> {
  const columns = table.columns.map(({ name }) => name).join(', ')
  const sql = `select row_to_json(own)::text as line from (
      select ${columns} from ${table.name} where user_id = $1 order by ${table.key.join(', ')}
    ) as own`
  yield* encodeLines(readPortions(client, sql, userId, table), '\n', count)
}

/**
 * The same rows as CSV (RFC 4180): the names in the first line, arrays and JSON as JSON text, nothing where a value is
 * missing and "" where a text is empty. A text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export async function* readSheet(
  client: ClientBase,
  userId: string,
  table: ArchiveTable,
  count: RowCount,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`${table.columns.map(({ name }) => name).join(',')}\r\n`)
  const cells = table.columns.map(column => `coalesce(${cellOf(column)}, '')`).join(` || ',' || `)
  const sql = `select ${cells} as line from ${table.name} where user_id = $1 order by ${table.key.join(', ')}`
  yield* encodeLines(readPortions(client, sql, userId, table), '\r\n', count)
}

function readPortions(client: ClientBase, sql: string, userId: string, { columns }: ArchiveTable) {
  const holdsPoints = columns.some(({ type }) => type === 'timestamp with time zone[]')
  return readInPortions<Line>(client, {
    cursor: 'lines',
    sql,
    parameters: [userId],
    weigh: ({ line }) => line.length,
    ...(holdsPoints && { maxRows: FEW_ROWS }),
  })
}

async function* encodeLines(
  portions: AsyncIterable<Line[]>,
  end: string,
  count: RowCount,
): AsyncGenerator<Buffer> {
  for await (const portion of portions) {
    count.rows += portion.length
    yield Buffer.from(portion.map(({ line }) => line + end).join(''))
  }
}

/** A cell as an SQL expression; null where the value is missing. */
function cellOf({ name, type }: ArchiveTable['columns'][number]): string {
  if (type === 'text') {
    return quoted(`case when ${name} ~ '^[-=+@\\t\\r]' then '''' || ${name} else ${name} end`)
  }
  if (type === 'jsonb') return quoted(`${name}::text`)
  if (type.endsWith('[]')) return quoted(`to_json(${name})::text`)
  if (type.startsWith('timestamp')) return `to_json(${name}) #>> '{}'`
  return `${name}::text`
}

const quoted = (text: string): string =>
  `(select case when text ~ '[",\\r\\n]' or text = '' then '"' || replace(text, '"', '""') || '"' else text end
    from (select ${text} as text) as cell)`
