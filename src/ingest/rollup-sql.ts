/** The statements that sum samples up, by quarters of an hour and from these by hours. */

/** Sums of samples, in the order of the table's columns. */
export const ofSamples = `count(*), coalesce(sum(value), 0), coalesce(sum(value * weight_s), 0),
  coalesce(sum(weight_s) filter (where value is not null), 0), min(min), max(max)`
export const ofQuarters = `sum(sample_count), sum(value_sum), sum(weighted_sum), sum(weight_s), min(min), max(max)`

const stream = ['metric', 'unit', 'grouping_s', 'source', 'bucket_start']
const sums = ['sample_count', 'value_sum', 'weighted_sum', 'weight_s', 'min', 'max']
const components = `('', 'systolic', 'diastolic')`
const sameStream = (table: string, other: string) =>
  stream
    .slice(0, 4)
    .map(name => `${table}.${name} = ${other}.${name}`)
    .join(' and ')

/** Writes the rows of `fresh`, which has a component and sums by stream, where they are new or differ. */
const keepFresh = (minutes: number, where: string): string => `
  insert into sample_rollups as stored (user_id, resolution_min, component, ${[...stream, ...sums].join(', ')})
  select $1, ${minutes}, component, ${[...stream, ...sums].join(', ')} from fresh ${where}
  on conflict (user_id, metric, resolution_min, component, unit, grouping_s, source, bucket_start) do update
  set (${sums.join(', ')}) = row (${sums.map(name => `excluded.${name}`).join(', ')})
  where (${sums.map(name => `stored.${name}`).join(', ')}) is distinct from (${sums.map(name => `excluded.${name}`).join(', ')})`

/**
 * A touched bucket without samples is one that a correction moved to another stream: it has no component, and goes. It is
 * deleted by its place, found bucket by bucket: where PostgreSQL may choose, it compares every bucket with every other.
 * @param summed the sums of the samples, or smaller buckets, of `touched`, by component
 */
const refreshTouched = (resolution: { minutes: number; interval: string; summed: string }): string => `
  with touched as (
    select distinct metric, unit, grouping_s, source,
      date_bin('${resolution.interval}', to_timestamp(start_s), 'epoch') as bucket_start
    from unnest($2::text[], $3::text[], $4::double precision[], $5::text[], $6::double precision[])
      as quarter (metric, unit, grouping_s, source, start_s)
  ), fresh as (
    select ${stream.map(name => `touched.${name}`).join(', ')}, summed.component, ${sums.join(', ')}
    from touched
    left join lateral (${resolution.summed} group by component) as summed (component, ${sums.join(', ')}) on true
  ), gone as (
    delete from sample_rollups where user_id = $1 and ctid = any (array(
      select left_over.place from fresh cross join lateral (
        select ctid as place from sample_rollups as stored
        where user_id = $1 and resolution_min = ${resolution.minutes} and stored.component in ${components}
          and ${sameStream('stored', 'fresh')} and stored.bucket_start = fresh.bucket_start
        offset 0
      ) as left_over
      where fresh.component is null
    ))
  )
  ${keepFresh(resolution.minutes, 'where component is not null')}`

/**
 * For buckets that lie far apart. Parameters: the user; of each quarter the metric, unit, grouping, source and start in
 * epoch seconds; and for the quarters alone the range of time that they lie in. A lateral join asks bucket by bucket: an
 * hour's worth of the index each, however long that range is. As constants it lets PostgreSQL plan for its partitions
 * only.
 */
export const refreshQuarters = refreshTouched({
  minutes: 15,
  interval: '15 minutes',
  summed: `select component, ${ofSamples} from sample_components as sample
    where user_id = $1 and ${sameStream('sample', 'touched')}
      and recorded_at >= touched.bucket_start and recorded_at < touched.bucket_start + interval '15 minutes'
      and recorded_at >= to_timestamp($7) and recorded_at < to_timestamp($8)`,
})
export const refreshHours = refreshTouched({
  minutes: 60,
  interval: '1 hour',
  summed: `select component, ${ofQuarters} from sample_rollups as quarter
    where user_id = $1 and resolution_min = 15 and component in ${components}
      and ${sameStream('quarter', 'touched')}
      and bucket_start >= touched.bucket_start and bucket_start < touched.bucket_start + interval '1 hour'`,
})

/** What of `sample_rollups` belongs to a range and was not summed up again has lost its samples, and goes. */
const refreshRange = (resolution: {
  minutes: number
  bucket: string
  sums: string
  from: string
}): string => `
  with range as (
    select metric, unit, grouping_s, source, to_timestamp(first_s) as range_start, to_timestamp(end_s) as range_end
    from unnest($2::text[], $3::text[], $4::double precision[], $5::text[], $6::double precision[], $7::double precision[])
      as given (metric, unit, grouping_s, source, first_s, end_s)
  ), fresh as (
    select metric, unit, grouping_s, source, summed.*
    from range cross join lateral (
      select component, ${resolution.bucket} as bucket_start, ${resolution.sums}
      from ${resolution.from} and ${sameStream('summed', 'range')}
      group by component, 2
    ) as summed (component, bucket_start, ${sums.join(', ')})
  ), gone as (
    delete from sample_rollups where user_id = $1 and ctid = any (array(
      select stored.place from range cross join lateral (
        select ctid as place, component, bucket_start from sample_rollups as rollup
        where user_id = $1 and resolution_min = ${resolution.minutes} and component in ${components}
          and ${sameStream('rollup', 'range')}
          and bucket_start >= range_start and bucket_start < range_end
        offset 0
      ) as stored
      left join fresh on ${sameStream('fresh', 'range')}
        and fresh.component = stored.component and fresh.bucket_start = stored.bucket_start
      where fresh.component is null
    ))
  )
  ${keepFresh(resolution.minutes, '')}`

/**
 * For streams that were touched nearly everywhere. Parameters: the user; of each stream the metric, unit, grouping,
 * source, and the whole hours of its range in epoch seconds; and the range of all of them.
 */
export const refreshRanges = {
  quarters: refreshRange({
    minutes: 15,
    bucket: `date_bin('15 minutes', recorded_at, 'epoch')`,
    sums: ofSamples,
    from: `sample_components as summed
      where user_id = $1 and recorded_at >= range_start and recorded_at < range_end
        and recorded_at >= to_timestamp($8) and recorded_at < to_timestamp($9)`,
  }),
  hours: refreshRange({
    minutes: 60,
    bucket: `date_bin('1 hour', bucket_start, 'epoch')`,
    sums: ofQuarters,
    from: `sample_rollups as summed
      where user_id = $1 and resolution_min = 15 and component in ${components}
        and bucket_start >= range_start and bucket_start < range_end
        and bucket_start >= to_timestamp($8) and bucket_start < to_timestamp($9)`,
  }),
}
