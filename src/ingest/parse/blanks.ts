const BYTES_AT_ONCE = 1024

/** The place of the first character that is no blank of any kind, as `trim` knows them; `end` where there is none. */
export function behindBlanks(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end) {
    // Of a character that is cut in two a replacement is read, which is no blank.
    const text = bytes.toString('utf8', at, Math.min(at + BYTES_AT_ONCE, end))
    const others = text.trimStart()
    at += Buffer.byteLength(text.slice(0, text.length - others.length))
    if (others.length === text.length) return at
  }
  return end
}
