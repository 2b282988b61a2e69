import type { Incoming } from '../incoming.ts'
import { Companions } from './companions.ts'
import { Devices } from './devices.ts'
import { type Gathered, readElement } from './element.ts'
import { ElementReader } from './element-reader.ts'
import type { CompanionFiles, ExportPart, ExportPosition } from './export-part.ts'
import { ReadingState } from './reading-state.ts'
import { SharedDetails } from './shared-details.ts'
import { XmlPieces } from './xml-pieces.ts'

/** Points of routes that a part holds at most before the next begins, but for those of one workout. */
const MAX_POINTS_OF_PART = 20_000

/**
 * Reads what the Health app exports: export.xml, and what lies beside it. Each child of the root is an item, except the
 * date of the export; and each electrocardiogram, and each route that no workout names. Memory does not grow with the
 * files.
 *
 * @param from a position that an earlier reading of the very same files gave: reading goes on there
 * @throws {Problem} export_unsafe where the XML goes on without a tag, or opens elements without end
 */
export async function* readAppleExport(
  xml: AsyncIterable<Buffer>,
  files: CompanionFiles,
  from?: ExportPosition,
): AsyncGenerator<ExportPart> {
  const state = new ReadingState(from)
  const companions = new Companions(files, state.named)
  if (!state.isXmlRead) yield* readXml(xml, companions, state)
  while (state.nextFile < files.paths.length) {
    const read = await companions.readFile(state.nextFile++)
    if (read) yield partOf(state, [read.record], read.faults)
  }
}

async function* readXml(
  xml: AsyncIterable<Buffer>,
  companions: Companions,
  state: ReadingState,
): AsyncGenerator<ExportPart> {
  const pieces = new XmlPieces()
  const elements = new ElementReader(state.xmlOffset, state.root)
  const context = { state, companions, devices: new Devices(), details: new SharedDetails() }
  let toSkip = state.xmlOffset
  const skipRead = (piece: Buffer) => {
    const skipped = Math.min(toSkip, piece.length)
    toSkip -= skipped
    return piece.subarray(skipped)
  }

  let part = emptyPart()
  async function* readPiece(piece: Buffer): AsyncGenerator<ExportPart> {
    for (const element of elements.read(piece)) {
      const reading = readElement(element, context, part)
      // Most are read at once: a turn of the event loop for each would take longer than the reading.
      if (reading) await reading
      state.xmlOffset = element.end
      state.root = element.root
      if (part.points > MAX_POINTS_OF_PART) yield endPart()
    }
  }
  const endPart = () => {
    const { records, faults } = part
    part = emptyPart()
    return partOf(state, records, faults)
  }

  let bytesRead = 0
  for await (const chunk of xml) {
    bytesRead += chunk.length
    state.bytesRead = bytesRead
    yield* readPiece(skipRead(pieces.take(chunk)))
    yield endPart()
  }
  yield* readPiece(skipRead(pieces.finish()))
  for (const record of state.takeHalves()) part.records.push(record)
  part.faults += elements.takePendingFaults()
  state.isXmlRead = true
  yield elements.isComplete ? endPart() : { ...endPart(), cutOff: true }
}

function emptyPart(): Gathered {
  return { records: [], faults: 0, points: 0 }
}

function partOf(state: ReadingState, records: readonly Incoming[], xmlFaults: number): ExportPart {
  return {
    records,
    bytesRead: state.bytesRead,
    xmlFaults,
    position: withoutValues => state.toPosition(withoutValues),
  }
}

export { isPosition } from './reading-state.ts'
