import { constants, crc32, deflateRawSync } from 'node:zlib'

/** A file of a zip, and the lies that its headers tell of it. */
export interface ZipFile {
  path: string
  content: string | Buffer
  /** What the content is packed as, where it is too large to be packed whole. */
  packed?: Packed
  /** Said to be protected by a password, in both headers. */
  encrypted?: boolean
  /** Said to be its size. Above 32 bits the headers go to Zip64. */
  declaredBytes?: bigint
  /** Index of the file whose data the directory says is this one's. */
  sharesDataOf?: number
}

interface Packed {
  deflated: Buffer
  crc: number
  bytes: number
}

const MAX_32 = 0xffffffffn
const MAX_16 = 0xffff
/** Names are UTF-8. */
const UTF_8 = 0x0800
const ENCRYPTED = 0x0001
const DEFLATED = 8

/** Puts a zip together byte by byte (APPNOTE.TXT 4.3), so that it can be wrong where it is to be. */
export function buildZip(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = []
  const offsets: number[] = []
  const directory: Buffer[] = []
  let length = 0
  for (const file of files) {
    const packed = file.packed ?? pack(Buffer.from(file.content))
    offsets.push(file.sharesDataOf === undefined ? length : offsets[file.sharesDataOf]!)
    directory.push(directoryRecord(file, packed, offsets.at(-1)!))
    if (file.sharesDataOf !== undefined) continue
    const local = localHeader(file, packed)
    parts.push(local, packed.deflated)
    length += local.length + packed.deflated.length
  }
  const listed = Buffer.concat(directory)
  return Buffer.concat([...parts, listed, directoryEnd(files.length, listed.length, length)])
}

function pack(content: Buffer): Packed {
  return { deflated: deflateRawSync(content), crc: crc32(content), bytes: content.length }
}

/** What both headers say alike, from the version on: needed version, flags, method, time, sum, sizes, length of the name. */
function commonFields({ path, encrypted, declaredBytes }: ZipFile, { deflated, crc, bytes }: Packed) {
  const declared = declaredBytes ?? BigInt(bytes)
  const isLarge = declared >= MAX_32
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(isLarge ? 45 : 20, 0)
  fields.writeUInt16LE(UTF_8 | (encrypted ? ENCRYPTED : 0), 2)
  fields.writeUInt16LE(DEFLATED, 4)
  fields.writeUInt16LE(0x21, 8) // 1980-01-01
  fields.writeUInt32LE(crc, 10)
  fields.writeUInt32LE(deflated.length, 14)
  fields.writeUInt32LE(Number(isLarge ? MAX_32 : declared), 18)
  fields.writeUInt16LE(Buffer.byteLength(path), 22)
  const extra = Buffer.alloc(isLarge ? 12 : 0)
  if (isLarge) {
    extra.writeUInt16LE(0x0001, 0)
    extra.writeUInt16LE(8, 2)
    extra.writeBigUInt64LE(declared, 4)
  }
  fields.writeUInt16LE(extra.length, 24)
  return { fields, extra }
}

function localHeader(file: ZipFile, packed: Packed): Buffer {
  const { fields, extra } = commonFields(file, packed)
  return Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(file.path), extra])
}

function directoryRecord(file: ZipFile, packed: Packed, offset: number): Buffer {
  const { fields, extra } = commonFields(file, packed)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  const madeBy = Buffer.from([20, 3])
  return Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, fields, rest, Buffer.from(file.path), extra])
}

function directoryEnd(count: number, size: number, start: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  for (const at of [8, 10]) end.writeUInt16LE(Math.min(count, MAX_16), at)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(start, 16)
  if (count < MAX_16) return end
  const large = Buffer.alloc(56)
  large.write('PK\x06\x06', 'latin1')
  large.writeBigUInt64LE(44n, 4)
  for (const at of [12, 14]) large.writeUInt16LE(45, at)
  for (const at of [24, 32]) large.writeBigUInt64LE(BigInt(count), at)
  large.writeBigUInt64LE(BigInt(size), 40)
  large.writeBigUInt64LE(BigInt(start), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(start + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([large, locator, end])
}

/**
 * A beginning, and then blanks until it is as large as wanted: a thousandth of it when packed, and made in no time,
 * because the same packed megabyte is repeated.
 */
export function packBomb(beginning: string, bytes: number): Packed {
  const block = Buffer.alloc(1_048_576, ' ')
  // Ends at a byte and looks back at nothing, so that any other may follow.
  const openEnded = { level: 9, finishFlush: constants.Z_FULL_FLUSH }
  const repeated = deflateRawSync(block, openEnded)
  const times = Math.ceil(bytes / block.length)
  let crc = crc32(beginning)
  for (let time = 0; time < times; time++) crc = crc32(block, crc)
  return {
    deflated: Buffer.concat([
      deflateRawSync(Buffer.from(beginning), openEnded),
      ...Array.from({ length: times }, () => repeated),
      deflateRawSync(Buffer.alloc(0)),
    ]),
    crc,
    bytes: Buffer.byteLength(beginning) + times * block.length,
  }
}

/** Without its end, as a download that broke off. */
export const cutInHalf = (zip: Buffer): Buffer => zip.subarray(0, zip.length >> 1)

/** All files are there, and half of the list of them. */
export function cutInDirectory(zip: Buffer): Buffer {
  const end = zip.lastIndexOf('PK\x05\x06')
  const start = zip.readUInt32LE(end + 16)
  return zip.subarray(0, start + ((end - start) >> 1))
}
