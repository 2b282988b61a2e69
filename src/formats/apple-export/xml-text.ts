import { Problem } from '../../problem.ts'
import { type CleanText, cleanXml } from './clean-xml.ts'

/** More characters than any tag of an export has; what goes on longer without one is not collected. */
export const MAX_WITHOUT_TAG = 4_000_000

/** What stands before the root is some kilobytes long. */
const MAX_PROLOG = 1_000_000

const root = /<HealthData(?=[\s/>])/
const anyTag = /<[A-Za-z_]/

/**
 * Bytes of export.xml to text that a parser can be given: decoded, without what stands before the root, without what
 * would confuse a parser, and in pieces that end with a `>`, so that no name and no reference is in two of them. However
 * the bytes are cut, the pieces are the same text.
 *
 * The document type goes unread: Apple's own is malformed in several versions (declarations twice, unfinished, or with
 * a quote too few), and there is nothing in it that reading the elements would need.
 */
export class XmlText {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  private isInProlog = true
  /** What came after the last `>`, or all of it where the root has not come yet. */
  private held = ''

  /**
   * The text that is complete with these bytes; often none.
   * @throws {Problem} export_unsafe
   */
  take(bytes: Uint8Array): CleanText {
    const text = this.decoder.decode(bytes, { stream: true })
    if (this.isInProlog) {
      this.held += text
      return this.cutProlog(false) ? this.takeHeld() : cleanXml('')
    }
    const end = text.lastIndexOf('>') + 1
    if (end === 0) {
      this.hold(text)
      return cleanXml('')
    }
    const complete = this.held + text.slice(0, end)
    this.held = text.slice(end)
    return cleanXml(complete)
  }

  /** The rest of the text, but for a tag that does not end. */
  finish(): CleanText {
    this.held += this.decoder.decode()
    this.cutProlog(true)
    return this.takeHeld()
  }

  private takeHeld(): CleanText {
    const end = this.held.lastIndexOf('>') + 1
    const complete = this.held.slice(0, end)
    this.held = this.held.slice(end)
    return cleanXml(complete)
  }

  private hold(text: string): void {
    this.held += text
    if (this.held.length > MAX_WITHOUT_TAG) throw withoutTag()
  }

  /** Where the root has another name, the first tag is it. */
  private cutProlog(isAll: boolean): boolean {
    if (!this.isInProlog) return true
    let start = this.held.search(root)
    if (start < 0 || start >= MAX_PROLOG) {
      if (!isAll && this.held.length < MAX_PROLOG + '<HealthData '.length) return false
      start = this.held.slice(0, MAX_PROLOG).search(anyTag)
    }
    this.held = this.held.slice(start < 0 ? MAX_PROLOG : start)
    this.isInProlog = false
    return true
  }
}

/** The problem of an export whose text goes on and on without a tag. */
export function withoutTag(): Problem {
  return new Problem('export_unsafe', `The XML has ${MAX_WITHOUT_TAG} characters without a tag`)
}
