/** SQLSTATEs, or their beginnings, after which the same statement may succeed later. */
const unavailableStates = [
  '08', // connection exception
  '53', // insufficient resources: disk full, out of memory, too many connections
  '57P0', // the server shuts down, crashed or starts
  '57014', // statement_timeout or a cancel
  '55P03', // lock_timeout
  '25P03', // idle_in_transaction_session_timeout
  '40P01', // deadlock, after our own attempts
  '40001', // serialization failure, after our own attempts
]

const networkCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** The driver's own errors carry no code; these are the beginnings and ends of its messages (pg 8, pg-pool 3). */
const driverMessages =
  /^(Connection terminated|timeout expired$|timeout exceeded when trying to connect$|Query read timeout$)|is not queryable$/

/**
 * The database cannot take it for the moment: a caller may send the same again later.
 * The states are those that PostgreSQL's appendix of error codes documents, and what was seen of the driver.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code === undefined) return driverMessages.test(error.message)
  return (
    networkCodes.has(code) || (isSqlState(code) && unavailableStates.some(state => code.startsWith(state)))
  )
}

/** PostgreSQL refused the value of one row: a data exception (22*), a missing value, or a CHECK constraint. */
export function isDataError(error: unknown): boolean {
  const code = codeOf(error)
  return (
    code !== undefined && isSqlState(code) && (code.startsWith('22') || code === '23502' || code === '23514')
  )
}

/** PostgreSQL refused the value of a parameter: a time zone that it does not know, for example. */
export function isInvalidParameter(error: unknown): boolean {
  return codeOf(error) === '22023'
}

/** Somebody else had a lock for longer than the connection waits. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03'
}

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === '23505'
}

export function isDuplicateTable(error: unknown): boolean {
  return codeOf(error) === '42P07'
}

/** Deadlocks and serialization failures: the transaction is gone, and the same again is expected to succeed. */
export function isTransactionConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40P01' || code === '40001'
}

/** The server answered, so the connection is in a known state. */
export function isServerError(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && isSqlState(code)
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** Five of 0-9 and A-Z; EPIPE is five letters too, but no class of SQLSTATEs begins with E. */
function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !networkCodes.has(code)
}
