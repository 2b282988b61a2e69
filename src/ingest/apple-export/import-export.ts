import type { IngestDeps } from '../ingest.ts'
import type { Report } from '../report.ts'
import { openExport } from './open-export.ts'

/** What is wanted of an export: everything, where nothing is said. */
export interface ImportWishes {
  /** Records that ended before are left out. */
  since?: Date
  /** Types as the report counts them; others are left out. */
  only?: ReadonlySet<string>
  /** The whole report, and nothing written. */
  dryRun?: true
}

export interface ImportProgress {
  bytesRead: number
  bytesTotal: number
  records: number
  xmlFaults: number
}

export interface ImportDeps extends IngestDeps {
  progress?(progress: ImportProgress): void
  signal?: AbortSignal
}

/** The ledger's report plus what only an import has. */
export interface ImportReport extends Report {
  xml_faults: number
  left_out: number
  files_not_read: string[]
  cut_off?: true
}

export interface Imported {
  /** Null: a dry run. */
  ingestionId: string | null
  resumed: boolean
  report: ImportReport
}

/**
 * STAND-IN until the real one is merged: reads the XML and keeps nothing of it.
 * @throws {Problem}
 */
export async function importExport(
  deps: ImportDeps,
  file: { userId: string; keyId: string | null; path: string; fileName: string },
  wishes: ImportWishes,
): Promise<Imported | undefined> {
  const opened = await openExport(file.path)
  try {
    let bytesRead = 0
    for await (const piece of opened.readXml()) {
      bytesRead += piece.length
      deps.progress?.({ bytesRead, bytesTotal: opened.xmlBytes, records: 0, xmlFaults: 0 })
      if (deps.signal?.aborted) return undefined
    }
    return {
      ingestionId: wishes.dryRun ? null : '019aa000-0000-7000-8000-000000000000',
      resumed: false,
      report: {
        status: 'processed',
        format: 'apple-export',
        received: 0,
        inserted: 0,
        updated: 0,
        duplicate: 0,
        rejected: 0,
        by_type: {},
        uncatalogued: [],
        errors: [],
        xml_faults: 0,
        left_out: 0,
        files_not_read: [...opened.notRead],
      },
    }
  } finally {
    await opened.close()
  }
}
