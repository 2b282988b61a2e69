-- How often stored rows of a user were changed, or written before those of an ingestion that came earlier. While it is the
-- same, a body that was written whole is there as it was written, and need not be read to know what becomes of it when it is
-- sent again.
create table row_updates (
  user_id uuid primary key,
  updates bigint not null
);
alter table row_updates enable row level security;
create policy own_rows on row_updates using (user_id = (select acting_user_id()));
