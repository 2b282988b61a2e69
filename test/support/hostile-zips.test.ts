import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { type Entry, fromBufferPromise } from 'yauzl'
import { unzip } from './archives.ts'
import { friendlyZips, hostileZips, smallXml } from './hostile-zips.ts'

async function list(zip: Buffer): Promise<Entry[]> {
  const entries: Entry[] = []
  const reader = await fromBufferPromise(zip, { decodeStrings: true, validateEntrySizes: false })
  for await (const entry of reader.eachEntry()) entries.push(entry)
  return entries
}

const sizes = async (zip: Buffer) =>
  (await list(zip)).map(entry => [entry.fileName, entry.uncompressedSize, entry.relativeOffsetOfLocalHeader])

test('the friendly ones are sound, by the judgement of another reader', async () => {
  const exported = await unzip(friendlyZips.asExported())
  expect([...exported.keys()]).toEqual([
    'apple_health_export/export.xml',
    'apple_health_export/workout-routes/route_2024-05-01_8.00am.gpx',
  ])
  expect(exported.get('apple_health_export/export.xml')?.toString()).toBe(smallXml)
  const repacked = await unzip(friendlyZips.repackedOnMac())
  expect([...repacked.keys()]).toEqual([
    'apple_health_export/.DS_Store',
    '__MACOSX/apple_health_export/._exportación.xml',
    'apple_health_export/exportación.xml',
  ])
  expect((await list(friendlyZips.manyFiles())).length).toBe(70_001)
})

test.each([
  ['nameClimbs', 'invalid relative path: ../evil.gpx'],
  ['nameIsAbsolute', 'absolute path: /abs/evil.gpx'],
  [
    'cutInHalf',
    'End of central directory record signature not found. Either not a zip file, or file is truncated.',
  ],
  [
    'cutInDirectory',
    'End of central directory record signature not found. Either not a zip file, or file is truncated.',
  ],
] as const)('%s is refused by another reader', async (name, message) => {
  await expect(list(hostileZips[name]())).rejects.toThrow(message)
})

test('the others are as hostile as their names say', async () => {
  expect(await list(hostileZips.empty())).toEqual([])
  expect((await sizes(hostileZips.withoutXml())).length).toBe(1)
  expect((await list(hostileZips.encrypted())).map(entry => entry.isEncrypted())).toEqual([true])
  expect(await sizes(hostileZips.largerThanDeclared())).toEqual([['apple_health_export/export.xml', 10, 0]])
  expect(await sizes(hostileZips.overlapping())).toEqual([
    ['apple_health_export/export.xml', smallXml.length, 0],
    ['apple_health_export/second.xml', smallXml.length, 0],
  ])
  // Backslashes are slashes to this reader, which then refuses the way up.
  await expect(list(hostileZips.nameClimbsOnWindows())).rejects.toThrow('invalid relative path')
  expect(await sizes(hostileZips.absurdlyLarge())).toEqual([['apple_health_export/export.xml', 2 ** 60, 0]])
})

test('the bomb is whole, and a thousand times as large as its zip', async () => {
  const zip = hostileZips.bomb()
  const reader = await fromBufferPromise(zip)
  let bytes = 0
  for await (const entry of reader.eachEntry()) {
    const count = new Writable({
      write(chunk, _encoding, done) {
        bytes += chunk.length
        done()
      },
    })
    await pipeline(await reader.openReadStreamPromise(entry), count)
  }
  expect(bytes).toBeGreaterThanOrEqual(300_000_000)
  expect(bytes / zip.length).toBeGreaterThan(900)
})
