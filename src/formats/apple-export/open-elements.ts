import { Problem } from '../../problem.ts'
import type { XmlElement } from './xml-element.ts'

/** An element below the root, complete. */
export interface CompleteElement extends XmlElement {
  /** How many attributes were written; undefined for a Record that was scanned, which has none but those of any. */
  attributeCount?: number | undefined
  /** Why it is none that can be read: then it has neither attributes nor children. */
  flaw?: string
}

/** Where elements below the root go. */
export interface WholeElements {
  /** @param end the byte of the piece where it ends */
  add(element: CompleteElement, end: number): void
  /** Whether another than the parser goes on there. */
  goOn(end: number): boolean
}

interface OpenElement {
  name: string
  attributes: XmlElement['attributes']
  children: readonly XmlElement[]
}

const MAX_DEPTH = 32
const MAX_ELEMENTS = 100_000
const MAX_LENGTH = 16_000_000
/** A parser remembers each element that is open. */
const MAX_OPEN = 10_000

const none: readonly XmlElement[] = []
const noAttributes: XmlElement['attributes'] = Object.freeze(Object.create(null))

/** The element below the root that is being read, and what is open in it. */
export class OpenElements {
  private readonly open: OpenElement[] = []
  private attributeCount = 0
  private flaw: string | undefined
  private startedAt = 0
  private elements = 0

  get depth(): number {
    return this.open.length
  }

  /** The outermost first. */
  get all(): readonly { name: string }[] {
    return this.open
  }

  has(name: string): boolean {
    return this.open.some(element => element.name === name)
  }

  /** Opens one below the root. */
  begin(name: string, attributes: XmlElement['attributes'], attributeCount: number, at: number): void {
    this.startedAt = at
    this.elements = 0
    this.attributeCount = attributeCount
    this.open.push({ name, attributes, children: none })
  }

  /** Begins and ends one whose tag does not end. */
  beginBroken(name: string): void {
    this.begin(name, noAttributes, 0, 0)
    this.flaw = 'its tag does not end'
  }

  /**
   * Opens one in the innermost.
   * @param at the end of its tag
   * @throws {Problem} export_unsafe
   */
  enter(name: string, attributes: XmlElement['attributes'], at: number): void {
    const { open } = this
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

  /** Closes the innermost, but for the one below the root. */
  leave(): void {
    this.open.pop()
  }

  /** Closes all, and gives the one below the root. */
  complete(): CompleteElement {
    const { flaw, attributeCount } = this
    const { name, attributes, children } = this.open[0]!
    // Emptied, and not another one: it keeps its memory for the next element.
    while (this.open.length > 0) this.open.pop()
    this.flaw = undefined
    return flaw === undefined
      ? { name, attributes, children, attributeCount }
      : { name, attributes: noAttributes, children: none, attributeCount: 0, flaw }
  }
}
