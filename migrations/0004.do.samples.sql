-- Three tables of samples with one identity: metric, recorded_at, duration, source; a grouped sample (already merged
-- over its sources by the client) is the same sample whatever its sources, which the partial unique index says.
-- ingestion_id is the latest ingestion that a value came from; field_ingestions names, in the order of the fields of
-- ingest/, the ingestion of each field and stays null while they are all the same. No foreign key: checked per row
-- it would cost the write several times over; the ingest transaction locks its user once instead.

create table heart_rate_metrics (
  user_id uuid not null,
  recorded_at timestamptz not null check (recorded_at >= '1900-01-01 00:00:00Z'),
  duration_s double precision not null default 0 check (duration_s >= 0 and duration_s < 'Infinity'),
  grouped boolean not null default false,
  source text not null default '',
  min_bpm double precision check (min_bpm between 20 and 300),
  avg_bpm double precision check (avg_bpm between 20 and 300),
  max_bpm double precision check (max_bpm between 20 and 300),
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, recorded_at, duration_s, grouped, source),
  check (num_nonnulls(min_bpm, avg_bpm, max_bpm) > 0),
  check (min_bpm <= avg_bpm),
  check (avg_bpm <= max_bpm),
  check (min_bpm <= max_bpm)
) partition by range (recorded_at);

create unique index heart_rate_metrics_grouped on heart_rate_metrics (user_id, recorded_at, duration_s) where grouped;

create table blood_pressure_metrics (
  user_id uuid not null,
  recorded_at timestamptz not null check (recorded_at >= '1900-01-01 00:00:00Z'),
  duration_s double precision not null default 0 check (duration_s >= 0 and duration_s < 'Infinity'),
  grouped boolean not null default false,
  source text not null default '',
  systolic double precision not null check (systolic between 40 and 250),
  diastolic double precision not null check (diastolic between 30 and 150),
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, recorded_at, duration_s, grouped, source)
) partition by range (recorded_at);

create unique index blood_pressure_metrics_grouped
  on blood_pressure_metrics (user_id, recorded_at, duration_s) where grouped;

create table quantity_metrics (
  user_id uuid not null,
  metric text not null check (length(metric) between 1 and 100),
  recorded_at timestamptz not null check (recorded_at >= '1900-01-01 00:00:00Z'),
  duration_s double precision not null default 0 check (duration_s >= 0 and duration_s < 'Infinity'),
  grouped boolean not null default false,
  source text not null default '',
  -- Comparisons with Infinity also refuse NaN, which PostgreSQL sorts above it.
  value double precision check (value > '-Infinity' and value < 'Infinity'),
  min double precision check (min > '-Infinity' and min < 'Infinity'),
  max double precision check (max > '-Infinity' and max < 'Infinity'),
  unit text not null default '',
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, metric, recorded_at, duration_s, grouped, source),
  check (num_nonnulls(value, min, max) > 0),
  check (min <= max)
) partition by range (recorded_at);

create unique index quantity_metrics_grouped
  on quantity_metrics (user_id, metric, recorded_at, duration_s) where grouped;
