-- Which source counts where several report the same hour, the first one first.
alter table users add column source_priority text[] not null default '{}';

-- What was done to an account and by whom, never with a value. Lines are only added; they leave with the account, of
-- which one line stays.
create table audit_log (
  user_id uuid not null,
  -- UUIDv7: in the order of the actions.
  id uuid not null,
  recorded_at timestamptz not null default clock_timestamp(),
  -- Null where a command on the host did it.
  key_id text,
  action text not null check (length(action) between 1 and 50),
  -- What it was done to: the id of a key, a user or an ingestion.
  target text check (length(target) <= 100),
  outcome text not null check (length(outcome) between 1 and 50),
  primary key (user_id, id)
);
alter table audit_log enable row level security;
create policy own_rows on audit_log using (user_id = (select acting_user_id()));

create function refuse_audit_change() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' and old.user_id = acting_user_id() and current_setting('health_export.erasing', true) = 'on' then
    return old;
  end if;
  raise exception 'audit_log is only added to';
end
$$;
create trigger audit_log_is_append_only before update or delete on audit_log
  for each row execute function refuse_audit_change();
create trigger audit_log_is_never_emptied before truncate on audit_log
  for each statement execute function refuse_audit_change();
