import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromBufferPromise } from 'yauzl'
import { ZipWriter } from '../../src/query/export/zip-writer.ts'
import { closeAfterwards } from './close-afterwards.ts'
import { fetchChecked } from './fetch-checked.ts'

export type Files = Map<string, Buffer>

/** Loads an export over the socket, as a browser would. */
export async function loadExport(origin: string, key: string): Promise<Buffer> {
  const answer = await fetchChecked(`${origin}/v1/me/export`, { headers: { authorization: `Bearer ${key}` } })
  if (!answer.ok) throw new Error(await answer.text())
  return Buffer.from(await answer.arrayBuffer())
}

/** What is in a zip, in the order of its directory, read by somebody else's code. */
export async function unzip(zip: Buffer): Promise<Files> {
  const files: Files = new Map()
  const reader = await fromBufferPromise(zip, { strictFileNames: true })
  for await (const entry of reader.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await reader.openReadStreamPromise(entry)) chunks.push(chunk)
    files.set(entry.fileName, Buffer.concat(chunks))
  }
  return files
}

export async function zip(files: Files): Promise<Buffer> {
  const writer = new ZipWriter(new Date())
  const chunks: Buffer[] = []
  for (const [path, content] of files) for await (const chunk of writer.add(path, content)) chunks.push(chunk)
  for await (const chunk of writer.end()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Changes one file and makes the manifest fit again, as somebody would who knows how. */
export function forge(files: Files, path: string, change: (text: string) => string): Files {
  const forged = new Map(files)
  const content = Buffer.from(change(files.get(path)!.toString()))
  forged.set(path, content)
  const manifest = JSON.parse(files.get('manifest.json')!.toString())
  const listed = manifest.files.find((file: { path: string }) => file.path === path)
  listed.bytes = content.length
  listed.sha256 = createHash('sha256').update(content).digest('hex')
  return forged.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
}

/** @returns where it lies until the test or the file ends */
export function writeTemporary(name: string, content: Buffer | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'health-export-archive-'))
  closeAfterwards(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
