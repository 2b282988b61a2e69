const MAX_LENGTH = 100

/**
 * A client's name for something, fit for a report: short, and without U+0000 and halves of surrogate pairs, which
 * jsonb cannot hold. Only for names by which we count and point; what is stored as data is judged in ingest/.
 */
export function readableName(name: string): string {
  return name.slice(0, MAX_LENGTH).toWellFormed().replaceAll('\0', '\uFFFD')
}

/** A client's key as a segment of a JSON pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return readableName(key).replaceAll('~', '~0').replaceAll('/', '~1')
}
