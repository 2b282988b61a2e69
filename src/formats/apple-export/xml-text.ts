import { Problem } from '../../problem.ts'
import { type CleanText, cleanXml } from './clean-xml.ts'

/** More bytes, or characters, than any tag of an export has; what goes on longer without one is not collected. */
export const MAX_WITHOUT_TAG = 4_000_000

/** What stands before the root is some kilobytes long. */
const MAX_PROLOG_BYTES = 1_000_000

const root = /<HealthData(?=[\s/>])/
const anyTag = /<[A-Za-z_]/
const GREATER = 0x3e

/**
 * Bytes of export.xml to text that a parser can be given: decoded, without what stands before the root, without what
 * would confuse a parser, and in pieces that end with a `>`, so that no name and no reference is in two of them. However
 * the bytes are cut, the pieces are the same text.
 *
 * The document type goes unread: Apple's own is malformed in several versions (declarations twice, unfinished, or with
 * a quote too few), and there is nothing in it that reading the elements would need.
 *
 * Bytes wait for the next `>`, and not text: in UTF-8 it is no part of another character, and a text that is decoded in
 * one go is stored in one piece. Of one that is put together from two, a parser would take each character a third slower.
 */
export class XmlText {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  private isInProlog = true
  /** What came after the last `>`, or all of it where the root has not come yet. */
  private held: Uint8Array[] = []
  private heldBytes = 0

  /**
   * The text that is complete with these bytes; often none.
   * @throws {Problem} export_unsafe
   */
  take(bytes: Uint8Array): CleanText {
    if (this.isInProlog) {
      this.hold(bytes)
      return this.cutProlog(false) ? this.takeHeld() : cleanXml('')
    }
    const end = bytes.lastIndexOf(GREATER) + 1
    if (end === 0) {
      this.hold(bytes)
      if (this.heldBytes > MAX_WITHOUT_TAG) throw withoutTag()
      return cleanXml('')
    }
    this.hold(bytes.subarray(0, end))
    const complete = this.release()
    this.hold(bytes.subarray(end))
    return this.decode(complete)
  }

  /** The rest of the text, but for a tag that does not end. */
  finish(): CleanText {
    this.cutProlog(true)
    return this.takeHeld()
  }

  private takeHeld(): CleanText {
    const bytes = this.release()
    const end = bytes.lastIndexOf(GREATER) + 1
    this.hold(bytes.subarray(end))
    return this.decode(bytes.subarray(0, end))
  }

  /** As a stream, though each piece is whole: Node reads what is not all ASCII twice as fast like that. */
  private decode(bytes: Uint8Array): CleanText {
    return cleanXml(this.decoder.decode(bytes, { stream: true }))
  }

  private hold(bytes: Uint8Array): void {
    this.held.push(bytes)
    this.heldBytes += bytes.length
  }

  /** All that is held, which then is not any more. */
  private release(): Buffer {
    const bytes = Buffer.concat(this.held)
    this.held = []
    this.heldBytes = 0
    return bytes
  }

  /** Where the root has another name, the first tag is it. */
  private cutProlog(isAll: boolean): boolean {
    if (!this.isInProlog) return true
    const bytes = this.release()
    // Both patterns are ASCII, so that a place in this text is one in the bytes.
    let start = bytes.toString('latin1').search(root)
    if (start < 0 || start >= MAX_PROLOG_BYTES) {
      if (!isAll && bytes.length < MAX_PROLOG_BYTES + '<HealthData '.length) {
        this.hold(bytes)
        return false
      }
      start = bytes.toString('latin1', 0, MAX_PROLOG_BYTES).search(anyTag)
    }
    this.hold(bytes.subarray(start < 0 ? MAX_PROLOG_BYTES : start))
    this.isInProlog = false
    return true
  }
}

/** The problem of an export whose text goes on and on without a tag. */
export function withoutTag(): Problem {
  return new Problem('export_unsafe', `The XML has ${MAX_WITHOUT_TAG} bytes without a tag`)
}
