import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { damaged, orDamaged } from './export-problem.ts'
import { findContent, type ZipEntry } from './zip-directory.ts'

const STORED = 0
const DEFLATED = 8

const PIECE_BYTES = 65_536
/** Less would be unpacked in the time that it takes to ask another thread for it. */
const UNPACKED_BYTES = 65_536
/** A piece is read in one turn of the event loop: what is written meanwhile, and other requests, wait for its end. */
const UNPACKED_PIECE_BYTES = 32_768

/** Whether it is packed in a way that `readEntry` can read. */
export const isReadable = ({ method }: ZipEntry): boolean => method === STORED || method === DEFLATED

/**
 * What is in a file of a zip, never more than the directory says.
 * @throws {Problem} export_damaged, export_unsafe; at the end where only the checksum tells
 */
export async function* readEntry(file: FileHandle, entry: ZipEntry): AsyncGenerator<Buffer> {
  let [bytes, checksum] = [0, 0]
  try {
    const packed = readRange(file, await findContent(file, entry), entry.packedBytes)
    for await (const piece of entry.method === STORED ? packed : inflate(packed)) {
      bytes += piece.length
      if (bytes > entry.bytes) throw damaged()
      checksum = crc32(piece, checksum)
      yield piece
    }
  } catch (error) {
    throw orDamaged(error)
  }
  if (bytes !== entry.bytes || checksum !== entry.crc32) throw damaged()
}

/** A part of a file; less of it where the file ends. */
export async function* readRange(file: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let read = 0; read < length; ) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, length - read))
    const { bytesRead } = await file.read(piece, 0, piece.length, start + read)
    if (bytesRead === 0) return
    read += bytesRead
    yield piece.subarray(0, bytesRead)
  }
}

/** Reads and unpacks the next pieces while the last one is being used. */
async function* inflate(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacked = createInflateRaw({ chunkSize: UNPACKED_BYTES })
  // Its error comes out of the stream as well.
  pipeline(packed, unpacked, () => {})
  try {
    for await (const bytes of unpacked) {
      for (let at = 0; at < bytes.length; at += UNPACKED_PIECE_BYTES) {
        yield bytes.subarray(at, at + UNPACKED_PIECE_BYTES)
      }
    }
  } finally {
    unpacked.destroy()
  }
}
