-- Symptoms, mood, medications, cycle, ECG, notifications, and shapes that have no typed home. The discriminator tells
-- apart what shares type, times, name and source: the client's id, the value of a cycle entry, or for shapes that we
-- do not know a hash of the content.
create table health_events (
  user_id uuid not null,
  type text not null check (length(type) between 1 and 100),
  started_at timestamptz not null check (started_at >= '1900-01-01 00:00:00Z'),
  ended_at timestamptz not null,
  name text not null default '',
  source text not null default '',
  discriminator text not null default '',
  client_id text,
  utc_offset_min smallint,
  detail jsonb,
  ingestion_id uuid not null,
  field_ingestions uuid[],
  primary key (user_id, type, started_at, ended_at, name, source, discriminator),
  check (started_at <= ended_at)
) partition by range (started_at);
