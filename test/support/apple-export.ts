import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { zip } from './archives.ts'

/** An export.zip with so many heart rates, one a minute from 2020 on, as a watch would have them. */
export function appleExport(records: number): Promise<Buffer> {
  const xml = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<HealthData locale="en_DE">',
    ' <ExportDate value="2025-01-15 10:00:00 +0100"/>',
    ...Array.from({ length: records }, (_, index) => heartRateRecord(index)),
    '</HealthData>\n',
  ].join('\n')
  return zip(new Map([['apple_health_export/export.xml', Buffer.from(xml)]]))
}

function heartRateRecord(index: number): string {
  const at = new Date(Date.UTC(2020, 0, 1) + index * 60_000)
    .toISOString()
    .replace(/^(.*)T(.*)\.000Z$/, '$1 $2 +0000')
  return (
    ' <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" ' +
    `creationDate="${at}" startDate="${at}" endDate="${at}" value="${50 + (index % 100)}"/>`
  )
}

/** The same zip, whose files claim to be encrypted: in the header of each, and in its line of the directory. */
export function protect(unprotected: Buffer): Buffer {
  const bytes = Buffer.from(unprotected)
  for (const [signature, flagsAt] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const) {
    for (let at = bytes.indexOf(signature); at !== -1; at = bytes.indexOf(signature, at + 4)) {
      bytes.writeUInt16LE(bytes.readUInt16LE(at + flagsAt) | 1, at + flagsAt)
    }
  }
  return bytes
}

/** The names of the files that were uploaded to a service and are still there. */
export async function listUploads(dataDir: string): Promise<string[]> {
  try {
    return await readdir(join(dataDir, 'uploads'))
  } catch {
    return []
  }
}
