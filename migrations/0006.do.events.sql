-- Symptoms, mood, medications, cycle, ECG, notifications, and shapes that have no typed home. content_hash is set only
-- for the latter, where nothing else tells two of them apart.
create table health_events (
  user_id uuid not null,
  type text not null check (length(type) between 1 and 100),
  started_at timestamptz not null check (started_at >= '1900-01-01 00:00:00Z'),
  ended_at timestamptz not null,
  name text not null default '',
  source text not null default '',
  content_hash text not null default '',
  client_id text,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, type, started_at, ended_at, name, source, content_hash),
  check (started_at <= ended_at)
) partition by range (started_at);
