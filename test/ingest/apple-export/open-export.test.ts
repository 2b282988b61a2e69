import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type OpenedExport, openExport } from '../../../src/ingest/apple-export/open-export.ts'
import { Problem } from '../../../src/problem.ts'
import { writeTemporary, zip } from '../../support/archives.ts'
import { friendlyZips, hostileZips, smallXml } from '../../support/hostile-zips.ts'
import { type Packed, packZip } from '../../support/pack-zip.ts'

const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData>\n]>\n<HealthData locale="de_DE"><Me/></HealthData>`
const clinical = '<?xml version="1.0"?>\n<ClinicalDocument>About <HealthData > and more</ClinicalDocument>'
const cutZip = packZip([{ name: 'export.xml', content: xml }]).subarray(0, -30)

describe('an export is read', () => {
  test('as the phone makes it: the XML, the routes, the electrocardiograms, the health records, and what is not read', async () => {
    const opened = await openZip([
      { name: 'apple_health_export/' },
      { name: 'apple_health_export/export_cda.xml', content: clinical },
      { name: 'apple_health_export/workout-routes/route_2019-06-11_3.00pm.gpx', content: '<gpx/>' },
      { name: 'apple_health_export/electrocardiograms/ecg_2020-01-01.csv', content: 'Name,Ada' },
      { name: 'apple_health_export/clinical-records/a.json', content: '{}' },
      { name: 'apple_health_export/package.json', content: '{}' },
      { name: 'apple_health_export/export.xml', content: xml },
    ])
    expect(await describeOpened(opened)).toEqual({
      xmlBytes: xml.length,
      xml,
      files: {
        'workout-routes/route_2019-06-11_3.00pm.gpx': '<gpx/>',
        'electrocardiograms/ecg_2020-01-01.csv': 'Name,Ada',
        'clinical-records/a.json': '{}',
      },
      notRead: ['apple_health_export/export_cda.xml', 'apple_health_export/package.json'],
    })
    expect(opened.files.open('workout-routes/another.gpx')).toBeUndefined()
    await opened.close()
  })

  test.each([
    'apple_health_export/exporter.xml',
    'Export.xml',
    'экспорт_apple_health/a/b/экспорт.XML',
    '导出/导出.xml',
    'exportar.xml',
  ])('whatever its XML is called: %s', async name => {
    const opened = await openZip([
      { name: 'export.xml', content: clinical.repeat(10) },
      { name, content: xml },
    ])
    expect(await readAll(opened.readXml())).toBe(xml)
    await opened.close()
  })

  test('though its names are UTF-8 that does not say so, or decomposed as a Mac does it', async () => {
    const opened = await openZip([
      { name: 'Exportación/exportación.xml', content: xml, flags: 0 },
      {
        name: 'Exportación/workout-routes/Lauf über Mittag.gpx'.normalize('NFD'),
        content: '<gpx/>',
        flags: 0,
      },
      { name: Buffer.from('Exportaci\xa2n/notes.txt', 'latin1'), content: 'x', flags: 0 },
    ])
    expect(await describeOpened(opened)).toMatchObject({
      files: { 'workout-routes/Lauf über Mittag.gpx': '<gpx/>' },
      notRead: ['Exportación/notes.txt'],
    })
    expect(opened.files.open('workout-routes/Lauf über Mittag.gpx'.normalize('NFD'))).toBeDefined()
    await opened.close()
  })

  test('with the noise of the packer passed over, of which some looks like XML', async () => {
    const opened = await openZip([
      { name: '__MACOSX/apple_health_export/._export.xml', content: xml.repeat(3) },
      { name: 'apple_health_export/._export.xml', content: xml.repeat(3) },
      { name: '__MACOSX/._route.gpx', content: 'x' },
      { name: 'apple_health_export/.DS_Store', content: 'x' },
      { name: 'apple_health_export/Thumbs.db', content: 'x' },
      { name: 'apple_health_export/export.xml', content: xml },
    ])
    expect(await describeOpened(opened)).toEqual({ xmlBytes: xml.length, xml, files: {}, notRead: [] })
    await opened.close()
  })

  test('with more files than 16 bits can count', async () => {
    const opened = await openBuffer(friendlyZips.manyFiles())
    expect(await readAll(opened.readXml())).toBe(smallXml)
    expect(opened.files.paths).toHaveLength(70_000)
    await opened.close()
  })

  test('as bare XML, with and without a document type, and nothing of what lies beside it', async () => {
    for (const content of [xml, '\ufeff<HealthData>\n</HealthData>', '<HealthData/>']) {
      const opened = await openExport(writeTemporary('anything', content))
      expect(await describeOpened(opened)).toEqual({
        xmlBytes: Buffer.byteLength(content),
        xml: content,
        files: {},
        notRead: [],
      })
      await opened.close()
    }
  })

  test('from the beginning each time, also beside a read that was given up, stored or deflated', async () => {
    const long = `${xml.slice(0, -13)}${randomBytes(2_000_000).toString('hex')}</HealthData>`
    for (const method of [0, 8]) {
      const opened = await openZip([{ name: 'export.xml', content: long, method }])
      for await (const piece of opened.readXml()) if (piece.length > 0) break
      const [one, other] = await Promise.all([readAll(opened.readXml()), readAll(opened.readXml())])
      expect([one === long, other === long]).toEqual([true, true])
      await opened.close()
    }
  })

  test('out of the zip that our own writer makes, which knows its sizes only afterwards', async () => {
    const opened = await openBuffer(await zip(new Map([['export.xml', Buffer.from(xml)]])))
    expect(await readAll(opened.readXml())).toBe(xml)
    await opened.close()
  })
})

describe('one clear problem says what is wrong with', () => {
  const damaged = ['export_damaged', /^The file is damaged or cut off: copy it/] as const
  const encrypted = ['export_encrypted', /password/] as const
  const unsafe = (why: RegExp) => ['export_unsafe', why] as const
  const unknown = (why: RegExp) => ['export_unknown', why] as const
  const main: Packed = { name: 'export.xml', content: xml }
  const mib = 1_048_576

  test.each<[string, readonly [string, RegExp], Buffer | Packed[]]>([
    ['a zip that was cut off', damaged, cutZip],
    ['a zip of its first bytes', damaged, cutZip.subarray(0, 20)],
    ['a zip with something after it', damaged, Buffer.concat([packZip([main]), Buffer.alloc(50)])],
    ['a count of more files than there are', damaged, packZip([main], { count: 2 })],
    ['a count of fewer files than there are', damaged, packZip([main, main], { count: 1 })],
    ['a file that begins beyond the end', damaged, [{ ...main, offset: 3_000_000_000 }]],
    ['a file that reaches beyond the end', damaged, [{ ...main, packedBytes: 5_000 }]],
    ['a directory that lies at an absurd place', damaged, zip64With(2n ** 63n)],
    ['a count that is absurd', unsafe(/more than 200000 files/), zip64With(0n, 2n ** 60n)],
    ['a directory that is text', damaged, zip64With(0n, 3n)],
    ['content that does not unpack', damaged, corrupted('export.xml', [0xff, 0xff, 0xff, 0xff])],
    ['a stored file of two sizes', damaged, [{ ...main, method: 0, bytes: 7 }]],
    ['a password on the XML', encrypted, [{ ...main, flags: 0x801 }]],
    ['a password on a route', encrypted, [main, { name: 'r.gpx', content: 'x', flags: 0x801 }]],
    ['a password of the strong kind', encrypted, [{ ...main, flags: 0x841 }]],
    ['a name that climbs', unsafe(/out of its folder/), [main, { name: 'a/../../etc/passwd' }]],
    ['an absolute name', unsafe(/out of its folder/), [main, { name: '/etc/passwd' }]],
    ['a name of a drive', unsafe(/out of its folder/), [main, { name: 'C:/x' }]],
    ['a name with a backslash', unsafe(/backslash/), [main, { name: 'a\\b' }]],
    ['a name with a zero byte', unsafe(/out of its folder/), [main, { name: 'a\0b' }]],
    ['a file in another one', unsafe(/share a place/), [main, { name: 'b', content: 'abc', offset: 40 }]],
    ['a file that is there twice', unsafe(/share a place/), [main, { ...main, offset: 0 }]],
    [
      'a file whose header shifts it into the next',
      unsafe(/share a place/),
      [{ ...main, localExtra: 60 }, main],
    ],
    [
      'a file that unpacks to too much',
      unsafe(/200 times/),
      [main, { name: 'b', content: 'abc', bytes: 65 * mib }],
    ],
    [
      'files that unpack to more than a disk holds',
      unsafe(/64 GB/),
      Array.from({ length: 1_100 }, (_, index) => ({ name: `${index}`, bytes: 60 * mib })),
    ],
    ['more files than it may hold', unsafe(/more than 200000 files/), zip64With(0n, 200_001n)],
    ['another method of packing', unknown(/another method than Deflate/), [{ ...main, method: 9 }]],
    [
      'a zip with the document for clinics only',
      unknown(/^No XML in the zip is that/),
      [{ name: 'a.xml', content: clinical }],
    ],
    ['a zip without XML', unknown(/^There is no XML in the zip: take export\.zip/), [{ name: 'a.jpg' }]],
    ['an empty zip', unknown(/no XML in the zip/), []],
    ['an archive of ours', unknown(/health-export import/), [{ name: 'manifest.json', content: '{}' }]],
    ['the document for clinics', unknown(/neither a zip nor/), Buffer.from(clinical)],
    ['health data too far down', unknown(/neither a zip nor/), Buffer.from(' '.repeat(70_000) + xml)],
    ['something else', unknown(/neither a zip nor/), randomBytes(100)],
    ['nothing', unknown(/neither a zip nor/), Buffer.alloc(0)],
  ])('%s', async (_what, [code, detail], made) => {
    const problem = await openBuffer(Buffer.isBuffer(made) ? made : packZip(made)).catch(error => error)
    expect(problem).toBeInstanceOf(Problem)
    expect({ code: problem.code, detail: problem.detail }).toEqual({
      code,
      detail: expect.stringMatching(detail),
    })
  })

  test.each(
    Object.entries({
      empty: 'export_unknown',
      withoutXml: 'export_unknown',
      nameClimbs: 'export_unsafe',
      nameIsAbsolute: 'export_unsafe',
      nameClimbsOnWindows: 'export_unsafe',
      encrypted: 'export_encrypted',
      cutInHalf: 'export_damaged',
      cutInDirectory: 'export_damaged',
      largerThanDeclared: 'export_damaged',
      absurdlyLarge: 'export_unsafe',
      overlapping: 'export_unsafe',
      bomb: 'export_unsafe',
    } satisfies Record<keyof typeof hostileZips, string>),
  )('the zip that is %s: %s', async (name, code) => {
    const made = hostileZips[name as keyof typeof hostileZips]()
    await expect(openBuffer(made)).rejects.toMatchObject({ name: 'Problem', code })
  })

  const late = `${xml.slice(0, -13)}${randomBytes(200_000).toString('hex')}</HealthData>`
  test.each<[string, Packed]>([
    ['the checksum is wrong', { name: 'export.xml', content: late, crc: 1 }],
    ['there is more than was said', { name: 'export.xml', content: late, bytes: 300_000 }],
    ['there is less than was said', { name: 'export.xml', content: late, bytes: 500_000 }],
  ])('content of which only reading tells it: %s', async (_what, file) => {
    const opened = await openZip([file])
    let bytes = 0
    const reading = (async () => {
      for await (const piece of opened.readXml()) bytes += piece.length
    })()
    const problem = await reading.then(String, error => error)
    expect(bytes).toBeLessThanOrEqual(opened.xmlBytes)
    expect({ code: problem.code, detail: problem.detail }).toEqual({
      code: damaged[0],
      detail: expect.stringMatching(damaged[1]),
    })
    await opened.close()
  })

  test('a path where nothing is, which is no fault of an export', async () => {
    await expect(openExport('/nowhere/export.zip')).rejects.toMatchObject({ code: 'ENOENT', syscall: 'open' })
  })
})

test('no file stays open, whether an export was refused or closed', async () => {
  const before = readdirSync('/proc/self/fd').length
  const opened = await openZip([{ name: 'export.xml', content: xml }])
  await readAll(opened.readXml())
  await opened.close()
  for (let attempt = 0; attempt < 5; attempt++) {
    await expect(openBuffer(cutZip)).rejects.toMatchObject({ code: 'export_damaged' })
  }
  expect(readdirSync('/proc/self/fd')).toHaveLength(before)
})

const openBuffer = (content: Buffer): Promise<OpenedExport> =>
  openExport(writeTemporary('export.zip', content))
const openZip = (files: Packed[]): Promise<OpenedExport> => openBuffer(packZip(files))

async function readAll(content: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

async function describeOpened({ xmlBytes, readXml, files, notRead }: OpenedExport) {
  const contents: Record<string, string> = {}
  for (const path of files.paths) contents[path] = await readAll(files.open(path)!)
  return { xmlBytes, xml: await readAll(readXml()), files: contents, notRead }
}

/** The end of a zip of the large kind that says where its directory begins, or how many files it has. */
function zip64With(directoryOffset: bigint, count = 1n): Buffer {
  const record = Buffer.alloc(56)
  record.write('PK\x06\x06', 'latin1')
  record.writeBigUInt64LE(count, 32)
  record.writeBigUInt64LE(directoryOffset, 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  const head = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)])
  locator.writeBigUInt64LE(BigInt(head.length), 8)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  return Buffer.concat([head, record, locator, end])
}

/** A zip whose packed content begins with other bytes. */
function corrupted(name: string, bytes: number[]): Buffer {
  const made = packZip([{ name, content: xml }])
  made.set(bytes, made.indexOf(name) + name.length)
  return made
}
