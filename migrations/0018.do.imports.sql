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
