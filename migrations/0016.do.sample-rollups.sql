-- Samples summed up by quarters of an hour and by hours of UTC, per stream: a source within a grouping. Derived from the
-- sample tables by ingest/rollups.ts, which can make them anew. Every zone's offset is a multiple of 15 minutes, so they
-- serve the days of all zones; the hours serve those whose offset is whole hours, four times faster.
create table sample_rollups (
  user_id uuid not null,
  metric text not null,
  -- 15 or 60.
  resolution_min smallint not null check (resolution_min in (15, 60)),
  -- Which number of a sample that has two: systolic or diastolic; else empty.
  component text not null,
  unit text not null,
  -- Seconds that the client, or the sample itself, makes of one; 0 for single readings.
  grouping_s double precision not null,
  source text not null,
  bucket_start timestamptz not null,
  sample_count integer not null,
  -- Sum of the values, and the same with each value weighted by the seconds that its sample covers (an instant: 1).
  value_sum double precision not null,
  weighted_sum double precision not null,
  weight_s double precision not null,
  min double precision not null,
  max double precision not null,
  primary key (user_id, metric, resolution_min, component, unit, grouping_s, source, bucket_start)
);
alter table sample_rollups enable row level security;
create policy own_rows on sample_rollups using (user_id = (select acting_user_id()));
