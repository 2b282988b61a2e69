import type { SaxesTagPlain } from 'saxes'
import { goesOn, isMisplaced, topLevelNames } from './export-elements.ts'
import { GoOn, LenientParser } from './lenient-parser.ts'
import { OpenElements, type WholeElements } from './open-elements.ts'
import { PieceText } from './piece-text.ts'
import { MAX_WITHOUT_TAG, withoutTag } from './xml-pieces.ts'

/**
 * Parses what is not written plainly. What is malformed is counted, passed over and at most costs the element that it
 * stands in: a tag that does not end, an element that is not closed, a closing tag of nothing. Then a new parser begins,
 * with the elements that are open.
 *
 * Its places are characters of all text that it was given, counted through; elements end at bytes.
 */
export class ElementParser {
  root: string | undefined
  /** Whether a root has been opened and all that were are closed. */
  isComplete = false
  /** Undefined where a new one has to begin. */
  private parser: LenientParser | undefined
  private readonly open = new OpenElements()
  private piece: Buffer = Buffer.alloc(0)
  /** Of the piece at hand, from the byte on where it was needed first. */
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
  private readonly whole: WholeElements

  /** @param root the name of the root that is open; undefined at the beginning */
  constructor(root: string | undefined, whole: WholeElements) {
    this.root = root
    this.whole = whole
  }

  /** @param piece well-formed UTF-8 that ends with `>` */
  beginPiece(piece: Buffer): void {
    this.piece = piece
    this.text = undefined
    this.textAt = this.textEnd
    this.nextFault = 0
  }

  /** @throws {Problem} export_unsafe */
  endPiece(): void {
    this.takeFaults(Number.POSITIVE_INFINITY)
    if (this.lastTagAt !== undefined && this.textEnd - this.lastTagAt > MAX_WITHOUT_TAG) throw withoutTag()
  }

  /** Another has read on from where an element ended to where one ends. */
  leaveOut(): void {
    this.lastTagAt = undefined
    this.parser = undefined
  }

  /** Faults since the last complete element. */
  takePendingFaults(): number {
    const { faults } = this
    this.faults = 0
    return faults
  }

  /** Parses on, and says up to where in the piece. */
  parse(from: number): number {
    const text = this.text ?? new PieceText(this.piece, from)
    const { textAt } = this
    this.text = text
    this.textEnd = textAt + text.text.length
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
    if (this.whole.goOn(this.complete(at))) throw new GoOn(at)
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

  /** Ends the element below the root, and says at which byte. */
  private complete(at: number): number {
    const element = this.open.complete()
    this.takeFaults(at)
    const end = this.text!.byteOf(at - this.textAt)
    this.whole.add(element, end)
    return end
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
