import type { FileHandle } from 'node:fs/promises'
import { readEntry } from './read-entry.ts'
import type { ZipEntry } from './zip-directory.ts'

/** The document type, which stands before the root, is some 20 KB of it. */
const HEAD_BYTES = 65_536

/** An export has two; in a zip of thousands the one of Apple Health is not worth finding. */
const MAX_TRIED = 100

/** The first of these decides; the same health data is in export_cda.xml once more, as a document for clinics. */
const firstRoot = /<(?:!DOCTYPE\s+)?(HealthData|ClinicalDocument)[\s>/[]/

/** Whether a file that begins like this is the XML of Apple Health. */
const isHealthData = (head: Buffer): boolean => firstRoot.exec(head.toString('latin1'))?.[1] === 'HealthData'

/**
 * Whether content begins as the XML of Apple Health does.
 * @throws what reading it throws
 */
export async function beginsLikeHealthData(content: AsyncIterable<Buffer>): Promise<boolean> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of content) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= HEAD_BYTES) break
  }
  return isHealthData(Buffer.concat(pieces).subarray(0, HEAD_BYTES))
}

/**
 * The main file of an export: its name is translated (exporter.xml, 导出.xml), so that only its content tells. Of several,
 * that which unpacks to most.
 * @param candidates the files whose name ends in .xml
 * @throws {Problem} export_damaged, export_unsafe
 */
export async function findHealthDataXml(
  file: FileHandle,
  candidates: readonly ZipEntry[],
): Promise<ZipEntry | undefined> {
  const largestFirst = [...candidates].sort((a, b) => b.bytes - a.bytes)
  for (const entry of largestFirst.slice(0, MAX_TRIED)) {
    if (await beginsLikeHealthData(readEntry(file, entry))) return entry
  }
  return undefined
}
