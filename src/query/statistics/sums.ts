import type { ClientBase } from 'pg'
import type { Stream } from '../streams.ts'
import { label } from './calendar.ts'
import { columns, oneGrouping, oneSource, total } from './settle.ts'

/** What the samples of an interval sum up to; of a metric with two numbers there is one for each component. */
export interface Sums {
  component: string
  /** The interval: its position in the calendar, or the hour itself with its end, as local times. */
  at: number | { start: string; end: string; startS: number }
  count: number
  sum: number
  /** Null where no sample had an average. */
  avg: number | null
  min: number
  max: number
}

export interface SumsQuestion {
  userId: string
  metric: string
  unit: string
  /** With the rank that the user gave the source; 0 is the first. */
  streams: readonly (Stream & { rank: number })[]
  /** Half-open, epoch seconds. */
  fromS: number
  toS: number
  /** Where the intervals begin, in epoch seconds; undefined for hours. */
  starts: readonly number[] | undefined
  /** Where the days begin that the intervals consist of. */
  days: readonly number[]
  /** By what one source is said to have reported more than another. */
  most: 'sum' | 'count'
  /** Whether overlapping sources and groupings are settled, or everything is added up. */
  settle: boolean
}

/**
 * Sums of the intervals that have samples, in their order. Where streams overlap, one truth per moment: within an hour
 * the source with the best rank counts, else the one with the most; within a day one grouping, by the same order, where
 * a finer one is preferred that has nearly as much. The whole hours of the range come from the rollups, and what the
 * range cuts off of one from the samples.
 */
export async function readSums(client: ClientBase, question: SumsQuestion): Promise<Sums[]> {
  const { userId, metric, unit, streams, fromS, toS, starts, days, most, settle } = question
  const step = resolutionS(days)
  const firstS = step === undefined ? toS : Math.min(toS, Math.ceil(fromS / step) * step)
  const lastS = step === undefined ? toS : Math.max(firstS, Math.floor(toS / step) * step)
  const edges = [
    [fromS, firstS],
    [lastS, toS],
  ].filter(([from, to]) => from! < to!)
  const values: unknown[] = [
    userId,
    streams.map(({ id }) => id),
    streams.map(({ component }) => component),
    streams.map(({ groupingS }) => groupingS),
    streams.map(({ source }) => source),
    streams.map(({ rank }) => rank),
    firstS,
    lastS,
    days,
    starts ?? [],
  ]
  const bind = (value: unknown, type: string) => `$${values.push(value)}::${type}`
  const ends = edges.map(range => {
    const [from, to] = range.map(moment => bind(moment, 'double precision'))
    return cutOff(hourOf(days), {
      metric: bind(metric, 'text'),
      unit: bind(unit, 'text'),
      from: from!,
      to: to!,
    })
  })
  const steps = [
    calendar,
    streamTable,
    pieces({ stepS: step, ends, hour: hourOf(days), needsHours: settle || !starts }),
    ...(settle ? [oneSource(most), oneGrouping(most)] : []),
  ]
  const { rows } = await client.query({
    text: `with ${steps.join(', ')} ${answer(starts !== undefined, settle)}`,
    values,
    rowMode: 'array',
  })
  return rows.map(([component, count, sum, avg, min, max, position, start, end]) => ({
    component,
    at: starts ? position - 1 : { startS: position, start, end },
    count,
    sum,
    avg,
    min,
    max,
  }))
}

/** The largest resolution of which every day begins with one; undefined where only the samples are fine enough. */
function resolutionS(days: readonly number[]): number | undefined {
  return [3600, 900].find(seconds => days.every(day => day % seconds === 0))
}

/**
 * In which hour of the wall clock a moment lies, as an SQL expression. Where all days begin at the same minute of an hour
 * of UTC that is plain arithmetic; only where clocks change by a part of an hour the zone has to be asked each time.
 */
function hourOf(days: readonly number[]): (moment: string) => string {
  const phaseS = days[0]! % 3600
  return days.every(day => day % 3600 === phaseS)
    ? moment => `date_bin('1 hour', ${moment}, to_timestamp(${phaseS}))`
    : moment => `date_trunc('hour', ${moment})`
}

const streamTable = `stream as (
  select number::integer, id, component, grouping_s, source, rank,
    dense_rank() over (order by component, grouping_s)::integer as layer
  from unnest($2::integer[], $3::text[], $4::double precision[], $5::text[], $6::integer[])
    with ordinality as given (id, component, grouping_s, source, rank, number)
)`

/**
 * What each stream has in each hour of the wall clock. The offsets keep PostgreSQL from reading everything that the user
 * has in order to join it: it knows neither how few the streams are nor that the cut-off ends of a range are short.
 */
function pieces({
  stepS,
  ends,
  hour,
  needsHours,
}: {
  stepS: number | undefined
  ends: readonly string[]
  hour(moment: string): string
  /** Otherwise a part of an hour will do, because it lies in the same interval. */
  needsHours: boolean
}): string {
  const minutes = stepS === undefined ? 60 : stepS / 60
  const mustAddUp = needsHours && minutes !== 60
  return `piece as (
    select stream.number, ${mustAddUp ? hour('bucket_start') : 'bucket_start'} as hour, ${columns}
    from stream cross join lateral (
      select bucket_start, ${columns} from sample_rollups as rollup
      where user_id = $1 and stream_id = stream.id and resolution_min = ${minutes}
        and bucket_start >= to_timestamp($7::double precision) and bucket_start < to_timestamp($8::double precision)
      offset 0
    ) as rollup
    ${ends.map(end => `union all ${end}`).join(' ')}
  ), hourly as (
    ${mustAddUp ? `select number, hour, ${total('piece')} from piece group by 1, 2` : `select number, hour, ${columns} from piece`}
  )`
}

/**
 * An end of the range, from the samples themselves. Its bounds are constants of the statement: PostgreSQL then plans for
 * the one partition that they lie in, which for all partitions takes longer than the answer.
 */
const cutOff = (
  hour: (moment: string) => string,
  { metric, unit, from, to }: { metric: string; unit: string; from: string; to: string },
): string => `
  select stream.number, ${hour('recorded_at')}, count(*), coalesce(sum(value), 0),
    coalesce(sum(value * weight_s), 0), coalesce(sum(weight_s) filter (where value is not null), 0), min(min), max(max)
  from stream cross join lateral (
    select recorded_at, value, weight_s, min, max from sample_components as sample
    where user_id = $1 and metric = ${metric} and unit = ${unit}
      and component = stream.component and grouping_s = stream.grouping_s and source = stream.source
      and recorded_at >= to_timestamp(${from}) and recorded_at < to_timestamp(${to})
    offset 0
  ) as sample
  group by 1, 2`

/** Where days and the asked intervals begin. */
const calendar = `calendar as (
  select
    (select array_agg(to_timestamp(s) order by position) from unnest($9::double precision[])
      with ordinality as given (s, position)) as days,
    (select array_agg(to_timestamp(s) order by position) from unnest($10::double precision[])
      with ordinality as given (s, position)) as starts
)`

function answer(isCalendar: boolean, settle: boolean): string {
  const figures = `sum(sample_count)::integer, sum(value_sum),
    sum(weighted_sum) / nullif(sum(weight_s), 0), min(min), max(max)`
  if (!isCalendar) {
    const from = settle
      ? `one_source as summed join chosen using (component, grouping_s)
         where chosen.day_number = width_bucket(hour, (select days from calendar))`
      : `hourly as summed join stream using (number)`
    return `select component, ${figures.replaceAll(/\((sample_count|value_sum|weighted_sum|weight_s|min|max)\)/g, '(summed.$1)')},
        extract(epoch from hour)::double precision, ${label('hour')}, ${label(`hour + interval '1 hour'`)}
      from ${from} group by component, hour order by hour, component`
  }
  const starts = '(select starts from calendar)'
  return settle
    ? `select component, ${figures}, width_bucket((select days from calendar)[day_number], ${starts}) as interval_number
       from chosen group by component, interval_number order by interval_number, component`
    : `select component, ${figures}, width_bucket(hour, ${starts}) as interval_number
       from hourly join stream using (number) group by component, interval_number order by interval_number, component`
}
