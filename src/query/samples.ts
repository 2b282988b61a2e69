import { type ClientBase, type CustomTypesConfig, types } from 'pg'
import type { MetricKind } from '../catalogue/metric.ts'
import type { StoredMetric } from './find-stored-metric.ts'

export interface SampleQuestion {
  userId: string
  metric: StoredMetric
  /** Half-open: `from` is in, `to` is not. */
  from?: Date | undefined
  to?: Date | undefined
  source?: string | undefined
  order: 'asc' | 'desc'
  limit: number
  after?: SamplePosition | undefined
}

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
  numbers: Record<string, number | null>
  detail: Record<string, unknown> | null
  /** As PostgreSQL writes it, with its microseconds. */
  time: string
  qualifier: string
}

type Numeric = number | null

export interface SampleTable {
  name: string
  /** The unit of all its samples; undefined where the table has a column for it, and one for the qualifier. */
  unit?: string
  /** The columns with the numbers. */
  columns: readonly string[]
  /** The numbers as a sample shows them; made of those of {@link columns}, of which there are at most three. */
  numbers(...columns: [Numeric, Numeric, Numeric]): Record<string, Numeric>
  /** What numbers may be named, in the order of a table. */
  numberNames: readonly string[]
}

const quantities: SampleTable = {
  name: 'quantity_metrics',
  columns: ['value', 'min', 'max'],
  numbers: (value, min, max) => (min === null && max === null ? { value } : { min, avg: value, max }),
  numberNames: ['value', 'min', 'avg', 'max'],
}

const tables: Record<MetricKind, SampleTable> = {
  heart_rate: {
    name: 'heart_rate_metrics',
    unit: 'count/min',
    columns: ['min_bpm', 'avg_bpm', 'max_bpm'],
    numbers: (min, avg, max) => ({ min, avg, max }),
    numberNames: ['min', 'avg', 'max'],
  },
  blood_pressure: {
    name: 'blood_pressure_metrics',
    unit: 'mmHg',
    columns: ['systolic', 'diastolic'],
    numbers: (systolic, diastolic) => ({ systolic, diastolic }),
    numberNames: ['systolic', 'diastolic'],
  },
  quantity: quantities,
  // Hours of sleep that a client sent as one number; nights and stages have tables of their own.
  sleep: quantities,
}

/** Where the samples of a metric are; those of uncatalogued metrics are quantities. */
export const sampleTable = ({ metric }: StoredMetric): SampleTable => tables[metric?.kind ?? 'quantity']

/** The columns that are a sample's identity within its metric, in the order of the primary key. */
export const identityOf = ({ unit }: SampleTable): string[] => [
  'recorded_at',
  'duration_s',
  'grouped',
  ...(unit === undefined ? ['qualifier'] : []),
  'source',
]

/** A page of a metric's samples in the order of their identity, which stays the same while samples arrive. */
export async function listSamples(client: ClientBase, question: SampleQuestion): Promise<Sample[]> {
  const table = sampleTable(question.metric)
  const { order } = question
  const parameters: unknown[] = []
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const identity = identityOf(table)
  const where = [`user_id = ${bind(question.userId)}`]
  if (table === quantities) where.push(`metric = ${bind(question.metric.name)}`)
  if (question.from) where.push(`recorded_at >= ${bind(question.from)}`)
  if (question.to) where.push(`recorded_at < ${bind(question.to)}`)
  if (question.source !== undefined) where.push(`source = ${bind(question.source)}`)
  if (question.after) {
    const [recordedAt, durationS, grouped, qualifier, source] = question.after
    const bound: Record<string, unknown> = {
      recorded_at: recordedAt,
      duration_s: durationS,
      grouped,
      qualifier,
      source,
    }
    const last = identity.map(column => bind(bound[column]))
    // The time alone as well: the planner then leaves out the partitions that the pages before have read.
    where.push(`recorded_at ${order === 'asc' ? '>=' : '<='} ${last[0]}`)
    where.push(`(${identity.join(', ')}) ${order === 'asc' ? '>' : '<'} (${last.join(', ')})`)
  }
  // Plain columns: an object or a Date made for each row costs more than all the rest of the question.
  const { rows } = await client.query<SampleRow>({
    rowMode: 'array',
    types: rawTimes,
    text: `select ${columnsOf(table)} from ${table.name} where ${where.join(' and ')}
      order by ${identity.map(column => `${column} ${order}`).join(', ')} limit ${bind(question.limit)}`,
    values: parameters,
  })
  return rows.map(row => readSample(table, row))
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
  ...others: (number | string | null)[],
]

/** What to select for {@link readSample}. */
export const columnsOf = ({ unit, columns }: SampleTable): string =>
  [
    'recorded_at, duration_s, grouped, source, detail',
    ...columns,
    ...(unit === undefined ? ['unit', 'qualifier'] : []),
  ].join(', ')

/**
 * Takes the row apart by the places of its columns, of which there are thousands in an answer: names, and what is taken together and
 * spread again, took a tenth of its time.
 * @param row the columns of {@link columnsOf} as an array, read with {@link rawTimes}
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
export function toRfc3339(time: string): string {
  if (time.endsWith('+00')) return `${time.slice(0, 10)}T${time.slice(11, -3)}Z`
  // A connection in another zone than that of the pool: the digits behind the second are the same in all.
  const fraction = /\.\d+/.exec(time)?.[0] ?? ''
  return `${new Date(time).toISOString().slice(0, 19)}${fraction}Z`
}

/**
 * All samples that a question is about, page by page from the first one on, with no more than two pages in memory.
 * Every page is a question of its own, so that a slow reader holds neither a connection nor a snapshot meanwhile.
 * @param read asks for a page; by `listSamples`, with a client that it has for that page alone
 * @param question its limit is that of all pages together
 */
export async function* readPages(
  read: (question: SampleQuestion) => Promise<Sample[]>,
  question: SampleQuestion,
  pageSize: number,
): AsyncGenerator<Sample[], void, void> {
  let { after, limit } = question
  while (limit > 0) {
    const asked = Math.min(pageSize, limit)
    const samples = await read({ ...question, after, limit: asked })
    if (samples.length > 0) yield samples
    if (samples.length < asked) return
    after = positionOf(samples.at(-1)!)
    limit -= samples.length
  }
}
