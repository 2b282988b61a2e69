import type { XmlElement } from './xml-element.ts'

/** A Record, and where it ends in the text. */
export interface ScannedRecord {
  attributes: XmlElement['attributes']
  /** How many attributes are written. */
  attributeCount: number
  children: readonly XmlElement[]
  end: number
}

const none: readonly XmlElement[] = []

/** Text that occurs again and again: a device in each of its samples. */
const MAX_DECODED = 1_000
const decoded = new Map<string, string>()

/**
 * Reads Records that are written as the Health app writes nearly all of them: known attributes in its order, no children
 * but metadata, nothing malformed. A parser of XML takes many times as long for the same, and there are millions.
 */
export class RecordScanner {
  private readonly text: string
  private at = 0
  private taken = 0
  /** Whether all values so far were such that a parser would find the same in them. */
  private isPlain = true
  private readonly special: readonly NextOf[]
  private readonly reference: NextOf

  constructor(text: string) {
    this.text = text
    // A blank that is no space would become one, and `<` must not be in a value.
    this.special = ['<', '\n', '\r', '\t'].map(character => new NextOf(text, character))
    this.reference = new NextOf(text, '&')
  }

  /**
   * @param start of the `<`; calls go forward in the text
   * @returns undefined for whatever is written in any other way: that is for the parser to say
   */
  scan(start: number): ScannedRecord | undefined {
    this.at = start
    this.taken = 0
    this.isPlain = true
    if (!this.pass('<Record')) return undefined
    const type = this.take(' type="')
    const sourceName = this.take(' sourceName="')
    const sourceVersion = this.take(' sourceVersion="')
    const device = this.take(' device="')
    const unit = this.take(' unit="')
    const creationDate = this.take(' creationDate="')
    const startDate = this.take(' startDate="')
    const endDate = this.take(' endDate="')
    const value = this.take(' value="')
    if (type === undefined || !this.isPlain) return undefined
    // With all keys, whether there or not: millions of objects of one shape.
    const attributes = {
      type,
      sourceName,
      sourceVersion,
      device,
      unit,
      creationDate,
      startDate,
      endDate,
      value,
    } as XmlElement['attributes']
    const attributeCount = this.taken
    if (this.pass('/>')) return { attributes, attributeCount, children: none, end: this.at }
    if (!this.pass('>')) return undefined
    const children = this.takeMetadata()
    return children && { attributes, attributeCount, children, end: this.at }
  }

  private pass(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false
    this.at += literal.length
    return true
  }

  /** The value of the attribute that comes next, if it is the one that begins so. */
  private take(beginning: string): string | undefined {
    if (!this.pass(beginning)) return undefined
    this.taken++
    const { text, at: start } = this
    const end = text.indexOf('"', start)
    let special = Infinity
    for (const next of this.special) special = Math.min(special, next.from(start))
    if (end < 0 || special < end) {
      this.isPlain = false
      return ''
    }
    this.at = end + 1
    const value = text.slice(start, end)
    return this.reference.from(start) < end ? this.decode(value) : value
  }

  private decode(value: string): string {
    const known = decoded.get(value)
    if (known !== undefined) return known
    const plain = value.replace(/&(?:lt|gt|amp|quot|apos);/g, reference => references[reference]!)
    if (/&(?!(?:lt|gt|amp|quot|apos);)/.test(value)) this.isPlain = false
    else if (decoded.size < MAX_DECODED) {
      // Copies: a part of a text keeps all of the text in memory.
      decoded.set(Buffer.from(value).toString(), Buffer.from(plain).toString())
    }
    return plain
  }

  /** The metadata up to the end of the Record, which is passed; undefined where anything else is in it. */
  private takeMetadata(): XmlElement[] | undefined {
    const children: XmlElement[] = []
    for (;;) {
      this.at = skipBlanks(this.text, this.at)
      if (this.pass('</Record>')) return children
      const key = this.take('<MetadataEntry key="')
      const value = key === undefined ? undefined : this.take(' value="')
      if (value === undefined || !this.isPlain || !this.pass('/>')) return undefined
      children.push({ name: 'MetadataEntry', attributes: { key: key!, value }, children: none })
    }
  }
}

/** Where a character is next: looked for once and not for each value, of which few hold it. */
class NextOf {
  private readonly text: string
  private readonly character: string
  private next = -1

  constructor(text: string, character: string) {
    this.text = text
    this.character = character
  }

  /** Infinity where it is nowhere behind. */
  from(start: number): number {
    if (this.next < start) {
      const found = this.text.indexOf(this.character, start)
      this.next = found < 0 ? Infinity : found
    }
    return this.next
  }
}

const references: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
}

/** Where the next character is that is no blank of XML. */
export function skipBlanks(text: string, from: number): number {
  let at = from
  for (; ; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
  }
}
