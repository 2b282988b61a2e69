-- Who is signed in with a browser: a cookie in place of a key, for as long as the key works and half a day at most. The
-- token has 256 random bits: no slow hash would make it harder to guess.
create table sessions (
  user_id uuid not null,
  id uuid not null,
  -- Whose scopes and limits it has: the key that it came from, or the one that took the place of that.
  key_id text not null,
  -- SHA-256.
  token_hash bytea not null check (length(token_hash) = 32),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  -- What the browser called itself, cut to a length.
  user_agent text check (length(user_agent) <= 200),
  primary key (user_id, id)
);
alter table sessions enable row level security;
create policy own_rows on sessions using (user_id = (select acting_user_id()));

-- Links that sign in once, with the scopes of a key. One that was used is gone.
create table sign_in_links (
  user_id uuid not null,
  id uuid not null,
  key_id text not null,
  -- SHA-256, as of a session.
  token_hash bytea not null check (length(token_hash) = 32),
  expires_at timestamptz not null,
  primary key (user_id, id)
);
alter table sign_in_links enable row level security;
create policy own_rows on sign_in_links using (user_id = (select acting_user_id()));

-- In which units a person wants to see numbers. They are stored and answered in those of the catalogue.
alter table users add column units text not null default 'metric' check (units in ('metric', 'imperial'));
