import { createBareObject } from '../json-object.ts'
import { isMisplaced } from './export-elements.ts'
import { literal, type PlainBytes } from './plain-bytes.ts'
import type { XmlElement } from './xml-element.ts'

/** An element below the root that was scanned. */
export interface ScannedElement extends XmlElement {
  attributeCount: number
}

const none: readonly XmlElement[] = []

/** HealthKit nests four, and a piece holds some hundreds; what goes beyond is for the parser, whose limits hold. */
const MAX_DEPTH = 8
const MAX_ELEMENTS = 10_000
const MAX_BYTES = 1_000_000

const [less, greater, closing, selfClosing] = [literal('<'), literal('>'), literal('</'), literal('/>')]
const [space, equals] = [literal(' '), literal('="')]

/**
 * Reads elements that lie in one piece and are written as the Health app writes them: names of Latin letters, a space
 * before each attribute, quotes, nothing between the tags but blanks. A parser takes some times as long for the same.
 */
export class ElementScanner {
  private readonly bytes: PlainBytes
  private readonly parents: { name: string }[] = []
  private elements = 0

  constructor(bytes: PlainBytes) {
    this.bytes = bytes
  }

  /**
   * The element below the root that begins at a `<`; the bytes are then at its end.
   * @returns undefined for whatever is written in any other way, or is too much
   */
  scan(at: number): ScannedElement | undefined {
    const { bytes } = this
    bytes.goTo(at)
    this.elements = 0
    this.parents.length = 0
    const element = this.takeElement()
    return element && bytes.at - at <= MAX_BYTES ? element : undefined
  }

  private takeElement(): ScannedElement | undefined {
    const { bytes, parents } = this
    if (!bytes.pass(less) || ++this.elements > MAX_ELEMENTS) return undefined
    const name = bytes.takeName()
    if (name === '' || parents.length === MAX_DEPTH) return undefined
    if (parents.length > 0 && isMisplaced(name, parents)) return undefined
    const attributes = createBareObject<string>()
    const attributeCount = this.takeAttributes(attributes)
    if (attributeCount === undefined) return undefined
    if (bytes.pass(selfClosing)) return { name, attributes, children: none, attributeCount }
    if (!bytes.pass(greater)) return undefined
    parents.push({ name })
    const children = this.takeChildren()
    parents.pop()
    if (!children || bytes.takeName() !== name || !bytes.pass(greater)) return undefined
    return { name, attributes, children, attributeCount }
  }

  /** @returns how many there are; undefined where one is not plain */
  private takeAttributes(attributes: Record<string, string>): number | undefined {
    const { bytes } = this
    let count = 0
    for (; bytes.pass(space); count++) {
      const name = bytes.takeName()
      if (name === '' || name in attributes || !bytes.pass(equals)) return undefined
      attributes[name] = bytes.takeValue()
      if (!bytes.isPlain) return undefined
    }
    return count
  }

  /** Those up to a closing tag, of which the `</` is passed. */
  private takeChildren(): readonly XmlElement[] | undefined {
    const { bytes } = this
    let children: XmlElement[] | undefined
    for (;;) {
      bytes.passBlanks()
      if (bytes.pass(closing)) return children ?? none
      const child = this.takeElement()
      if (!child) return undefined
      const { name, attributes, children: own } = child
      children ??= []
      children.push({ name, attributes, children: own })
    }
  }
}
