-- What a client calls a workout, where that is not the activity; where it took place; the other totals, in one unit each.
alter table workouts
  add column name text,
  add column location text check (location in ('indoor', 'outdoor', 'pool', 'open_water')),
  add column avg_speed_m_per_s double precision check (avg_speed_m_per_s between 0 and 100),
  add column max_speed_m_per_s double precision check (max_speed_m_per_s between 0 and 100),
  add column lap_length_meters double precision check (lap_length_meters between 1 and 100000),
  add column step_cadence double precision check (step_cadence between 0 and 500),
  add column swim_cadence double precision check (swim_cadence between 0 and 300),
  add column intensity_kcal_per_hr_kg double precision check (intensity_kcal_per_hr_kg between 0 and 100),
  add column temperature_deg_c double precision check (temperature_deg_c between -90 and 100),
  add column humidity_percent double precision check (humidity_percent between 0 and 100),
  add column swolf_score double precision check (swolf_score between 0 and 10000);

-- Who measured the points of a series: all their sources, as one text.
alter table workout_series add column source text;
