import { createHash } from 'node:crypto'
import { DatabaseError, type QueryConfig } from 'pg'

/** By the text of a statement. Texts are made of the catalogue and the kinds, never of what somebody sent: there are few. */
const names = new Map<string, string>()
/** Others use the connections too, or have changed the schema. */
let isShared = false

/**
 * A statement that each connection parses once: for those that every body runs, where parsing and planning take longer
 * than the work itself. Not for reading partitioned tables: to see whether a plan for all values will do, PostgreSQL makes
 * one for all partitions, and keeps it.
 */
export function prepared(text: string, values: unknown[]): QueryConfig {
  if (isShared) return { text, values }
  let name = names.get(text)
  if (name === undefined) {
    // Where connections are shared, one name must mean one statement, whoever prepared it.
    name = `health_export_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
    names.set(text, name)
  }
  return { name, text, values }
}

/**
 * A pooler that shares connections by the transaction, and does not keep track of prepared statements, hands us one
 * that does not know ours, or knows another's of the same name. Or another release has migrated the database, and a
 * column is of another type now. From then on nothing is prepared.
 * @returns whether that is why a transaction failed: again it will not
 */
export function stopPreparing(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false
  // invalid_sql_statement_name, duplicate_prepared_statement; "cached plan must not change result type" has a code that
  // says nothing.
  const { code, routine } = error
  if (code !== '26000' && code !== '42P05' && routine !== 'RevalidateCachedQuery') return false
  isShared = true
  return true
}
