import type { ClientBase } from 'pg'
import type { Row } from './storage-kind.ts'

const QUARTER_S = 15 * 60
const QUARTER_US = QUARTER_S * 1_000_000

/** The metric and the unit that a row of a sample's table is summed up under. */
export interface RolledUp {
  metric: string | ((row: Row) => string)
  unit: string | ((row: Row) => string)
}

/** A quarter of an hour of one stream, which is the samples of one source within one grouping. Start in epoch seconds. */
type Quarter = readonly [
  metric: string,
  unit: string,
  grouped: boolean,
  durationS: number,
  source: string,
  startS: number,
]

/**
 * Keeps `sample_rollups` equal to what its samples sum up to: what a transaction touched is summed up anew before it
 * commits. Adding up differences would be quicker, and would drift with every correction.
 */
export class TouchedRollups {
  private readonly quarters = new Map<string, Quarter>()

  /** @param row as it is now, or as it was before it changed: both are touched */
  add({ metric, unit }: RolledUp, row: Row): void {
    const us = row.recorded_at as number
    const quarter: Quarter = [
      typeof metric === 'string' ? metric : metric(row),
      typeof unit === 'string' ? unit : unit(row),
      row.grouped as boolean,
      row.duration_s as number,
      row.source as string,
      (us - (((us % QUARTER_US) + QUARTER_US) % QUARTER_US)) / 1_000_000,
    ]
    this.quarters.set(quarter.join('\0'), quarter)
  }

  /** Right only while nobody else writes this user's rows. */
  async refresh(client: ClientBase, userId: string): Promise<void> {
    if (this.quarters.size === 0) return
    const quarters = [...this.quarters.values()]
    const columns = [0, 1, 2, 3, 4, 5].map(column => quarters.map(quarter => quarter[column]))
    const starts = quarters.map(quarter => quarter[5])
    const firstS = starts.reduce((a, b) => Math.min(a, b))
    const endS = starts.reduce((a, b) => Math.max(a, b)) + QUARTER_S
    await client.query(refreshQuarters, [userId, ...columns, firstS, endS])
    await client.query(refreshHours, [userId, ...columns])
  }
}

/** Of a large account this takes minutes; the pool's own limit is made for requests. */
const REBUILD_TIMEOUT_MS = 3_600_000

/** Sums up all samples of a user anew: for rows that did not come through an ingestion. */
export async function rebuildRollups(client: ClientBase, userId: string): Promise<void> {
  await client.query(`set local statement_timeout = ${REBUILD_TIMEOUT_MS}`)
  const rebuild = (text: string) => {
    // query_timeout is the driver's; its types leave it out.
    const statement = { text, values: [userId], query_timeout: REBUILD_TIMEOUT_MS + 5_000 }
    return client.query(statement as { text: string; values: string[] })
  }
  await rebuild('delete from sample_rollups where user_id = $1')
  await rebuild(
    `insert into sample_rollups
     select $1, metric, 15, component, unit, grouping_s, source, date_bin('15 minutes', recorded_at, 'epoch'), ${ofSamples}
     from sample_components where user_id = $1
     group by metric, component, unit, grouping_s, source, date_bin('15 minutes', recorded_at, 'epoch')`,
  )
  await rebuild(
    `insert into sample_rollups
     select $1, metric, 60, component, unit, grouping_s, source, date_bin('1 hour', bucket_start, 'epoch'), ${ofQuarters}
     from sample_rollups where user_id = $1 and resolution_min = 15
     group by metric, component, unit, grouping_s, source, date_bin('1 hour', bucket_start, 'epoch')`,
  )
}

/** In the order of the table's columns. */
const ofSamples = `count(*), coalesce(sum(value), 0), coalesce(sum(value * weight_s), 0),
  coalesce(sum(weight_s) filter (where value is not null), 0), min(min), max(max)`
const ofQuarters = `sum(sample_count), sum(value_sum), sum(weighted_sum), sum(weight_s), min(min), max(max)`

const stream = ['metric', 'unit', 'grouping_s', 'source', 'bucket_start']
const sums = ['sample_count', 'value_sum', 'weighted_sum', 'weight_s', 'min', 'max']

/**
 * A touched bucket without samples is one that a correction moved to another stream: it has no component, and goes. It is
 * deleted by its place, found bucket by bucket: where PostgreSQL may choose, it compares every bucket with every other.
 * @param summed the sums of the samples, or smaller buckets, of `touched`, by component
 */
const refreshTouched = (resolution: { minutes: number; interval: string; summed: string }): string => `
  with touched as (
    select distinct metric, unit, grouping_seconds(grouped, duration_s) as grouping_s, source,
      date_bin('${resolution.interval}', to_timestamp(start_s), 'epoch') as bucket_start
    from unnest($2::text[], $3::text[], $4::boolean[], $5::double precision[], $6::text[], $7::double precision[])
      as quarter (metric, unit, grouped, duration_s, source, start_s)
  ), fresh as (
    select ${stream.map(name => `touched.${name}`).join(', ')}, summed.component, ${sums.join(', ')}
    from touched
    left join lateral (${resolution.summed} group by component) as summed (component, ${sums.join(', ')}) on true
  ), gone as (
    delete from sample_rollups where user_id = $1 and ctid = any (array(
      select left_over.place from fresh cross join lateral (
        select ctid as place from sample_rollups as stored
        where user_id = $1 and resolution_min = ${resolution.minutes} and stored.component in ('', 'systolic', 'diastolic')
          and ${stream.map(name => `stored.${name} = fresh.${name}`).join(' and ')}
        offset 0
      ) as left_over
      where fresh.component is null
    ))
  )
  insert into sample_rollups as stored (user_id, resolution_min, component, ${[...stream, ...sums].join(', ')})
  select $1, ${resolution.minutes}, component, ${[...stream, ...sums].join(', ')} from fresh where component is not null
  on conflict (user_id, metric, resolution_min, component, unit, grouping_s, source, bucket_start) do update
  set (${sums.join(', ')}) = row (${sums.map(name => `excluded.${name}`).join(', ')})
  where (${sums.map(name => `stored.${name}`).join(', ')}) is distinct from (${sums.map(name => `excluded.${name}`).join(', ')})`

// A lateral join asks bucket by bucket: an hour's worth of the index each, however long the time is that they lie in. That
// whole time once more, as constants, lets PostgreSQL plan for its partitions only.
const refreshQuarters = refreshTouched({
  minutes: 15,
  interval: '15 minutes',
  summed: `select component, ${ofSamples} from sample_components as sample
    where user_id = $1 and sample.metric = touched.metric and sample.unit = touched.unit
      and sample.grouping_s = touched.grouping_s and sample.source = touched.source
      and recorded_at >= touched.bucket_start and recorded_at < touched.bucket_start + interval '15 minutes'
      and recorded_at >= to_timestamp($8) and recorded_at < to_timestamp($9)`,
})
const refreshHours = refreshTouched({
  minutes: 60,
  interval: '1 hour',
  summed: `select component, ${ofQuarters} from sample_rollups as quarter
    where user_id = $1 and resolution_min = 15 and component in ('', 'systolic', 'diastolic')
      and quarter.metric = touched.metric and quarter.unit = touched.unit
      and quarter.grouping_s = touched.grouping_s and quarter.source = touched.source
      and bucket_start >= touched.bucket_start and bucket_start < touched.bucket_start + interval '1 hour'`,
})
