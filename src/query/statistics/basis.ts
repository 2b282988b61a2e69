import type { ClientBase } from 'pg'
import { readAccount } from '../account.ts'
import type { StoredMetric } from '../find-stored-metric.ts'
import { readStreams, type Stream } from '../streams.ts'
import { type Bucket, useTimezone } from './calendar.ts'
import { isWithin, type Range } from './range.ts'

export interface StatisticsQuestion {
  userId: string
  metric: StoredMetric
  bucket: Bucket
  /** IANA name; the account's where absent. */
  timezone?: string | undefined
  /** Half-open; where one is absent the samples themselves are the limit. */
  from?: Date | undefined
  to?: Date | undefined
  /** Only this source, or all added up; where absent one source counts per hour. */
  source?: string | undefined
  addUp?: boolean
  /** Also intervals without samples. */
  fill: boolean
  limit: number
  /** Where the next interval begins, in epoch seconds, as the page before said. */
  after?: number | undefined
}

/** What is known before anything is summed up. */
export interface Basis {
  timezone: string
  sourcePriority: readonly string[]
  unit: string
  /** Those that were asked for, whether or not they reach into the range. */
  streams: readonly Stream[]
}

/**
 * From here to the end of the transaction PostgreSQL's own calendar is that of the question.
 * @throws {Problem} invalid_request for a zone that PostgreSQL does not know
 */
export async function readBasis(client: ClientBase, question: StatisticsQuestion): Promise<Basis> {
  const { userId, metric, source } = question
  const account = await readAccount(client, { userId })
  const timezone = question.timezone ?? account?.timezone ?? 'UTC'
  await useTimezone(client, timezone)
  const known = await readStreams(client, { userId, metrics: [metric.name] })
  const unit = metric.metric?.unit ?? newestUnit(known)
  const streams = known.filter(
    stream => stream.unit === unit && (source === undefined || stream.source === source),
  )
  return { timezone, sourcePriority: account?.sourcePriority ?? [], unit, streams }
}

/**
 * All that decides what readStatistics answers, but for the code: while this stays the same, so does the answer. It counts
 * the changes of samples before the end of the range, which costs the same for a day and for ten years; what comes after
 * it shows only in the streams that reach over it. docs/decisions/entity-tags.md
 */
export async function readVersion(
  client: ClientBase,
  question: StatisticsQuestion,
  { timezone, sourcePriority, unit, streams }: Basis,
): Promise<unknown> {
  const { rows } = await client.query<{ changes: string; server: string }>(
    `select coalesce(sum(changes), 0) as changes, current_setting('server_version') as server
     from sample_changes where user_id = $1 and first_day < (to_timestamp($2) at time zone 'UTC')::date`,
    [question.userId, nextDayS(question)],
  )
  const within = streams.filter(isWithin(rangeOf(question)))
  return [
    { ...question, timezone },
    rows[0],
    sourcePriority,
    unit,
    within.map(({ id, component, groupingS, source }) => [id, component, groupingS, source]),
  ]
}

/** The first midnight of UTC at the end of the range or behind it, in epoch seconds. */
const nextDayS = (question: StatisticsQuestion): number => Math.ceil(rangeOf(question).toS / 86_400) * 86_400

/** What was asked for, open where it says nothing. */
export const rangeOf = ({ from, to }: StatisticsQuestion): Range => ({
  fromS: from ? from.getTime() / 1000 : -Infinity,
  toS: to ? to.getTime() / 1000 : Infinity,
})

/** An uncatalogued metric may have come in several units, which nobody can convert: the one used last is answered. */
function newestUnit(streams: readonly Stream[]): string {
  return (
    streams.reduce<Stream | undefined>(
      (newest, stream) => (newest && newest.lastHourS >= stream.lastHourS ? newest : stream),
      undefined,
    )?.unit ?? ''
  )
}
