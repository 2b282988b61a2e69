import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { ClientBase } from 'pg'
import { bodyPath, type LedgerLine } from '../../database/archive-format.ts'
import { invalid } from './archive-error.ts'
import type { IncomingTable, Manifest } from './manifest.ts'
import { gatherLines } from './read-lines.ts'
import { readChecked, readWhole, readZip, type ZippedFile } from './read-zip.ts'
import { parseRow } from './verify-archive.ts'

const compress = promisify(gzip)
const LINES = { maxRows: 500, maxLength: 4_194_304 }
const STATEMENT_BYTES = 8_388_608
/** What the largest setting of MAX_BODY_BYTES lets in. */
const MAX_BODY_BYTES = 1_000_000_000

/** Rows of the ledger and their bytes, on the way into one statement. */
interface Set {
  lines: string[]
  payloads: Buffer[]
  bytes: number
}

/**
 * Writes the ledger with the bodies, which lie in the archive in the same order.
 * @returns how many rows, and how many of them had a body
 * @throws {ArchiveError} archive_invalid
 */
export async function restoreBodies(
  client: ClientBase,
  { zipPath, userId, files }: { zipPath: string; userId: string; files: Manifest['files'] },
  table: IncomingTable,
  lines: AsyncIterable<string[]>,
): Promise<{ rows: number; bodies: number }> {
  const bodies = readZip(zipPath)
  let set: Set = { lines: [], payloads: [], bytes: 0 }
  let rows = 0
  let bodyCount = 0
  try {
    for await (const some of gatherLines(lines, LINES)) {
      for (const line of some) {
        const row = parseRow(line, table.name) as unknown as LedgerLine
        const path = bodyPath(row)
        const sent = path === undefined ? Buffer.alloc(0) : await readBody(bodies, path, files)
        if (path !== undefined) bodyCount++
        const payload = row.stored_as === 'gzip' ? await compress(sent, { level: 1 }) : sent
        if (set.bytes > 0 && set.bytes + payload.length > STATEMENT_BYTES) {
          rows += await insertSet(client, userId, table, set)
          set = { lines: [], payloads: [], bytes: 0 }
        }
        set.lines.push(line)
        set.payloads.push(payload)
        set.bytes += payload.length
      }
    }
    if (set.lines.length > 0) rows += await insertSet(client, userId, table, set)
    await endImports(client, userId)
  } finally {
    await bodies.return(undefined)
  }
  return { rows, bodies: bodyCount }
}

/** An import that was under way: its file stayed behind, and nobody here would ever go on with it. */
async function endImports(client: ClientBase, userId: string): Promise<void> {
  const error = {
    path: '',
    code: 'body_not_kept',
    detail: 'The export was made before the import ended: import the file again',
  }
  await client.query(
    `update raw_ingestions
     set status = 'failed', processing_errors = $2, processed_at = clock_timestamp(), checkpoint = null
     where user_id = $1 and stored_as = 'not_kept' and status in ('received', 'queued', 'processing')`,
    [userId, JSON.stringify([error])],
  )
}

async function readBody(
  bodies: AsyncGenerator<ZippedFile>,
  path: string,
  files: Manifest['files'],
): Promise<Buffer> {
  for (;;) {
    const next = await bodies.next()
    if (next.done) throw invalid('The bodies under raw/ are not those of the ledger, in its order')
    if (next.value.path !== path) continue
    return readWhole(readChecked(next.value, files.get(path)!), MAX_BODY_BYTES)
  }
}

/** The bytes travel as one parameter, which the driver sends as it is. */
async function insertSet(
  client: ClientBase,
  userId: string,
  { name, columns }: IncomingTable,
  { lines, payloads }: Set,
): Promise<number> {
  const names = columns.map(column => column.name)
  const lengths = payloads.map(({ length }) => length)
  // SQL counts from 1.
  const starts = [1]
  for (const [index, length] of lengths.entries()) starts.push(starts[index]! + length)
  const { rowCount } = await client.query(
    `insert into ${name} (user_id, payload, ${names.join(', ')})
     select $1, substring($3::bytea from body.start for body.length), ${names.map(column => `own.${column}`).join(', ')}
     from json_populate_recordset(null::${name}, $2::json) with ordinality as own
     join unnest($4::integer[], $5::integer[]) with ordinality as body (start, length, place) on place = own.ordinality`,
    [userId, `[${lines.join(',')}]`, Buffer.concat(payloads), starts.slice(0, -1), lengths],
  )
  if (rowCount !== lines.length) throw invalid(`tables/${name}.ndjson has lines that are no single row`)
  return rowCount
}
