import { z } from 'zod'
import {
  type ArchivedFile,
  type ArchiveTable,
  archiveFormat,
  archiveVersion,
  linesPath,
  manifestPath,
} from '../../database/archive-format.ts'
import { ArchiveError, invalid, shown } from './archive-error.ts'
import { readWhole, readZip } from './read-zip.ts'

/** A million files. */
const MAX_MANIFEST_BYTES = 256 * 1_048_576

const count = z.int().min(0)
const head = z.object({ format: z.literal(archiveFormat), version: count })
const body = z.object({
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1), rows: count })),
  files: z.array(
    z.object({
      path: z.string(),
      bytes: count,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      rows: count.optional(),
    }),
  ),
})

/** A table of the archive, as far as this service has it too. */
export interface IncomingTable extends ArchiveTable {
  /** Those that the lines have; the others get their defaults. */
  columns: ArchiveTable['columns']
  rows: number
}

export interface Manifest {
  /** By the path of their lines. */
  tables: Map<string, IncomingTable>
  files: Map<string, ArchivedFile>
}

/**
 * What an archive says that it holds.
 * @param known the tables of this service
 * @returns undefined for a zip that is no archive of ours
 * @throws {ArchiveError} archive_invalid, archive_too_new
 */
export async function readManifest(
  zipPath: string,
  known: readonly ArchiveTable[],
): Promise<Manifest | undefined> {
  const parsed = await findManifest(zipPath)
  const { success, data } = head.safeParse(parsed)
  if (!success) return undefined
  if (data.version > archiveVersion) throw tooNew()
  const { data: said } = body.safeParse(parsed)
  if (!said) throw invalid('manifest.json does not fit its own version')
  const files = new Map(said.files.map(file => [file.path, file as ArchivedFile]))
  if (files.size !== said.files.length) throw invalid('manifest.json names a file twice')
  const tables = new Map<string, IncomingTable>()
  for (const { name, columns, rows } of said.tables) {
    const table = known.find(candidate => candidate.name === name)
    const found = table?.columns.filter(column => columns.includes(column.name)) ?? []
    if (!table || found.length !== columns.length) throw tooNew()
    const path = linesPath(name)
    if (tables.has(path) || files.get(path)?.rows !== rows) {
      throw invalid(`manifest.json contradicts itself about ${shown(path)}`)
    }
    tables.set(path, { ...table, columns: found, rows })
  }
  return { tables, files }
}

async function findManifest(zipPath: string): Promise<unknown> {
  for await (const file of readZip(zipPath)) {
    if (file.path !== manifestPath) continue
    const text = await readWhole(file.read(), MAX_MANIFEST_BYTES)
    try {
      return JSON.parse(text.toString())
    } catch {
      return undefined
    }
  }
  return undefined
}

const tooNew = () =>
  new ArchiveError('archive_too_new', 'The archive is of a newer release: upgrade this service first')
