import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Partitions } from '../../../src/database/partitions.ts'
import { type ImportDeps, importExport } from '../../../src/ingest/apple-export/import-export.ts'
import { expectAccounted } from '../../support/accounting.ts'
import { testDatabase } from '../../support/database.ts'
import { createTestUser } from '../../support/ingesting.ts'
import { buildZip, type ZipFile } from '../../support/zips.ts'

const { pool } = await testDatabase()
const deps: ImportDeps = { pool, partitions: new Partitions(pool), disabledTypes: new Set() }
const folder = mkdtempSync(join(tmpdir(), 'health-export-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0

/** Writes an export of these elements, and imports it as a new user. */
function prepare(xml: string, others: readonly ZipFile[] = []) {
  const path = join(folder, `${files++}.zip`)
  writeFileSync(path, buildZip([{ path: 'export.xml', content: xml }, ...others]))
  const userId = createTestUser(pool)
  return {
    userId,
    run: async (more: Partial<ImportDeps> = {}) =>
      importExport({ ...deps, ...more }, { userId: await userId, keyId: null, path, fileName: 'e.zip' }, {}),
  }
}

/** The same until it is aborted behind its first slice. */
async function runFirstSlice({ run }: ReturnType<typeof prepare>, more: Partial<ImportDeps> = {}) {
  const controller = new AbortController()
  return run({ ...more, signal: controller.signal, progress: () => controller.abort() })
}

const record = (index: number, attributes = '', type = 'HeartRate') => {
  const at = new Date(1_600_000_000_000 + index * 60_000).toISOString()
  return `<Record type="HKQuantityTypeIdentifier${type}" sourceName="Watch" ${attributes} startDate="${at}" endDate="${at}" value="61"/>\n`
}
const rates = (count: number) =>
  Array.from({ length: count }, (_, index) => record(index, 'unit="count/min"')).join('')

test.each([
  ['device', record(0, 'unit="count/min" device="a&#xD800;b"')],
  ['version', record(0, 'unit="count/min" sourceVersion="a&#xD800;b"')],
  ['date of the export', '<ExportDate value="2025&#xD800;"/>'],
  ['half', record(0, 'unit="mmHg" device="&#xD800;"', 'BloodPressureSystolic').replace('Watch', '&#xD800;')],
  ['cut of a unit', record(0, 'unit="0123456789012345678&#x1F600;"')],
  ['lone half in a unit', record(0, 'unit="&#xD800;"')],
  [
    'stage',
    record(0, 'unit="x"')
      .replace('HKQuantityTypeIdentifierHeartRate', 'HKCategoryTypeIdentifierSleepAnalysis')
      .replace('"61"', '"0123456789012345678&#x1F600;"'),
  ],
  ['type', record(0, '').replace('HeartRate', '&#xD800;')],
  ['element', '<Fo\u{1F600} a="&#xD800;"/>'],
])(
  'what jsonb cannot hold in the %s does not stop an import',
  async (_, element) => {
    const prepared = prepare(`<HealthData>${element}${rates(20_500)}</HealthData>`)
    expect(await runFirstSlice(prepared)).toBeUndefined()
    const { rows } = await pool.query(
      'select checkpoint is not null as begun from raw_ingestions where user_id = $1',
      [await prepared.userId],
    )
    expect(rows).toEqual([{ begun: true }])
    const imported = await prepared.run()
    expectAccounted(imported!.report)
    expect(imported!.report.by_type.heart_rate?.received).toBeGreaterThanOrEqual(20_500)
  },
  60_000,
)

test('that the XML was cut off is not forgotten by an interruption', async () => {
  const ecg = (index: number): ZipFile => ({
    path: `electrocardiograms/ecg_${index}.csv`,
    content: `Name,A\nRecorded Date,2024-01-01 10:00:0${index} +0100\nClassification,Sinus Rhythm\nSample Rate,512 hertz\n\n${'1\n'.repeat(150_000)}`,
  })
  const prepared = prepare(`<HealthData>${record(0)}`, [ecg(0), ecg(1), ecg(2)])
  expect(await runFirstSlice(prepared)).toBeUndefined()
  expect((await prepared.run())!.report.cut_off).toBe(true)
}, 60_000)

test('of a pressure that is switched off no half waits in the ledger', async () => {
  const half = record(0, 'unit="mmHg"', 'BloodPressureSystolic').replace('"61"', '"123.25"')
  const prepared = prepare(`<HealthData>${half}${rates(20_500)}</HealthData>`)
  const disabledTypes = new Set(['blood_pressure', 'blood_pressure_systolic', 'blood_pressure_diastolic'])
  expect(await runFirstSlice(prepared, { disabledTypes })).toBeUndefined()
  const { rows } = await pool.query('select checkpoint::text from raw_ingestions where user_id = $1', [
    await prepared.userId,
  ])
  expect(rows[0].checkpoint).not.toContain('123.25')
  const { report } = (await prepared.run({ disabledTypes }))!
  expect(report.disabled_types).toEqual(['blood_pressure_systolic'])
}, 60_000)

test('records that say much make small slices', async () => {
  const large = (index: number) => record(index, `unit="count/min" note="${'x'.repeat(20_000)}"`)
  const prepared = prepare(
    `<HealthData>${Array.from({ length: 2_000 }, (_, index) => large(index)).join('')}</HealthData>`,
  )
  expect(await runFirstSlice(prepared)).toBeUndefined()
  expect((await prepared.run())!.report.inserted).toBe(2_000)
}, 60_000)
