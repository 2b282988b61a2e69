import type { Incoming, Place } from '../incoming.ts'
import { escapePointer } from '../readable-name.ts'
import type { ExportPosition } from './export-part.ts'
import { PressureHalves, type WaitingHalf } from './pressure-halves.ts'

/** What a position holds. */
interface Position {
  bytesRead: number
  /** Bytes of the pieces that the XML is read in (`XmlPieces`), up to the end of an element. */
  xmlOffset: number
  /** The name of the root that this element stood in. */
  root: string | undefined
  isXmlRead: boolean
  /** How many elements of each name there have been. */
  counts: Record<string, number>
  exportDate: string | undefined
  halves: WaitingHalf[]
  /** Files beside the XML that an element has named, by their place in the list. */
  named: number[]
  nextFile: number
}

/** Whether reading can go on there: older versions counted characters, and what they wrote is no place any more. */
export const isPosition = (written: ExportPosition): boolean => typeof written.xmlOffset === 'number'

/** Apple has some ten; elements of more names than that are counted together. */
const MAX_NAMES = 1_000

/** All that reading an export has to remember between two of its parts. */
export class ReadingState {
  bytesRead = 0
  xmlOffset = 0
  root: string | undefined
  isXmlRead = false
  exportDate: string | undefined
  nextFile = 0
  halves: PressureHalves
  readonly named: Set<number>
  private readonly counts: Map<string, number>

  constructor(from?: ExportPosition) {
    const position = from as Position | undefined
    this.halves = new PressureHalves(position?.halves)
    this.named = new Set(position?.named)
    this.counts = new Map(Object.entries(position?.counts ?? {}))
    if (!position) return
    this.bytesRead = position.bytesRead
    this.xmlOffset = position.xmlOffset
    this.root = position.root
    this.isXmlRead = position.isXmlRead
    this.exportDate = position.exportDate
    this.nextFile = position.nextFile
  }

  /** The place of the next element of a name. */
  nextPlace(name: string): Place {
    let counted = name
    let index = this.counts.get(name)
    if (index === undefined) {
      // A copy: a part of a text keeps all of the text in memory.
      counted = this.counts.size < MAX_NAMES ? Buffer.from(name).toString() : '*'
      index = this.counts.get(counted) ?? 0
    }
    this.counts.set(counted, index + 1)
    return { path: pathOf(counted), index }
  }

  /** The halves of blood pressures that nothing is to come for any more, each as the lone quantity that it is. */
  takeHalves(): Incoming[] {
    const halves = this.halves.list()
    this.halves = new PressureHalves()
    return halves.map(({ sample }) => sample)
  }

  /** As `ExportPart.position`. */
  toPosition(withoutValues?: true): ExportPosition {
    const halves = this.halves.list()
    const position: Position = {
      bytesRead: this.bytesRead,
      xmlOffset: this.xmlOffset,
      root: this.root,
      isXmlRead: this.isXmlRead,
      counts: Object.fromEntries(this.counts),
      exportDate: this.exportDate,
      halves: withoutValues ? halves.map(emptied) : halves,
      named: [...this.named],
      nextFile: this.nextFile,
    }
    return { ...position }
  }
}

/** The half without anything that somebody measured. */
function emptied({ part, sample }: WaitingHalf): WaitingHalf {
  const { value: _, detail: __, ...rest } = sample
  return { part, sample: rest }
}

const recordPath = '/HealthData/Record'

function pathOf(name: string): string {
  return name === 'Record' ? recordPath : `/HealthData/${escapePointer(name)}`
}
