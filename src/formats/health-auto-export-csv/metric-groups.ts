import type { Incoming, IncomingSample, IncomingSleepNight, Place } from '../incoming.ts'
import { createBareObject } from '../json-object.ts'
import { type Column, foldTitle } from './column.ts'
import type { ColumnGroup, LineHeader } from './health-data.ts'
import { type Cell, isFilled, readCell } from './lines.ts'

type ReadGroup = (cells: readonly Cell[], line: LineHeader, place: Place) => Incoming

const sampleParts: ReadonlyMap<string, 'min' | 'avg' | 'max' | 'systolic' | 'diastolic'> = new Map([
  ['min', 'min'],
  ['avg', 'avg'],
  ['max', 'max'],
  ['systolic', 'systolic'],
  ['diastolic', 'diastolic'],
])

const nightParts: ReadonlyMap<string, keyof IncomingSleepNight['totals']> = new Map([
  ['total', 'total'],
  ['asleep', 'asleep'],
  ['core', 'core'],
  ['deep', 'deep'],
  ['rem', 'rem'],
  ['awake', 'awake'],
  ['inbed', 'inBed'],
])

/** Metrics whose columns count different kinds of one thing; their sum is the metric, as in the app's JSON. */
const summedMetrics: ReadonlySet<string> = new Set(['sexualactivity'])

/** How the columns of one metric make a record: by name where a metric is split in its own way, by the part for others. */
type Split = 'statistics' | 'night' | 'meal_times' | 'counts'

/**
 * How this column is a part of its metric's record, like Min beside Max; undefined where it is a record alone. A part
 * that we do not know is a number of its own: under the metric's name it would pass for the whole.
 */
export function splitOf({ folded, part }: Column): Split | undefined {
  if (part === undefined) return undefined
  if (folded === 'sleepanalysis') return nightParts.has(foldTitle(part)) ? 'night' : undefined
  if (sampleParts.has(foldTitle(part))) return 'statistics'
  if (folded === 'bloodglucose') return 'meal_times'
  return summedMetrics.has(folded) ? 'counts' : undefined
}

/** The reader for the columns of one record. */
export function readerOfGroup(group: ColumnGroup): ReadGroup {
  if (group.folded === '') return describeUntitled
  switch (splitOf(group.columns[0]!)) {
    case 'night':
      return readNight(group)
    case 'meal_times':
      return readMealTimes(group)
    case 'counts':
      return readCounts(group)
    case 'statistics':
    case undefined:
      return readSample(group)
  }
}

function readSample(group: ColumnGroup): ReadGroup {
  const fields = group.columns.map(
    ({ index, part }) => [index, sampleParts.get(foldTitle(part ?? '')) ?? 'value'] as const,
  )
  return (cells, line, place) => {
    const sample = beginSample(group, line, place)
    for (const [index, field] of fields) if (isFilled(cells[index])) sample[field] = cells[index]
    if (group.qualifier !== undefined) addDetail(sample, group.qualifier, group.columns[0]!.part)
    return sample
  }
}

function readNight(group: ColumnGroup): ReadGroup {
  const totals = group.columns.map(
    ({ index, part }) => [index, nightParts.get(foldTitle(part ?? ''))!] as const,
  )
  return (cells, line, place) => {
    const night: IncomingSleepNight = {
      kind: 'sleep_night',
      recordedAt: line.recordedAt,
      totals: {},
      unit: group.unit,
      source: line.source,
      ...place,
    }
    if (line.groupedSeconds !== undefined) night.groupedSeconds = line.groupedSeconds
    for (const [index, total] of totals) if (isFilled(cells[index])) night.totals[total] = cells[index]
    return night
  }
}

/**
 * One filled meal time is the reading with its meal time, as in the app's JSON. Several in one line are the averages
 * of a day: one record, because they share metric, time and source, with the range that they span and each by its name.
 */
function readMealTimes(group: ColumnGroup): ReadGroup {
  return (cells, line, place) => {
    const sample = beginSample(group, line, place)
    const filled = filledOf(group, cells)
    const numbers = filled.map(({ index }) => readCell(cells[index]))
    if (filled.length === 1) {
      sample.value = cells[filled[0]!.index]
      addDetail(sample, 'mealTime', filled[0]!.part)
    } else {
      const broken = numbers.findIndex(number => typeof number !== 'number')
      if (broken >= 0) sample.value = cells[filled[broken]!.index]
      else {
        sample.min = (numbers as number[]).reduce((least, number) => Math.min(least, number))
        sample.max = (numbers as number[]).reduce((most, number) => Math.max(most, number))
      }
      for (const { index, part } of filled) addDetail(sample, part!, cells[index])
    }
    return sample
  }
}

/** The sum, with each count in the detail; a count that is no number stands for the whole, so that it is rejected. */
function readCounts(group: ColumnGroup): ReadGroup {
  return (cells, line, place) => {
    const sample = beginSample(group, line, place)
    const filled = filledOf(group, cells)
    const counts = filled.map(({ index }) => readCell(cells[index]))
    const broken = counts.find(count => typeof count !== 'number')
    sample.value = broken ?? (counts as number[]).reduce((sum, count) => sum + count, 0)
    for (const { index, part } of filled) addDetail(sample, part!, cells[index])
    return sample
  }
}

/** The columns with something in them, without a look at those that the line does not reach. */
function filledOf({ columns }: ColumnGroup, cells: readonly Cell[]): ColumnGroup['columns'][number][] {
  const filled: ColumnGroup['columns'][number][] = []
  for (const column of columns) {
    if (column.index >= cells.length) break
    if (isFilled(cells[column.index])) filled.push(column)
  }
  return filled
}

function describeUntitled(_cells: readonly Cell[], _line: LineHeader, place: Place): Incoming {
  return { kind: 'nothing', countedAs: 'unknown', detail: 'a cell in a column without a title', ...place }
}

function beginSample(group: ColumnGroup, line: LineHeader, place: Place): IncomingSample {
  const sample: IncomingSample = {
    kind: 'sample',
    metric: group.name,
    recordedAt: line.recordedAt,
    unit: group.unit,
    source: line.source,
    ...place,
  }
  if (line.groupedSeconds !== undefined) sample.groupedSeconds = line.groupedSeconds
  return sample
}

function addDetail(record: { detail?: Record<string, unknown> }, key: string, cell: Cell): void {
  record.detail ??= createBareObject()
  record.detail[key] = readCell(cell)
}
