import type { Imported, ImportReport } from '../ingest/apple-export/import-export.ts'
import type { Counts, ReportError } from '../ingest/report.ts'
import { formatCount } from './draw-progress.ts'
import { formatTable } from './format-table.ts'

const MAX_TYPES = 100
const MAX_NAMES = 10
const MAX_CODES = 5
const MAX_NAME_LENGTH = 80

const outcomes = ['received', 'inserted', 'updated', 'duplicate', 'rejected'] as const

/** What became of an export, for a person: a table by type, and below it whatever needs a look. */
export function describeImport({ ingestionId, resumed, report }: Imported): string {
  const paragraphs = [
    describeOutcome(ingestionId, resumed),
    tabulate(report),
    describeRemarks(report),
    describeErrors(report.errors, ingestionId),
  ]
  return paragraphs.filter(paragraph => paragraph !== '').join('\n\n')
}

function describeOutcome(ingestionId: string | null, resumed: boolean): string {
  if (ingestionId === null) return 'A dry run: nothing was written, and this would become of the export.'
  return `Imported as ingestion ${ingestionId}${resumed ? ', which an earlier run began' : ''}.`
}

/** The types with most records first. */
function tabulate({ by_type, ...total }: ImportReport): string {
  const types = Object.entries(by_type).sort(([, a], [, b]) => b.received - a.received)
  const toRow = (name: string, counts: Counts) => [
    name,
    ...outcomes.map(outcome => formatCount(counts[outcome])),
  ]
  const rows = types.slice(0, MAX_TYPES).map(([name, counts]) => toRow(printable(name), counts))
  const others = types.slice(MAX_TYPES).map(([, counts]) => counts)
  if (others.length > 0) rows.push(toRow(`${formatCount(others.length)} more types`, addUp(others)))
  return formatTable(['type', ...outcomes], [...rows, toRow('total', total)], 1)
}

function addUp(all: readonly Counts[]): Counts {
  const sum = { received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 }
  for (const counts of all) for (const outcome of outcomes) sum[outcome] += counts[outcome]
  return sum
}

function describeRemarks(report: ImportReport): string {
  const remarks = [
    report.cut_off && 'The XML ends before its end: let the Health app export it again, and import that too.',
    report.xml_faults > 0 && `Places that are no XML, passed over: ${formatCount(report.xml_faults)}`,
    report.left_out > 0 && `Left out by --since and --only: ${formatCount(report.left_out)}`,
    listNames('Files in the zip that are not read', report.files_not_read),
    listNames('Not in the catalogue, kept as they came', report.uncatalogued),
    listNames('Switched off by INGEST_DISABLED_TYPES', report.disabled_types ?? []),
  ]
  return remarks.filter(remark => typeof remark === 'string').join('\n')
}

function listNames(heading: string, names: readonly string[]): string | false {
  if (names.length === 0) return false
  const more = names.length > MAX_NAMES ? ` and ${formatCount(names.length - MAX_NAMES)} more` : ''
  return `${heading}: ${names.slice(0, MAX_NAMES).map(printable).join(', ')}${more}`
}

/** The codes that occur most, each with the first place where it did. */
function describeErrors(errors: readonly ReportError[], ingestionId: string | null): string {
  if (errors.length === 0) return ''
  const byCode = new Map<string, { count: number; first: ReportError }>()
  for (const error of errors) {
    const found = byCode.get(error.code)
    if (found) found.count++
    else byCode.set(error.code, { count: 1, first: error })
  }
  const rows = [...byCode]
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, MAX_CODES)
    .map(([code, { count, first }]) => [
      code,
      formatCount(count),
      printable(`${first.path}: ${first.detail}`),
    ])
  const rest =
    ingestionId === null
      ? 'The first of them: the same with --json.'
      : `All of them: GET /v1/ingestions/${ingestionId}`
  return `Not kept, or kept without a part:\n${formatTable(['code', 'count', 'the first'], rows)}\n${rest}`
}

/** What comes from the file must not command a terminal, nor fill it. */
const printable = (text: string): string =>
  text.slice(0, MAX_NAME_LENGTH).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
