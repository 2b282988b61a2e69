import { createHash } from 'node:crypto'

const MAX_LENGTH = 100

/**
 * A client's name for something, fit for a report: short, and without U+0000 and halves of surrogate pairs, which
 * jsonb cannot hold. Only for names by which we count and point; what is stored as data is judged in ingest/.
 */
export function readableName(name: string): string {
  return name.slice(0, MAX_LENGTH).toWellFormed().replaceAll('\0', '\uFFFD')
}

/**
 * A client's key as a segment of a JSON pointer (RFC 6901). Items are told apart by where they stand, so a key that is
 * not fit for a report as it is has a digest behind it: two long keys with the same beginning are two places.
 */
export function escapePointer(key: string): string {
  const readable = readableName(key)
  const segment = readable.replaceAll('~', '~0').replaceAll('/', '~1')
  return readable === key ? segment : `${segment}~${digest(key)}`
}

/** A pointer has no `~` before anything but 0 and 1, so with a letter behind it the digest is no part of a key. */
function digest(key: string): string {
  // UTF-16, because halves of surrogate pairs have no UTF-8 and would all be one.
  return `x${createHash('sha256').update(key, 'utf16le').digest('hex').slice(0, 12)}`
}
