import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { escapeIdentifier, escapeLiteral, type Pool } from 'pg'
import { to as copyTo } from 'pg-copy-streams'

/** A file with rows as COPY writes and reads them. */
export interface Dump {
  table: string
  path: string
}

/**
 * Writes what some ingestions left, rows of every table, into files from which the same rows become another user's.
 * @returns the files of the tables that have such rows
 */
export async function dumpRows(
  pool: Pool,
  wish: {
    folder: string
    userId: string
    ingestionIds: readonly string[]
    asUserId: string
    format: 'text' | 'binary'
  },
): Promise<Dump[]> {
  const dumps: Dump[] = []
  for (const [table, columns] of await readTables(pool)) {
    const rows = `from ${escapeIdentifier(table)} where user_id = ${escapeLiteral(wish.userId)}
      and ingestion_id = any (${escapeLiteral(`{${wish.ingestionIds.join()}}`)})`
    const { rowCount } = await pool.query(`select ${rows} limit 1`)
    if (!rowCount) continue
    const list = columns.map(column =>
      column === 'user_id' ? `${escapeLiteral(wish.asUserId)}::uuid` : escapeIdentifier(column),
    )
    const path = join(wish.folder, `${table}-${wish.asUserId}`)
    await writeDump(pool, `copy (select ${list} ${rows}) to stdout with (format ${wish.format})`, path)
    dumps.push({ table, path })
  }
  return dumps
}

/** Cuts a file of text rows into files of that many rows each. */
export async function splitDump({ table, path }: Dump, rows: number): Promise<Dump[]> {
  const lines = (await readFile(path, 'utf8')).split('\n')
  // The last row ends with a line break too.
  lines.pop()
  const parts: Dump[] = []
  for (let start = 0; start < lines.length; start += rows) {
    const part = { table, path: `${path}-${start}` }
    await writeFile(part.path, `${lines.slice(start, start + rows).join('\n')}\n`)
    parts.push(part)
  }
  return parts
}

/** The tables whose rows name their ingestion, with the columns that can be written. */
async function readTables(pool: Pool): Promise<[table: string, columns: string[]][]> {
  const { rows } = await pool.query<{ table: string; columns: string[] }>(
    `select relname as "table", array_agg(attname::text order by attnum) as columns
     from pg_class join pg_attribute on attrelid = pg_class.oid
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and attnum > 0 and not attisdropped and attgenerated = ''
     group by 1 having 'ingestion_id' = any (array_agg(attname)) order by 1`,
  )
  return rows.map(({ table, columns }) => [table, columns])
}

async function writeDump(pool: Pool, statement: string, path: string): Promise<void> {
  const client = await pool.connect()
  try {
    await pipeline(client.query(copyTo(statement)), createWriteStream(path))
  } finally {
    client.release()
  }
}
