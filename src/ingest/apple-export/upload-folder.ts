import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../../problem.ts'
import type { RawId } from '../ledger/raw.ts'

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const keptName = new RegExp(`^(${uuid})\\.(${uuid})\\.zip$`)
const partName = new RegExp(`^${uuid}\\.part$`)

/** A file that was received whole, and that nobody but its receiver knows of yet. */
export interface ReceivedFile {
  path: string
  bytes: number
  sha256: Buffer
}

/** A file of the folder. */
export interface UploadedFile {
  path: string
  /** When something was written to it last, in milliseconds since 1970. */
  writtenAtMs: number
  /** The ingestion that it was kept for; undefined for one that is still being received, or was when a process died. */
  raw: RawId | undefined
}

/**
 * Where uploaded exports lie until they are imported: `uploads/` in DATA_DIR, for our own eyes only. A file is called
 * after its user and its ingestion as soon as it has one.
 */
export class UploadFolder {
  readonly #path: string

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'uploads')
  }

  /**
   * Writes a new file, as fast as the disk takes it. The bytes are durable when this resolves; when it rejects, nothing of
   * them is left.
   * @throws whatever `body` throws; {Problem} overloaded, where there is no room for it
   */
  async receive(body: AsyncIterable<Buffer>): Promise<ReceivedFile> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 })
    const path = join(this.#path, `${randomUUID()}.part`)
    const hash = createHash('sha256')
    let bytes = 0
    async function* measured() {
      for await (const chunk of body) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    }
    try {
      await pipeline(measured, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
    } catch (error) {
      await rm(path, { force: true })
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      throw new Problem('overloaded', 'The server has no room for the file', { cause: error })
    }
    return { path, bytes, sha256: hash.digest() }
  }

  /** Gives a received file the name of its ingestion, durably. @returns where it lies now */
  async keep(path: string, { userId, id }: RawId): Promise<string> {
    const kept = join(this.#path, `${userId}.${id}.zip`)
    await rename(path, kept)
    const folder = await open(this.#path)
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
    return kept
  }

  /** Its files, the one that came first in front. */
  async list(): Promise<UploadedFile[]> {
    const files: UploadedFile[] = []
    for (const name of await orNothing(readdir(this.#path), [])) {
      const [, userId, id] = keptName.exec(name) ?? []
      if (!id && !partName.test(name)) continue
      const path = join(this.#path, name)
      const stats = await orNothing(stat(path), undefined)
      if (!stats) continue
      files.push({ path, writtenAtMs: stats.mtimeMs, raw: userId && id ? { userId, id } : undefined })
    }
    return files.sort((one, other) => ((one.raw?.id ?? '') < (other.raw?.id ?? '') ? -1 : 1))
  }

  /** Also where it is gone already. */
  async remove(path: string): Promise<void> {
    await rm(path, { force: true })
  }
}

/** What is not there: the folder before the first upload, a file that another round has removed. */
async function orNothing<T>(reading: Promise<T>, nothing: T): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return nothing
  }
}
