import type { Pool } from 'pg'
import type { Partitions } from '../../database/partitions.ts'
import type { RawId } from '../ledger/raw.ts'
import { registerExport } from './ledger-row.ts'
import { openExport } from './open-export.ts'
import type { ReceivedFile, UploadFolder } from './upload-folder.ts'

interface Deps {
  pool: Pool
  partitions: Partitions
  folder: UploadFolder
}

/** Who sent a file, and what they call it. */
export interface Sender {
  userId: string
  keyId: string
  fileName: string
}

/**
 * Looks whether a received file is an export, and gives it its row in the ledger: from then on it is imported, whatever
 * happens to this process.
 * @throws {Problem} of openExport, and of holdUser for an account that is or was erased; the file is gone then
 */
export async function keepExport(
  deps: Deps,
  { userId, keyId, fileName }: Sender,
  { path, bytes, sha256 }: ReceivedFile,
): Promise<RawId> {
  let at = path
  try {
    const opened = await openExport(path)
    await opened.close()
    const file = { userId, keyId, fileName, bytes, sha256 }
    return await registerExport(deps, file, 'queued', {}, async raw => {
      at = await deps.folder.keep(at, raw)
    })
  } catch (error) {
    // Under the name of its ingestion it may have a row all the same: an answer to the commit can be lost. Whether it
    // has one is found out later.
    if (at === path) await deps.folder.remove(path)
    throw error
  }
}
