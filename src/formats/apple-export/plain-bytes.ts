/** How a byte of a value is read: as it stands, or as one of these. */
const [END, REFERENCE, BEYOND_ASCII, FOR_PARSER] = [1, 2, 4, 8]
/** Blanks that are no space would become one; the other controls, and `<`, have no place in a value. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x22) return END
  if (byte === 0x26) return REFERENCE
  if (byte >= 0x80) return BEYOND_ASCII
  return byte < 0x20 || byte === 0x3c ? FOR_PARSER : 0
})
const [LESS, GREATER] = [0x3c, 0x3e]

/** Bytes that {@link PlainBytes} passes where they come next. */
export const literal = (text: string): Buffer => Buffer.from(text)

/**
 * A place in bytes of XML that goes forward over what is written plainly, so that a parser would find the same in it.
 * Whatever is not is left to one.
 *
 * Bytes are all of one kind; a text of them is of one of several, so that each character would have to be looked for.
 */
export class PlainBytes {
  piece: Buffer = Buffer.alloc(0)
  /** The same bytes. */
  view: DataView = new DataView(new ArrayBuffer(0))
  at = 0
  /** Whether all values so far were plain. */
  isPlain = true
  /** Each byte as a character: what is ASCII is cut out of it. */
  private text = ''

  /** @param piece where it is not UTF-8, only what is ASCII is taken from it */
  begin(piece: Buffer): void {
    this.piece = piece
    this.view = new DataView(piece.buffer, piece.byteOffset, piece.length)
    this.text = piece.toString('latin1')
  }

  goTo(at: number): void {
    this.at = at
    this.isPlain = true
  }

  pass(expected: Buffer): boolean {
    const { piece, at } = this
    const { length } = expected
    if (at + length > piece.length) return false
    for (let nth = 0; nth < length; nth++) if (piece[at + nth] !== expected[nth]) return false
    this.at = at + length
    return true
  }

  /** Passes what is blank in XML. */
  passBlanks(): void {
    const { piece } = this
    const { length } = piece
    let { at } = this
    for (; at < length; at++) {
      const byte = piece[at]
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
    }
    this.at = at
  }

  /** The value that stands behind this, if it comes next, as part of a text that it keeps in memory. */
  take(beginning: Buffer): string | undefined {
    return this.pass(beginning) ? this.takeValue() : undefined
  }

  /** As a copy, for what is kept. */
  takeOwn(beginning: Buffer): string | undefined {
    const taken = this.take(beginning)
    return taken && Buffer.from(taken).toString()
  }

  /** What stands up to the next quote, which is passed. */
  takeValue(): string {
    const { piece, at: start } = this
    const { length } = piece
    let found = 0
    let end = start
    for (; end < length; end++) {
      const kind = kinds[piece[end]!]!
      if (kind === 0) continue
      if (kind === END) break
      found |= kind
    }
    if (end === length || (found & FOR_PARSER) !== 0) {
      this.isPlain = false
      return ''
    }
    this.at = end + 1
    return found === 0 ? this.text.slice(start, end) : this.decode(start, end, found)
  }

  private decode(start: number, end: number, found: number): string {
    const isAscii = (found & BEYOND_ASCII) === 0
    const value = isAscii ? this.text.slice(start, end) : this.piece.toString('utf8', start, end)
    if (/[\uFFFE\uFFFF]|&(?!(?:lt|gt|amp|quot|apos);)/.test(value)) this.isPlain = false
    if ((found & REFERENCE) === 0) return value
    return value.replace(/&(?:lt|gt|amp|quot|apos);/g, reference => references[reference]!)
  }

  /** Up to the next `<`: text that is ASCII, and has neither references nor quotes. */
  takeText(): string {
    const { piece, at: start } = this
    const { length } = piece
    let end = start
    while (end < length && kinds[piece[end]!] === 0 && piece[end] !== GREATER) end++
    if (piece[end] !== LESS) this.isPlain = false
    this.at = end
    return this.text.slice(start, end)
  }

  /** A name of Latin letters; empty where another stands there, or none. */
  takeName(): string {
    const { piece, at: start } = this
    let end = start
    for (;;) {
      // Of both cases.
      const letter = piece[end]! | 0x20
      if (!(letter >= 0x61 && letter <= 0x7a)) break
      end++
    }
    this.at = end
    return this.text.slice(start, end)
  }
}

const references: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
}
