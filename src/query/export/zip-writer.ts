import { promisify } from 'node:util'
import { crc32, createDeflateRaw, deflateRaw } from 'node:zlib'
import { PackedBytes } from './packed-bytes.ts'
import { throughZlib } from './through-zlib.ts'

const deflate = promisify(deflateRaw)
/** The next levels take twice the time for a tenth of the size. */
const compression = { level: 4 }

const MAX_32 = 0xffffffff
const MAX_16 = 0xffff
const LARGE_NEEDS = 45
const PLAIN_NEEDS = 20
/** Made on Unix (the upper byte), so that the mode below is read as one. */
const MADE_BY = 0x0300 | LARGE_NEEDS
/** Sizes follow the data (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808
const DEFLATED = 8
const FILE_MODE = (0o100644 << 16) >>> 0

/** What is known of a file of the zip once it was written. */
interface Written {
  crc: number
  compressedBytes: number
  bytes: number
  offset: number
}

/**
 * Writes a zip as its files become known (APPNOTE.TXT 6.3), with Zip64 where a size or a count needs it. Of a file that
 * was written it keeps its record of the directory, some 100 bytes, and of one being written what is in the compressor.
 * Who stops to read stops the writing.
 */
export class ZipWriter {
  readonly #time: Buffer
  readonly #directory = new PackedBytes()
  #count = 0
  #offset = 0

  /** @param modifiedAt shown for every file, in UTC */
  constructor(modifiedAt: Date) {
    this.#time = encodeDosTime(modifiedAt)
  }

  /**
   * The bytes of one more file. To be read to the end before the next one is begun.
   * @param path with slashes; no two files share one
   */
  async *add(path: string, content: Buffer | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const name = Buffer.from(path)
    const offset = this.#offset
    yield this.#pass(this.#localHeader(name))
    const written: Written = { crc: 0, bytes: 0, compressedBytes: 0, offset }
    const seen = (chunk: Buffer) => {
      written.crc = crc32(chunk, written.crc)
      written.bytes += chunk.length
    }
    for await (const chunk of Buffer.isBuffer(content)
      ? compressWhole(content, seen)
      : compress(content, seen)) {
      written.compressedBytes += chunk.length
      yield this.#pass(chunk)
    }
    yield this.#pass(descriptor(written))
    this.#directory.add(this.#directoryRecord(name, written))
    this.#count++
  }

  /** The directory, without which the bytes before are no zip. */
  async *end(): AsyncGenerator<Buffer> {
    const start = this.#offset
    const size = this.#directory.length
    yield* this.#directory.chunks()
    const isLarge = this.#count >= MAX_16 || start >= MAX_32 || size >= MAX_32
    if (isLarge) yield largeEnd(this.#count, size, start)
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt16LE(Math.min(this.#count, MAX_16), 8)
    end.writeUInt16LE(Math.min(this.#count, MAX_16), 10)
    end.writeUInt32LE(Math.min(size, MAX_32), 12)
    end.writeUInt32LE(Math.min(start, MAX_32), 16)
    yield end
  }

  #pass(chunk: Buffer): Buffer {
    this.#offset += chunk.length
    return chunk
  }

  #localHeader(name: Buffer): Buffer {
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(PLAIN_NEEDS, 4)
    header.writeUInt16LE(FLAGS, 6)
    header.writeUInt16LE(DEFLATED, 8)
    this.#time.copy(header, 10)
    header.writeUInt16LE(name.length, 26)
    return Buffer.concat([header, name])
  }

  #directoryRecord(name: Buffer, { crc, compressedBytes, bytes, offset }: Written): Buffer {
    const large = [bytes, compressedBytes, offset].filter(number => number >= MAX_32)
    const extra = Buffer.alloc(large.length > 0 ? 4 + 8 * large.length : 0)
    if (large.length > 0) {
      extra.writeUInt16LE(0x0001, 0)
      extra.writeUInt16LE(8 * large.length, 2)
      for (const [index, number] of large.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + 8 * index)
    }
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE(MADE_BY, 4)
    record.writeUInt16LE(large.length > 0 ? LARGE_NEEDS : PLAIN_NEEDS, 6)
    record.writeUInt16LE(FLAGS, 8)
    record.writeUInt16LE(DEFLATED, 10)
    this.#time.copy(record, 12)
    record.writeUInt32LE(crc, 16)
    record.writeUInt32LE(Math.min(compressedBytes, MAX_32), 20)
    record.writeUInt32LE(Math.min(bytes, MAX_32), 24)
    record.writeUInt16LE(name.length, 28)
    record.writeUInt16LE(extra.length, 30)
    record.writeUInt32LE(FILE_MODE, 38)
    record.writeUInt32LE(Math.min(offset, MAX_32), 42)
    return Buffer.concat([record, name, extra])
  }
}

/** A small file in one go: a compressor of its own costs more than its bytes. */
async function* compressWhole(content: Buffer, seen: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  seen(content)
  yield await deflate(content, compression)
}

async function* compress(
  content: AsyncIterable<Buffer>,
  seen: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  yield* throughZlib(passing(content, seen), createDeflateRaw(compression))
}

async function* passing(
  content: AsyncIterable<Buffer>,
  seen: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    seen(chunk)
    yield chunk
  }
}

/** What was not known yet at the head of the file; the sizes in 64 bits where one of them needs it. */
function descriptor({ crc, compressedBytes, bytes }: Written): Buffer {
  const isLarge = compressedBytes >= MAX_32 || bytes >= MAX_32
  const text = Buffer.alloc(isLarge ? 24 : 16)
  text.writeUInt32LE(0x08074b50, 0)
  text.writeUInt32LE(crc, 4)
  if (isLarge) {
    text.writeBigUInt64LE(BigInt(compressedBytes), 8)
    text.writeBigUInt64LE(BigInt(bytes), 16)
  } else {
    text.writeUInt32LE(compressedBytes, 8)
    text.writeUInt32LE(bytes, 12)
  }
  return text
}

/** The end of a directory that does not fit into 16 and 32 bits, and where that end is. */
function largeEnd(count: number, size: number, start: number): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.writeUInt32LE(0x06064b50, 0)
  end.writeBigUInt64LE(44n, 4)
  end.writeUInt16LE(MADE_BY, 12)
  end.writeUInt16LE(LARGE_NEEDS, 14)
  end.writeBigUInt64LE(BigInt(count), 24)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(size), 40)
  end.writeBigUInt64LE(BigInt(start), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(start + size), 64)
  end.writeUInt32LE(1, 72)
  return end
}

/** Two seconds exact, from 1980 on. */
function encodeDosTime(time: Date): Buffer {
  const text = Buffer.alloc(4)
  text.writeUInt16LE(
    (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1),
    0,
  )
  text.writeUInt16LE(
    ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate(),
    2,
  )
  return text
}
