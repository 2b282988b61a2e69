import type { XmlElement } from './xml-element.ts'

/** A Record, and where it ends in the text. */
export interface ScannedRecord {
  attributes: XmlElement['attributes']
  /** How many attributes are written. */
  attributeCount: number
  children: readonly XmlElement[]
  end: number
}

const QUOTE = 0x22
const AMPERSAND = 0x26
const LESS = 0x3c
const FIRST_PRINTABLE = 0x20

const none: readonly XmlElement[] = []

/** Text that occurs again and again: a device in each of its samples. */
const MAX_DECODED = 1_000
const decoded = new Map<string, string>()

/**
 * Reads a Record that is written as the Health app writes nearly all of them: known attributes in its order, no children
 * but metadata, nothing malformed. A parser of XML takes seven times as long for the same, and there are millions.
 * @param start of the `<` in `text`
 * @returns undefined for whatever is written in any other way: that is for the parser to say
 */
export function scanRecord(text: string, start: number): ScannedRecord | undefined {
  if (!text.startsWith('<Record', start)) return undefined
  const scan = new Scan(text, start + 7)
  const type = scan.take(' type="')
  const sourceName = scan.take(' sourceName="')
  const sourceVersion = scan.take(' sourceVersion="')
  const device = scan.take(' device="')
  const unit = scan.take(' unit="')
  const creationDate = scan.take(' creationDate="')
  const startDate = scan.take(' startDate="')
  const endDate = scan.take(' endDate="')
  const value = scan.take(' value="')
  if (type === undefined || !scan.isPlain) return undefined
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
  const attributeCount = scan.taken
  if (scan.pass('/>')) return { attributes, attributeCount, children: none, end: scan.at }
  if (!scan.pass('>')) return undefined
  const children = scan.takeMetadata()
  return children && { attributes, attributeCount, children, end: scan.at }
}

class Scan {
  at: number
  /** How many values were taken. */
  taken = 0
  /** Whether all values so far were such that a parser would find the same in them. */
  isPlain = true
  private readonly text: string

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  pass(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false
    this.at += literal.length
    return true
  }

  /** The value of the attribute that comes next, if it is the one that begins so. */
  take(beginning: string): string | undefined {
    if (!this.pass(beginning)) return undefined
    this.taken++
    return this.takeValue()
  }

  /** Up to the closing quote, which is passed. A blank that is no space would become one, and `<` must not be there. */
  private takeValue(): string {
    const { text, at: start } = this
    let at = start
    let isEncoded = false
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) break
      if (code === AMPERSAND) isEncoded = true
      // Not a number is what stands behind the end.
      else if (!(code >= FIRST_PRINTABLE) || code === LESS) {
        this.isPlain = false
        return ''
      }
    }
    this.at = at + 1
    const value = text.slice(start, at)
    return isEncoded ? this.decode(value) : value
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
  takeMetadata(): XmlElement[] | undefined {
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
