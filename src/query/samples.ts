import type { ClientBase } from 'pg'
import type { StoredMetric } from './find-stored-metric.ts'
import {
  positionOf,
  rawTimes,
  readSample,
  type Sample,
  type SamplePosition,
  type SampleRow,
} from './read-sample.ts'
import { columnsOf, identityOf, sampleTable } from './sample-table.ts'

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

/** A page of a metric's samples in the order of their identity, which stays the same while samples arrive. */
export async function listSamples(client: ClientBase, question: SampleQuestion): Promise<Sample[]> {
  const table = sampleTable(question.metric)
  const { order } = question
  const parameters: unknown[] = []
  const bind = (value: unknown) => `$${parameters.push(value)}`
  const identity = identityOf(table)
  const where = [`user_id = ${bind(question.userId)}`]
  if (table.unit === undefined) where.push(`metric = ${bind(question.metric.name)}`)
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
