-- Users for whom stored bodies wait to be written in the background. A queue of users and not of bodies: it stays as
-- small as they are few, whoever waits longest is found at its beginning, and which body of a user comes next is a question
-- to the ledger about one user. It may lie outside of what is distributed by user, where nobody claims across users.
create table waiting_users (
  user_id uuid primary key,
  -- Since when they wait, or when they were served last: the earliest is next.
  waiting_since timestamptz not null default clock_timestamp(),
  -- The worker that is at a body of theirs, and when it said so last: one that died gives them back by age.
  taken_by uuid,
  taken_at timestamptz
);
create index waiting_users_next on waiting_users (waiting_since);
alter table waiting_users enable row level security;
create policy own_rows on waiting_users using (user_id = (select acting_user_id()));

insert into waiting_users (user_id, waiting_since)
select user_id, min(received_at) from raw_ingestions
where status in ('received', 'queued', 'processing') and stored_as <> 'not_kept'
group by user_id;

-- How often something changed from a day on: whether an answer about samples before some time may have changed since is
-- told by the counts of the days before, without a look at the samples.
create table sample_changes (
  user_id uuid not null,
  -- The first day, of UTC, of which a transaction wrote samples.
  first_day date not null,
  changes bigint not null,
  primary key (user_id, first_day)
);
alter table sample_changes enable row level security;
create policy own_rows on sample_changes using (user_id = (select acting_user_id()));
