import { expect, test } from 'vitest'
import { describeImport } from '../../src/commands/describe-import.ts'
import type { ImportReport } from '../../src/ingest/apple-export/import-export.ts'

const id = '019aa000-0000-7000-8000-000000000001'
const counts = (received: number, inserted: number, duplicate: number, rejected: number) => ({
  received,
  inserted,
  updated: received - inserted - duplicate - rejected,
  duplicate,
  rejected,
})

const clean: ImportReport = {
  status: 'processed',
  format: 'apple-export',
  ...counts(0, 0, 0, 0),
  by_type: {},
  uncatalogued: [],
  errors: [],
  xml_faults: 0,
  left_out: 0,
  files_not_read: [],
}

test('an import is told as a table by type, and whatever needs a look', () => {
  const report: ImportReport = {
    ...clean,
    status: 'partial',
    ...counts(1_234_570, 1_234_000, 500, 3),
    by_type: {
      workout: counts(3, 3, 0, 0),
      heart_rate: counts(1_234_567, 1_233_997, 500, 3),
    },
    uncatalogued: ['HKQuantityTypeIdentifierNew', 'bad\x1b[2Jname'],
    disabled_types: ['symptom'],
    errors: [
      { path: '/HealthData/7', code: 'time_invalid', detail: 'startDate: not a time' },
      { path: '/HealthData/8', code: 'out_of_range', detail: 'value: 999 is above 300' },
      { path: '/HealthData/9', code: 'out_of_range', detail: 'value: 998 is above 300' },
    ],
    xml_faults: 2,
    left_out: 1_000,
    files_not_read: ['a/export_cda.xml', ...Array.from({ length: 11 }, (_, index) => `${index}`)],
    cut_off: true,
  }
  expect(describeImport({ ingestionId: id, resumed: true, report }).split('\n')).toEqual([
    `Imported as ingestion ${id}, which an earlier run began.`,
    '',
    'type         received   inserted  updated  duplicate  rejected',
    'heart_rate  1,234,567  1,233,997       67        500         3',
    'workout             3          3        0          0         0',
    'total       1,234,570  1,234,000       67        500         3',
    '',
    'The XML ends before its end: let the Health app export it again, and import that too.',
    'Places that are no XML, passed over: 2',
    'Left out by --since and --only: 1,000',
    'Files in the zip that are not read: a/export_cda.xml, 0, 1, 2, 3, 4, 5, 6, 7, 8 and 2 more',
    'Not in the catalogue, kept as they came: HKQuantityTypeIdentifierNew, bad?[2Jname',
    'Switched off by INGEST_DISABLED_TYPES: symptom',
    '',
    'Not kept, or kept without a part:',
    'code          count  the first',
    'out_of_range  2      /HealthData/8: value: 999 is above 300',
    'time_invalid  1      /HealthData/7: startDate: not a time',
    `All of them: GET /v1/ingestions/${id}`,
  ])
})

test('a clean import, and a dry run, are told in a few lines', () => {
  expect(describeImport({ ingestionId: id, resumed: false, report: clean }).split('\n')).toEqual([
    `Imported as ingestion ${id}.`,
    '',
    'type   received  inserted  updated  duplicate  rejected',
    'total         0         0        0          0         0',
  ])
  const errors = [{ path: '/HealthData/7', code: 'time_invalid', detail: 'startDate: not a time' }]
  const lines = describeImport({ ingestionId: null, resumed: false, report: { ...clean, errors } }).split(
    '\n',
  )
  expect([lines[0], lines.at(-1)]).toEqual([
    'A dry run: nothing was written, and this would become of the export.',
    'The first of them: the same with --json.',
  ])
})

test('a file of a thousand types, names without end and codes does not fill the terminal', () => {
  const by_type = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [
      `${index}`.padEnd(5_000, 'x'),
      counts(1_000 - index, 0, 0, 0),
    ]),
  )
  const errors = Array.from({ length: 1_000 }, (_, index) => ({
    path: '/HealthData/7',
    code: `code_${index}`,
    detail: 'x'.repeat(1_000),
  }))
  const report = { ...clean, by_type, errors, uncatalogued: Object.keys(by_type) }
  const lines = describeImport({ ingestionId: id, resumed: false, report }).split('\n')
  expect(lines.length).toBeLessThan(120)
  expect(Math.max(...lines.map(line => line.length))).toBeLessThan(1_000)
  expect(lines.find(line => line.startsWith('900 more types'))?.trim()).toMatch(/ 405,450 +0 +405,450 +0 +0$/)
})
