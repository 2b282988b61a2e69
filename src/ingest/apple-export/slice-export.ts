import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { ExportPart, ExportPosition } from '../../formats/apple-export/export-part.ts'
import type { Incoming } from '../../formats/incoming.ts'
import { type DisabledTypes, withholdDisabled } from '../disabled-types/disabled-types.ts'
import type { RawId } from '../ledger/raw.ts'
import type { Report } from '../report.ts'
import { Batch } from '../rows/batch.ts'
import type { JudgedBatch } from '../rows/judged-batch.ts'

/** Enough for a statement to be worth its round trip, and few enough for three slices to fit the memory of a small box. */
const WEIGHT_PER_SLICE = 12_000
/** So many points of a route or voltages take as much memory as a record. */
const POINTS_PER_RECORD = 4
/** Of XML: a slice ends there too, however few records are in it, or are wanted of it. */
const BYTES_PER_SLICE = 16_777_216

export interface SlicedExport {
  raw: RawId
  filesNotRead: readonly string[]
  /** Items, bytes and the rest that earlier runs have dealt with. */
  from: ExportProgress
  disabledTypes: DisabledTypes
  isWanted(record: Incoming): boolean
}

export interface ExportProgress {
  /** How many items have been judged. */
  items: number
  bytesRead: number
  xmlFaults: number
  leftOut: number
  /** The XML has ended before its root did. */
  cutOff: boolean
}

/** What the report of an import says beside its account. */
export type Besides = Partial<Report> & Required<Pick<Report, 'xml_faults' | 'left_out' | 'files_not_read'>>

export interface ExportSlice {
  /** Its items, to be asked for once, when they are written: of a slice that waits they may be in a smaller form. */
  takeBatch(): JudgedBatch
  besides: Besides
  /** How far reading is when the slice is full. */
  progress: ExportProgress
  /** Where it goes on; undefined behind the last slice. */
  position: ExportPosition | undefined
}

/** The records of an export, judged, in slices that bound the memory: each with the place behind it. */
export async function* sliceExport(
  parts: AsyncIterable<ExportPart>,
  { raw, filesNotRead, from, disabledTypes, isWanted }: SlicedExport,
): AsyncGenerator<ExportSlice> {
  const nowUs = Date.now() * 1000
  let batch = new Batch(raw, nowUs, from.items)
  let weight = 0
  let sliceFrom = from.bytesRead
  let { bytesRead, xmlFaults, leftOut, cutOff } = from
  const close = (position: ExportPosition | undefined): ExportSlice => {
    const judged = batch.close()
    const state = { bytesRead, xmlFaults, leftOut, cutOff }
    const besides: Besides = {
      xml_faults: xmlFaults,
      left_out: leftOut,
      files_not_read: filesNotRead,
      ...(cutOff && { cut_off: true }),
    }
    return {
      takeBatch: () => judged,
      besides,
      progress: { ...state, items: batch.firstPosition + batch.size },
      position,
    }
  }
  for await (const part of parts) {
    for (const record of withholdDisabled(part.records, disabledTypes)) {
      if (!isWanted(record)) {
        leftOut++
        continue
      }
      batch.add(record)
      weight += weigh(record)
    }
    bytesRead = part.bytesRead
    xmlFaults += part.xmlFaults
    cutOff ||= part.cutOff ?? false
    // Chunks that lie ready come without a pause: the slice under way and other requests would wait for all of them.
    await letOthersRun()
    if (weight < WEIGHT_PER_SLICE && bytesRead - sliceFrom < BYTES_PER_SLICE) continue
    yield close(part.position(disabledTypes.has('blood_pressure') ? true : undefined))
    sliceFrom = bytesRead
    batch = new Batch(raw, nowUs, batch.firstPosition + batch.size)
    weight = 0
  }
  yield close(undefined)
}

/** How much memory a record takes, in records. */
function weigh(record: Incoming): number {
  if (record.kind === 'workout') return 1 + record.route.length / POINTS_PER_RECORD
  if (record.kind !== 'event') return 1
  const lists = Object.values(record.detail).filter(value => Array.isArray(value))
  return 1 + lists.reduce((points, list) => points + list.length, 0) / POINTS_PER_RECORD
}
