import { ElementParser } from './element-parser.ts'
import type { CompleteElement } from './open-elements.ts'
import { PlainBytes } from './plain-bytes.ts'
import { ElementScanner } from './scan-element.ts'
import { RecordScanner } from './scan-record.ts'

/** An element below the root, and where reading goes on after it. */
export interface TopElement extends CompleteElement {
  /** Bytes of all pieces up to its end. */
  end: number
  /** The name of the root that it stands in. */
  root: string
  /** How many faults were passed over since the element before. */
  faults: number
}

/** Makes elements of XML, each with all that is in it once it is complete: scanned where they are plain, or else parsed. */
export class ElementReader {
  private readonly bytes = new PlainBytes()
  private readonly records = new RecordScanner(this.bytes)
  private readonly others = new ElementScanner(this.bytes)
  private readonly parser: ElementParser
  private piece: Buffer = Buffer.alloc(0)
  private pieceAt: number
  private areBytesOfPiece = false
  /** The byte of all pieces where nothing is open but the root, not even a comment; undefined where none is known. */
  private plainAt: number | undefined
  private done: TopElement[] = []

  /**
   * @param position the end of an element that was read before; 0 for the beginning
   * @param root the name of the root that it stood in
   */
  constructor(position: number, root: string | undefined) {
    this.pieceAt = position
    if (position > 0) this.plainAt = position
    this.parser = new ElementParser(root, {
      add: (element, end) => this.add(element, end),
      // What cannot be scanned either is left to the same parser: to begin one takes longer than an element.
      goOn: end => this.scanElement(end) !== undefined,
    })
  }

  /** Whether a root has been opened and all that were are closed. */
  get isComplete(): boolean {
    return this.parser.isComplete
  }

  /** Faults since the last complete element. */
  takePendingFaults(): number {
    return this.parser.takePendingFaults()
  }

  /**
   * The elements that are complete with this piece of well-formed UTF-8; it ends with `>`.
   * @throws {Problem} export_unsafe
   */
  read(piece: Buffer): TopElement[] {
    this.pieceAt += this.piece.length
    this.piece = piece
    this.areBytesOfPiece = false
    this.done = []
    this.parser.beginPiece(piece)
    let from = 0
    while (from < piece.length) from = this.scan(from) ?? this.parser.parse(from)
    this.parser.endPiece()
    return this.done
  }

  /** Scans what stands next as long as it is plain; says up to where, or undefined where it is not. */
  private scan(from: number): number | undefined {
    if (this.pieceAt + from !== this.plainAt || this.parser.root === undefined) return undefined
    let end = from
    for (;;) {
      const element = this.scanElement(end)
      if (!element) break
      end = this.bytes.at
      this.add(element, end)
    }
    if (end === from) return undefined
    this.parser.leaveOut()
    return end
  }

  private scanElement(from: number): CompleteElement | undefined {
    const { bytes } = this
    if (!this.areBytesOfPiece) bytes.begin(this.piece)
    this.areBytesOfPiece = true
    bytes.goTo(from)
    bytes.passBlanks()
    const { at } = bytes
    const record = this.records.scan(at)
    // A value that is not plain in the one is not in the other.
    return record || !bytes.isPlain ? record : this.others.scan(at)
  }

  /** @param endInPiece where it ends, and nothing is open but the root */
  private add(
    { name, attributes, children, attributeCount, flaw }: CompleteElement,
    endInPiece: number,
  ): void {
    const end = this.pieceAt + endInPiece
    this.plainAt = end
    const { root } = this.parser
    const faults = this.parser.takePendingFaults()
    const element = { name, attributes, children, attributeCount, end, root: root!, faults }
    this.done.push(flaw === undefined ? element : { ...element, flaw })
  }
}
