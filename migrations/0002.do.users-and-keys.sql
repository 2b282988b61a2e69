create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email) and length(email) between 3 and 254),
  timezone text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table api_keys (
  id uuid primary key default gen_random_uuid(),
  key_id text not null unique check (key_id ~ '^[0-9A-Za-z]{12}$'),
  key_hash text not null unique,
  user_id uuid not null references users (id) on delete cascade,
  name text not null check (length(name) between 1 and 100),
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'read', 'manage', 'admin']),
  created_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz check (revoked_at is null or revoked_at > created_at),
  -- Set by the one rotation a key may have: two rotations at once leave one successor.
  successor_key_id text unique
);

create index api_keys_by_user on api_keys (user_id, created_at);
