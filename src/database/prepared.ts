import type { QueryConfig } from 'pg'

/** By the text of a statement. Texts are made of the catalogue and the kinds, never of what somebody sent: there are few. */
const names = new Map<string, string>()
let isShared = false

/**
 * A statement that each connection parses once: for those that every body runs, where parsing and planning take longer
 * than the work itself.
 */
export function prepared(text: string, values: unknown[]): QueryConfig {
  if (isShared) return { text, values }
  let name = names.get(text)
  if (name === undefined) {
    name = `health_export_${names.size + 1}`
    names.set(text, name)
  }
  return { name, text, values }
}

/**
 * A pooler that shares connections by the transaction, and does not keep track of prepared statements, hands us one
 * that does not know ours, or knows another's of the same name. From then on nothing is prepared.
 * @returns whether that is why a transaction failed: again it will not
 */
export function stopPreparing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  // invalid_sql_statement_name, duplicate_prepared_statement
  if (code !== '26000' && code !== '42P05') return false
  isShared = true
  return true
}
