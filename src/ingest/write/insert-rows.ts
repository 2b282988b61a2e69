import { pipeline } from 'node:stream/promises'
import { type ClientBase, escapeLiteral } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Acting } from '../../database/as-user.ts'
import { prepared } from '../../database/prepared.ts'
import { together } from '../../database/together.ts'
import type { Column, Row } from '../judge/storage-kind.ts'
import { encodeRows } from '../rows/binary-rows.ts'
import { encodeColumns, incomingTable } from '../rows/column-sql.ts'

/** For less a round trip more takes longer than COPY spares. */
const COPY_FROM_ROWS = 200
/** A few rows may be routes of a thousand points each, which as text cost much to write and to read. */
const COPY_FROM_BYTES = 65_536

/** Up to here copying costs less than the system calls that it spares. */
const SMALL_MESSAGE_BYTES = 262_144

/** Where rows go. */
export interface Target {
  table: string
  /** Values of type uuid, by column, that are the same in each row. */
  ids: Readonly<Record<string, string>>
  columns: readonly Column[]
}

/** Rows to insert, in the form that the way in takes. */
export interface Insertion {
  count: number
  /** Of the rows as COPY takes them, where that is known. */
  bytes?: number
  rows(): readonly Row[]
  /** The pieces of a message of COPY, with the ids before the columns. */
  message(): readonly Buffer[]
}

/** Rows that nobody has encoded yet. */
export const insertionOf = ({ ids, columns }: Target, rows: readonly Row[]): Insertion => ({
  count: rows.length,
  rows: () => rows,
  message: () => encodeRows(Object.values(ids), columns, rows),
})

/**
 * Inserts rows by COPY where that is to be had and worth it, else by one statement with an array for each column.
 * @throws PostgreSQL's error when one of them is refused; then none is there
 */
export async function insertRows(acting: Acting, target: Target, insertion: Insertion): Promise<void> {
  const { table, ids, columns } = target
  const { count, bytes = 0 } = insertion
  if ((count >= COPY_FROM_ROWS || bytes >= COPY_FROM_BYTES) && (await mayCopy(acting, table))) {
    return copyRows(acting, target, joinSmall(insertion.message()))
  }
  const idNames = Object.keys(ids)
  const names = columns.map(({ name }) => name).join(', ')
  await acting.client.query(
    prepared(
      `insert into ${table} (${idNames.join(', ')}, ${names})
       select ${idNames.map((_, index) => `$${index + 1}::uuid`).join(', ')}, ${names}
     from ${incomingTable(columns, idNames.length + 1)} order by position`,
      [...Object.values(ids), ...encodeColumns(columns, insertion.rows())],
    ),
  )
}

/** Each piece is a system call, and wakes the database: a short message is sooner copied into one. */
function joinSmall(message: readonly Buffer[]): readonly Buffer[] {
  const bytes = message.reduce((sum, piece) => sum + piece.length, 0)
  return bytes <= SMALL_MESSAGE_BYTES ? [Buffer.concat(message, bytes)] : message
}

/** By connection, the tables: what its login may do does not change. */
const allowed = new WeakMap<ClientBase, Map<string, boolean>>()

/**
 * Whether the connection's own login may COPY into a table: PostgreSQL refuses that to whom row level security applies,
 * and so to the role that an ingestion works in.
 */
export async function mayCopy({ client, role }: Acting, table: string): Promise<boolean> {
  const byTable = allowed.get(client) ?? new Map<string, boolean>()
  let may = byTable.get(table)
  if (may === undefined) {
    const [, asked] = await together(client, [
      { text: takingRole('none') },
      {
        text: `select not row_security_active($1) and has_table_privilege($1, 'insert') as may`,
        values: [table],
      },
      { text: takingRole(role) },
    ])
    may = asked!.rows[0].may as boolean
    allowed.set(client, byTable.set(table, may))
  }
  return may
}

/**
 * Inserts rows in the fastest way that there is, as the login itself: what the statement writes is stamped with the user
 * here, so that it needs no policy to hold it back. The role is laid down and taken up again in the same round trip.
 * @param message the pieces of a message of COPY, with the ids before the columns
 * @throws PostgreSQL's error when one of them is refused; then none is there
 */
export async function copyRows(
  { client, role }: Acting,
  { table, ids, columns }: Target,
  message: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const names = [...Object.keys(ids), ...columns.map(({ name }) => name)]
  const copying = `copy ${table} (${names.join(', ')}) from stdin with (format binary)`
  const copy = client.query(copyFrom([takingRole('none'), copying, takingRole(role)].join('; ')))
  await pipeline(message, copy)
}

/** To the end of the transaction, or of its savepoint. */
const takingRole = (role: string): string => `set local role ${escapeLiteral(role)}`
