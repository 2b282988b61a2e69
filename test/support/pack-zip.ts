import { crc32, deflateRawSync } from 'node:zlib'

/** A file of a zip that says of itself whatever it is told to; the rest is as it should be. */
export interface Packed {
  name: string | Buffer
  content?: string | Buffer
  /** 8, Deflate, where nothing else is said. */
  method?: number
  flags?: number
  /** What the directory says of it. */
  bytes?: number
  packedBytes?: number
  crc?: number
  offset?: number
  /** In the local header only. */
  localExtra?: number
}

/** A zip by hand (APPNOTE.TXT 4.3), for those that no packer makes. */
export function packZip(files: readonly Packed[], { count = files.length } = {}): Buffer {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const { method = 8, flags = 0x800, localExtra = 0 } = file
    const name = Buffer.from(file.name)
    const content = Buffer.from(file.content ?? '')
    const packed = method === 8 ? deflateRawSync(content) : content
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags, 2)
    fields.writeUInt16LE(method, 4)
    fields.writeUInt32LE(file.crc ?? crc32(content), 10)
    fields.writeUInt32LE(file.packedBytes ?? packed.length, 14)
    fields.writeUInt32LE(file.bytes ?? content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const localFields = Buffer.from(fields)
    localFields.writeUInt16LE(localExtra, 24)
    const head = Buffer.concat([Buffer.from('PK\x03\x04'), localFields, name])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(file.offset ?? offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), fields, rest, name)
    local.push(head, packed)
    offset += head.length + packed.length
  }
  const directoryBytes = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(count, 4)
  end.writeUInt16LE(count, 6)
  end.writeUInt32LE(directoryBytes.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...local, directoryBytes, Buffer.from('PK\x05\x06'), end])
}
