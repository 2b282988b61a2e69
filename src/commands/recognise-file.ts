import { type FileHandle, open } from 'node:fs/promises'
import { readMePath } from '../database/archive-format.ts'
import { openExport } from '../ingest/apple-export/open-export.ts'
import { Problem } from '../problem.ts'
import { CommandFailure } from './describe-failure.ts'

/** What Apple's Health app exported, what GET /v1/me/export answers, or what POST /v1/ingest takes. */
export type FileKind = 'apple_export' | 'archive' | 'body'

const HEAD_BYTES = 128
const LOCAL_HEADER_BYTES = 30

/**
 * What kind of file it is, by its first bytes and, of a zip, by what is in it.
 * @throws {Problem} of `openExport`, of a zip that is no archive of ours either
 * @throws {CommandFailure} file_unreadable
 */
export async function recogniseFile(path: string): Promise<FileKind> {
  const head = await readHead(path)
  if (isZip(head)) return (await isAppleExport(path, head)) ? 'apple_export' : 'archive'
  return /^(\u00ef\u00bb\u00bf)?\s*</.test(head.toString('latin1')) ? 'apple_export' : 'body'
}

const isZip = (head: Buffer): boolean =>
  ['PK\x03\x04', 'PK\x05\x06'].includes(head.subarray(0, 4).toString('latin1'))

async function isAppleExport(path: string, head: Buffer): Promise<boolean> {
  try {
    await (await openExport(path)).close()
    return true
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // An archive that is damaged is to hear what is to be done about an archive.
    const firstName = head.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + readMePath.length).toString()
    if (error.code === 'export_unknown' || firstName === readMePath) return false
    throw error
  }
}

async function readHead(path: string): Promise<Buffer> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES))
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    return refuseUnreadable(error as NodeJS.ErrnoException)
  } finally {
    await file?.close()
  }
}

/** @throws {CommandFailure} file_unreadable, always */
export function refuseUnreadable(error: NodeJS.ErrnoException): never {
  throw new CommandFailure('file_unreadable', `The file cannot be read (${error.code})`)
}

export const unsupported = (): CommandFailure =>
  new CommandFailure(
    'file_unsupported',
    'This is no file that can be imported: take export.zip or the export.xml in it, which Apple’s Health app makes, the zip of GET /v1/me/export, or JSON, newline-delimited JSON or CSV as POST /v1/ingest takes it',
  )
