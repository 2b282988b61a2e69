import type { ClientBase } from 'pg'
import { invalid, shown } from './archive-error.ts'
import type { IncomingTable } from './manifest.ts'
import { gatherLines } from './read-lines.ts'

const SETS = { maxRows: 5_000, maxLength: 8_388_608 }

/**
 * Writes the lines of a table as rows of the user, value by value as they were exported.
 * @returns how many
 * @throws {ArchiveError} archive_invalid, and PostgreSQL's error for a value that it does not take
 */
export async function restoreRows(
  client: ClientBase,
  userId: string,
  { name, columns }: IncomingTable,
  lines: AsyncIterable<string[]>,
  progress: (rows: number) => void,
): Promise<number> {
  const names = columns.map(column => column.name).join(', ')
  let rows = 0
  for await (const set of gatherLines(lines, SETS)) {
    // json and not jsonb, which would make 0 of -0.
    const { rowCount } = await client.query(
      `insert into ${name} (user_id, ${names})
       select $1, ${names} from json_populate_recordset(null::${name}, $2::json)`,
      [userId, `[${set.join(',')}]`],
    )
    if (rowCount !== set.length) throw invalid(`${shown(name)} has lines that are no single row`)
    rows += set.length
    progress(rows)
  }
  return rows
}
