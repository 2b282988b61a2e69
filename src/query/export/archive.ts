import type { ClientBase } from 'pg'
import {
  accountPath,
  linesPath,
  readArchiveTables,
  readMePath,
  sheetPath,
} from '../../database/archive-format.ts'
import { type ExportedKey, readAccount } from './account.ts'
import { ArchiveWriter } from './archive-writer.ts'
import { readBodies } from './raw-bodies.ts'
import { readMe } from './read-me.ts'
import { readRoutes } from './route-files.ts'
import { type RowCount, readLines, readSheet, writeExactly } from './table-files.ts'

export interface ArchiveQuestion {
  userId: string
  /** Of the user. */
  keys: readonly ExportedKey[]
  serviceVersion: string
  exportedAt: Date
}

/**
 * All that is kept of a user as one zip, in constant memory but for some 300 bytes per file. It holds together because
 * the client's transaction is one snapshot, which has to last until the zip was read to its end.
 * docs/decisions/export-archive.md says what is in it.
 */
export async function* writeArchive(client: ClientBase, question: ArchiveQuestion): AsyncGenerator<Buffer> {
  const { userId, keys, serviceVersion, exportedAt } = question
  await writeExactly(client)
  // Before the first byte: what fails then can still be answered.
  const account = await readAccount(client, userId, keys)
  const tables = await readArchiveTables(client)
  const archive = new ArchiveWriter(exportedAt)
  yield* archive.add(readMePath, Buffer.from(readMe(exportedAt)))
  yield* archive.add(accountPath, account)
  for (const table of tables) {
    const count: RowCount = { rows: 0 }
    yield* archive.add(linesPath(table.name), readLines(client, userId, table, count), count)
    archive.addTable({ name: table.name, columns: table.columns.map(({ name }) => name), ...count })
    if (!linesPath(table.name).startsWith('tables/')) continue
    const sheetCount: RowCount = { rows: 0 }
    yield* archive.add(sheetPath(table.name), readSheet(client, userId, table, sheetCount), sheetCount)
  }
  for await (const { path, content } of readRoutes(client, userId)) yield* archive.add(path, content)
  for await (const { path, content } of readBodies(client, userId)) yield* archive.add(path, content)
  yield* archive.end(serviceVersion)
}
