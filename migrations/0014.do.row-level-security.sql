-- The second wall behind "where user_id = $1": whoever works in the role of a reader or a writer (database/roles.ts) has
-- only the rows of the user who is named for the transaction, and none where nobody is named.
create function acting_user_id() returns uuid
language sql stable
return nullif(current_setting('health_export.user_id', true), '')::uuid;

-- The sub-select makes it one question per statement, not one per row.
alter table users enable row level security;
create policy own_account on users using (id = (select acting_user_id()));

alter table api_keys enable row level security;
create policy own_rows on api_keys using (user_id = (select acting_user_id()));
alter table raw_ingestions enable row level security;
create policy own_rows on raw_ingestions using (user_id = (select acting_user_id()));
alter table heart_rate_metrics enable row level security;
create policy own_rows on heart_rate_metrics using (user_id = (select acting_user_id()));
alter table blood_pressure_metrics enable row level security;
create policy own_rows on blood_pressure_metrics using (user_id = (select acting_user_id()));
alter table quantity_metrics enable row level security;
create policy own_rows on quantity_metrics using (user_id = (select acting_user_id()));
alter table sleep_metrics enable row level security;
create policy own_rows on sleep_metrics using (user_id = (select acting_user_id()));
alter table sleep_stages enable row level security;
create policy own_rows on sleep_stages using (user_id = (select acting_user_id()));
alter table health_events enable row level security;
create policy own_rows on health_events using (user_id = (select acting_user_id()));
alter table workouts enable row level security;
create policy own_rows on workouts using (user_id = (select acting_user_id()));
alter table workout_routes enable row level security;
create policy own_rows on workout_routes using (user_id = (select acting_user_id()));
alter table workout_series enable row level security;
create policy own_rows on workout_series using (user_id = (select acting_user_id()));

-- A view reads with its owner's rights unless told otherwise, and an owner is not held back by policies.
alter view activity_metrics set (security_invoker = true);
