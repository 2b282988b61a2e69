import { open, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Problem } from '../../problem.ts'

/** STAND-IN until the real one is merged. */
export interface OpenedExport {
  xmlBytes: number
  readXml(): AsyncIterable<Buffer>
  files: unknown
  notRead: readonly string[]
  close(): Promise<void>
}

/** STAND-IN until the real one is merged. @throws {Problem} export_damaged, export_encrypted, export_unknown */
export async function openExport(path: string): Promise<OpenedExport> {
  const handle = await open(path)
  try {
    const { size } = await stat(path)
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    if (buffer.readUInt32LE(0) !== 0x04034b50) throw new Problem('export_unknown', 'It is no zip')
    if ((buffer.readUInt16LE(6) & 1) === 1) throw new Problem('export_encrypted', 'It has a password')
    const { buffer: end } = await handle.read(Buffer.alloc(22), 0, 22, Math.max(0, size - 22))
    if (end.readUInt32LE(0) !== 0x06054b50) throw new Problem('export_damaged', 'It is cut off')
    return { xmlBytes: size, readXml: () => Readable.from([]), files: [], notRead: [], close: async () => {} }
  } finally {
    await handle.close()
  }
}
