create table workouts (
  user_id uuid not null,
  started_at timestamptz not null check (started_at >= '1900-01-01 00:00:00Z'),
  ended_at timestamptz not null,
  activity text not null check (length(activity) between 1 and 100),
  -- Clients give one workout several ids (one for each of their export versions): all are kept.
  client_ids text[],
  source text,
  duration_s double precision check (duration_s >= 0 and duration_s < 'Infinity'),
  total_energy_kcal double precision check (total_energy_kcal >= 0 and total_energy_kcal < 'Infinity'),
  active_energy_kcal double precision check (active_energy_kcal >= 0 and active_energy_kcal < 'Infinity'),
  distance_meters double precision check (distance_meters >= 0 and distance_meters < 'Infinity'),
  min_heart_rate double precision check (min_heart_rate between 20 and 300),
  avg_heart_rate double precision check (avg_heart_rate between 20 and 300),
  max_heart_rate double precision check (max_heart_rate between 20 and 300),
  elevation_up_meters double precision check (elevation_up_meters >= 0 and elevation_up_meters < 'Infinity'),
  elevation_down_meters double precision check (elevation_down_meters >= 0 and elevation_down_meters < 'Infinity'),
  step_count double precision check (step_count >= 0 and step_count < 'Infinity'),
  flights_climbed double precision check (flights_climbed >= 0 and flights_climbed < 'Infinity'),
  swimming_stroke_count double precision check (swimming_stroke_count >= 0 and swimming_stroke_count < 'Infinity'),
  -- The other totals in their canonical units (ingest/workout.ts) and everything else that the client sent.
  detail jsonb,
  utc_offset_min smallint,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, started_at, ended_at, activity),
  check (started_at <= ended_at)
);

-- The points of a workout's route, column by column; element i of each array is point i.
create table workout_routes (
  user_id uuid not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  activity text not null,
  recorded_at timestamptz[] not null,
  latitude double precision[] not null,
  longitude double precision[] not null,
  altitude_m double precision[] not null,
  speed_m_per_s double precision[] not null,
  course_deg double precision[] not null,
  horizontal_accuracy_m double precision[] not null,
  vertical_accuracy_m double precision[] not null,
  speed_accuracy_m_per_s double precision[] not null,
  course_accuracy_deg double precision[] not null,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, started_at, ended_at, activity),
  check (cardinality(recorded_at) > 0),
  check (
    cardinality(latitude) = cardinality(recorded_at) and cardinality(longitude) = cardinality(recorded_at)
    and cardinality(altitude_m) = cardinality(recorded_at) and cardinality(speed_m_per_s) = cardinality(recorded_at)
    and cardinality(course_deg) = cardinality(recorded_at)
    and cardinality(horizontal_accuracy_m) = cardinality(recorded_at)
    and cardinality(vertical_accuracy_m) = cardinality(recorded_at)
    and cardinality(speed_accuracy_m_per_s) = cardinality(recorded_at)
    and cardinality(course_accuracy_deg) = cardinality(recorded_at)
  ),
  -- geography would silently turn a latitude of 999 into -81.
  check (-90 <= all (latitude) and 90 >= all (latitude) and -180 <= all (longitude) and 180 >= all (longitude))
);

-- One series of a workout (heart rate, power, steps, …), column by column.
create table workout_series (
  user_id uuid not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  activity text not null,
  name text not null check (length(name) between 1 and 100),
  unit text not null default '',
  recorded_at timestamptz[] not null,
  value double precision[] not null,
  min double precision[] not null,
  max double precision[] not null,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, started_at, ended_at, activity, name),
  check (cardinality(recorded_at) > 0),
  check (
    cardinality(value) = cardinality(recorded_at) and cardinality(min) = cardinality(recorded_at)
    and cardinality(max) = cardinality(recorded_at)
  )
);

-- With PostGIS a route is a line as well; generated, so that whoever writes the points need not know.
do $$
begin
  if exists (select from pg_extension where extname = 'postgis') then
    create function route_path(latitude double precision[], longitude double precision[], altitude_m double precision[])
      returns geography language sql immutable as $body$
        select case when cardinality(latitude) > 1 then (
          select st_makeline(array_agg(
            st_setsrid(st_makepoint(p.longitude, p.latitude, coalesce(p.altitude_m, 0)), 4326) order by p.ordinality
          ))::geography
          from unnest(latitude, longitude, altitude_m) with ordinality as p (latitude, longitude, altitude_m, ordinality)
        ) end
      $body$;
    alter table workout_routes add column path geography (linestringz, 4326)
      generated always as (route_path(latitude, longitude, altitude_m)) stored;
  end if;
end
$$;
