import { type CustomTypesConfig, types } from 'pg'
import type { Numeric, SampleTable } from './sample-table.ts'

/** Where a page ended: the identity of its last sample; the time in microseconds, which a Date would cut. */
export type SamplePosition = readonly [
  recordedAt: string,
  durationS: number,
  grouped: boolean,
  qualifier: string,
  source: string,
]

/** One sample with the numbers of its kind, in the metric's unit. */
export interface Sample {
  /** RFC 3339 in UTC, to the millisecond. */
  recordedAt: string
  durationS: number
  grouped: boolean
  source: string
  unit: string
  numbers: Record<string, Numeric>
  detail: Record<string, unknown> | null
  /** As PostgreSQL writes it, with its microseconds. */
  time: string
  qualifier: string
}

/** Leaves times as PostgreSQL writes them, with their microseconds. */
export const rawTimes: CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === types.builtins.TIMESTAMPTZ
      ? (text: string) => text
      : types.getTypeParser(type, format as 'text'),
}

/** The numbers of its kind, and where the table has them the unit and the qualifier, stand behind the others. */
export type SampleRow = [
  time: string,
  durationS: number,
  grouped: boolean,
  source: string,
  detail: Record<string, unknown> | null,
  ...others: (Numeric | string)[],
]

/**
 * Takes the row apart by the places of its columns, of which there are thousands in an answer: names, and what is taken together and
 * spread again, took a tenth of its time.
 * @param row the columns of `columnsOf` as an array, read with {@link rawTimes}
 */
export function readSample(table: SampleTable, row: SampleRow): Sample {
  const behind = 5 + table.columns.length
  return {
    recordedAt: toMilliseconds(row[0]),
    durationS: row[1],
    grouped: row[2],
    source: row[3],
    unit: table.unit ?? (row[behind] as string),
    numbers: table.numbers(row[5] as Numeric, row[6] as Numeric, row[7] as Numeric),
    detail: row[4],
    time: row[0],
    qualifier: table.unit === undefined ? (row[behind + 1] as string) : '',
  }
}

/** Where a page that ends with this sample is gone on with. */
export const positionOf = ({ time, durationS, grouped, qualifier, source }: Sample): SamplePosition => [
  toRfc3339(time),
  durationS,
  grouped,
  qualifier,
  source,
]

/** From 2025-01-15 10:00:00.123456+00, cut behind the millisecond. */
function toMilliseconds(time: string): string {
  // A whole second of UTC, as nearly all are.
  if (time.length === 22 && time.endsWith('+00')) return `${time.slice(0, 10)}T${time.slice(11, 19)}.000Z`
  const precise = toRfc3339(time)
  if (precise.length === 20) return `${precise.slice(0, 19)}.000Z`
  return `${precise.slice(0, 23).replace('Z', '').padEnd(23, '0')}Z`
}

/** From 2025-01-15 10:00:00.123456+00, with the same digits. */
function toRfc3339(time: string): string {
  if (time.endsWith('+00')) return `${time.slice(0, 10)}T${time.slice(11, -3)}Z`
  // A connection in another zone than that of the pool: the digits behind the second are the same in all.
  const fraction = /\.\d+/.exec(time)?.[0] ?? ''
  return `${new Date(time).toISOString().slice(0, 19)}${fraction}Z`
}
