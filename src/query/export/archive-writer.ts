import { createHash } from 'node:crypto'
import {
  type ArchivedFile,
  archiveFormat,
  archiveVersion,
  manifestPath,
} from '../../database/archive-format.ts'
import { PackedBytes } from './packed-bytes.ts'
import type { RowCount } from './table-files.ts'
import { ZipWriter } from './zip-writer.ts'

/** How many rows of a table are in the archive, and with which columns. */
export interface ArchivedTable {
  name: string
  columns: string[]
  rows: number
}

/** A zip that ends with an account of its own files. */
export class ArchiveWriter {
  readonly #exportedAt: Date
  readonly #zip: ZipWriter
  /** One line of the manifest per file: as objects a hundred thousand of them would weigh ten times as much. */
  readonly #files = new PackedBytes()
  readonly #tables: ArchivedTable[] = []

  constructor(exportedAt: Date) {
    this.#exportedAt = exportedAt
    this.#zip = new ZipWriter(exportedAt)
  }

  /** @param count where the file has rows: complete when the content was read */
  async *add(
    path: string,
    content: Buffer | AsyncIterable<Buffer>,
    count?: Readonly<RowCount>,
  ): AsyncGenerator<Buffer> {
    const hash = createHash('sha256')
    let bytes = 0
    const seen = (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
      return chunk
    }
    yield* this.#zip.add(path, Buffer.isBuffer(content) ? seen(content) : passing(content, seen))
    const file: ArchivedFile = { path, bytes, sha256: hash.digest('hex'), ...count }
    this.#files.add(Buffer.from(`${this.#files.length === 0 ? '' : ','}\n${JSON.stringify(file)}`))
  }

  /** Names a table whose lines were added. */
  addTable(table: ArchivedTable): void {
    this.#tables.push(table)
  }

  /** The manifest and the zip's own directory. */
  async *end(serviceVersion: string): AsyncGenerator<Buffer> {
    const head = JSON.stringify({
      format: archiveFormat,
      version: archiveVersion,
      exported_at: this.#exportedAt.toISOString(),
      service_version: serviceVersion,
      tables: this.#tables,
    })
    yield* this.#zip.add(manifestPath, this.#manifest(head.slice(0, -1)))
    yield* this.#zip.end()
  }

  async *#manifest(head: string): AsyncGenerator<Buffer> {
    yield Buffer.from(`${head},"files":[`)
    yield* this.#files.chunks()
    yield Buffer.from('\n]}\n')
  }
}

async function* passing(
  content: AsyncIterable<Buffer>,
  seen: (chunk: Buffer) => Buffer,
): AsyncGenerator<Buffer> {
  for await (const chunk of content) yield seen(chunk)
}
