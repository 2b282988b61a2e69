import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { Problem } from '../../problem.ts'
import type { CleanText } from './clean-xml.ts'
import { goesOn, isMisplaced, topLevelNames } from './export-elements.ts'
import { RecordScanner, skipBlanks } from './scan-record.ts'
import type { XmlElement } from './xml-element.ts'
import { MAX_WITHOUT_TAG, withoutTag } from './xml-text.ts'

/** An element below the root, and where reading goes on after it. */
export interface TopElement extends XmlElement {
  /** How many attributes were written: whoever knows as many of them knows all, and need not enumerate them. */
  attributeCount: number
  /** Why it is none that can be read: then it has neither attributes nor children. */
  flaw?: string
  /** Characters of the text up to its end. */
  end: number
  /** The name of the root that it stands in. */
  root: string
  /** How many faults were passed over since the element before. */
  faults: number
}

const MAX_DEPTH = 32
const MAX_ELEMENTS = 100_000
const MAX_LENGTH = 16_000_000
/** A parser remembers each element that is open. */
const MAX_OPEN = 10_000

const none: readonly XmlElement[] = []
const noAttributes: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

/** Thrown out of a parser that has lost its way; another goes on at `at`. */
class GoOn {
  readonly at: number
  constructor(at: number) {
    this.at = at
  }
}

/** A parser that says in one place what is wrong, without the cost of an Error for each. */
class LenientParser extends SaxesParser<{ position: false; xmlns: false }> {
  onFail: () => void = () => {}

  override fail(): this {
    this.onFail()
    return this
  }
}

/**
 * Makes elements of text, each with all that is in it once it is complete. What is malformed is counted, passed over
 * and at most costs the element that it stands in: a tag that does not end, an element that is not closed, a closing
 * tag of nothing. Then, and where reading goes on at a position, a new parser begins, with the elements that are open.
 */
export class ElementReader {
  /** Whether a root has been opened and all that were are closed. */
  isComplete = false
  /** Undefined where a new one has to begin. */
  private parser: LenientParser | undefined
  /** Of the piece at hand, where it has plain Records. */
  private scanner: RecordScanner | undefined
  /** Where nothing is open but the root, not even a comment; undefined where that is not known. */
  private plainAt: number | undefined
  /** What is to be added to a position of the parser. */
  private shift = 0
  private root: string | undefined
  private open: { name: string; attributes: XmlElement['attributes']; children: readonly XmlElement[] }[] = []
  private attributeCount = 0
  private flaw: string | undefined
  private startedAt = 0
  private elements = 0
  /** Of the tag that is being read. */
  private tagName: string | undefined
  private tagAt = 0
  private attributesOfTag = 0
  private lastTagAt = 0
  private faults = 0
  private piece: CleanText = { text: '', faults: [] }
  private pieceAt: number
  private nextFault = 0
  private done: TopElement[] = []

  /**
   * @param position the end of an element that was read before; 0 for the beginning
   * @param root the name of the root that it stood in
   */
  constructor(position: number, root: string | undefined) {
    this.pieceAt = position
    this.lastTagAt = position
    this.root = root
    if (position > 0) this.plainAt = position
  }

  /** Characters that have been read. */
  get position(): number {
    return this.pieceAt + this.piece.text.length
  }

  /**
   * The elements that are complete with this piece; it ends with `>`.
   * @throws {Problem} export_unsafe
   */
  read(piece: CleanText): TopElement[] {
    this.pieceAt = this.position
    this.piece = piece
    this.nextFault = 0
    this.scanner = undefined
    this.done = []
    let from = 0
    while (from < piece.text.length) from = this.scan(from) ?? this.write(from)
    this.takeFaults(Number.POSITIVE_INFINITY)
    if (this.position - this.lastTagAt > MAX_WITHOUT_TAG) throw withoutTag()
    return this.done
  }

  /** Faults since the last complete element. */
  takePendingFaults(): number {
    const { faults } = this
    this.faults = 0
    return faults
  }

  /** Reads the plain Records that stand next, without the parser; says up to where, or undefined where none does. */
  private scan(from: number): number | undefined {
    const { root } = this
    if (this.pieceAt + from !== this.plainAt || root === undefined) return undefined
    const { text } = this.piece
    this.scanner ??= new RecordScanner(text)
    const { scanner } = this
    let end = from
    for (;;) {
      const record = scanner.scan(skipBlanks(text, end))
      if (!record) break
      end = record.end
      const { attributes, attributeCount, children } = record
      this.takeFaults(this.pieceAt + end)
      const faults = this.takePendingFaults()
      this.done.push({
        name: 'Record',
        attributes,
        children,
        attributeCount,
        end: this.pieceAt + end,
        root,
        faults,
      })
    }
    if (end === from) return undefined
    this.plainAt = this.pieceAt + end
    this.lastTagAt = this.plainAt
    this.parser = undefined
    return end
  }

  /** Parses on, and says up to where in the piece. */
  private write(from: number): number {
    const { text } = this.piece
    this.parser ??= this.begin(this.pieceAt + from)
    try {
      this.parser.write(from === 0 ? text : text.slice(from))
      return text.length
    } catch (thrown) {
      if (!(thrown instanceof GoOn)) throw thrown
      this.parser = undefined
      return thrown.at - this.pieceAt
    }
  }

  private begin(at: number): LenientParser {
    const parser = new LenientParser({ position: false, xmlns: false })
    const opened = this.root === undefined ? [] : [this.root, ...this.open.map(({ name }) => name)]
    const primer = opened.map(name => `<${name}>`).join('')
    parser.write(primer)
    this.shift = at - primer.length
    this.tagName = undefined
    parser.on('opentagstart', ({ name }) => this.startTag(name))
    parser.on('attribute', () => {
      this.attributesOfTag++
    })
    parser.on('opentag', tag => this.openTag(tag))
    parser.on('closetag', tag => this.closeTag(tag))
    parser.onFail = () => this.countFault()
    return parser
  }

  private get at(): number {
    return this.shift + this.parser!.position
  }

  /** In the piece that the name stands in, behind the character after the name. */
  private startTag(name: string): void {
    const at = this.at - name.length - 2
    if (this.root === undefined && topLevelNames.has(name)) {
      // The root's own tag is missing or broken.
      this.faults++
      this.root = 'HealthData'
      this.isComplete = false
      throw new GoOn(at)
    }
    if (this.open.length > 0 && isMisplaced(name, this.open)) {
      this.faults++
      this.complete(at)
      throw new GoOn(at)
    }
    this.tagName = name
    this.tagAt = at
    this.attributesOfTag = 0
  }

  private openTag({ name, attributes }: SaxesTagPlain): void {
    const { at } = this
    this.tagName = undefined
    this.lastTagAt = at
    const { open } = this
    if (this.root === undefined) {
      this.root = name
      this.isComplete = false
      return
    }
    if (open.length === 0) {
      this.startedAt = this.tagAt
      this.elements = 0
      this.attributeCount = this.attributesOfTag
      open.push({ name, attributes, children: none })
      return
    }
    this.flaw ??= this.findFlaw(at)
    if (this.flaw !== undefined) {
      // What was collected of it is let go of.
      if (open[0]!.children !== none) for (const element of open) element.children = none
      open.push({ name, attributes: noAttributes, children: none })
      if (open.length > MAX_OPEN)
        throw new Problem('export_unsafe', `The XML is nested ${MAX_OPEN} levels deep`)
      return
    }
    const parent = open[open.length - 1]!
    const element = { name, attributes, children: none }
    if (parent.children === none) parent.children = [element]
    else (parent.children as XmlElement[]).push(element)
    open.push(element)
  }

  private findFlaw(at: number): string | undefined {
    if (this.open.length >= MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH} levels`
    if (++this.elements > MAX_ELEMENTS) return `more than ${MAX_ELEMENTS} elements are in it`
    return at - this.startedAt > MAX_LENGTH ? `it is longer than ${MAX_LENGTH} characters` : undefined
  }

  private closeTag({ name, isSelfClosing }: SaxesTagPlain): void {
    const { at, open } = this
    this.lastTagAt = at
    if (!isSelfClosing) this.checkClosing(name, at)
    if (open.length === 0) {
      this.root = undefined
      this.isComplete = true
      throw new GoOn(at)
    }
    if (open.length > 1) {
      open.pop()
      return
    }
    this.complete(at)
    const { text } = this.piece
    if (text.startsWith('<Record ', skipBlanks(text, at - this.pieceAt))) throw new GoOn(at)
  }

  /** A closing tag closes every element up to the one that it names, also where it names none. */
  private checkClosing(name: string, at: number): void {
    const { text } = this.piece
    const end = at - this.pieceAt
    if (text.startsWith(name, end - 1 - name.length) && text[end - 2 - name.length] === '/') return
    const start = text.lastIndexOf('</', end - 1)
    const written = text.slice(start + 2, end - 1).trimEnd()
    if (written === name) return
    if (written === this.root && this.open.length === 1) {
      this.faults++
      this.complete(this.pieceAt + start)
      throw new GoOn(this.pieceAt + start)
    }
    if (written === this.root || this.open.some(element => element.name === written)) return
    this.faults++
    throw new GoOn(at)
  }

  private countFault(): void {
    this.faults++
    const { text } = this.piece
    const at = this.at - this.pieceAt
    if (text[at - 1] !== '<') return
    goesOn.lastIndex = at
    if (!goesOn.test(text)) return
    const resumeAt = this.pieceAt + at - 1
    if (this.tagName !== undefined && this.root !== undefined && this.open.length === 0) {
      this.open.push({ name: this.tagName, attributes: noAttributes, children: none })
      this.flaw = 'its tag does not end'
      this.complete(resumeAt)
    }
    throw new GoOn(resumeAt)
  }

  /** Ends the element below the root. */
  private complete(end: number): void {
    const { name, attributes, children } = this.open[0]!
    const { attributeCount } = this
    const root = this.root!
    // Emptied, and not another one: it keeps its memory for the next element.
    while (this.open.length > 0) this.open.pop()
    this.plainAt = end
    this.takeFaults(end)
    const faults = this.takePendingFaults()
    if (this.flaw === undefined)
      this.done.push({ name, attributes, children, attributeCount, end, root, faults })
    else {
      const { flaw } = this
      this.done.push({
        name,
        attributes: noAttributes,
        children: none,
        attributeCount: 0,
        flaw,
        end,
        root,
        faults,
      })
    }
    this.flaw = undefined
  }

  /** Counts what was cleaned away before a position. */
  private takeFaults(before: number): void {
    const { faults } = this.piece
    while (this.nextFault < faults.length && this.pieceAt + faults[this.nextFault]! < before) {
      this.nextFault++
      this.faults++
    }
  }
}
