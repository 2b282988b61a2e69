import type { ClientBase, QueryResultRow } from 'pg'
import { readAccount } from './account.ts'
import { useTimezone } from './statistics/calendar.ts'

export interface SleepQuestion {
  userId: string
  /** A night is in when a part of the day on which one wakes is: from `from`, before `to`. */
  from?: Date | undefined
  to?: Date | undefined
  /** IANA; decides to which day a moment belongs. Default: that of the account. */
  timezone?: string | undefined
  source?: string | undefined
  /** All that sources say of a night, instead of one truth. */
  everySource: boolean
  /** Otherwise none are read, and each night has an empty list of them. */
  withSegments: boolean
  order: 'asc' | 'desc'
  /** Of nights, each with all that is said of it. */
  limit: number
  /** The last night of the page before, such as 2025-01-15. */
  after?: string | undefined
}

/** What one source says of one night; hours are null where it does not know them. */
export interface Night {
  /** The local date on which one wakes. */
  night: string
  source: string
  startedAt: Date | null
  endedAt: Date | null
  inBedHours: number | null
  /** All sleep, of any stage or none. */
  asleepHours: number | null
  coreHours: number | null
  deepHours: number | null
  remHours: number | null
  awakeHours: number | null
  /** None where only a client's summary is known. */
  segments: { startedAt: Date; endedAt: Date; stage: string }[]
}

export interface SleepAnswer {
  timezone: string
  sourcePriority: string[]
  nights: Night[]
}

/** Hours that a multirange of times covers; null where there is none. */
const hoursOf = (covered: string) =>
  `case when ${covered} is not null then coalesce((
     select sum(extract(epoch from upper(piece) - lower(piece)))::float8 / 3600 from unnest(${covered}) as piece
   ), 0) end`
const coveredBy = (stages: string) =>
  `range_agg(tstzrange(started_at, ended_at)) filter (where stage in (${stages}))`
/** The stage itself, or 0 where others are told apart from it. */
const stageHours = (covered: string) => `case when staged then coalesce(${hoursOf(covered)}, 0) end`

/**
 * The account, and the days that are asked for, first and last included. The moments around them are wide enough for
 * every time zone, and there so that partitions out of their reach are not looked at. Local times are those of the zone
 * of the transaction: `at time zone` would take CET for an abbreviation, which knows no summer.
 */
const account = `
  select source_priority, first_day, last_day,
    first_day::timestamp at time zone 'UTC' - interval '1 day' as lower,
    last_day::timestamp at time zone 'UTC' + interval '2 days' as upper
  from (
    select source_priority,
      greatest(coalesce($2::timestamptz, timestamptz '1900-01-01Z')::date, $6::date + 1) as first_day,
      least((coalesce($3::timestamptz, timestamptz '9999-01-01Z')::timestamp - interval '1 microsecond')::date,
        $7::date - 1) as last_day
    from users where id = $1
  ) as days`

/**
 * Summaries by the day of waking: by its time, where that is within reach of the day it was filed under. A client that
 * groups by a week or more does not tell of a night. Zeros that a client writes for what it did not measure are unknown.
 */
const summaries = `
  select night, source, started_at, ended_at, asleep, awake_hours as awake,
    case when asleep > 0 then nullif(in_bed_hours, 0) else in_bed_hours end as in_bed,
    case when staged then core_hours end as core,
    case when staged then deep_hours end as deep,
    case when staged then rem_hours end as rem
  from sleep_metrics
  cross join lateral (select
    coalesce(sleep_end, in_bed_end) as woken_at,
    least(sleep_start, in_bed_start) as started_at,
    greatest(sleep_end, in_bed_end) as ended_at,
    case when num_nonnulls(asleep_hours, core_hours, deep_hours, rem_hours) > 0 then
      coalesce(asleep_hours, 0) + coalesce(core_hours, 0) + coalesce(deep_hours, 0) + coalesce(rem_hours, 0)
    end as added
  ) as times
  cross join lateral (select
    (case when woken_at between recorded_at - interval '3 days' and recorded_at + interval '3 days'
      then woken_at::timestamp
      else coalesce(
        recorded_at at time zone 'UTC' + utc_offset_min * interval '1 minute',
        recorded_at::timestamp)
    end)::date as night,
    coalesce(nullif(total_hours, 0), added, total_hours) as asleep
  ) as sleep
  cross join lateral (select
    greatest(core_hours, deep_hours, rem_hours) > 0 or coalesce(asleep, 0) = 0 as staged
  ) as stages
  where user_id = $1 and duration_s <= 86400 and ($4::text is null or source = $4)
    and recorded_at >= (select lower from account) - interval '3 days'
    and recorded_at < (select upper from account) + interval '3 days'
    and recorded_at >= to_timestamp($8) and recorded_at < to_timestamp($9)
    and night between (select first_day from account) and (select last_day from account)`

/** The segments of a range of days; their day turns at six in the evening. */
const segmentsBetween = (first: string, last: string) => `
  from sleep_stages
  cross join lateral (
    select (started_at::timestamp + interval '6 hours')::date as night
  ) as nights
  where user_id = $1 and ($4::text is null or source = $4)
    and started_at >= to_timestamp($8) and started_at < to_timestamp($9)
    and started_at >= ${first}::timestamp at time zone 'UTC' - interval '1 day'
    and started_at < ${last}::timestamp at time zone 'UTC' + interval '2 days'
    and night between ${first} and ${last}`

const asked = segmentsBetween('(select first_day from account)', '(select last_day from account)')

/**
 * The days that have segments, one step of the index from each to the next, so that a page costs what it shows and not
 * what there is. A clock that is set back near six in the evening makes moments and days disagree by an hour or two.
 */
const daysOfSegments = {
  asc: `
    (select night ${asked} order by started_at limit 1)
    union all
    select next.night from days_of_segments as day cross join lateral (
      select night ${asked} and night > day.night and started_at >=
        (day.night + interval '18 hours')::timestamptz - interval '3 hours'
      order by started_at limit 1
    ) as next`,
  desc: `
    (select night ${asked} order by started_at desc limit 1)
    union all
    select next.night from days_of_segments as day cross join lateral (
      select night ${asked} and night < day.night and started_at <
        (day.night - interval '6 hours')::timestamptz + interval '3 hours'
      order by started_at desc limit 1
    ) as next`,
}

/** What is best comes first: see docs/decisions/nights.md. */
const preference = `
  asleep is null, priority nulls last,
  starts is null or asleep < 0.9 * most, asleep desc, starts is null, source, started_at`

/** Of a summary there is no list; one that is not asked for is empty, so that what it belongs to stays what it is. */
const listed = (withSegments: boolean, column: string, type: string) =>
  withSegments ? `array_agg(${column} order by started_at, ended_at, stage)` : `'{}'::${type}[]`

const candidates = (withSegments: boolean) => `
  select night, source, started_at, ended_at, ${hoursOf('in_bed')} as in_bed, ${hoursOf('asleep')} as asleep,
    ${stageHours('core')} as core, ${stageHours('deep')} as deep, ${stageHours('rem')} as rem,
    case when staged then coalesce(${hoursOf('awake')}, 0) else ${hoursOf('awake')} end as awake,
    starts, ends, stages
  from (
    select night, source, min(started_at) as started_at, max(ended_at) as ended_at,
      bool_or(stage in ('core', 'deep', 'rem')) as staged,
      ${coveredBy(`'in_bed'`)} as in_bed,
      ${coveredBy(`'asleep', 'core', 'deep', 'rem'`)} as asleep,
      ${['core', 'deep', 'rem', 'awake'].map(stage => `${coveredBy(`'${stage}'`)} as ${stage}`).join(', ')},
      ${listed(withSegments, 'started_at', 'timestamptz')} as starts,
      ${listed(withSegments, 'ended_at', 'timestamptz')} as ends, ${listed(withSegments, 'stage', 'text')} as stages
    ${segmentsBetween('(select min(night) from nights)', '(select max(night) from nights)')}
    group by night, source
  ) as covered
  union all
  select night, source, started_at, ended_at, in_bed, asleep, core, deep, rem, awake, null, null, null
  from summaries where night in (select night from nights)`

/**
 * A page of nights by date, each with the best of what is known of it, or with all of that in the same order.
 * @throws {Problem} invalid_request for a time zone that PostgreSQL does not know
 */
export async function listNights(client: ClientBase, question: SleepQuestion): Promise<SleepAnswer> {
  const { userId, order, after } = question
  const known = await readAccount(client, { userId })
  const timezone = question.timezone ?? known?.timezone ?? 'UTC'
  await useTimezone(client, timezone)
  const statement = `
    with recursive account as materialized (${account}),
    summaries as materialized (${summaries}),
    days_of_segments (night) as (${daysOfSegments[order]}),
    nights as materialized (
      select night from (
        (select night from days_of_segments limit $5)
        union
        select night from summaries
      ) as known
      where $2::timestamptz is null or $3::timestamptz is null or $2 < $3
      order by night ${order} limit $5
    ),
    ranked as (
      select *, row_number() over (partition by night order by ${preference}) as rank
      from (
        select *, max(asleep) over (partition by night, priority) as most
        from (
          select candidates.*, array_position((select source_priority from account), source) as priority
          from (${candidates(question.withSegments)}) as candidates
        ) as listed
      ) as measured
    )
    select night::text, source, started_at, ended_at, in_bed, asleep, core, deep, rem, awake, starts, ends, stages
    from ranked ${question.everySource ? '' : 'where rank = 1'}
    order by night ${order}, rank`
  const { rows } = await client.query(statement, [
    userId,
    question.from,
    question.to,
    question.source,
    question.limit,
    order === 'asc' ? after : null,
    order === 'desc' ? after : null,
    ...outerBounds(question),
  ])
  return { timezone, sourcePriority: known?.sourcePriority ?? [], nights: rows.map(readNight) }
}

/** No zone, and no summary filed under another day, is further off. */
const slackS = 7 * 86_400

/**
 * What the statement finds out by itself once it runs, as moments in epoch seconds that are known before: to plan for
 * every partition that there is takes longer than the answer.
 */
function outerBounds({ from, to, order, after }: SleepQuestion): [lowerS: number, upperS: number] {
  const begins = [from?.getTime() ?? -Infinity]
  const ends = [to?.getTime() ?? Infinity]
  if (after !== undefined) (order === 'asc' ? begins : ends).push(Date.parse(`${after}T00:00Z`))
  return [Math.max(...begins) / 1000 - slackS, Math.min(...ends) / 1000 + slackS]
}

function readNight(row: QueryResultRow): Night {
  return {
    night: row.night,
    source: row.source,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    inBedHours: row.in_bed,
    asleepHours: row.asleep,
    coreHours: row.core,
    deepHours: row.deep,
    remHours: row.rem,
    awakeHours: row.awake,
    segments: (row.starts ?? []).map((startedAt: Date, index: number) => ({
      startedAt,
      endedAt: row.ends[index],
      stage: row.stages[index],
    })),
  }
}
