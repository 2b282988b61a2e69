import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Partitions } from '../../../src/database/partitions.ts'
import { importExport } from '../../../src/ingest/apple-export/import-export.ts'
import { ingest } from '../../../src/ingest/ingest.ts'
import { exportOf, read } from '../../formats/apple-export/reading.ts'
import { testDatabase } from '../../support/database.ts'
import { Ingesting } from '../../support/ingesting.ts'

const { pool } = await testDatabase()
const deps = { pool, partitions: new Partitions(pool), disabledTypes: new Set<string>() }
const folder = mkdtempSync(join(tmpdir(), 'health-export-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const at = '2026-03-01 07:00:00 +0100'
const entry = (key: string, value: string) => `<MetadataEntry key="${key}" value="${value}"/>`

/** What differs between the parts, so that each could overwrite the others. */
const origin = (second: number, model: string) =>
  `sourceName="Cuff" sourceVersion="${second}" device="&lt;&lt;HKDevice: 0x${second}&gt;, model:${model}&gt;" creationDate="2026-03-01 07:00:0${second} +0100" startDate="${at}" endDate="${at}"`
const half = (part: string, value: number, second: number) =>
  `<Record type="HKQuantityTypeIdentifierBloodPressure${part}" unit="mmHg" value="${value}" ${origin(second, part)}>${entry('HKWasUserEntered', String(second))}</Record>`
const systolic = half('Systolic', 120, 1)
const diastolic = half('Diastolic', 80, 2)
const correlation = `<Correlation type="HKCorrelationTypeIdentifierBloodPressure" ${origin(3, 'C')}>${entry('HKWasUserEntered', '3')}${systolic}${diastolic}</Correlation>`

const detail = {
  systolic: { metadata_entries: { was_user_entered: '1' } },
  diastolic: { metadata_entries: { was_user_entered: '2' } },
  correlation: { metadata_entries: { was_user_entered: '3' } },
}
const COLUMNS = 'recorded_at, source, systolic, diastolic, utc_offset_min, detail'
const row = {
  recorded_at: new Date('2026-03-01T06:00:00Z'),
  source: 'Cuff',
  systolic: 120,
  diastolic: 80,
  utc_offset_min: 60,
  detail,
}

test.each([
  ['behind its halves', [systolic, diastolic, correlation]],
  ['before its halves', [correlation, diastolic, systolic]],
  ['between its halves', [diastolic, correlation, systolic]],
])(
  'a blood pressure whose parts are written apart, with the correlation %s, is one row that the second import leaves alone',
  async (_, parts) => {
    const ingesting = await Ingesting.open(pool)
    const { records } = await read(exportOf(...parts))
    expect(records).toHaveLength(3)
    /** Each part in a slice of its own. */
    const importApart = async () => {
      const reports = []
      for (const record of records) {
        const raw = await ingesting.store('{}')
        reports.push(
          await ingest(deps, { userId: raw.userId, raw, format: 'apple-export', incoming: [record] }),
        )
      }
      return reports.map(({ inserted, updated, duplicate }) => ({ inserted, updated, duplicate }))
    }
    const [first] = await importApart()
    expect(first).toEqual({ inserted: 1, updated: 0, duplicate: 0 })
    expect(await ingesting.rows('blood_pressure_metrics', COLUMNS)).toEqual([row])
    const origins = await ingesting.rows('blood_pressure_metrics', 'device_id, creation_date')

    const duplicate = { inserted: 0, updated: 0, duplicate: 1 }
    expect(await importApart()).toEqual([duplicate, duplicate, duplicate])
    expect(await ingesting.rows('blood_pressure_metrics', COLUMNS)).toEqual([row])
    expect(await ingesting.rows('blood_pressure_metrics', 'device_id, creation_date')).toEqual(origins)
  },
)

test('an export that tells a blood pressure three times is nothing but duplicates when it is imported again', async () => {
  const { userId } = await Ingesting.open(pool)
  const path = join(folder, 'export.xml')
  writeFileSync(path, exportOf(systolic, diastolic, correlation))
  const importOnce = async () => {
    const imported = await importExport(deps, { userId, keyId: null, path, fileName: 'export.xml' }, {})
    const { received, inserted, updated, duplicate } = imported!.report
    return { received, inserted, updated, duplicate }
  }
  // Each part adds to the detail what only it says.
  expect(await importOnce()).toEqual({ received: 3, inserted: 1, updated: 2, duplicate: 0 })
  expect(await importOnce()).toEqual({ received: 3, inserted: 0, updated: 0, duplicate: 3 })
})
