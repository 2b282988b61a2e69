import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { type Dump, dumpRows, splitDump } from './dump-rows.ts'
import type { Figure } from './figures.ts'
import { copyFile, openTextCopier } from './text-copier.ts'

/** What the service wrote, and how many records it was told of. */
export interface WrittenRows {
  userId: string
  ingestionIds: readonly string[]
  records: number
}

export interface CopyLimits {
  /** What took the text. */
  textTitle: string
  /**
   * Writes the same rows into the same tables, as another user's: nothing else can be faster.
   * @param rowsAtOnce of text: as many in a transaction; undefined: all of a table
   */
  copyText(written: WrittenRows, rowsAtOnce?: number): Promise<Figure>
  copyBinary(written: WrittenRows): Promise<Figure>
  close(): Promise<void>
}

export async function openCopyLimits(databaseUrl: string): Promise<CopyLimits> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
  pool.on('error', () => {})
  const copier = await openTextCopier(databaseUrl)
  const root = await mkdtemp(join(tmpdir(), 'health-export-bench-rows-'))

  async function measure(
    { records, ...written }: WrittenRows,
    format: 'text' | 'binary',
    copy: (dump: Dump) => Promise<void>,
    rowsAtOnce?: number,
  ): Promise<Figure> {
    const folder = await mkdtemp(join(root, 'rows-'))
    const wish = { ...written, folder, asUserId: randomUUID(), format }
    let dumps = await dumpRows(pool, wish)
    if (rowsAtOnce) dumps = (await Promise.all(dumps.map(dump => splitDump(dump, rowsAtOnce)))).flat()
    const startedMs = performance.now()
    for (const dump of dumps) await copy(dump)
    const seconds = (performance.now() - startedMs) / 1000
    await rm(folder, { recursive: true })
    return { seconds, records }
  }

  return {
    textTitle: copier.title,
    copyText: (written, rowsAtOnce) =>
      measure(written, 'text', ({ table, path }) => copier.copy(table, path), rowsAtOnce),
    copyBinary: written => measure(written, 'binary', dump => copyFile(pool, { ...dump, format: 'binary' })),
    async close() {
      await copier.close()
      await pool.end()
      await rm(root, { recursive: true, force: true })
    },
  }
}
