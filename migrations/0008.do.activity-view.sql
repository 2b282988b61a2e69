-- One row per user and local day. The day is that of the offset the sample was reported with. Values that overlap are
-- never added up: of each day the one grouping and source that counted most stands for it.
create view activity_metrics as
with daily as (
  select
    user_id, metric, source, grouped, case when grouped then duration_s end as grouping_s,
    (recorded_at at time zone 'UTC' + coalesce(utc_offset_min, 0) * interval '1 minute')::date as day,
    sum(value) as total
  from quantity_metrics
  where metric in (
    'step_count', 'walking_running_distance', 'active_energy', 'flights_climbed', 'apple_exercise_time', 'apple_stand_time'
  )
  group by 1, 2, 3, 4, 5, 6
)
select
  user_id,
  day,
  max(total) filter (where metric = 'step_count') as steps,
  max(total) filter (where metric = 'walking_running_distance') as distance_meters,
  max(total) filter (where metric = 'active_energy') as active_energy_kcal,
  max(total) filter (where metric = 'flights_climbed') as flights_climbed,
  max(total) filter (where metric = 'apple_exercise_time') as exercise_minutes,
  max(total) filter (where metric = 'apple_stand_time') as stand_minutes
from daily
group by user_id, day;
