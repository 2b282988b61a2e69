import type { SaxesTagPlain } from 'saxes'
import { goesOn, isMisplaced, topLevelNames } from './export-elements.ts'
import { GoOn, LenientParser } from './lenient-parser.ts'
import { type CompleteElement, OpenElements } from './open-elements.ts'
import { PieceText } from './piece-text.ts'
import { PlainBytes } from './plain-bytes.ts'
import { ElementScanner } from './scan-element.ts'
import { RecordScanner } from './scan-record.ts'
import type { XmlElement } from './xml-element.ts'
import { MAX_WITHOUT_TAG, withoutTag } from './xml-pieces.ts'

/** An element below the root, and where reading goes on after it. */
export interface TopElement extends CompleteElement {
  /** Bytes of all pieces up to its end. */
  end: number
  /** The name of the root that it stands in. */
  root: string
  /** How many faults were passed over since the element before. */
  faults: number
}

/**
 * Makes elements of XML, each with all that is in it once it is complete. What is malformed is counted, passed over
 * and at most costs the element that it stands in: a tag that does not end, an element that is not closed, a closing
 * tag of nothing. Then, and where reading goes on at a position, a new parser begins, with the elements that are open.
 *
 * What is written plainly is scanned. All else is decoded, cleaned and given to the parser, whose places are
 * characters of all text that was, counted through; elements end at bytes.
 */
export class ElementReader {
  /** Whether a root has been opened and all that were are closed. */
  isComplete = false
  private readonly bytes = new PlainBytes()
  private readonly records = new RecordScanner(this.bytes)
  private readonly others = new ElementScanner(this.bytes)
  /** Undefined where a new one has to begin. */
  private parser: LenientParser | undefined
  private root: string | undefined
  private readonly open = new OpenElements()
  private piece: Buffer = Buffer.alloc(0)
  private pieceAt: number
  private areBytesOfPiece = false
  /** The byte where nothing is open but the root, not even a comment; undefined where that is not known. */
  private plainAt: number | undefined
  /** Of the piece at hand, from the byte on where the parser was needed first. */
  private text: PieceText | undefined
  private textAt = 0
  private textEnd = 0
  /** Of the tag that is being read. */
  private tagName: string | undefined
  private tagAt = 0
  private attributesOfTag = 0
  /** Undefined where a tag ends just before what the parser is given next. */
  private lastTagAt: number | undefined
  private faults = 0
  private nextFault = 0
  private done: TopElement[] = []

  /**
   * @param position the end of an element that was read before; 0 for the beginning
   * @param root the name of the root that it stood in
   */
  constructor(position: number, root: string | undefined) {
    this.pieceAt = position
    this.root = root
    if (position > 0) this.plainAt = position
  }

  /**
   * The elements that are complete with this piece of well-formed UTF-8; it ends with `>`.
   * @throws {Problem} export_unsafe
   */
  read(piece: Buffer): TopElement[] {
    this.pieceAt += this.piece.length
    this.piece = piece
    this.areBytesOfPiece = false
    this.text = undefined
    this.textAt = this.textEnd
    this.nextFault = 0
    this.done = []
    let from = 0
    while (from < piece.length) from = this.scan(from) ?? this.parse(from)
    this.takeFaults(Number.POSITIVE_INFINITY)
    if (this.lastTagAt !== undefined && this.textEnd - this.lastTagAt > MAX_WITHOUT_TAG) throw withoutTag()
    return this.done
  }

  /** Faults since the last complete element. */
  takePendingFaults(): number {
    const { faults } = this
    this.faults = 0
    return faults
  }

  /** Scans what stands next as long as it is plain; says up to where, or undefined where it is not. */
  private scan(from: number): number | undefined {
    const { root, bytes } = this
    if (this.pieceAt + from !== this.plainAt || root === undefined) return undefined
    let end = from
    for (;;) {
      const element = this.scanElement(end)
      if (!element) break
      end = bytes.at
      this.done.push({
        name: element.name,
        attributes: element.attributes,
        children: element.children,
        attributeCount: element.attributeCount,
        end: this.pieceAt + end,
        root,
        faults: this.takePendingFaults(),
      })
    }
    if (end === from) return undefined
    this.plainAt = this.pieceAt + end
    this.lastTagAt = undefined
    this.parser = undefined
    return end
  }

  private scanElement(from: number): (XmlElement & { attributeCount?: number }) | undefined {
    const { bytes } = this
    if (!this.areBytesOfPiece) bytes.begin(this.piece)
    this.areBytesOfPiece = true
    bytes.goTo(from)
    bytes.passBlanks()
    const { at } = bytes
    return this.records.scan(at) ?? this.others.scan(at)
  }

  /** Parses on, and says up to where in the piece. */
  private parse(from: number): number {
    this.text ??= this.takeText(from)
    const { text, textAt } = this
    const start = text.indexOf(from)
    this.lastTagAt ??= textAt + start
    this.parser ??= this.begin(textAt + start)
    try {
      this.parser.write(start === 0 ? text.text : text.text.slice(start))
      return this.piece.length
    } catch (thrown) {
      if (!(thrown instanceof GoOn)) throw thrown
      this.parser = undefined
      return text.byteOf(thrown.at - textAt)
    }
  }

  private takeText(from: number): PieceText {
    const text = new PieceText(this.piece, from)
    this.textEnd = this.textAt + text.text.length
    return text
  }

  private begin(at: number): LenientParser {
    const { root } = this
    const parser = new LenientParser(
      at,
      root === undefined ? [] : [root, ...this.open.all.map(({ name }) => name)],
    )
    this.tagName = undefined
    parser.on('opentagstart', ({ name }) => this.startTag(name, parser.at - name.length - 2))
    parser.on('attribute', () => {
      this.attributesOfTag++
    })
    parser.on('opentag', tag => this.openTag(tag, parser.at))
    parser.on('closetag', tag => this.closeTag(tag, parser.at))
    parser.onFail = () => this.countFault(parser.at)
    return parser
  }

  /** @param at of the `<`, in the piece that the name stands in */
  private startTag(name: string, at: number): void {
    if (this.root === undefined && topLevelNames.has(name)) {
      // The root's own tag is missing or broken.
      this.faults++
      this.root = 'HealthData'
      this.isComplete = false
      throw new GoOn(at)
    }
    if (this.open.depth > 0 && isMisplaced(name, this.open.all)) {
      this.faults++
      this.complete(at)
      throw new GoOn(at)
    }
    this.tagName = name
    this.tagAt = at
    this.attributesOfTag = 0
  }

  private openTag({ name, attributes }: SaxesTagPlain, at: number): void {
    this.tagName = undefined
    this.lastTagAt = at
    if (this.root === undefined) {
      this.root = name
      this.isComplete = false
    } else if (this.open.depth === 0) this.open.begin(name, attributes, this.attributesOfTag, this.tagAt)
    else this.open.enter(name, attributes, at)
  }

  private closeTag({ name, isSelfClosing }: SaxesTagPlain, at: number): void {
    this.lastTagAt = at
    if (!isSelfClosing) this.checkClosing(name, at)
    if (this.open.depth === 0) {
      this.root = undefined
      this.isComplete = true
      throw new GoOn(at)
    }
    if (this.open.depth > 1) {
      this.open.leave()
      return
    }
    this.complete(at)
    // What cannot be scanned either is left to the same parser: to begin one takes longer than an element.
    if (this.scanElement(this.plainAt! - this.pieceAt)) throw new GoOn(at)
  }

  /** A closing tag closes every element up to the one that it names, also where it names none. */
  private checkClosing(name: string, at: number): void {
    const { text } = this.text!
    const end = at - this.textAt
    if (text.startsWith(name, end - 1 - name.length) && text[end - 2 - name.length] === '/') return
    const start = text.lastIndexOf('</', end - 1)
    const written = text.slice(start + 2, end - 1).trimEnd()
    if (written === name) return
    if (written === this.root && this.open.depth === 1) {
      this.faults++
      this.complete(this.textAt + start)
      throw new GoOn(this.textAt + start)
    }
    if (written === this.root || this.open.has(written)) return
    this.faults++
    throw new GoOn(at)
  }

  private countFault(at: number): void {
    this.faults++
    const { text } = this.text!
    const index = at - this.textAt
    if (text[index - 1] !== '<') return
    goesOn.lastIndex = index
    if (!goesOn.test(text)) return
    if (this.tagName !== undefined && this.root !== undefined && this.open.depth === 0) {
      this.open.beginBroken(this.tagName)
      this.complete(at - 1)
    }
    throw new GoOn(at - 1)
  }

  /** Ends the element below the root. */
  private complete(at: number): void {
    const { name, attributes, children, attributeCount, flaw } = this.open.complete()
    const end = this.pieceAt + this.text!.byteOf(at - this.textAt)
    this.plainAt = end
    this.takeFaults(at)
    const faults = this.takePendingFaults()
    const root = this.root!
    this.done.push(
      flaw === undefined
        ? { name, attributes, children, attributeCount, end, root, faults }
        : { name, attributes, children, attributeCount, flaw, end, root, faults },
    )
  }

  /** Counts what was cleaned away before a place. */
  private takeFaults(before: number): void {
    const faults = this.text?.faults ?? []
    while (this.nextFault < faults.length && this.textAt + faults[this.nextFault]!.cleanAt < before) {
      this.nextFault++
      this.faults++
    }
  }
}
