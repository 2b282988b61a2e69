import { buildZip, cutInDirectory, cutInHalf, packBomb, type ZipFile } from './zips.ts'

/** An export with one record of each shape that its tests do not care about. */
export const smallXml = `<?xml version="1.0" encoding="UTF-8"?>
<HealthData locale="es_ES">
 <ExportDate value="2024-05-02 08:00:00 +0200"/>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" creationDate="2024-05-01 08:00:05 +0200" startDate="2024-05-01 08:00:00 +0200" endDate="2024-05-01 08:00:00 +0200" value="61"/>
</HealthData>
`

const xml: ZipFile = { path: 'apple_health_export/export.xml', content: smallXml }
const gpx = (path: string): ZipFile => ({ path, content: '<gpx version="1.1"></gpx>' })
const whole = [xml, gpx('apple_health_export/workout-routes/route_2024-05-01_8.00am.gpx')]

/** Zips as a phone and those who repack its own make them. */
export const friendlyZips = {
  asExported: () => buildZip(whole),
  /** Packed again on a Mac that speaks Spanish: what the Finder leaves is XML by its name only. */
  repackedOnMac: () =>
    buildZip([
      { path: 'apple_health_export/.DS_Store', content: '\0\0\0\x01Bud1' },
      { path: '__MACOSX/apple_health_export/._exportación.xml', content: '\0\x05\x16\x07' },
      { path: 'apple_health_export/exportación.xml', content: smallXml },
    ]),
  /** More files than 16 bits can count. */
  manyFiles: () =>
    buildZip([
      ...Array.from({ length: 70_000 }, (_, index) => ({
        path: `apple_health_export/workout-routes/${index}.gpx`,
        content: '',
        packed: nothing,
      })),
      xml,
    ]),
} satisfies Record<string, () => Buffer>

const nothing = { deflated: Buffer.from([3, 0]), crc: 0, bytes: 0 }

/** Zips that nobody can or should read to the end. */
export const hostileZips = {
  empty: () => buildZip([]),
  withoutXml: () => buildZip([gpx('apple_health_export/workout-routes/route.gpx')]),
  nameClimbs: () => buildZip([xml, gpx('../evil.gpx')]),
  nameIsAbsolute: () => buildZip([xml, gpx('/abs/evil.gpx')]),
  nameClimbsOnWindows: () => buildZip([xml, gpx('a\\..\\..\\evil.gpx')]),
  encrypted: () => buildZip([{ ...xml, encrypted: true }]),
  cutInHalf: () => cutInHalf(buildZip([{ ...xml, content: smallXml.repeat(50) }])),
  cutInDirectory: () => cutInDirectory(buildZip(whole)),
  largerThanDeclared: () => buildZip([{ ...xml, declaredBytes: 10n }]),
  /** An exabyte, says the directory. */
  absurdlyLarge: () => buildZip([{ ...xml, declaredBytes: 2n ** 60n }]),
  /** Both names are of the same bytes: a few kilobytes could be as many files as wanted. */
  overlapping: () => buildZip([xml, { ...xml, path: 'apple_health_export/second.xml', sharesDataOf: 0 }]),
  /** Three hundred megabytes of blanks from a third of one. */
  bomb: () =>
    buildZip([{ ...xml, content: '', packed: packBomb('<HealthData locale="en_US">', 300_000_000) }]),
} satisfies Record<string, () => Buffer>
