import type { Sample } from '../api/samples.ts'
import type { Series } from '../chart/chart.tsx'
import { sayClock, sayDay } from '../words/dates.ts'
import { nameSource } from '../words/source-names.ts'
import { convert, type ShownUnit } from '../words/units.ts'
import { type Head, type Picture, type Row, spreadHeads } from './picture.ts'
import type { Span } from './span.ts'

/** After so long without a sample the line breaks. */
const BREAK_MS = 3_600_000
/** As many as there are colours. */
const MOST_LINES = 5

/** What stands at one time of the chart: a sample, or a break in the lines. */
interface Slot {
  ms: number
  cells: Cell[]
  row?: Row
}
interface Cell {
  line: number
  value: number | null
  low?: number | null
  high?: number | null
}

/** Every sample as a point: of each source a line, and of blood pressure one of each number. */
export function drawSamples(
  samples: readonly Sample[],
  { title, span, unit, timezone }: { title: string; span: Span; unit: ShownUnit; timezone: string },
): Picture {
  const show = (value: number | null | undefined) =>
    value === null || value === undefined ? null : convert(value, unit)
  const isPressure = samples.some(({ systolic }) => systolic !== undefined)
  const { labels, lineOf } = isPressure ? pressureLines : linesOf(samples, title)
  const cellsOf = (sample: Sample): Cell[] =>
    isPressure
      ? [sample.systolic, sample.diastolic].map((value, line) => ({ line, value: show(value) }))
      : [
          {
            line: lineOf(sample.source),
            value: show(readValue(sample)),
            low: show(sample.min),
            high: show(sample.max),
          },
        ]

  const slots: Slot[] = []
  const ends = new Map<number, number>()
  for (const sample of samples) {
    const fromMs = Date.parse(sample.recorded_at)
    const toMs = fromMs + sample.duration_s * 1000
    const cells = cellsOf(sample)
    const line = cells[0]!.line
    const before = ends.get(line) ?? fromMs
    if (fromMs - before > BREAK_MS) {
      slots.push({ ms: (before + fromMs) / 2, cells: cells.map(cell => ({ line: cell.line, value: null })) })
    }
    ends.set(line, Math.max(before, toMs))
    const row = {
      fromMs,
      toMs,
      when: () => sayWhen(fromMs, toMs, span, timezone),
      numbers: isPressure
        ? cells.map(({ value }) => value)
        : [show(readValue(sample)), show(sample.min), show(sample.max)],
      source: sample.source,
    }
    slots.push({ ms: fromMs, cells, row })
  }
  slots.sort((a, b) => a.ms - b.ms)
  return {
    draw: 'line',
    times: slots.map(({ ms }) => ms),
    series: labels.map((label, line) => seriesOf(label, line, slots)),
    rows: slots.map(({ row }) => row),
    heads: isPressure ? pressureHeads : samples.some(hasSpread) ? spreadHeads('') : valueHeads,
    step: 'sample',
  }
}

interface Lines {
  labels: string[]
  lineOf(source: string): number
}

const pressureLines: Lines = { labels: ['Systolic', 'Diastolic'], lineOf: () => 0 }

/** The sources with most samples first; of too many the last line is that of all others. */
function linesOf(samples: readonly Sample[], title: string): Lines {
  const counts = new Map<string, number>()
  for (const { source } of samples) counts.set(source, (counts.get(source) ?? 0) + 1)
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([source]) => source)
  const named = sorted.length > MOST_LINES ? sorted.slice(0, MOST_LINES - 1) : sorted
  const labels = named.length === 1 ? [title] : named.map(nameSource)
  if (named.length < sorted.length) labels.push('Other sources')
  const lines = new Map(named.map((source, line) => [source, line]))
  return { labels, lineOf: source => lines.get(source) ?? named.length }
}

/** Where another line has its point this one has none, and goes on. */
function seriesOf(label: string, line: number, slots: readonly Slot[]): Series {
  const own = slots.map(({ cells }) => cells.find(cell => cell.line === line))
  const values = own.map(cell => cell?.value)
  const hasBand = own.some(cell => typeof cell?.low === 'number' && cell.low < (cell.high ?? cell.low))
  return hasBand
    ? { label, values, low: own.map(cell => cell?.low), high: own.map(cell => cell?.high) }
    : { label, values }
}

const readValue = ({ value, avg, max, min }: Sample): number | null => value ?? avg ?? max ?? min ?? null

const hasSpread = ({ min, max }: Sample): boolean =>
  typeof min === 'number' && typeof max === 'number' && min < max

const valueHeads: Head[] = [{ name: 'Value', field: 'value' }]
const pressureHeads: Head[] = [
  { name: 'Systolic', field: 'systolic' },
  { name: 'Diastolic', field: 'diastolic' },
]

/** `07:30`, `07:30–08:00` of what took a minute or more; with its day where the span has several. */
function sayWhen(fromMs: number, toMs: number, span: Span, timezone: string): string {
  const day = span.first === span.last ? '' : `${sayDay(fromMs, timezone)}, `
  const until = toMs - fromMs < 60_000 ? '' : `–${sayClock(toMs, timezone)}`
  return `${day}${sayClock(fromMs, timezone)}${until}`
}
