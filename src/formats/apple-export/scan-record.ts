import { literal, type PlainBytes } from './plain-bytes.ts'
import { Recurring } from './recurring.ts'
import type { XmlElement } from './xml-element.ts'

/** What a Record says first: the same in many that follow one another, up to the time of creation. */
interface Beginning {
  type: string
  sourceName: string | undefined
  sourceVersion: string | undefined
  device: string | undefined
  unit: string | undefined
}

const none: readonly XmlElement[] = []

const [start, selfClosing, tagEnd] = [literal('<Record'), literal('/>'), literal('>')]
const closing = literal('</Record>')
const [metadataKey, metadataValue] = [literal('<MetadataEntry key="'), literal(' value="')]
const type = literal(' type="')
const sourceName = literal(' sourceName="')
const sourceVersion = literal(' sourceVersion="')
const device = literal(' device="')
const unit = literal(' unit="')
const creationDate = literal(' creationDate="')
const startDate = literal(' startDate="')
const endDate = literal(' endDate="')
const value = literal(' value="')

/**
 * Reads Records that are written as the Health app writes nearly all of them: known attributes in its order, no children
 * but metadata, nothing malformed. A parser of XML takes many times as long for the same, and there are millions.
 */
export class RecordScanner {
  private readonly bytes: PlainBytes
  private readonly beginnings = new Recurring<Beginning>()
  private readonly contents = new Recurring<readonly XmlElement[]>()

  constructor(bytes: PlainBytes) {
    this.bytes = bytes
  }

  /**
   * The Record that begins at a `<`; the bytes are then at its end.
   * @returns undefined for whatever is written in any other way
   */
  scan(at: number): XmlElement | undefined {
    const { bytes } = this
    bytes.goTo(at)
    let beginning = this.beginnings.find(bytes.view, at)
    let created: string | undefined
    if (beginning) {
      bytes.at += this.beginnings.length
      created = bytes.takeValue()
    } else {
      beginning = this.takeBeginning()
      if (!beginning) return undefined
      if (bytes.pass(creationDate)) {
        this.beginnings.add(bytes.view, at, bytes.at, beginning)
        created = bytes.takeValue()
      }
    }
    // With all keys, whether there or not: millions of objects of one shape.
    const attributes = {
      type: beginning.type,
      sourceName: beginning.sourceName,
      sourceVersion: beginning.sourceVersion,
      device: beginning.device,
      unit: beginning.unit,
      creationDate: created,
      startDate: bytes.take(startDate),
      endDate: bytes.take(endDate),
      value: bytes.take(value),
    } as XmlElement['attributes']
    if (!bytes.isPlain) return undefined
    const children = bytes.pass(selfClosing) ? none : this.takeContent()
    return children && { name: 'Record', attributes, children }
  }

  private takeBeginning(): Beginning | undefined {
    const { bytes } = this
    if (!bytes.pass(start)) return undefined
    const beginning = {
      type: bytes.takeOwn(type),
      sourceName: bytes.takeOwn(sourceName),
      sourceVersion: bytes.takeOwn(sourceVersion),
      device: bytes.takeOwn(device),
      unit: bytes.takeOwn(unit),
    }
    return beginning.type !== undefined && bytes.isPlain ? (beginning as Beginning) : undefined
  }

  /** What stands behind the attributes, up to the end of the Record; undefined where it is anything but metadata. */
  private takeContent(): readonly XmlElement[] | undefined {
    const { bytes } = this
    const { at } = bytes
    const known = this.contents.find(bytes.view, at)
    if (known) {
      bytes.at += this.contents.length
      return known
    }
    if (!bytes.pass(tagEnd)) return undefined
    const children = this.takeMetadata()
    if (children) this.contents.add(bytes.view, at, bytes.at, children)
    return children
  }

  private takeMetadata(): readonly XmlElement[] | undefined {
    const { bytes } = this
    const children: XmlElement[] = []
    for (;;) {
      bytes.passBlanks()
      if (bytes.pass(closing)) return children
      const key = bytes.takeOwn(metadataKey)
      const value = key === undefined ? undefined : bytes.takeOwn(metadataValue)
      if (value === undefined || !bytes.isPlain || !bytes.pass(selfClosing)) return undefined
      children.push({ name: 'MetadataEntry', attributes: { key: key!, value }, children: none })
    }
  }
}
