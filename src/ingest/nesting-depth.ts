const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Counts brackets outside of strings, in whatever the bytes are: before anything is built from them. */
export class NestingDepth {
  private depth = 0
  private inString = false
  private index = 0

  /**
   * Goes on from where it was.
   * @param end behind the last byte that it looks at, or next to it
   * @returns whether the bytes are nested deeper than the limit up to there
   */
  isDeeperThan(limit: number, bytes: Buffer, end: number): boolean {
    let { depth, inString, index } = this
    while (index < end) {
      if (inString) {
        let byte = bytes[index++]
        while (byte !== QUOTE) {
          if (byte === BACKSLASH) index++
          if (index >= end) break
          byte = bytes[index++]
        }
        inString = byte !== QUOTE
        continue
      }
      const byte = bytes[index++]!
      if (byte === QUOTE) inString = true
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        if (++depth > limit) return true
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--
    }
    Object.assign(this, { depth, inString, index })
    return false
  }
}

/**
 * The same of a value that is parsed already: a look at what holds others, and not at each byte.
 * @param value of JSON.parse, which itself takes any depth
 */
export function isNestedDeeper(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  if (Array.isArray(value)) return value.some(one => isNestedDeeper(limit - 1, one))
  const members = value as Readonly<Record<string, unknown>>
  for (const name in members) {
    const member = members[name]
    if (typeof member === 'object' && isNestedDeeper(limit - 1, member)) return true
  }
  return false
}
