import type { ShownUnit } from '../words/units.ts'
import type { Picture } from './picture.ts'

/** The numbers behind a chart, in the unit shown, as RFC 4180: numbers and times as programs read them. */
export function writeCsv({ rows, heads }: Picture, unit: ShownUnit): string {
  const known = rows.filter(row => row !== undefined)
  const last = known.some(({ source }) => source !== undefined) ? 'source' : 'count'
  const lines = known.map(({ fromMs, toMs, numbers, count, source }) => [
    new Date(fromMs).toISOString(),
    new Date(toMs).toISOString(),
    ...heads.map((_, index) => writeNumber(numbers[index])),
    unit.sign,
    source ?? String(count ?? ''),
  ])
  return [['from', 'to', ...heads.map(({ field }) => field), 'unit', last], ...lines]
    .map(fields => `${fields.map(quote).join(',')}\r\n`)
    .join('')
}

/** Twelve digits, as the service has: what a conversion adds behind them is noise. */
const writeNumber = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(12)))

const quote = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)
