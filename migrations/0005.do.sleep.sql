-- One night as a client summarised it.
create table sleep_metrics (
  user_id uuid not null,
  recorded_at timestamptz not null check (recorded_at >= '1900-01-01 00:00:00Z'),
  duration_s double precision not null default 0 check (duration_s >= 0 and duration_s < 'Infinity'),
  grouped boolean not null default false,
  source text not null default '',
  total_hours double precision check (total_hours between 0 and 48),
  asleep_hours double precision check (asleep_hours between 0 and 48),
  core_hours double precision check (core_hours between 0 and 48),
  deep_hours double precision check (deep_hours between 0 and 48),
  rem_hours double precision check (rem_hours between 0 and 48),
  awake_hours double precision check (awake_hours between 0 and 48),
  in_bed_hours double precision check (in_bed_hours between 0 and 48),
  sleep_start timestamptz,
  sleep_end timestamptz,
  in_bed_start timestamptz,
  in_bed_end timestamptz,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, recorded_at, duration_s, grouped, source),
  check (sleep_start <= sleep_end),
  check (in_bed_start <= in_bed_end)
) partition by range (recorded_at);

create unique index sleep_metrics_grouped on sleep_metrics (user_id, recorded_at, duration_s) where grouped;

-- One un-aggregated segment. Start and source are not enough: Core and In Bed of one span share both.
create table sleep_stages (
  user_id uuid not null,
  started_at timestamptz not null check (started_at >= '1900-01-01 00:00:00Z'),
  ended_at timestamptz not null,
  stage text not null check (stage in ('in_bed', 'asleep', 'awake', 'core', 'deep', 'rem')),
  source text not null default '',
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, started_at, ended_at, stage, source),
  check (started_at <= ended_at)
) partition by range (started_at);
