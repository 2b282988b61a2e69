import { documentType } from './document-type.ts'
import { formatTime } from './export-time.ts'
import { type Absurdity, faultEvery, type Malformation, spoil } from './malformations.ts'
import { recordSeries } from './record-series.ts'
import { countRecords, type ExportPlan, renderCorrelations, renderRecords } from './records.ts'
import { planWorkouts, renderActivitySummaries, renderWorkout } from './workouts.ts'

/** Far more than the longest piece, a workout, takes. */
const CHUNK_BYTES = 65_536
const MAX_BYTES_OF_A_CHARACTER = 3

/** What was written into export.xml. */
export interface XmlCounts {
  xmlBytes: number
  /** By the name of the element, wherever it is. */
  elements: Record<string, number>
  /** Records below the root, by their type. */
  records: Record<string, number>
  /** Places that are no XML, and records that no heart or clock has made. */
  faults: Partial<Record<Malformation | Absurdity, number>>
}

export const noXmlYet = (): XmlCounts => ({ xmlBytes: 0, elements: {}, records: {}, faults: {} })

/**
 * All of export.xml, some 64 kB at a time.
 * @param counts are added to as it goes
 */
export function* renderXml(plan: ExportPlan, counts: XmlCounts): Generator<Buffer> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  let used = 0
  for (const piece of renderPieces(plan, counts)) {
    if (used + piece.length * MAX_BYTES_OF_A_CHARACTER > CHUNK_BYTES) {
      yield chunk.subarray(0, used)
      // Whoever took the last one may have it still.
      chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
      used = 0
    }
    const written = chunk.write(piece, used)
    counts.xmlBytes += written
    used += written
  }
  yield chunk.subarray(0, used)
}

function* renderPieces(plan: ExportPlan, counts: XmlCounts): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield documentType(plan.clean)
  if (!plan.clean) counts.faults.document_type = 1
  const exportedAt = formatTime(plan.history.from + plan.history.days * 86_400)
  yield '<HealthData locale="de_DE">\n'
  yield* counted(
    [
      ` <ExportDate value="${exportedAt}"/>\n`,
      ' <Me HKCharacteristicTypeIdentifierDateOfBirth="1980-02-29" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale" HKCharacteristicTypeIdentifierBloodType="HKBloodTypeOPositive" HKCharacteristicTypeIdentifierFitzpatrickSkinType="HKFitzpatrickSkinTypeNotSet" HKCharacteristicTypeIdentifierCardioFitnessMedicationsUse="None"/>\n',
    ],
    counts,
  )
  yield* renderAllRecords(plan, counts)
  yield* counted(renderCorrelations(plan), counts)
  for (const workout of planWorkouts(plan)) yield* counted([renderWorkout(workout)], counts)
  yield* counted(renderActivitySummaries(plan), counts)
  addTo(counts.elements, 'HealthData')
  yield '</HealthData>\n'
}

function* renderAllRecords(plan: ExportPlan, counts: XmlCounts): Generator<string> {
  const total = recordSeries.reduce((sum, series) => sum + countRecords(plan, series), 0)
  const every = plan.clean ? Number.POSITIVE_INFINITY : faultEvery(total)
  let untilFault = Math.floor(every / 2)
  let turn = 0
  for (const series of recordSeries) {
    let written = 0
    let first = ''
    for (const record of renderRecords(plan, series)) {
      if (written++ === 0) first = record
      if (untilFault-- > 0) {
        yield record
        continue
      }
      untilFault = every - 1
      const spoilt = spoil(record, turn++)
      addTo(counts.faults, spoilt.kind)
      yield spoilt.record
    }
    addTo(counts.records, series.type, written)
    // The records of a series are made of the same elements: looking at each would take as long as writing it.
    countElements(first, counts, written)
  }
}

function* counted(pieces: Iterable<string>, counts: XmlCounts): Generator<string> {
  for (const piece of pieces) {
    countElements(piece, counts)
    yield piece
  }
}

function countElements(text: string, { elements }: XmlCounts, times = 1): void {
  for (const [, name] of text.matchAll(/<(\w+)/g)) addTo(elements, name!, times)
}

function addTo(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by
}
