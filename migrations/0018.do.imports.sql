-- Where a sample came from, as its client describes it: the device, and the version of the app or of the system. Millions
-- of samples share a few of them, so that a sample only names the one it has. The id is a hash of what it says.
create table devices (
  user_id uuid not null,
  id bigint not null,
  detail jsonb not null,
  primary key (user_id, id)
);
alter table devices enable row level security;
create policy own_rows on devices using (user_id = (select acting_user_id()));

-- creation_date is when the sample was taken into the store that it was exported from (HealthKit's creationDate).
alter table heart_rate_metrics add column device_id bigint, add column creation_date timestamptz;
alter table blood_pressure_metrics add column device_id bigint, add column creation_date timestamptz;
alter table quantity_metrics add column device_id bigint, add column creation_date timestamptz;
alter table sleep_stages add column device_id bigint, add column creation_date timestamptz;

-- A file of gigabytes is read where it lies: the ledger keeps its name, size and hash, and how far it has been read.
alter table raw_ingestions drop constraint raw_ingestions_stored_as_check;
alter table raw_ingestions
  add constraint raw_ingestions_stored_as_check check (stored_as in ('as_sent', 'gzip', 'not_kept')),
  add column file_name text,
  -- What is wanted of the file; a file that is read with other wishes is another import.
  add column import_options jsonb,
  -- Where to go on, and the account so far; null when it is done.
  add column checkpoint jsonb;
