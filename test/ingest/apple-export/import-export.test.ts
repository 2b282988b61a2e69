import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppleExportCounts, writeAppleExport } from '../../../bench/apple-export/write-apple-export.ts'
import { Partitions } from '../../../src/database/partitions.ts'
import {
  type ImportDeps,
  type Imported,
  importExport,
} from '../../../src/ingest/apple-export/import-export.ts'
import type { ImportWishes } from '../../../src/ingest/apple-export/import-wishes.ts'
import { openExport } from '../../../src/ingest/apple-export/open-export.ts'
import { eraseUser } from '../../../src/keys/erase-user.ts'
import { expectAccounted } from '../../support/accounting.ts'
import { testDatabase } from '../../support/database.ts'
import { createTestUser } from '../../support/ingesting.ts'
import { readRollups } from '../../support/rollups.ts'
import { countRowsOf } from '../../support/rows-of-user.ts'
import { rowsOfUser } from '../../support/tables.ts'
import { buildZip } from '../../support/zips.ts'

const { pool } = await testDatabase()
const deps: ImportDeps = { pool, partitions: new Partitions(pool), disabledTypes: new Set() }
const folder = mkdtempSync(join(tmpdir(), 'health-export-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, 'export.zip')
let written: AppleExportCounts

beforeAll(async () => {
  // Some 23,000 records: more than one slice holds, in the time that a test may take.
  written = await writeAppleExport({ path, xmlBytes: 10_000_000, seed: 5, until: new Date('2026-11-01') })
}, 60_000)

const importAs = (userId: string, wishes: ImportWishes = {}, others: Partial<ImportDeps> = {}) =>
  importExport({ ...deps, ...others }, { userId, keyId: null, path, fileName: 'export.zip' }, wishes)

async function importWhole(userId: string, wishes: ImportWishes = {}, others: Partial<ImportDeps> = {}) {
  const imported = await importAs(userId, wishes, others)
  if (!imported) throw new Error('The import did not come to its end')
  expectAccounted(imported.report)
  return imported
}

/** A user's rows of every table without what two imports of the same differ in; a view only adds them up. */
async function storedOf(userId: string): Promise<Record<string, unknown>> {
  const stored = Object.entries(await rowsOfUser(pool, userId)).filter(([table]) => !tablesApart.has(table))
  const rows = stored.map(([table, rows]) => [table, rows.map(withoutIds).sort()])
  return { ...Object.fromEntries(rows), rollups: await readRollups(pool, userId) }
}

/** Rollups are compared by the names of their streams: a stream has another number for each user. */
const tablesApart: ReadonlySet<string> = new Set([
  'users',
  'raw_ingestions',
  'audit_log',
  'activity_metrics',
  'sample_streams',
  'sample_rollups',
])

/** Sums are as exact as the order in which they were made leaves them. */
const withoutIds = (row: string) =>
  JSON.stringify(
    { ...JSON.parse(row), user_id: null, ingestion_id: null, field_ingestions: null },
    (_, value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value),
  )

/** The report without what hangs on the moment. */
const figuresOf = ({ report }: Imported) => ({ ...report, errors: report.errors.map(({ code }) => code) })

const withoutTwins = (imported: Imported) => {
  const { inserted: _, updated: __, duplicate: ___, by_type, ...figures } = figuresOf(imported)
  const { blood_pressure: ____, ...others } = by_type
  return { ...figures, by_type: others }
}

test('every element of an export is an item of the report, and what cannot be kept is named', async () => {
  const userId = await createTestUser(pool)
  const { report, ingestionId, resumed } = await importWhole(userId)
  const { elements, electrocardiograms } = written
  const children = 2 * elements.Correlation!
  const items = ['Record', 'Correlation', 'Workout', 'ActivitySummary', 'Me'].reduce(
    (sum, name) => sum + elements[name]!,
    electrocardiograms - children,
  )
  expect({ received: report.received, resumed }).toEqual({ received: items, resumed: false })
  expect(report.by_type.workout?.inserted).toBe(elements.Workout)
  expect(report.by_type.ecg?.inserted).toBe(electrocardiograms)
  expect(report.by_type.activity_summary?.inserted).toBe(elements.ActivitySummary)
  expect(report.by_type.blood_pressure?.inserted).toBe(elements.Correlation)
  expect(report.uncatalogued).toEqual(['HKQuantityTypeIdentifierMoonlightExposure'])
  expect(report.files_not_read).toEqual(['apple_health_export/export_cda.xml'])
  const { document_type: _, ...faults } = written.faults
  const absurd = ['number_too_large', 'value_implausible', 'in_the_future']
  const malformed = Object.entries(faults).filter(([name]) => !absurd.includes(name))
  expect(report.xml_faults).toBe(malformed.reduce((sum, [, count]) => sum + count, 0))
  expect(report.rejected).toBe(
    absurd.reduce((sum, name) => sum + ((faults as Record<string, number>)[name] ?? 0), 0),
  )
  expect(report.errors.map(({ path }) => path).every(path => /^\/HealthData\/Record\/\d+$/.test(path))).toBe(
    true,
  )
  const { rows } = await pool.query(
    `select id, status, stored_as, octet_length(payload) as kept, file_name, sent_bytes::int, content_type, checkpoint, format
     from raw_ingestions where user_id = $1`,
    [userId],
  )
  expect(rows).toEqual([
    {
      id: ingestionId,
      status: 'partial',
      stored_as: 'not_kept',
      kept: 0,
      file_name: 'export.zip',
      sent_bytes: written.zipBytes,
      content_type: 'application/zip',
      checkpoint: null,
      format: 'apple-export',
    },
  ])
}, 120_000)

test('a sample keeps its device, the version of its source, its offset and when it was taken in', async () => {
  const file = join(folder, 'device.zip')
  const device =
    '&lt;&lt;HKDevice: 0x3017e1000&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:8.5&gt;'
  const record = (second: string) =>
    `<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Anna’s Apple Watch" sourceVersion="8.5" device="${device}" unit="count/min" creationDate="2022-06-01 10:05:00 +0530" startDate="2022-06-01 10:00:${second} +0530" endDate="2022-06-01 10:00:${second} +0530" value="61"/>`
  const content = `<HealthData>${record('00')}${record('05').replace('0x3017e1000', '0x12345')}</HealthData>`
  writeFileSync(file, buildZip([{ path: 'export.xml', content }]))
  const userId = await createTestUser(pool)
  await importExport(deps, { userId, keyId: null, path: file, fileName: 'device.zip' }, {})
  const { rows } = await pool.query(
    `select recorded_at, source, avg_bpm, utc_offset_min, creation_date, stored.detail, devices.detail as device
     from heart_rate_metrics as stored left join devices on devices.user_id = stored.user_id and devices.id = device_id
     where stored.user_id = $1 order by recorded_at`,
    [userId],
  )
  const sample = {
    source: "Anna's Apple Watch",
    avg_bpm: 61,
    utc_offset_min: 330,
    creation_date: new Date('2022-06-01T04:35:00Z'),
    detail: null,
    device: {
      name: 'Apple Watch',
      manufacturer: 'Apple Inc.',
      model: 'Watch',
      hardware: 'Watch6,2',
      software: '8.5',
      source_version: '8.5',
    },
  }
  expect(rows).toEqual([
    { ...sample, recorded_at: new Date('2022-06-01T04:30:00Z') },
    { ...sample, recorded_at: new Date('2022-06-01T04:30:05Z') },
  ])
  expect((await countRowsOf(pool, userId)).devices).toBe(1)
})

test('a health record has the document that lies beside the XML', async () => {
  const file = join(folder, 'clinical.zip')
  const resource = { resourceType: 'AllergyIntolerance', id: 'a1', code: { text: 'Pollen' } }
  const record =
    '<ClinicalRecord type="AllergyIntolerance" identifier="a1" sourceName="Clinic" fhirVersion="1.0.2" receivedDate="2026-02-03 10:00:00 +0100" resourceFilePath="/clinical-records/AllergyIntolerance-1.json"/>'
  writeFileSync(
    file,
    buildZip([
      { path: 'apple_health_export/export.xml', content: `<HealthData>${record}</HealthData>` },
      {
        path: 'apple_health_export/clinical-records/AllergyIntolerance-1.json',
        content: JSON.stringify(resource),
      },
    ]),
  )
  const userId = await createTestUser(pool)
  const imported = await importExport(deps, { userId, keyId: null, path: file, fileName: 'c.zip' }, {})
  expect(imported!.report).toMatchObject({ received: 1, inserted: 1, files_not_read: [] })
  const { rows } = await pool.query(
    'select type, started_at, name, client_id, source, detail from health_events where user_id = $1',
    [userId],
  )
  expect(rows).toEqual([
    {
      type: 'clinical_record',
      started_at: new Date('2026-02-03T09:00:00Z'),
      name: 'AllergyIntolerance',
      client_id: 'a1',
      source: 'Clinic',
      detail: {
        type: 'AllergyIntolerance',
        identifier: 'a1',
        fhir_version: '1.0.2',
        received_date: '2026-02-03 10:00:00 +0100',
        resource_file_path: '/clinical-records/AllergyIntolerance-1.json',
        resource,
      },
    },
  ])
})

test('imported again it changes nothing, and everything is a duplicate', async () => {
  const userId = await createTestUser(pool)
  const first = await importWhole(userId)
  const stored = await storedOf(userId)
  const { report, ingestionId } = await importWhole(userId)
  expect(ingestionId).not.toBe(first.ingestionId)
  const { received, rejected } = first.report
  expect(report).toMatchObject({ inserted: 0, updated: 0, rejected, duplicate: received - rejected })
  expect(await storedOf(userId)).toEqual(stored)
}, 120_000)

test('interrupted behind every slice, it ends in the same rows and the same report', async () => {
  const [straight, interrupted] = [await createTestUser(pool), await createTestUser(pool)]
  const whole = await importWhole(straight)
  let runs = 0
  for (;;) {
    const controller = new AbortController()
    const imported = await importAs(
      interrupted,
      {},
      {
        signal: controller.signal,
        progress: () => controller.abort(),
      },
    )
    runs++
    if (!imported) continue
    expect(imported.resumed).toBe(true)
    expect(figuresOf(imported)).toEqual(figuresOf(whole))
    break
  }
  expect(runs).toBeGreaterThan(1)
  expect(await storedOf(interrupted)).toEqual(await storedOf(straight))
  const { rows } = await pool.query('select count(*)::int from raw_ingestions where user_id = $1', [
    interrupted,
  ])
  expect(rows).toEqual([{ count: 1 }])
}, 120_000)

test('an import that an older version left half-way begins anew, and its report is of all of the file', async () => {
  const userId = await createTestUser(pool)
  const controller = new AbortController()
  const begun = await importAs(userId, {}, { signal: controller.signal, progress: () => controller.abort() })
  expect(begun).toBeUndefined()
  await pool.query(
    `update raw_ingestions set checkpoint = checkpoint #- '{position,xmlOffset}' where user_id = $1`,
    [userId],
  )
  const { report, resumed } = await importWhole(userId)
  const whole = await importWhole(await createTestUser(pool))
  expect(resumed).toBe(false)
  const { received, rejected, xml_faults } = report
  expect({ received, rejected, xml_faults }).toEqual({
    received: whole.report.received,
    rejected: whole.report.rejected,
    xml_faults: whole.report.xml_faults,
  })
  expect(report.duplicate).toBeGreaterThan(whole.report.duplicate)
}, 120_000)

test('a dry run says what would become of it, and writes nothing', async () => {
  const userId = await createTestUser(pool)
  const rehearsed = await importWhole(userId, { dryRun: true })
  expect(rehearsed.ingestionId).toBeNull()
  const counts = Object.entries(await countRowsOf(pool, userId)).filter(([, count]) => count > 0)
  expect(counts).toEqual([['users', 1]])
  const real = await importWhole(userId)
  // A correlation stands far behind its two halves, in a slice that a rehearsal does not write.
  expect(withoutTwins(rehearsed)).toEqual(withoutTwins(real))
  const again = await importWhole(userId, { dryRun: true })
  expect(again.report).toMatchObject({ inserted: 0, updated: 0, rejected: real.report.rejected })
}, 120_000)

test('only what is wanted is taken in, and the rest is counted as left out', async () => {
  const userId = await createTestUser(pool)
  const since = new Date('2026-10-20T00:00:00Z')
  const wishes = { since, only: new Set(['heart_rate', 'workout']) }
  const { report } = await importWhole(userId, wishes)
  expect(Object.keys(report.by_type).sort()).toEqual(['heart_rate', 'workout'])
  const { report: all } = await importWhole(await createTestUser(pool), { dryRun: true })
  expect(report.received + report.left_out).toBe(all.received)
  const { rows } = await pool.query(
    `select min(least(first, earliest)) >= $2 as late from
     (select min(recorded_at) as first from heart_rate_metrics where user_id = $1) as rates,
     (select min(ended_at) as earliest from workouts where user_id = $1) as sessions`,
    [userId, since],
  )
  expect(rows).toEqual([{ late: true }])
  // Another wish is another import.
  const { report: rest } = await importWhole(userId)
  expect(rest.duplicate).toBeGreaterThanOrEqual(report.inserted)
}, 120_000)

test('of a type that is switched off nothing is kept, and it is named', async () => {
  const userId = await createTestUser(pool)
  const { report } = await importWhole(userId, {}, { disabledTypes: new Set(['heart_rate', 'ecg']) })
  expect(report.disabled_types?.sort()).toEqual(['ecg', 'heart_rate'])
  expect(report.by_type.heart_rate).toMatchObject({ inserted: 0, updated: 0 })
  const { heart_rate_metrics: rates, quantity_metrics: quantities } = await countRowsOf(pool, userId)
  expect(rates).toBe(0)
  expect(quantities).toBeGreaterThan(0)
}, 120_000)

test('an account that is erased meanwhile ends the import, and nothing of it is left', async () => {
  const userId = await createTestUser(pool)
  const erased = importAs(
    userId,
    {},
    {
      progress: () => {
        eraseUser(pool, { userId, keyId: null, action: 'user.delete' }).catch(() => {})
      },
    },
  )
  await expect(erased).rejects.toMatchObject({ name: 'Problem' })
  await expect
    .poll(async () => Object.entries(await countRowsOf(pool, userId)).filter(([, count]) => count > 0))
    .toEqual([['audit_log', 1]])
}, 120_000)

test('an export that is large enough for a thread of its own leaves what one without leaves', async () => {
  const large = join(folder, 'large.zip')
  const opened = await openExport(path)
  const xml = await readWhole(opened.readXml())
  const root = xml.indexOf('\n', xml.indexOf('<HealthData'))
  // The only element that is no item.
  const dates = Buffer.from(`\n <ExportDate value="2026-11-01"${' '.repeat(100_000)}/>`.repeat(340))
  const padded = Buffer.concat([xml.subarray(0, root), dates, xml.subarray(root)])
  const files: { path: string; content: Buffer }[] = [{ path: 'export.xml', content: padded }]
  for (const path of opened.files.paths) {
    files.push({ path, content: await readWhole(opened.files.open(path)!) })
  }
  await opened.close()
  writeFileSync(large, buildZip(files))

  const [userId, ofLarge] = [await createTestUser(pool), await createTestUser(pool)]
  const imported = await importWhole(userId)
  const importedLarge = await importExport(
    deps,
    { userId: ofLarge, keyId: null, path: large, fileName: 'large.zip' },
    {},
  )
  const withoutPaths = ({ report: { files_not_read: _, ...report } }: Imported) => report
  expect(withoutPaths(importedLarge!)).toEqual(withoutPaths(imported))
  expect(await storedOf(ofLarge)).toEqual(await storedOf(userId))
}, 120_000)

async function readWhole(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('a file that is found broken on the way is marked as failed, and what was written stays for the next', async () => {
  const file = join(folder, 'broken.zip')
  const rate = (index: number) =>
    `<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="${new Date(1_600_000_000_000 + index * 60_000).toISOString()}" value="61"/>`
  const records = Array.from({ length: 25_000 }, (_, index) => rate(index)).join('\n')
  const whole = buildZip([{ path: 'export.xml', content: `<HealthData>${records}</HealthData>` }])
  const broken = Buffer.from(whole)
  // Late in the packed data, which begins behind the header of 30 bytes and the name.
  broken.fill(0xff, Math.floor(whole.length * 0.9), Math.floor(whole.length * 0.9) + 40)
  const userId = await createTestUser(pool)
  const importFile = (bytes: Buffer) => {
    writeFileSync(file, bytes)
    return importExport(deps, { userId, keyId: null, path: file, fileName: 'broken.zip' }, {})
  }
  await expect(importFile(broken)).rejects.toMatchObject({ code: 'export_damaged' })
  const { rows } = await pool.query(
    'select status, processing_errors from raw_ingestions where user_id = $1',
    [userId],
  )
  expect(rows).toEqual([
    { status: 'failed', processing_errors: [expect.objectContaining({ code: 'export_damaged' })] },
  ])
  const imported = await importFile(whole)
  expect(imported?.report).toMatchObject({ received: 25_000, rejected: 0, status: 'processed' })
  expect((await countRowsOf(pool, userId)).heart_rate_metrics).toBe(25_000)
}, 120_000)
