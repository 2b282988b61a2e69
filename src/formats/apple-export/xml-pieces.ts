import { isUtf8 } from 'node:buffer'
import { Problem } from '../../problem.ts'

/** More bytes, or characters, than any tag of an export has; what goes on longer without one is not collected. */
export const MAX_WITHOUT_TAG = 4_000_000

/** What stands before the root is some kilobytes long. */
const MAX_PROLOG_BYTES = 1_000_000

const root = /<HealthData(?=[\s/>])/
const anyTag = /<[A-Za-z_]/
const [GREATER, SLASH] = [0x3e, 0x2f]

const nothing = Buffer.alloc(0)

/**
 * Bytes of export.xml in pieces that can be read: well-formed UTF-8, without what stands before the root, each with a
 * `>` at its end, so that no name and no reference is in two of them. However the bytes come, the pieces are the same
 * bytes.
 *
 * The document type goes unread: Apple's own is malformed in several versions (declarations twice, unfinished, or with
 * a quote too few), and there is nothing in it that reading the elements would need.
 */
export class XmlPieces {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  private isInProlog = true
  /** What came after the last piece, or all of it where the root has not come yet. */
  private held: Uint8Array[] = []
  private bytesWithoutTag = 0

  /**
   * The piece that is complete with these bytes; often an empty one.
   * @throws {Problem} export_unsafe
   */
  take(bytes: Buffer): Buffer {
    if (this.isInProlog) {
      this.hold(bytes)
      return this.cutProlog(false) ? this.takeHeld() : nothing
    }
    const tagEnd = bytes.lastIndexOf(GREATER) + 1
    if (tagEnd === 0) {
      this.hold(bytes)
      this.bytesWithoutTag += bytes.length
      if (this.bytesWithoutTag > MAX_WITHOUT_TAG) throw withoutTag()
      return nothing
    }
    this.bytesWithoutTag = bytes.length - tagEnd
    const end = findBetweenElements(bytes) ?? tagEnd
    this.hold(bytes.subarray(0, end))
    const complete = this.release()
    this.hold(bytes.subarray(end))
    return this.makeWellFormed(complete)
  }

  /** The rest, but for a tag that does not end. */
  finish(): Buffer {
    this.cutProlog(true)
    return this.takeHeld()
  }

  private takeHeld(): Buffer {
    const bytes = this.release()
    const end = bytes.lastIndexOf(GREATER) + 1
    this.bytesWithoutTag = bytes.length - end
    this.hold(bytes.subarray(end))
    return this.makeWellFormed(bytes.subarray(0, end))
  }

  /** What is no UTF-8 becomes U+FFFD. A piece ends with a whole character: `>` is no part of another. */
  private makeWellFormed(piece: Buffer): Buffer {
    return isUtf8(piece) ? piece : Buffer.from(this.decoder.decode(piece))
  }

  private hold(bytes: Uint8Array): void {
    this.held.push(bytes)
  }

  /** All that is held, which then is not any more. */
  private release(): Buffer {
    const bytes = Buffer.concat(this.held)
    this.held = []
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

/**
 * The end of the last element below the root that others follow, where they are written in lines as the Health app
 * writes them: no element that is in two pieces can be scanned. Undefined where none is found soon.
 */
function findBetweenElements(bytes: Buffer): number | undefined {
  let at = bytes.length
  for (let tries = 0; tries < 4 && at > 0; tries++) {
    at = bytes.lastIndexOf('>\n <', at - 1)
    if (at < 0) return undefined
    if (bytes[at + 4] !== SLASH) return at + 1
  }
  return undefined
}

/** The problem of an export whose text goes on and on without a tag. */
export function withoutTag(): Problem {
  return new Problem('export_unsafe', `The XML has ${MAX_WITHOUT_TAG} bytes without a tag`)
}
