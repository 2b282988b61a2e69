import type { ExportPosition } from '../../formats/apple-export/export-part.ts'
import { readAppleExport } from '../../formats/apple-export/index.ts'
import type { RawId } from '../ledger/raw.ts'
import { type describeWishes, readWishes, wantedBy } from './import-wishes.ts'
import type { OpenedExport } from './open-export.ts'
import { type ExportProgress, type ExportSlice, sliceExport } from './slice-export.ts'

/** What is to be read of an export, as data. */
export interface Reading {
  raw: RawId
  disabledTypes: readonly string[]
  wishes: ReturnType<typeof describeWishes>
  /** Where an earlier reading of the very same file was; undefined at the beginning. */
  position: ExportPosition | undefined
  progress: ExportProgress
}

/**
 * The records of an export, read and judged, in slices.
 * @throws {Problem} export_damaged, export_unsafe
 */
export function readSlices(
  { readXml, files, notRead }: OpenedExport,
  { raw, disabledTypes, wishes, position, progress }: Reading,
): AsyncGenerator<ExportSlice> {
  return sliceExport(readAppleExport(readXml(), files, position), {
    raw,
    filesNotRead: notRead,
    from: progress,
    disabledTypes: new Set(disabledTypes),
    isWanted: wantedBy(readWishes(wishes)),
  })
}
