import { Recurring } from './recurring.ts'
import type { XmlElement } from './xml-element.ts'

/** A Record, and where it ends in the piece. */
export interface ScannedRecord {
  attributes: XmlElement['attributes']
  children: readonly XmlElement[]
  end: number
}

/** What a Record says first: the same in many that follow one another, up to the time of creation. */
interface Beginning {
  type: string
  sourceName: string | undefined
  sourceVersion: string | undefined
  device: string | undefined
  unit: string | undefined
}

const none: readonly XmlElement[] = []

/** How a byte of a value is read: as it stands, or as one of these. */
const [END, REFERENCE, BEYOND_ASCII, FOR_PARSER] = [1, 2, 4, 8]
/** Blanks that are no space would become one; the other controls, and `<`, have no place in a value. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x22) return END
  if (byte === 0x26) return REFERENCE
  if (byte >= 0x80) return BEYOND_ASCII
  return byte < 0x20 || byte === 0x3c ? FOR_PARSER : 0
})

const literal = (text: string): Buffer => Buffer.from(text)
const [start, selfClosing, tagEnd] = [literal('<Record'), literal('/>'), literal('>')]
const closing = literal('</Record>')
const [metadataKey, metadataValue] = [literal('<MetadataEntry key="'), literal(' value="')]
const type = literal(' type="')
const sourceName = literal(' sourceName="')
const sourceVersion = literal(' sourceVersion="')
const device = literal(' device="')
const unit = literal(' unit="')
const creationDate = literal(' creationDate="')
const startDate = literal(' startDate="')
const endDate = literal(' endDate="')
const value = literal(' value="')

/**
 * Reads Records that are written as the Health app writes nearly all of them: known attributes in its order, no children
 * but metadata, nothing malformed. A parser of XML takes many times as long for the same, and there are millions.
 *
 * It reads bytes, which are all of one kind; the text of them has several, in which each character has to be looked for.
 */
export class RecordScanner {
  private piece: Buffer = Buffer.alloc(0)
  /** Each byte as a character: what is ASCII is cut out of it. */
  private text = ''
  private at = 0
  /** Whether all values so far were such that a parser would find the same in them. */
  private isPlain = true
  private readonly beginnings = new Recurring<Beginning>()
  private readonly contents = new Recurring<readonly XmlElement[]>()

  /** @param piece well-formed UTF-8 */
  begin(piece: Buffer): void {
    this.piece = piece
    this.text = piece.toString('latin1')
  }

  /**
   * @param at where the `<` stands
   * @returns undefined for whatever is written in any other way: that is for the parser to say
   */
  scan(at: number): ScannedRecord | undefined {
    this.at = at
    this.isPlain = true
    let beginning = this.beginnings.find(this.piece, at)
    let created: string | undefined
    if (beginning) {
      this.at += this.beginnings.length
      created = this.takeValue()
    } else {
      beginning = this.takeBeginning()
      if (!beginning) return undefined
      if (this.pass(creationDate)) {
        this.beginnings.add(this.piece, at, this.at, beginning)
        created = this.takeValue()
      }
    }
    // With all keys, whether there or not: millions of objects of one shape.
    const attributes = {
      type: beginning.type,
      sourceName: beginning.sourceName,
      sourceVersion: beginning.sourceVersion,
      device: beginning.device,
      unit: beginning.unit,
      creationDate: created,
      startDate: this.take(startDate),
      endDate: this.take(endDate),
      value: this.take(value),
    } as XmlElement['attributes']
    if (!this.isPlain) return undefined
    if (this.pass(selfClosing)) return { attributes, children: none, end: this.at }
    const children = this.takeContent()
    return children && { attributes, children, end: this.at }
  }

  private takeBeginning(): Beginning | undefined {
    if (!this.pass(start)) return undefined
    const beginning = {
      type: this.takeOwn(type),
      sourceName: this.takeOwn(sourceName),
      sourceVersion: this.takeOwn(sourceVersion),
      device: this.takeOwn(device),
      unit: this.takeOwn(unit),
    }
    return beginning.type !== undefined && this.isPlain ? (beginning as Beginning) : undefined
  }

  /** What stands behind the attributes, up to the end of the Record; undefined where it is anything but metadata. */
  private takeContent(): readonly XmlElement[] | undefined {
    const { at } = this
    const known = this.contents.find(this.piece, at)
    if (known) {
      this.at += this.contents.length
      return known
    }
    if (!this.pass(tagEnd)) return undefined
    const children = this.takeMetadata()
    if (children) this.contents.add(this.piece, at, this.at, children)
    return children
  }

  private takeMetadata(): readonly XmlElement[] | undefined {
    const children: XmlElement[] = []
    for (;;) {
      this.at = skipBlanks(this.piece, this.at)
      if (this.pass(closing)) return children
      const key = this.takeOwn(metadataKey)
      const value = key === undefined ? undefined : this.takeOwn(metadataValue)
      if (value === undefined || !this.isPlain || !this.pass(selfClosing)) return undefined
      children.push({ name: 'MetadataEntry', attributes: { key: key!, value }, children: none })
    }
  }

  private pass(expected: Buffer): boolean {
    const { piece, at } = this
    const { length } = expected
    if (at + length > piece.length) return false
    for (let nth = 0; nth < length; nth++) if (piece[at + nth] !== expected[nth]) return false
    this.at = at + length
    return true
  }

  /** The value of the attribute that comes next, if it is the one that begins so. */
  private take(beginning: Buffer): string | undefined {
    return this.pass(beginning) ? this.takeValue() : undefined
  }

  /** As a copy, because it is kept: a part of a text keeps all of the text in memory. */
  private takeOwn(beginning: Buffer): string | undefined {
    const taken = this.take(beginning)
    return taken && Buffer.from(taken).toString()
  }

  /** What stands up to the next quote, which is passed. */
  private takeValue(): string {
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
    const { piece } = this
    const value =
      (found & BEYOND_ASCII) === 0 ? this.text.slice(start, end) : piece.toString('utf8', start, end)
    if (/[\uFFFE\uFFFF]|&(?!(?:lt|gt|amp|quot|apos);)/.test(value)) this.isPlain = false
    return (found & REFERENCE) === 0
      ? value
      : value.replace(/&(?:lt|gt|amp|quot|apos);/g, reference => references[reference]!)
  }
}

const references: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
}

/** Where the next byte is that is no blank of XML. */
export function skipBlanks(bytes: Buffer, from: number): number {
  let at = from
  for (; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
  }
  return at
}
