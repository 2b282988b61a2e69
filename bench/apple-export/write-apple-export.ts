import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { ZipWriter } from '../../src/query/export/zip-writer.ts'
import {
  type CompanionFile,
  clinicalDocument,
  renderElectrocardiograms,
  renderRoutes,
} from './companion-files.ts'
import { noXmlYet, renderXml, type XmlCounts } from './export-xml.ts'
import type { ExportPlan } from './records.ts'

const DAY_SECONDS = 86_400
/** A person with a watch makes about a thousand records a day: seven years are a gigabyte. */
const XML_BYTES_PER_DAY = 400_000
/** There were no watches before; a larger export is of somebody who moves more. */
const MAX_DAYS = 11 * 365

export interface AppleExportWish {
  /** Where the zip is written. */
  path: string
  /** Of export.xml, unpacked; what comes out is within some percent of it. */
  xmlBytes: number
  /** The same bytes for the same seed, size and end. */
  seed?: number
  /** Without malformations and absurd values. */
  clean?: boolean
  /** When the history ends: the day before this one. */
  until?: Date
}

export interface AppleExportCounts extends XmlCounts {
  zipBytes: number
  routes: number
  electrocardiograms: number
}

/**
 * Writes a zip as "Export All Health Data" makes it, of somebody who never lived, in constant memory.
 * @returns what is in it, to be compared with what a reader found
 */
export async function writeAppleExport(wish: AppleExportWish): Promise<AppleExportCounts> {
  const { path, xmlBytes, seed = 1, clean = false, until = new Date() } = wish
  const days = Math.max(2, Math.min(MAX_DAYS, Math.ceil(xmlBytes / XML_BYTES_PER_DAY)))
  const end = Math.floor(until.getTime() / 1000 / DAY_SECONDS) * DAY_SECONDS
  const plan = { history: { from: end - days * DAY_SECONDS, days }, xmlBytes, seed, clean }
  const counts: AppleExportCounts = { ...noXmlYet(), zipBytes: 0, routes: 0, electrocardiograms: 0 }
  await pipeline(renderZip(plan, counts, new Date(end * 1000)), createWriteStream(path))
  return { ...counts, zipBytes: (await stat(path)).size }
}

async function* renderZip(
  plan: ExportPlan,
  counts: AppleExportCounts,
  exportedAt: Date,
): AsyncGenerator<Buffer> {
  const zip = new ZipWriter(exportedAt)
  const add = ({ path, content }: CompanionFile) => zip.add(`apple_health_export/${path}`, content)
  yield* zip.add('apple_health_export/export.xml', readAhead(renderXml(plan, counts)))
  yield* add(clinicalDocument)
  for (const file of renderRoutes(plan)) {
    counts.routes++
    yield* add(file)
  }
  for (const file of renderElectrocardiograms(plan)) {
    counts.electrocardiograms++
    yield* add(file)
  }
  yield* zip.end()
}

/** Renders the next chunk while the compressor, in a thread of its own, is at the one before. */
async function* readAhead(chunks: Iterator<Buffer>): AsyncGenerator<Buffer> {
  const next = () =>
    new Promise<IteratorResult<Buffer>>(resolve => setImmediate(() => resolve(chunks.next())))
  for (let ahead = next(); ; ) {
    const { done, value } = await ahead
    if (done) return
    ahead = next()
    yield value
  }
}
