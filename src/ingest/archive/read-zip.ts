import { createHash } from 'node:crypto'
import { openPromise, type ZipFile } from 'yauzl'
import type { ArchivedFile } from '../../database/archive-format.ts'
import { invalid, shown } from './archive-error.ts'

/** A file in a zip; to be read before the next one is asked for. */
export interface ZippedFile {
  path: string
  read(): AsyncIterable<Buffer>
}

/**
 * The files of a zip in the order of its directory, in constant memory.
 * @throws {ArchiveError} archive_invalid
 */
export async function* readZip(zipPath: string): AsyncGenerator<ZippedFile> {
  const zip = await orInvalid(openPromise(zipPath, { autoClose: false, strictFileNames: true }))
  try {
    const entries = zip.eachEntry()
    for (;;) {
      const next = await orInvalid(entries.next())
      if (next.done) return
      const entry = next.value
      yield { path: entry.fileName, read: () => readEntry(zip, entry) }
    }
  } finally {
    zip.close()
  }
}

async function* readEntry(
  zip: ZipFile,
  entry: Parameters<ZipFile['openReadStreamPromise']>[0],
): AsyncGenerator<Buffer> {
  const content = await orInvalid(zip.openReadStreamPromise(entry))
  const chunks: AsyncIterator<Buffer> = content[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await orInvalid(chunks.next())
      if (next.done) return
      yield next.value
    }
  } finally {
    content.destroy()
  }
}

/** What the reader of zips throws is about the file, and may repeat what is in it. */
async function orInvalid<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    const isOfTheSystem = error instanceof Error && 'syscall' in error
    throw isOfTheSystem ? error : invalid('The zip is damaged or cut off: export it again')
  }
}

/**
 * The content of a file, as long as it is what the manifest says.
 * @throws {ArchiveError} archive_invalid, at the end at the latest
 */
export async function* readChecked(
  file: ZippedFile,
  { bytes, sha256 }: ArchivedFile,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let seen = 0
  for await (const chunk of file.read()) {
    seen += chunk.length
    if (seen > bytes) break
    hash.update(chunk)
    yield chunk
  }
  if (seen !== bytes || hash.digest('hex') !== sha256) {
    throw invalid(`${shown(file.path)} is not what the manifest says: its size or its SHA-256 differs`)
  }
}

/** @throws {ArchiveError} archive_invalid, above the limit */
export async function readWhole(content: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    if (bytes > maxBytes) throw invalid('A file in the archive is larger than any that we write')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}
