import { streamColumns, streamParameters } from './streams.ts'

/** The statements that sum samples up, by quarters of an hour and from these by hours. */

const sums = ['value_sum', 'weighted_sum', 'weight_s', 'min', 'max', 'sample_count']
/** What a rollup sums up, in the order of the table's columns. */
export const sumColumns = sums.join(', ')

export const ofSamples = `coalesce(sum(value), 0), coalesce(sum(value * weight_s), 0),
  coalesce(sum(weight_s) filter (where value is not null), 0), min(min), max(max), count(*)`
export const ofQuarters = `sum(value_sum), sum(weighted_sum), sum(weight_s), min(min), max(max), sum(sample_count)`

/** Writes the rows of `fresh`, sums by stream and bucket, where they are new or differ. */
const keepFresh = (minutes: number): string => `
  insert into sample_rollups as stored (user_id, stream_id, resolution_min, bucket_start, ${sumColumns})
  select $1, stream_id, ${minutes}, bucket_start, ${sumColumns} from fresh
  on conflict (user_id, stream_id, resolution_min, bucket_start) do update
  set (${sumColumns}) = row (${sums.map(name => `excluded.${name}`).join(', ')})
  where (${sums.map(name => `stored.${name}`).join(', ')}) is distinct from (${sums.map(name => `excluded.${name}`).join(', ')})`

/**
 * Of the buckets in `touched`, those that are not in `fresh` have no samples any more, because a correction moved them to
 * another stream: they go. They are deleted by their place, found bucket by bucket: where PostgreSQL may choose, it
 * compares every bucket with every other.
 */
const removeEmptied = (minutes: number): string => `
  delete from sample_rollups where user_id = $1 and ctid = any (array(
    select stored.place
    from (select stream_id, bucket_start from touched except select stream_id, bucket_start from fresh) as emptied
    cross join lateral (
      select ctid as place from sample_rollups
      where user_id = $1 and stream_id = emptied.stream_id and resolution_min = ${minutes}
        and bucket_start = emptied.bucket_start
      offset 0
    ) as stored
  ))`

/**
 * For buckets that lie far apart. Parameters: the user; of each quarter the names of its stream, their number and its start
 * in epoch seconds; the range of time that they lie in. All sources of a metric stand side by side in the index, so that it
 * is read once per metric and quarter, however many of them were touched. The names are given, although the database has
 * them: of given ones PostgreSQL knows how many there are, and does not compare each with each. The range says nothing new,
 * but as constants it lets PostgreSQL plan for its partitions only.
 */
export const refreshQuarters = `
  with touched as (
    select ${streamColumns}, stream_id, to_timestamp(start_s) as bucket_start
    from unnest(${streamParameters}, $7::integer[], $8::double precision[])
      as quarter (${streamColumns}, stream_id, start_s)
  ), quarter as (
    select distinct metric, bucket_start from touched
  ), summed as materialized (
    select quarter.metric, quarter.bucket_start, sums.*
    from quarter cross join lateral (
      select component, unit, grouping_s, source, ${ofSamples} from sample_components as sample
      where user_id = $1 and sample.metric = quarter.metric
        and recorded_at >= quarter.bucket_start and recorded_at < quarter.bucket_start + interval '15 minutes'
        and recorded_at >= to_timestamp($9) and recorded_at < to_timestamp($10)
      group by component, unit, grouping_s, source
    ) as sums (component, unit, grouping_s, source, ${sumColumns})
  ), fresh as (
    select stream_id, bucket_start, ${sumColumns} from summed
    join touched using (${streamColumns}, bucket_start)
  ), emptied as (${removeEmptied(15)})
  ${keepFresh(15)}`

/** Behind {@link refreshQuarters}. Parameters: the user; of each quarter the number of its stream and its start. */
export const refreshHours = `
  with touched as (
    select distinct stream_id, date_bin('1 hour', to_timestamp(start_s), 'epoch') as bucket_start
    from unnest($2::integer[], $3::double precision[]) as quarter (stream_id, start_s)
  ), fresh as (
    select stream_id, touched.bucket_start, ${sumColumns}
    from touched cross join lateral (
      select ${ofQuarters} from sample_rollups as quarter
      where user_id = $1 and quarter.stream_id = touched.stream_id and resolution_min = 15
        and bucket_start >= touched.bucket_start and bucket_start < touched.bucket_start + interval '1 hour'
      having count(*) > 0
    ) as summed (${sumColumns})
  ), emptied as (${removeEmptied(60)})
  ${keepFresh(60)}`

/** All buckets that are stored in a range count as touched. */
const refreshRange = (resolution: {
  minutes: number
  /** The buckets of `range` with their sums. */
  summed: string
}): string => `
  with range as (
    select stream_id, ${streamColumns}, to_timestamp(first_s) as range_start, to_timestamp(end_s) as range_end
    from unnest($2::integer[], $3::double precision[], $4::double precision[]) as given (stream_id, first_s, end_s)
    join sample_streams on user_id = $1 and id = stream_id
  ), touched as (
    select stream_id, bucket_start from range cross join lateral (
      select bucket_start from sample_rollups as rollup
      where user_id = $1 and rollup.stream_id = range.stream_id and resolution_min = ${resolution.minutes}
        and bucket_start >= range_start and bucket_start < range_end
      offset 0
    ) as stored
  ), fresh as (
    select stream_id, summed.*
    from range cross join lateral (${resolution.summed} group by 1) as summed (bucket_start, ${sumColumns})
  ), emptied as (${removeEmptied(resolution.minutes)})
  ${keepFresh(resolution.minutes)}`

/**
 * For streams that were touched nearly everywhere. Parameters: the user; of each stream its number and the whole hours of
 * its range in epoch seconds; and for the quarters alone the range of all of them.
 */
export const refreshRanges = {
  quarters: refreshRange({
    minutes: 15,
    summed: `select date_bin('15 minutes', recorded_at, 'epoch'), ${ofSamples} from sample_components as sample
      where user_id = $1 and sample.metric = range.metric and sample.component = range.component
        and sample.unit = range.unit and sample.grouping_s = range.grouping_s and sample.source = range.source
        and recorded_at >= range_start and recorded_at < range_end
        and recorded_at >= to_timestamp($5) and recorded_at < to_timestamp($6)`,
  }),
  hours: refreshRange({
    minutes: 60,
    summed: `select date_bin('1 hour', bucket_start, 'epoch'), ${ofQuarters} from sample_rollups as quarter
      where user_id = $1 and quarter.stream_id = range.stream_id and resolution_min = 15
        and bucket_start >= range_start and bucket_start < range_end`,
  }),
}
