import type { RawId } from '../ledger/raw.ts'
import type { Slice } from '../slice-body.ts'
import { saveCheckpoint } from './ledger-row.ts'
import type { ExportSlice } from './slice-export.ts'

/** A slice as it is written: with what the ledger is to remember of how far reading is. @param bytesTotal of the XML */
export function withPlace(
  raw: RawId,
  bytesTotal: number,
  { takeBatch, besides, progress: { items: _, ...progress }, position }: ExportSlice,
): Slice {
  return {
    batch: takeBatch(),
    besides,
    groupedSums: [],
    last: position === undefined,
    keepPlace(client, account, before) {
      const errors = account.errorCount > before.errorCount ? account.listErrors() : undefined
      const checkpoint = { position: position!, account: account.snapshot(), bytesTotal, ...progress }
      return saveCheckpoint(client, raw, checkpoint, errors)
    },
  }
}
