-- Where a sample came from, as its client describes it: the device, and the version of the app or of the system. Millions
-- of samples share a few of them, so that a sample only names the one it has. The id is a hash of what it says.
create table devices (
  user_id uuid not null,
  id bigint not null,
  detail jsonb not null,
  primary key (user_id, id)
);
alter table devices enable row level security;
create policy own_rows on devices using (user_id = (select acting_user_id()));

-- creation_date is when the sample was taken into the store that it was exported from (HealthKit's creationDate).
alter table heart_rate_metrics add column device_id bigint, add column creation_date timestamptz;
alter table blood_pressure_metrics add column device_id bigint, add column creation_date timestamptz;
alter table quantity_metrics add column device_id bigint, add column creation_date timestamptz;
alter table sleep_stages add column device_id bigint, add column creation_date timestamptz;

-- A file of gigabytes is read where it lies: the ledger keeps its name, size and hash, and how far it has been read.
alter table raw_ingestions drop constraint raw_ingestions_stored_as_check;
alter table raw_ingestions
  add constraint raw_ingestions_stored_as_check check (stored_as in ('as_sent', 'gzip', 'not_kept')),
  add column file_name text,
  -- What is wanted of the file; a file that is read with other wishes is another import.
  add column import_options jsonb,
  -- Where to go on, and the account so far; null when it is done.
  add column checkpoint jsonb;

-- One sample may be told twice: as an instant by a client that leaves out its end, and with start and end by the export. Of
-- one source, metric and start the interval counts, and the instant beside it does not.
create or replace view sample_components with (security_invoker = true) as
select
  user_id, 'heart_rate'::text as metric, ''::text as component, 'count/min'::text as unit,
  grouping_seconds(grouped, duration_s) as grouping_s, source, recorded_at,
  avg_bpm as value, greatest(duration_s, 1) as weight_s,
  least(min_bpm, avg_bpm, max_bpm) as min, greatest(min_bpm, avg_bpm, max_bpm) as max
from heart_rate_metrics
union all
select
  user_id, 'blood_pressure', 'systolic', 'mmHg', grouping_seconds(grouped, duration_s), source, recorded_at,
  systolic, greatest(duration_s, 1), systolic, systolic
from blood_pressure_metrics
union all
select
  user_id, 'blood_pressure', 'diastolic', 'mmHg', grouping_seconds(grouped, duration_s), source, recorded_at,
  diastolic, greatest(duration_s, 1), diastolic, diastolic
from blood_pressure_metrics
union all
select
  user_id, metric, '', unit, grouping_seconds(grouped, duration_s), source, recorded_at,
  case when value = 0 or abs(value) between float8 '1e-200' and float8 '1e200' then value end,
  greatest(duration_s, 1), least(min, value, max), greatest(min, value, max)
from (
  select *, max(duration_s) filter (where grouping_seconds(grouped, duration_s) = 0)
    over (partition by user_id, metric, recorded_at, source, unit, qualifier) as longest_s
  from quantity_metrics
) as told
where grouped or duration_s > 0 or longest_s = 0;

-- What was summed up before, of the quarters in which such an instant stands.
create temporary table told_again as
select distinct user_id, metric, unit, source, date_bin('15 minutes', recorded_at, 'epoch') as bucket_start
from quantity_metrics as instant
where not grouped and duration_s = 0 and exists (
  select from quantity_metrics as told
  where told.user_id = instant.user_id and told.metric = instant.metric and told.recorded_at = instant.recorded_at
    and told.source = instant.source and told.unit = instant.unit and told.qualifier = instant.qualifier
    and not told.grouped and told.duration_s > 0 and grouping_seconds(told.grouped, told.duration_s) = 0
);

update sample_rollups as stored
set (sample_count, value_sum, weighted_sum, weight_s, min, max) = (
  select
    count(*), coalesce(sum(value), 0), coalesce(sum(value * weight_s), 0),
    coalesce(sum(weight_s) filter (where value is not null), 0), min(min), max(max)
  from sample_components as sample
  where sample.user_id = stored.user_id and sample.metric = stored.metric and sample.unit = stored.unit
    and sample.source = stored.source and sample.grouping_s = 0
    and recorded_at >= stored.bucket_start and recorded_at < stored.bucket_start + interval '15 minutes'
)
from told_again
where stored.user_id = told_again.user_id and stored.metric = told_again.metric and stored.unit = told_again.unit
  and stored.source = told_again.source and stored.bucket_start = told_again.bucket_start
  and stored.resolution_min = 15 and stored.component = '' and stored.grouping_s = 0;

update sample_rollups as stored
set (sample_count, value_sum, weighted_sum, weight_s, min, max) = (
  select sum(sample_count), sum(value_sum), sum(weighted_sum), sum(weight_s), min(min), max(max)
  from sample_rollups as quarter
  where quarter.user_id = stored.user_id and quarter.metric = stored.metric and quarter.unit = stored.unit
    and quarter.source = stored.source and quarter.resolution_min = 15 and quarter.component = '' and quarter.grouping_s = 0
    and quarter.bucket_start >= stored.bucket_start and quarter.bucket_start < stored.bucket_start + interval '1 hour'
)
from told_again
where stored.user_id = told_again.user_id and stored.metric = told_again.metric and stored.unit = told_again.unit
  and stored.source = told_again.source and stored.bucket_start = date_bin('1 hour', told_again.bucket_start, 'epoch')
  and stored.resolution_min = 60 and stored.component = '' and stored.grouping_s = 0;

drop table told_again;
