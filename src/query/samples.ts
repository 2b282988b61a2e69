import type { ClientBase } from 'pg'
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

/** Where a page ended: the identity of its last sample; the time in microseconds since 1970, which a Date would cut. */
export type SamplePosition = readonly [
  recordedAtUs: string,
  durationS: number,
  grouped: boolean,
  qualifier: string,
  source: string,
]

/** One sample with the numbers of its kind, in the metric's unit. */
export interface Sample {
  recordedAt: Date
  durationS: number
  grouped: boolean
  source: string
  unit: string
  numbers: Record<string, number | null>
  detail: Record<string, unknown> | null
  position: SamplePosition
}

interface SampleTable {
  name: string
  /** The numbers of a row as one JSON object. */
  numbers: string
  unit: string
  qualifier: string
}

const quantities: SampleTable = {
  name: 'quantity_metrics',
  numbers: `case when num_nonnulls(min, max) = 0 then jsonb_build_object('value', value)
    else jsonb_build_object('min', min, 'avg', value, 'max', max) end`,
  unit: 'unit',
  qualifier: 'qualifier',
}

const tables: Record<MetricKind, SampleTable> = {
  heart_rate: {
    name: 'heart_rate_metrics',
    numbers: `jsonb_build_object('min', min_bpm, 'avg', avg_bpm, 'max', max_bpm)`,
    unit: `'count/min'`,
    qualifier: `''::text`,
  },
  blood_pressure: {
    name: 'blood_pressure_metrics',
    numbers: `jsonb_build_object('systolic', systolic, 'diastolic', diastolic)`,
    unit: `'mmHg'`,
    qualifier: `''::text`,
  },
  quantity: quantities,
  // Hours of sleep that a client sent as one number; nights and stages have tables of their own.
  sleep: quantities,
}

/** A page of a metric's samples in the order of their identity, which stays the same while samples arrive. */
export async function listSamples(client: ClientBase, question: SampleQuestion): Promise<Sample[]> {
  const { name, metric } = question.metric
  const table = tables[metric?.kind ?? 'quantity']
  const parameters: unknown[] = []
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const position = ['recorded_at', 'duration_s', 'grouped', table.qualifier, 'source']
  const where = [`user_id = ${bind(question.userId)}`]
  if (table === quantities) where.push(`metric = ${bind(name)}`)
  if (question.from) where.push(`recorded_at >= ${bind(question.from)}`)
  if (question.to) where.push(`recorded_at < ${bind(question.to)}`)
  if (question.source !== undefined) where.push(`source = ${bind(question.source)}`)
  if (question.after) {
    const [recordedAtUs, ...others] = question.after
    // The time alone as well: the planner then leaves out the partitions that the pages before have read.
    const time = `'epoch'::timestamptz + ${bind(recordedAtUs)}::bigint * interval '1 microsecond'`
    where.push(`recorded_at ${question.order === 'asc' ? '>=' : '<='} ${time}`)
    const bound = [time, ...others.map(bind)].join(', ')
    where.push(`(${position.join(', ')}) ${question.order === 'asc' ? '>' : '<'} (${bound})`)
  }
  const { rows } = await client.query(
    `select recorded_at, (extract(epoch from recorded_at) * 1000000)::bigint::text as recorded_at_us, duration_s,
       grouped, source, ${table.qualifier} as qualifier, ${table.unit} as unit, ${table.numbers} as numbers, detail
     from ${table.name} where ${where.join(' and ')}
     order by ${position.map(column => `${column} ${question.order}`).join(', ')} limit ${bind(question.limit)}`,
    parameters,
  )
  return rows.map(row => ({
    recordedAt: row.recorded_at,
    durationS: row.duration_s,
    grouped: row.grouped,
    source: row.source,
    unit: row.unit,
    numbers: row.numbers,
    detail: row.detail,
    position: [row.recorded_at_us, row.duration_s, row.grouped, row.qualifier, row.source],
  }))
}
