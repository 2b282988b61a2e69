import { manifestPath } from '../../database/archive-format.ts'
import { invalid, shown } from './archive-error.ts'
import type { IncomingTable, Manifest } from './manifest.ts'
import { readLines } from './read-lines.ts'
import { readChecked, readZip, type ZippedFile } from './read-zip.ts'

/** Accepted times, as everywhere. */
const EARLIEST_MS = Date.UTC(1900)
const AHEAD_MS = 48 * 3_600_000

/**
 * Reads the whole archive once, before anything of it is written.
 * @param progress told of each file
 * @returns for each partitioned table one instant of each month that it has rows of, in milliseconds since 1970
 * @throws {ArchiveError} archive_invalid: a file is missing, is too much, or is not what the manifest says
 */
export async function verifyArchive(
  zipPath: string,
  { tables, files }: Manifest,
  progress: (path: string) => void,
): Promise<Map<string, number[]>> {
  const instants = new Map<string, number[]>()
  const missing = new Set(files.keys())
  for await (const file of readZip(zipPath)) {
    if (file.path === manifestPath) continue
    const listed = files.get(file.path)
    if (!listed || !missing.delete(file.path)) {
      throw invalid(`${shown(file.path)} is twice in the archive, or not in its manifest`)
    }
    progress(file.path)
    const content = readChecked(file, listed)
    const table = tables.get(file.path)
    if (table) instants.set(table.name, await readInstants(file, content, table))
    else for await (const _ of content);
  }
  const [path] = missing
  if (path !== undefined) throw invalid(`The archive lacks ${shown(path)}`)
  return instants
}

/** Counts the lines too. */
async function readInstants(
  { path }: ZippedFile,
  content: AsyncIterable<Buffer>,
  { rows, time }: IncomingTable,
): Promise<number[]> {
  const months = new Map<string, number>()
  const latest = Date.now() + AHEAD_MS
  let count = 0
  for await (const lines of readLines(content)) {
    count += lines.length
    if (time === null) continue
    for (const line of lines) {
      const text = parseRow(line, path)[time]
      const instant = typeof text === 'string' ? Date.parse(text) : Number.NaN
      if (!(instant >= EARLIEST_MS && instant <= latest)) {
        throw invalid(`${shown(path)} has a row whose ${time} is no time from 1900 to the day after tomorrow`)
      }
      months.set((text as string).slice(0, 7), instant)
    }
  }
  if (count !== rows) throw invalid(`${shown(path)} has ${count} rows; the manifest says ${rows}`)
  return [...months.values()]
}

/** @throws {ArchiveError} archive_invalid */
export function parseRow(line: string, path: string): Record<string, unknown> {
  try {
    const row = JSON.parse(line)
    if (typeof row === 'object' && row !== null) return row
  } catch {
    // Said below.
  }
  throw invalid(`${shown(path)} has a line that is no JSON object`)
}
