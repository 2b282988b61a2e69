-- The samples of one source of a metric within one grouping: what rollups are made of. A stream has a number because its
-- name is long and its rollups are many: an index over five texts costs more than all else that a rollup does. As the
-- rollups are, streams are derived from the samples. One whose samples have all been corrected away stays, without
-- rollups.
create table sample_streams (
  user_id uuid not null,
  -- Counted for each user: nobody can use up the numbers of others.
  id integer not null,
  metric text not null,
  -- Which number of a sample that has two: systolic or diastolic; else empty.
  component text not null,
  unit text not null,
  -- Seconds that the client, or the sample itself, makes of one; 0 for single readings.
  grouping_s double precision not null,
  source text not null,
  primary key (user_id, id),
  constraint sample_streams_name unique (user_id, metric, component, unit, grouping_s, source)
);
alter table sample_streams enable row level security;
create policy own_rows on sample_streams using (user_id = (select acting_user_id()));

insert into sample_streams (user_id, id, metric, component, unit, grouping_s, source)
select user_id, row_number() over (partition by user_id order by metric, component, unit, grouping_s, source),
  metric, component, unit, grouping_s, source
from (select distinct user_id, metric, component, unit, grouping_s, source from sample_rollups) as stream
order by 1, 2;

-- A foreign key, which is checked row by row, would cost what the number spares: whoever writes a rollup has the stream's
-- number from the same transaction.
alter table sample_rollups rename to named_rollups;
create table sample_rollups (
  user_id uuid not null,
  stream_id integer not null,
  -- 15 or 60.
  resolution_min smallint not null constraint sample_rollups_resolution_min_check check (resolution_min in (15, 60)),
  bucket_start timestamptz not null,
  -- Sum of the values, and the same with each value weighted by the seconds that its sample covers (an instant: 1).
  value_sum double precision not null,
  weighted_sum double precision not null,
  weight_s double precision not null,
  min double precision not null,
  max double precision not null,
  sample_count integer not null
);
insert into sample_rollups
select user_id, id, resolution_min, bucket_start, value_sum, weighted_sum, weight_s, min, max, sample_count
from named_rollups join sample_streams using (user_id, metric, component, unit, grouping_s, source)
order by 1, 2, 3, 4;
drop table named_rollups;
alter table sample_rollups add primary key (user_id, stream_id, resolution_min, bucket_start);
alter table sample_rollups enable row level security;
create policy own_rows on sample_rollups using (user_id = (select acting_user_id()));
