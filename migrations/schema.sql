-- What the migrations produce. Written by scripts/write-schema.ts: do not edit.

create table api_keys (
  id uuid not null default gen_random_uuid(),
  key_id text not null,
  key_hash text not null,
  user_id uuid not null,
  name text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  successor_key_id text,
  constraint api_keys_check CHECK (((revoked_at IS NULL) OR (revoked_at > created_at))),
  constraint api_keys_key_id_check CHECK ((key_id ~ '^[0-9A-Za-z]{12}$'::text)),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint api_keys_scopes_check CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['ingest'::text, 'read'::text, 'manage'::text, 'admin'::text]))),
  constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_key_hash_key UNIQUE (key_hash),
  constraint api_keys_key_id_key UNIQUE (key_id),
  constraint api_keys_successor_key_id_key UNIQUE (successor_key_id)
);

create table audit_log (
  user_id uuid not null,
  id uuid not null,
  recorded_at timestamp with time zone not null default clock_timestamp(),
  key_id text,
  action text not null,
  target text,
  outcome text not null,
  constraint audit_log_action_check CHECK (((length(action) >= 1) AND (length(action) <= 50))),
  constraint audit_log_outcome_check CHECK (((length(outcome) >= 1) AND (length(outcome) <= 50))),
  constraint audit_log_target_check CHECK ((length(target) <= 100)),
  constraint audit_log_pkey PRIMARY KEY (user_id, id)
);

create table blood_pressure_metrics (
  user_id uuid not null,
  recorded_at timestamp with time zone not null,
  duration_s double precision not null default 0,
  grouped boolean not null default false,
  source text not null default ''::text,
  systolic double precision not null,
  diastolic double precision not null,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  merge_state jsonb,
  device_id bigint,
  creation_date timestamp with time zone,
  constraint blood_pressure_metrics_diastolic_check CHECK (((diastolic >= (30)::double precision) AND (diastolic <= (150)::double precision))),
  constraint blood_pressure_metrics_duration_s_check CHECK (((duration_s >= (0)::double precision) AND (duration_s < 'Infinity'::double precision))),
  constraint blood_pressure_metrics_recorded_at_check CHECK ((recorded_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
  constraint blood_pressure_metrics_systolic_check CHECK (((systolic >= (40)::double precision) AND (systolic <= (250)::double precision))),
  constraint blood_pressure_metrics_pkey PRIMARY KEY (user_id, recorded_at, duration_s, grouped, source)
) partition by RANGE (recorded_at);

create table devices (
  user_id uuid not null,
  id bigint not null,
  detail jsonb not null,
  constraint devices_pkey PRIMARY KEY (user_id, id)
);

create table health_events (
  user_id uuid not null,
  type text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  name text not null default ''::text,
  source text not null default ''::text,
  discriminator text not null default ''::text,
  client_id text,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  merge_state jsonb,
  constraint health_events_check CHECK ((started_at <= ended_at)),
  constraint health_events_started_at_check CHECK ((started_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
  constraint health_events_type_check CHECK (((length(type) >= 1) AND (length(type) <= 100))),
  constraint health_events_pkey PRIMARY KEY (user_id, type, started_at, ended_at, name, source, discriminator)
) partition by RANGE (started_at);

create table heart_rate_metrics (
  user_id uuid not null,
  recorded_at timestamp with time zone not null,
  duration_s double precision not null default 0,
  grouped boolean not null default false,
  source text not null default ''::text,
  min_bpm double precision,
  avg_bpm double precision,
  max_bpm double precision,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  merge_state jsonb,
  device_id bigint,
  creation_date timestamp with time zone,
  constraint heart_rate_metrics_avg_bpm_check CHECK (((avg_bpm >= (20)::double precision) AND (avg_bpm <= (300)::double precision))),
  constraint heart_rate_metrics_check CHECK ((num_nonnulls(min_bpm, avg_bpm, max_bpm) > 0)),
  constraint heart_rate_metrics_check1 CHECK ((min_bpm <= avg_bpm)),
  constraint heart_rate_metrics_check2 CHECK ((avg_bpm <= max_bpm)),
  constraint heart_rate_metrics_check3 CHECK ((min_bpm <= max_bpm)),
  constraint heart_rate_metrics_duration_s_check CHECK (((duration_s >= (0)::double precision) AND (duration_s < 'Infinity'::double precision))),
  constraint heart_rate_metrics_max_bpm_check CHECK (((max_bpm >= (20)::double precision) AND (max_bpm <= (300)::double precision))),
  constraint heart_rate_metrics_min_bpm_check CHECK (((min_bpm >= (20)::double precision) AND (min_bpm <= (300)::double precision))),
  constraint heart_rate_metrics_recorded_at_check CHECK ((recorded_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
  constraint heart_rate_metrics_pkey PRIMARY KEY (user_id, recorded_at, duration_s, grouped, source)
) partition by RANGE (recorded_at);

create table quantity_metrics (
  user_id uuid not null,
  metric text not null,
  recorded_at timestamp with time zone not null,
  duration_s double precision not null default 0,
  grouped boolean not null default false,
  source text not null default ''::text,
  value double precision,
  min double precision,
  max double precision,
  unit text not null default ''::text,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  qualifier text not null default ''::text,
  merge_state jsonb,
  device_id bigint,
  creation_date timestamp with time zone,
  constraint quantity_metrics_check CHECK ((num_nonnulls(value, min, max) > 0)),
  constraint quantity_metrics_check1 CHECK ((min <= max)),
  constraint quantity_metrics_duration_s_check CHECK (((duration_s >= (0)::double precision) AND (duration_s < 'Infinity'::double precision))),
  constraint quantity_metrics_max_check CHECK (((max > '-Infinity'::double precision) AND (max < 'Infinity'::double precision))),
  constraint quantity_metrics_metric_check CHECK (((length(metric) >= 1) AND (length(metric) <= 100))),
  constraint quantity_metrics_min_check CHECK (((min > '-Infinity'::double precision) AND (min < 'Infinity'::double precision))),
  constraint quantity_metrics_recorded_at_check CHECK ((recorded_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
  constraint quantity_metrics_value_check CHECK (((value > '-Infinity'::double precision) AND (value < 'Infinity'::double precision))),
  constraint quantity_metrics_pkey PRIMARY KEY (user_id, metric, recorded_at, duration_s, grouped, qualifier, source)
) partition by RANGE (recorded_at);

create table raw_ingestions (
  user_id uuid not null,
  received_at timestamp with time zone not null,
  id uuid not null,
  key_id text,
  status text not null default 'received'::text,
  payload bytea not null storage external,
  stored_as text not null,
  content_type text,
  content_encoding text,
  client_headers jsonb not null default '{}'::jsonb,
  sent_bytes bigint not null,
  sha256 bytea not null,
  format text,
  report jsonb,
  processing_errors jsonb,
  claimed_at timestamp with time zone,
  claims smallint not null default 0,
  processed_at timestamp with time zone,
  redacted_types text[],
  replayed_at timestamp with time zone,
  first_report jsonb,
  file_name text,
  import_options jsonb,
  checkpoint jsonb,
  constraint raw_ingestions_sent_bytes_check CHECK ((sent_bytes >= 0)),
  constraint raw_ingestions_sha256_check CHECK ((length(sha256) = 32)),
  constraint raw_ingestions_status_check CHECK ((status = ANY (ARRAY['received'::text, 'queued'::text, 'processing'::text, 'processed'::text, 'partial'::text, 'rejected'::text, 'failed'::text]))),
  constraint raw_ingestions_stored_as_check CHECK ((stored_as = ANY (ARRAY['as_sent'::text, 'gzip'::text, 'not_kept'::text]))),
  constraint raw_ingestions_pkey PRIMARY KEY (user_id, received_at, id)
) partition by RANGE (received_at);

create table row_updates (
  user_id uuid not null,
  updates bigint not null,
  constraint row_updates_pkey PRIMARY KEY (user_id)
);

create table sample_changes (
  user_id uuid not null,
  first_day date not null,
  changes bigint not null,
  constraint sample_changes_pkey PRIMARY KEY (user_id, first_day)
);

create table sample_rollups (
  user_id uuid not null,
  stream_id integer not null,
  resolution_min smallint not null,
  bucket_start timestamp with time zone not null,
  value_sum double precision not null,
  weighted_sum double precision not null,
  weight_s double precision not null,
  min double precision not null,
  max double precision not null,
  sample_count integer not null,
  constraint sample_rollups_resolution_min_check CHECK ((resolution_min = ANY (ARRAY[15, 60]))),
  constraint sample_rollups_pkey PRIMARY KEY (user_id, stream_id, resolution_min, bucket_start)
);

create table sample_streams (
  user_id uuid not null,
  id integer not null,
  metric text not null,
  component text not null,
  unit text not null,
  grouping_s double precision not null,
  source text not null,
  constraint sample_streams_pkey PRIMARY KEY (user_id, id),
  constraint sample_streams_name UNIQUE (user_id, metric, component, unit, grouping_s, source)
);

create table sessions (
  user_id uuid not null,
  id uuid not null,
  key_id text not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  user_agent text,
  constraint sessions_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint sessions_user_agent_check CHECK ((length(user_agent) <= 200)),
  constraint sessions_pkey PRIMARY KEY (user_id, id)
);

create table sign_in_links (
  user_id uuid not null,
  id uuid not null,
  key_id text not null,
  token_hash bytea not null,
  expires_at timestamp with time zone not null,
  constraint sign_in_links_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint sign_in_links_pkey PRIMARY KEY (user_id, id)
);

create table sleep_metrics (
  user_id uuid not null,
  recorded_at timestamp with time zone not null,
  duration_s double precision not null default 0,
  grouped boolean not null default false,
  source text not null default ''::text,
  total_hours double precision,
  asleep_hours double precision,
  core_hours double precision,
  deep_hours double precision,
  rem_hours double precision,
  awake_hours double precision,
  in_bed_hours double precision,
  sleep_start timestamp with time zone,
  sleep_end timestamp with time zone,
  in_bed_start timestamp with time zone,
  in_bed_end timestamp with time zone,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  merge_state jsonb,
  constraint sleep_metrics_asleep_hours_check CHECK (((asleep_hours >= (0)::double precision) AND (asleep_hours <= (48)::double precision))),
  constraint sleep_metrics_awake_hours_check CHECK (((awake_hours >= (0)::double precision) AND (awake_hours <= (48)::double precision))),
  constraint sleep_metrics_check CHECK ((sleep_start <= sleep_end)),
  constraint sleep_metrics_check1 CHECK ((in_bed_start <= in_bed_end)),
  constraint sleep_metrics_core_hours_check CHECK (((core_hours >= (0)::double precision) AND (core_hours <= (48)::double precision))),
  constraint sleep_metrics_deep_hours_check CHECK (((deep_hours >= (0)::double precision) AND (deep_hours <= (48)::double precision))),
  constraint sleep_metrics_duration_s_check CHECK (((duration_s >= (0)::double precision) AND (duration_s < 'Infinity'::double precision))),
  constraint sleep_metrics_in_bed_hours_check CHECK (((in_bed_hours >= (0)::double precision) AND (in_bed_hours <= (48)::double precision))),
  constraint sleep_metrics_recorded_at_check CHECK ((recorded_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
  constraint sleep_metrics_rem_hours_check CHECK (((rem_hours >= (0)::double precision) AND (rem_hours <= (48)::double precision))),
  constraint sleep_metrics_total_hours_check CHECK (((total_hours >= (0)::double precision) AND (total_hours <= (48)::double precision))),
  constraint sleep_metrics_pkey PRIMARY KEY (user_id, recorded_at, duration_s, grouped, source)
) partition by RANGE (recorded_at);

create table sleep_stages (
  user_id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  stage text not null,
  source text not null default ''::text,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  merge_state jsonb,
  device_id bigint,
  creation_date timestamp with time zone,
  constraint sleep_stages_check CHECK ((started_at <= ended_at)),
  constraint sleep_stages_stage_check CHECK ((stage = ANY (ARRAY['in_bed'::text, 'asleep'::text, 'awake'::text, 'core'::text, 'deep'::text, 'rem'::text]))),
  constraint sleep_stages_started_at_check CHECK ((started_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
  constraint sleep_stages_pkey PRIMARY KEY (user_id, started_at, ended_at, stage, source)
) partition by RANGE (started_at);

create table users (
  id uuid not null default gen_random_uuid(),
  email text not null,
  timezone text not null default 'UTC'::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  source_priority text[] not null default '{}'::text[],
  units text not null default 'metric'::text,
  constraint users_email_check CHECK (((email = lower(email)) AND ((length(email) >= 3) AND (length(email) <= 254)))),
  constraint users_units_check CHECK ((units = ANY (ARRAY['metric'::text, 'imperial'::text]))),
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email)
);

create table waiting_users (
  user_id uuid not null,
  waiting_since timestamp with time zone not null default clock_timestamp(),
  taken_by uuid,
  taken_at timestamp with time zone,
  constraint waiting_users_pkey PRIMARY KEY (user_id)
);

create table workout_routes (
  user_id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  activity text not null,
  recorded_at timestamp with time zone[] not null,
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
  constraint workout_routes_check CHECK (((cardinality(latitude) = cardinality(recorded_at)) AND (cardinality(longitude) = cardinality(recorded_at)) AND (cardinality(altitude_m) = cardinality(recorded_at)) AND (cardinality(speed_m_per_s) = cardinality(recorded_at)) AND (cardinality(course_deg) = cardinality(recorded_at)) AND (cardinality(horizontal_accuracy_m) = cardinality(recorded_at)) AND (cardinality(vertical_accuracy_m) = cardinality(recorded_at)) AND (cardinality(speed_accuracy_m_per_s) = cardinality(recorded_at)) AND (cardinality(course_accuracy_deg) = cardinality(recorded_at)))),
  constraint workout_routes_check1 CHECK (((('-90'::integer)::double precision <= ALL (latitude)) AND ((90)::double precision >= ALL (latitude)) AND (('-180'::integer)::double precision <= ALL (longitude)) AND ((180)::double precision >= ALL (longitude)))),
  constraint workout_routes_recorded_at_check CHECK ((cardinality(recorded_at) > 0)),
  constraint workout_routes_pkey PRIMARY KEY (user_id, started_at, ended_at, activity)
);

create table workout_series (
  user_id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  activity text not null,
  name text not null,
  unit text not null default ''::text,
  recorded_at timestamp with time zone[] not null,
  value double precision[] not null,
  min double precision[] not null,
  max double precision[] not null,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  source text,
  constraint workout_series_check CHECK (((cardinality(value) = cardinality(recorded_at)) AND (cardinality(min) = cardinality(recorded_at)) AND (cardinality(max) = cardinality(recorded_at)))),
  constraint workout_series_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint workout_series_recorded_at_check CHECK ((cardinality(recorded_at) > 0)),
  constraint workout_series_pkey PRIMARY KEY (user_id, started_at, ended_at, activity, name)
);

create table workouts (
  user_id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  activity text not null,
  client_ids text[],
  source text,
  duration_s double precision,
  total_energy_kcal double precision,
  active_energy_kcal double precision,
  distance_meters double precision,
  min_heart_rate double precision,
  avg_heart_rate double precision,
  max_heart_rate double precision,
  elevation_up_meters double precision,
  elevation_down_meters double precision,
  step_count double precision,
  flights_climbed double precision,
  swimming_stroke_count double precision,
  detail jsonb,
  utc_offset_min smallint,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  name text,
  location text,
  avg_speed_m_per_s double precision,
  max_speed_m_per_s double precision,
  lap_length_meters double precision,
  step_cadence double precision,
  swim_cadence double precision,
  intensity_kcal_per_hr_kg double precision,
  temperature_deg_c double precision,
  humidity_percent double precision,
  swolf_score double precision,
  merge_state jsonb,
  constraint workouts_active_energy_kcal_check CHECK (((active_energy_kcal >= (0)::double precision) AND (active_energy_kcal < 'Infinity'::double precision))),
  constraint workouts_activity_check CHECK (((length(activity) >= 1) AND (length(activity) <= 100))),
  constraint workouts_avg_heart_rate_check CHECK (((avg_heart_rate >= (20)::double precision) AND (avg_heart_rate <= (300)::double precision))),
  constraint workouts_avg_speed_m_per_s_check CHECK (((avg_speed_m_per_s >= (0)::double precision) AND (avg_speed_m_per_s <= (100)::double precision))),
  constraint workouts_check CHECK ((started_at <= ended_at)),
  constraint workouts_distance_meters_check CHECK (((distance_meters >= (0)::double precision) AND (distance_meters < 'Infinity'::double precision))),
  constraint workouts_duration_s_check CHECK (((duration_s >= (0)::double precision) AND (duration_s < 'Infinity'::double precision))),
  constraint workouts_elevation_down_meters_check CHECK (((elevation_down_meters >= (0)::double precision) AND (elevation_down_meters < 'Infinity'::double precision))),
  constraint workouts_elevation_up_meters_check CHECK (((elevation_up_meters >= (0)::double precision) AND (elevation_up_meters < 'Infinity'::double precision))),
  constraint workouts_flights_climbed_check CHECK (((flights_climbed >= (0)::double precision) AND (flights_climbed < 'Infinity'::double precision))),
  constraint workouts_humidity_percent_check CHECK (((humidity_percent >= (0)::double precision) AND (humidity_percent <= (100)::double precision))),
  constraint workouts_intensity_kcal_per_hr_kg_check CHECK (((intensity_kcal_per_hr_kg >= (0)::double precision) AND (intensity_kcal_per_hr_kg <= (100)::double precision))),
  constraint workouts_lap_length_meters_check CHECK (((lap_length_meters >= (1)::double precision) AND (lap_length_meters <= (100000)::double precision))),
  constraint workouts_location_check CHECK ((location = ANY (ARRAY['indoor'::text, 'outdoor'::text, 'pool'::text, 'open_water'::text]))),
  constraint workouts_max_heart_rate_check CHECK (((max_heart_rate >= (20)::double precision) AND (max_heart_rate <= (300)::double precision))),
  constraint workouts_max_speed_m_per_s_check CHECK (((max_speed_m_per_s >= (0)::double precision) AND (max_speed_m_per_s <= (100)::double precision))),
  constraint workouts_min_heart_rate_check CHECK (((min_heart_rate >= (20)::double precision) AND (min_heart_rate <= (300)::double precision))),
  constraint workouts_started_at_check CHECK ((started_at >= '1900-01-01 00:00:00+00'::timestamp with time zone)),
  constraint workouts_step_cadence_check CHECK (((step_cadence >= (0)::double precision) AND (step_cadence <= (500)::double precision))),
  constraint workouts_step_count_check CHECK (((step_count >= (0)::double precision) AND (step_count < 'Infinity'::double precision))),
  constraint workouts_swim_cadence_check CHECK (((swim_cadence >= (0)::double precision) AND (swim_cadence <= (300)::double precision))),
  constraint workouts_swimming_stroke_count_check CHECK (((swimming_stroke_count >= (0)::double precision) AND (swimming_stroke_count < 'Infinity'::double precision))),
  constraint workouts_swolf_score_check CHECK (((swolf_score >= (0)::double precision) AND (swolf_score <= (10000)::double precision))),
  constraint workouts_temperature_deg_c_check CHECK (((temperature_deg_c >= ('-90'::integer)::double precision) AND (temperature_deg_c <= (100)::double precision))),
  constraint workouts_total_energy_kcal_check CHECK (((total_energy_kcal >= (0)::double precision) AND (total_energy_kcal < 'Infinity'::double precision))),
  constraint workouts_pkey PRIMARY KEY (user_id, started_at, ended_at, activity)
);

CREATE INDEX api_keys_by_user ON api_keys USING btree (user_id, created_at);

CREATE UNIQUE INDEX blood_pressure_metrics_grouped ON blood_pressure_metrics USING btree (user_id, recorded_at, duration_s) WHERE grouped;

CREATE UNIQUE INDEX heart_rate_metrics_grouped ON heart_rate_metrics USING btree (user_id, recorded_at, duration_s) WHERE grouped;

CREATE UNIQUE INDEX quantity_metrics_grouped ON quantity_metrics USING btree (user_id, metric, recorded_at, duration_s, qualifier) WHERE grouped;

CREATE INDEX raw_ingestions_pending ON raw_ingestions USING btree (user_id, id) WHERE (status = ANY (ARRAY['received'::text, 'queued'::text, 'processing'::text]));

CREATE UNIQUE INDEX sleep_metrics_grouped ON sleep_metrics USING btree (user_id, recorded_at, duration_s) WHERE grouped;

CREATE INDEX waiting_users_next ON waiting_users USING btree (waiting_since);

-- activity_metrics (user_id uuid, day date, steps double precision, distance_meters double precision, active_energy_kcal double precision, flights_climbed double precision, exercise_minutes double precision, stand_minutes double precision)
create view activity_metrics as
 WITH daily AS (
         SELECT user_id,
            metric,
            source,
            grouped,
                CASE
                    WHEN grouped THEN duration_s
                    ELSE NULL::double precision
                END AS grouping_s,
            (((recorded_at AT TIME ZONE 'UTC'::text) + ((COALESCE((utc_offset_min)::integer, 0))::double precision * '00:01:00'::interval)))::date AS day,
            sum(value) AS total
           FROM quantity_metrics
          WHERE (metric = ANY (ARRAY['step_count'::text, 'walking_running_distance'::text, 'active_energy'::text, 'flights_climbed'::text, 'apple_exercise_time'::text, 'apple_stand_time'::text]))
          GROUP BY user_id, metric, source, grouped,
                CASE
                    WHEN grouped THEN duration_s
                    ELSE NULL::double precision
                END, ((((recorded_at AT TIME ZONE 'UTC'::text) + ((COALESCE((utc_offset_min)::integer, 0))::double precision * '00:01:00'::interval)))::date)
        )
 SELECT user_id,
    day,
    max(total) FILTER (WHERE (metric = 'step_count'::text)) AS steps,
    max(total) FILTER (WHERE (metric = 'walking_running_distance'::text)) AS distance_meters,
    max(total) FILTER (WHERE (metric = 'active_energy'::text)) AS active_energy_kcal,
    max(total) FILTER (WHERE (metric = 'flights_climbed'::text)) AS flights_climbed,
    max(total) FILTER (WHERE (metric = 'apple_exercise_time'::text)) AS exercise_minutes,
    max(total) FILTER (WHERE (metric = 'apple_stand_time'::text)) AS stand_minutes
   FROM daily
  GROUP BY user_id, day;

-- sample_components (user_id uuid, metric text, component text, unit text, grouping_s double precision, source text, recorded_at timestamp with time zone, value double precision, weight_s double precision, min double precision, max double precision)
create view sample_components as
 SELECT user_id,
    'heart_rate'::text AS metric,
    ''::text AS component,
    'count/min'::text AS unit,
    grouping_seconds(grouped, duration_s) AS grouping_s,
    source,
    recorded_at,
    avg_bpm AS value,
    GREATEST(duration_s, (1)::double precision) AS weight_s,
    LEAST(min_bpm, avg_bpm, max_bpm) AS min,
    GREATEST(min_bpm, avg_bpm, max_bpm) AS max
   FROM heart_rate_metrics
UNION ALL
 SELECT user_id,
    'blood_pressure'::text AS metric,
    'systolic'::text AS component,
    'mmHg'::text AS unit,
    grouping_seconds(grouped, duration_s) AS grouping_s,
    source,
    recorded_at,
    systolic AS value,
    GREATEST(duration_s, (1)::double precision) AS weight_s,
    systolic AS min,
    systolic AS max
   FROM blood_pressure_metrics
UNION ALL
 SELECT user_id,
    'blood_pressure'::text AS metric,
    'diastolic'::text AS component,
    'mmHg'::text AS unit,
    grouping_seconds(grouped, duration_s) AS grouping_s,
    source,
    recorded_at,
    diastolic AS value,
    GREATEST(duration_s, (1)::double precision) AS weight_s,
    diastolic AS min,
    diastolic AS max
   FROM blood_pressure_metrics
UNION ALL
 SELECT user_id,
    metric,
    ''::text AS component,
    unit,
    grouping_seconds(grouped, duration_s) AS grouping_s,
    source,
    recorded_at,
        CASE
            WHEN ((value = (0)::double precision) OR ((abs(value) >= '1e-200'::double precision) AND (abs(value) <= '1e+200'::double precision))) THEN value
            ELSE NULL::double precision
        END AS value,
    GREATEST(duration_s, (1)::double precision) AS weight_s,
    LEAST(min, value, max) AS min,
    GREATEST(min, value, max) AS max
   FROM ( SELECT user_id,
            metric,
            recorded_at,
            duration_s,
            grouped,
            source,
            value,
            min,
            max,
            unit,
            utc_offset_min,
            detail,
            ingestion_id,
            field_ingestions,
            qualifier,
            merge_state,
            device_id,
            creation_date,
            max(duration_s) FILTER (WHERE (grouping_seconds(grouped, duration_s) = (0)::double precision)) OVER (PARTITION BY user_id, metric, recorded_at, source, unit, qualifier) AS longest_s
           FROM quantity_metrics) told
  WHERE (grouped OR (duration_s > (0)::double precision) OR (longest_s = (0)::double precision));

CREATE OR REPLACE FUNCTION public.acting_user_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
RETURN (NULLIF(current_setting('health_export.user_id'::text, true), ''::text))::uuid;

CREATE OR REPLACE FUNCTION public.grouping_seconds(grouped boolean, duration_s double precision)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE
RETURN CASE WHEN grouped THEN duration_s WHEN (duration_s < (82800)::double precision) THEN (0)::double precision WHEN (duration_s <= (90000)::double precision) THEN (86400)::double precision ELSE duration_s END;

CREATE OR REPLACE FUNCTION public.has_earlier_pending(of_user uuid, before_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return exists (
    select from raw_ingestions
    where user_id = of_user and id < before_id and status in ('received', 'queued', 'processing')
      and (stored_as <> 'not_kept' or status = 'queued' or claimed_at > now() - interval '10 minutes')
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and old.user_id = acting_user_id() and current_setting('health_export.erasing', true) = 'on' then
    return old;
  end if;
  raise exception 'audit_log is only added to';
end
$function$;

CREATE TRIGGER audit_log_is_append_only BEFORE DELETE OR UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_log_is_never_emptied BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

alter table api_keys enable row level security;
create policy own_rows on api_keys using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table audit_log enable row level security;
create policy own_rows on audit_log using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table blood_pressure_metrics enable row level security;
create policy own_rows on blood_pressure_metrics using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table devices enable row level security;
create policy own_rows on devices using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table health_events enable row level security;
create policy own_rows on health_events using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table heart_rate_metrics enable row level security;
create policy own_rows on heart_rate_metrics using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table quantity_metrics enable row level security;
create policy own_rows on quantity_metrics using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table raw_ingestions enable row level security;
create policy own_rows on raw_ingestions using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table row_updates enable row level security;
create policy own_rows on row_updates using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table sample_changes enable row level security;
create policy own_rows on sample_changes using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table sample_rollups enable row level security;
create policy own_rows on sample_rollups using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table sample_streams enable row level security;
create policy own_rows on sample_streams using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table sessions enable row level security;
create policy own_rows on sessions using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table sign_in_links enable row level security;
create policy own_rows on sign_in_links using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table sleep_metrics enable row level security;
create policy own_rows on sleep_metrics using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table sleep_stages enable row level security;
create policy own_rows on sleep_stages using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table users enable row level security;
create policy own_account on users using (id = ( SELECT acting_user_id() AS acting_user_id));

alter table waiting_users enable row level security;
create policy own_rows on waiting_users using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table workout_routes enable row level security;
create policy own_rows on workout_routes using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table workout_series enable row level security;
create policy own_rows on workout_series using (user_id = ( SELECT acting_user_id() AS acting_user_id));

alter table workouts enable row level security;
create policy own_rows on workouts using (user_id = ( SELECT acting_user_id() AS acting_user_id));
