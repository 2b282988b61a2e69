const QUOTE = 0x22
const BACKSLASH = 0x5c
/** The brackets of an array differ from those of an object by this bit, which makes one comparison of two. */
const BRACKET_BIT = 0x20
const OPEN = 0x7b
const CLOSE = 0x7d

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
      else if ((byte | BRACKET_BIT) === OPEN) {
        if (++depth > limit) return true
      } else if ((byte | BRACKET_BIT) === CLOSE) depth--
    }
    Object.assign(this, { depth, inString, index })
    return false
  }
}
