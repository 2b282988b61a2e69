-- How much of a day a sample sums up, in seconds: what its client grouped by, a day where the sample itself covers one, and
-- 0 for a single reading. Values of two groupings of one day are never added up.
create function grouping_seconds(grouped boolean, duration_s double precision) returns double precision
language sql immutable
return case when grouped then duration_s when duration_s < 82800 then 0 when duration_s <= 90000 then 86400 else duration_s end;

-- Every number that can be summed up, with what statistics need to know of it: one row for each sample, two for a blood
-- pressure. A sample weighs as many seconds as it covers, an instant one. Where a client gave no average, `value` is null;
-- min and max are the least and the greatest that it did give. `value` is null as well where a sum of such numbers may
-- leave what a double can hold, which PostgreSQL refuses: the metrics that the catalogue does not know have no limits.
create view sample_components with (security_invoker = true) as
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
from quantity_metrics;

-- What was stored before there were rollups.
insert into sample_rollups
select
  user_id, metric, 15, component, unit, grouping_s, source, date_bin('15 minutes', recorded_at, 'epoch'),
  count(*), coalesce(sum(value), 0), coalesce(sum(value * weight_s), 0),
  coalesce(sum(weight_s) filter (where value is not null), 0), min(min), max(max)
from sample_components
group by 1, 2, 4, 5, 6, 7, 8;

insert into sample_rollups
select
  user_id, metric, 60, component, unit, grouping_s, source, date_bin('1 hour', bucket_start, 'epoch'),
  sum(sample_count), sum(value_sum), sum(weighted_sum), sum(weight_s), min(min), max(max)
from sample_rollups
where resolution_min = 15
group by 1, 2, 4, 5, 6, 7, 8;
