import { type FileHandle, open } from 'node:fs/promises'
import type { CompanionFiles } from '../../formats/apple-export/export-part.ts'
import { unknown } from './export-problem.ts'
import { beginsLikeHealthData } from './find-xml.ts'
import { openZippedExport } from './open-zipped-export.ts'
import { readRange } from './read-entry.ts'

/** What Apple's Health app exported, to be read where it lies. */
export interface ExportContent {
  /** Of export.xml when unpacked. */
  xmlBytes: number
  /**
   * A fresh read from the beginning each time it is called.
   * @throws {Problem} export_damaged, export_unsafe
   */
  readXml(): AsyncIterable<Buffer>
  /** Their content throws as that of `readXml` does. */
  files: CompanionFiles
  /** Files in the zip that are not read, and are none of the noise of a packer; the first 1,000 of them. */
  notRead: readonly string[]
}

export interface OpenedExport extends ExportContent {
  path: string
  /** Of the file as it is: another one of the same path has another. */
  version: string
  /** To be called when nothing of it is being read any more. */
  close(): Promise<void>
}

/**
 * Opens an export for reading in constant memory: the zip as the phone makes it or as somebody packed it again, or the
 * bare export.xml, of which nothing else is read: what lies beside it may be anybody's.
 * @throws {Problem} export_damaged, export_encrypted, export_unsafe, export_unknown
 */
export async function openExport(path: string): Promise<OpenedExport> {
  const file = await open(path)
  try {
    const { size, dev, ino, mtimeMs } = await file.stat()
    const opened = (await beginsLikeZip(file))
      ? await openZippedExport(file, size)
      : await openXml(file, size)
    return { ...opened, path, version: [dev, ino, size, mtimeMs].join(), close: () => file.close() }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function beginsLikeZip(file: FileHandle): Promise<boolean> {
  const head = Buffer.alloc(4)
  await file.read(head, 0, head.length, 0)
  return ['PK\x03\x04', 'PK\x05\x06'].includes(head.toString('latin1'))
}

async function openXml(file: FileHandle, xmlBytes: number): Promise<ExportContent> {
  const readXml = () => readRange(file, 0, xmlBytes)
  if (!(await beginsLikeHealthData(readXml()))) {
    throw unknown('It is neither a zip nor the XML of the Health app')
  }
  return { xmlBytes, readXml, files: { paths: [], open: () => undefined }, notRead: [] }
}
