import { isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  validateFileName,
} from 'yauzl'
import { damaged, encrypted, orDamaged, unsafe } from './export-problem.ts'

/** A file in a zip, as the directory of the zip has it. */
export interface ZipEntry {
  path: string
  /** Of its local header, which its packed content follows. */
  offset: number
  /** Where the next file begins, or the zip ends. */
  endBefore: number
  packedBytes: number
  bytes: number
  crc32: number
  method: number
  encrypted: boolean
}

const MAX_ENTRIES = 200_000
const MAX_NAMES_BYTES = 32 * 1_048_576
const MAX_BYTES = 64 * 1_073_741_824
/** Health data packs to a tenth or a twentieth; what is small may pack as well as it likes. */
const MAX_RATIO = 200
const MAX_BYTES_OF_ANY_RATIO = 64 * 1_048_576

const WINDOW_BYTES = 262_144

const LOCAL_HEADER_BYTES = 30
const LOCAL_SIGNATURE = 0x04034b50
const DIRECTORY_SIGNATURE = 0x02014b50
const UTF8_NAME = 0x800

/**
 * Every file of a zip, checked before a byte of any is read: they are where they say, apart from each other, and none
 * is built to fill a disk or a memory.
 * @throws {Problem} export_damaged, export_encrypted, export_unsafe
 */
export async function readZipDirectory(file: FileHandle, zipBytes: number): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  let [namesBytes, bytes] = [0, 0]
  try {
    // It holds nothing of its own that would have to be closed.
    const zip = await fromRandomAccessReaderPromise(new FileReader(file), zipBytes, {
      autoClose: false,
      decodeStrings: false,
    })
    if (zip.entryCount > MAX_ENTRIES) throw unsafe(`It holds more than ${MAX_ENTRIES} files`)
    for await (const entry of zip.eachEntry()) {
      namesBytes += entry.fileNameLength
      if (namesBytes > MAX_NAMES_BYTES) throw unsafe('The names in it are too long')
      bytes += entry.uncompressedSize
      if (bytes > MAX_BYTES) throw unsafe('It unpacks to more than 64 GB')
      entries.push(readEntry(entry, zipBytes))
    }
    // Of a count that is too small, as some packers write it above 65,535, the rest would go missing in silence.
    if (await isSignature(file, Number(zip.readEntryCursor), DIRECTORY_SIGNATURE)) throw damaged()
  } catch (error) {
    // It does not even read the names of such a zip, and has no other way to say so.
    const isStrong = error instanceof Error && error.message === 'strong encryption is not supported'
    throw isStrong ? encrypted() : orDamaged(error)
  }
  keepApart(entries)
  return entries
}

function readEntry(entry: Entry, zipBytes: number): ZipEntry {
  const { compressedSize: packedBytes, uncompressedSize: bytes } = entry
  if (bytes > MAX_BYTES_OF_ANY_RATIO && bytes > packedBytes * MAX_RATIO) {
    throw unsafe(`A file in it unpacks to more than ${MAX_RATIO} times its size`)
  }
  const offset = entry.relativeOffsetOfLocalHeader
  if (offset + LOCAL_HEADER_BYTES + packedBytes > zipBytes) throw damaged()
  return {
    path: readName(entry),
    offset,
    endBefore: zipBytes,
    packedBytes,
    bytes,
    crc32: entry.crc32,
    method: entry.compressionMethod,
    encrypted: entry.isEncrypted(),
  }
}

/** Packers write UTF-8 and forget to say so, which would make other names of it. */
function readName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | UTF8_NAME : generalPurposeBitFlag
  const name = getFileNameLowLevel(flags, fileNameRaw, extraFields, true)
  if (name.includes('\\')) {
    throw unsafe(
      'A name in it has a backslash: pack it again with a packer of today, or take the zip as the phone made it',
    )
  }
  if (validateFileName(name) !== null || name.includes('\0')) {
    throw unsafe('A name in it leads out of its folder')
  }
  return name.normalize('NFC')
}

/** Files that share a place unpack to far more than the zip could hold; and one of them is not what it seems. */
function keepApart(entries: readonly ZipEntry[]): void {
  const byOffset = [...entries].sort((a, b) => a.offset - b.offset)
  for (const [index, entry] of byOffset.entries()) {
    entry.endBefore = byOffset[index + 1]?.offset ?? entry.endBefore
    if (entry.offset + LOCAL_HEADER_BYTES + entry.packedBytes > entry.endBefore) throw shared()
  }
}

/**
 * Where the packed content of a file begins, which only its local header says.
 * @throws {Problem} export_damaged, export_unsafe
 */
export async function findContent(file: FileHandle, entry: ZipEntry): Promise<number> {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES)
  const { bytesRead } = await file.read(header, 0, header.length, entry.offset)
  if (bytesRead < header.length || header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw damaged()
  const start = entry.offset + header.length + header.readUInt16LE(26) + header.readUInt16LE(28)
  if (start + entry.packedBytes > entry.endBefore) throw shared()
  return start
}

async function isSignature(file: FileHandle, position: number, signature: number): Promise<boolean> {
  const found = Buffer.alloc(4)
  await file.read(found, 0, found.length, position)
  return found.readUInt32LE(0) === signature
}

const shared = () => unsafe('Two files in it share a place')

/**
 * Reads where a zip says, in large steps: its directory is asked for in two pieces for each file. What it says may be
 * anywhere, and the reader of yauzl throws on that where nobody catches it.
 */
class FileReader extends RandomAccessReader {
  readonly #file: FileHandle
  #window = Buffer.alloc(0)
  #windowStart = 0

  constructor(file: FileHandle) {
    super()
    this.#file = file
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#hold(position, length).then(() => {
      const start = position - this.#windowStart
      const copied = this.#window.copy(buffer, offset, start, start + length)
      callback(copied < length ? damaged() : null)
    }, callback)
  }

  async #hold(position: number, length: number): Promise<void> {
    const end = this.#windowStart + this.#window.length
    if (position >= this.#windowStart && position + length <= end) return
    const window = Buffer.allocUnsafe(Math.max(length, WINDOW_BYTES))
    const { bytesRead } = await this.#file.read(window, 0, window.length, position)
    this.#window = window.subarray(0, bytesRead)
    this.#windowStart = position
  }
}
