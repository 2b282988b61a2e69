import type { FileHandle } from 'node:fs/promises'
import { manifestPath } from '../../database/archive-format.ts'
import { encrypted, unknown } from './export-problem.ts'
import { findHealthDataXml } from './find-xml.ts'
import type { ExportContent } from './open-export.ts'
import { isReadable, readEntry } from './read-entry.ts'
import { readZipDirectory, type ZipEntry } from './zip-directory.ts'

/** Somebody may have packed a home directory with it. */
const MAX_NOT_READ = 1_000

/** Routes, electrocardiograms and documents of health records: what lies beside export.xml and is read with it. */
const companion = /\.(gpx|csv)$|^clinical-records\/.*\.json$/i
const xml = /\.xml$/i

/** What packers of Macs and Windows add, and folders. */
const noise = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)|\/$/i

/** @throws {Problem} export_damaged, export_encrypted, export_unsafe, export_unknown */
export async function openZippedExport(file: FileHandle, zipBytes: number): Promise<ExportContent> {
  const entries = (await readZipDirectory(file, zipBytes)).filter(({ path }) => !noise.test(path))
  const candidates = entries.filter(({ path }) => xml.test(path))
  requireReadable(candidates)
  const main = await findHealthDataXml(file, candidates)
  if (!main) throw unknown(describeOther(entries))

  const folder = main.path.slice(0, main.path.lastIndexOf('/') + 1)
  const isCompanion = ({ path }: ZipEntry) =>
    path.startsWith(folder) && companion.test(path.slice(folder.length))
  const companions = entries.filter(isCompanion)
  requireReadable(companions)
  const byPath = new Map(companions.map(entry => [entry.path.slice(folder.length), entry]))
  return {
    xmlBytes: main.bytes,
    readXml: () => readEntry(file, main),
    files: {
      paths: [...byPath.keys()],
      open(path) {
        const entry = byPath.get(path.normalize('NFC'))
        return entry && readEntry(file, entry)
      },
    },
    notRead: entries
      .filter(entry => entry !== main && !isCompanion(entry))
      .slice(0, MAX_NOT_READ)
      .map(({ path }) => path),
  }
}

function requireReadable(entries: readonly ZipEntry[]): void {
  if (entries.some(entry => entry.encrypted)) throw encrypted()
  if (!entries.every(isReadable)) throw unknown('It is packed by another method than Deflate')
}

function describeOther(entries: readonly ZipEntry[]): string {
  if (entries.some(({ path }) => path === manifestPath)) {
    return 'It is an export of this service, which the command health-export import restores'
  }
  if (entries.some(({ path }) => xml.test(path))) return 'No XML in the zip is that of the Health app'
  return 'There is no XML in the zip'
}
