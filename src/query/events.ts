import type { ClientBase } from 'pg'

export interface EventQuestion {
  userId: string
  type?: string | undefined
  /** Half-open, and of the start: `from` is in, `to` is not. */
  from?: Date | undefined
  to?: Date | undefined
  source?: string | undefined
  voltages?: 'none' | undefined
  order: 'asc' | 'desc'
  limit: number
  after?: EventPosition | undefined
}

/** Where a page ended: the identity of its last event in the order of time; times in microseconds since 1970. */
export type EventPosition = readonly [
  startedAtUs: string,
  endedAtUs: string,
  type: string,
  name: string,
  source: string,
  discriminator: string,
]

export interface HealthEvent {
  type: string
  startedAt: Date
  endedAt: Date
  name: string
  source: string
  clientId: string | null
  utcOffsetMin: number | null
  detail: Record<string, unknown> | null
  position: EventPosition
}

/** What the clients call the list of voltages of an electrocardiogram. */
const voltageKeys = ['voltages', 'voltageMeasurements']

const position = ['started_at', 'ended_at', 'type', 'name', 'source', 'discriminator']

/** A page of the events in the order of time and then of the rest of their identity, which stays the same. */
export async function listEvents(client: ClientBase, question: EventQuestion): Promise<HealthEvent[]> {
  const parameters: unknown[] = []
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const bindTime = (us: string) => `'epoch'::timestamptz + ${bind(us)}::bigint * interval '1 microsecond'`
  const { order } = question
  const where = [`user_id = ${bind(question.userId)}`]
  if (question.type !== undefined) where.push(`type = ${bind(question.type)}`)
  if (question.from) where.push(`started_at >= ${bind(question.from)}`)
  if (question.to) where.push(`started_at < ${bind(question.to)}`)
  if (question.source !== undefined) where.push(`source = ${bind(question.source)}`)
  if (question.after) {
    const [startedAtUs, endedAtUs, ...others] = question.after
    const startedAt = bindTime(startedAtUs)
    // The time alone as well: the planner then leaves out the partitions that the pages before have read.
    where.push(`started_at ${order === 'asc' ? '>=' : '<='} ${startedAt}`)
    const bound = [startedAt, bindTime(endedAtUs), ...others.map(bind)].join(', ')
    where.push(`(${position.join(', ')}) ${order === 'asc' ? '>' : '<'} (${bound})`)
  }
  const detail = question.voltages === 'none' ? `detail - ${bind(voltageKeys)}::text[] as detail` : 'detail'
  const { rows } = await client.query(
    `select type, started_at, ended_at, name, source, discriminator, client_id, utc_offset_min, ${detail},
       (extract(epoch from started_at) * 1000000)::bigint::text as started_at_us,
       (extract(epoch from ended_at) * 1000000)::bigint::text as ended_at_us
     from health_events where ${where.join(' and ')}
     order by ${position.map(column => `${column} ${order}`).join(', ')} limit ${bind(question.limit)}`,
    parameters,
  )
  return rows.map(row => ({
    type: row.type,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    name: row.name,
    source: row.source,
    clientId: row.client_id,
    utcOffsetMin: row.utc_offset_min,
    detail: row.detail,
    position: [row.started_at_us, row.ended_at_us, row.type, row.name, row.source, row.discriminator],
  }))
}
