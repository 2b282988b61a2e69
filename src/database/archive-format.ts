import type { ClientBase, Pool } from 'pg'

/** What an archive of a user's data says of itself in its last file, `manifest.json`. */
export const archiveFormat = 'health-export-archive'
/** Goes up when an older service could not read what a newer one writes. */
export const archiveVersion = 1

/** The first file of an archive. */
export const readMePath = 'README.txt'
export const manifestPath = 'manifest.json'
export const accountPath = 'account.json'
export const auditPath = 'audit.ndjson'
export const ledgerTable = 'raw_ingestions'

/** Tables with rows of a user that have no file of their own under `tables/`, and why. */
export const tablesApart: Readonly<Record<string, string>> = {
  api_keys: 'account.json lists the keys without their hashes, which nobody needs elsewhere',
  audit_log: 'audit.ndjson: it is about the account and no record of health',
  sessions: 'who is signed in on one server, for half a day at most',
  sign_in_links: 'ways to sign in on one server, for an hour at most',
  sample_rollups: 'derived from the samples, and made anew after an import',
  sample_changes: 'counts for the answers of one server',
  row_updates: 'a count for what one server remembers',
  waiting_users: 'the queue of one server',
  sample_streams: 'names what the rollups are of, and is made with them',
}

/** Columns that no line of a table has, and why. */
export const columnsApart: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [ledgerTable]: { payload: 'raw/ has the bytes of each body as they were sent' },
}

/** One file of an archive, as the manifest lists it; `rows` where it has a line per row. */
export interface ArchivedFile {
  path: string
  bytes: number
  /** Hexadecimal, of the bytes when unpacked. */
  sha256: string
  rows?: number
}

/** A table whose rows an archive holds. */
export interface ArchiveTable {
  name: string
  /** In the order of the table; without user_id, what PostgreSQL generates and what {@link columnsApart} names. */
  columns: { name: string; type: string }[]
  /** The primary key without user_id: the order of the lines. */
  key: string[]
  /** By which the table is partitioned; null where it is not. */
  time: string | null
}

export const linesPath = (table: string): string =>
  table === 'audit_log' ? auditPath : `tables/${table}.ndjson`
export const sheetPath = (table: string): string => `tables/${table}.csv`

/** Which tables an archive holds, from the catalog, so that a new one is not forgotten. */
export async function readArchiveTables(client: ClientBase | Pool): Promise<ArchiveTable[]> {
  const { rows } = await client.query<ArchiveTable>(
    `select class.relname as name,
       (select json_agg(json_build_object('name', attname, 'type', format_type(atttypid, null)) order by attnum)
        from pg_attribute
        where attrelid = class.oid and attnum > 0 and not attisdropped and attgenerated = ''
          and attname <> 'user_id') as columns,
       (select json_agg(attname order by place)
        from pg_constraint, unnest(conkey) with ordinality as member (number, place)
        join pg_attribute on attnum = number
        where conrelid = class.oid and contype = 'p' and attrelid = class.oid and attname <> 'user_id') as key,
       (select attname from pg_partitioned_table
        join pg_attribute on attrelid = partrelid and attnum = partattrs[0]
        where partrelid = class.oid) as time
     from pg_class class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and exists (select from pg_attribute where attrelid = class.oid and attname = 'user_id' and not attisdropped)
     order by class.relname`,
  )
  return rows
    .filter(({ name }) => !(name in tablesApart) || name === 'audit_log')
    .map(table => ({
      ...table,
      columns: table.columns.filter(({ name }) => !(name in (columnsApart[table.name] ?? {}))),
    }))
}

const extensions: readonly (readonly [mediaType: RegExp, extension: string])[] = [
  [/^application\/([\w.-]+\+)?json$/, 'json'],
  [/^application\/(x-ndjson|jsonl)$/, 'ndjson'],
  [/^text\/csv$/, 'csv'],
  [/^multipart\/form-data$/, 'multipart'],
]
const encodings: Readonly<Record<string, string>> = { gzip: 'gz', 'x-gzip': 'gz', br: 'br', zstd: 'zst' }

/** A row of the ledger, as its line in an archive has it. */
export interface LedgerLine {
  id: string
  content_type: string | null
  content_encoding: string | null
  redacted_types: string[] | null
  stored_as: 'as_sent' | 'gzip' | 'not_kept'
}

/** Where the bytes of a body lie; undefined for one of which nothing was kept. */
export function bodyPath({
  id,
  content_type,
  content_encoding,
  redacted_types,
  stored_as,
}: LedgerLine): string | undefined {
  if (stored_as === 'not_kept' || redacted_types?.includes('*')) return undefined
  const [mediaType = ''] = (content_type ?? 'application/json').split(';', 1)
  const written = mediaType.trim().toLowerCase()
  const extension = extensions.find(([pattern]) => pattern.test(written))?.[1] ?? 'bin'
  if (content_encoding === null) return `raw/${id}.${extension}`
  return `raw/${id}.${extension}.${encodings[content_encoding] ?? 'encoded'}`
}
