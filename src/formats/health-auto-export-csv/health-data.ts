import { findMetric } from '../../catalogue/index.ts'
import type { FormatContext } from '../format.ts'
import { groupedSecondsOf } from '../health-auto-export/grouping.ts'
import type { Incoming, Place } from '../incoming.ts'
import { readRedacted } from '../redaction.ts'
import { type Column, readColumn } from './column.ts'
import { type Cell, isFilled } from './lines.ts'
import { LocalTimes } from './local-time.ts'
import { readerOfGroup, splitOf } from './metric-groups.ts'

/** Columns that are one record: Min, Avg and Max of a metric, the totals of a night, or one column alone. */
export interface ColumnGroup {
  name: string
  folded: string
  unit?: string
  /** The key under which the part is a qualifier of the value, where the metric has one: Bolus is the `reason` of insulin. */
  qualifier?: string
  columns: readonly (Column & { index: number })[]
}

/** What the records of one line share. */
export interface LineHeader {
  recordedAt: unknown
  source: unknown
  groupedSeconds: number | undefined
}

const dateTitles: ReadonlySet<string> = new Set(['datetime', 'date', 'start', 'starttime'])
const sourceTitles: ReadonlySet<string> = new Set(['source', 'sources'])

/**
 * The wide file of all metrics: a line per time, a column (or a group of columns) per metric. Each filled metric of a
 * line is an item, whose index is that of its first column. The time is in the first column where none is called so,
 * because titles may be in the phone's language.
 */
export function* readHealthData(
  header: readonly unknown[],
  lines: readonly (readonly [place: Place, cells: readonly Cell[]])[],
  context: FormatContext,
): Generator<Incoming> {
  const columns = header.map((written, index) => ({ ...readColumn(written), index }))
  const dateIndex = Math.max(
    columns.findIndex(({ folded }) => dateTitles.has(folded)),
    0,
  )
  const sourceIndex = columns.findIndex(({ folded }) => sourceTitles.has(folded))
  const groups = groupColumns(columns.filter(({ index }) => index !== dateIndex && index !== sourceIndex))
  const readers = groups.map(group => ({ group, read: readerOfGroup(group) }))
  const readerAt = new Map(
    readers.flatMap(reader => reader.group.columns.map(({ index }) => [index, reader])),
  )
  const times = new LocalTimes(context.timezone, () => lines.map(([, cells]) => cells[dateIndex]))
  const groupedSeconds = groupedSecondsOf(context.aggregation)
  for (const [at, cells] of lines) {
    const path = `${at.path}/${at.index}`
    const source = isFilled(cells[sourceIndex]) ? cells[sourceIndex] : undefined
    const line: LineHeader = { recordedAt: times.read(cells[dateIndex], source), source, groupedSeconds }
    for (const { group, read } of filledOf(cells, readerAt)) {
      const first = group.columns[0]!.index
      const place = { path, index: first }
      const redacted = readRedacted(cells[first], place)
      if (redacted) yield redacted
      else {
        const alsoAt = reachedOf(group.columns, cells).slice(1)
        yield { ...read(cells, line, place), ...(alsoAt.length > 0 && { alsoAt }) }
      }
    }
    yield* describeExcess(cells, header.length, path)
  }
}

type PlacedColumn = ColumnGroup['columns'][number]

/** The records of a line in the order of their first columns; looks at its cells only, which may be few of many columns. */
function filledOf<Reader extends { group: ColumnGroup }>(
  cells: readonly Cell[],
  readerAt: ReadonlyMap<number, Reader>,
): Reader[] {
  const filled = new Set<Reader>()
  for (let index = 0; index < cells.length; index++) {
    const reader = isFilled(cells[index]) ? readerAt.get(index) : undefined
    if (reader) filled.add(reader)
  }
  return [...filled].sort((a, b) => a.group.columns[0]!.index - b.group.columns[0]!.index)
}

/** Those of the columns that the line reaches. */
function reachedOf(columns: readonly PlacedColumn[], cells: readonly Cell[]): number[] {
  const reached: number[] = []
  for (const { index } of columns) {
    if (index >= cells.length) break
    reached.push(index)
  }
  return reached
}

/** A part of a metric that stands there already begins a record of its own: a title may come twice. */
function groupColumns(columns: readonly PlacedColumn[]): ColumnGroup[] {
  const groups: (ColumnGroup & { columns: PlacedColumn[] })[] = []
  // With the parts that each has: a stranger's header may have thousands of them.
  const open = new Map<string, { columns: PlacedColumn[]; parts: Set<string | undefined> }>()
  for (const column of columns) {
    const { name, folded, part, unit } = column
    const split = splitOf(column)
    const key = JSON.stringify([folded, unit, split])
    const siblings = split ? open.get(key) : undefined
    if (siblings && !siblings.parts.has(part)) {
      siblings.columns.push(column)
      siblings.parts.add(part)
      continue
    }
    const begun = [column]
    if (split) open.set(key, { columns: begun, parts: new Set([part]) })
    const qualifier = part === undefined ? undefined : findMetric(name)?.qualifier
    const whole = part === undefined || split || qualifier ? name : `${name} [${part}]`
    groups.push({
      name: whole,
      folded,
      ...(unit && { unit }),
      ...(qualifier && { qualifier }),
      columns: begun,
    })
  }
  return groups
}

function* describeExcess(cells: readonly Cell[], width: number, path: string): Generator<Incoming> {
  for (let index = width; index < cells.length; index++) {
    const place: Place = { path, index }
    if (isFilled(cells[index])) {
      yield { kind: 'nothing', countedAs: 'unknown', detail: 'a cell beyond the header line', ...place }
    }
  }
}
