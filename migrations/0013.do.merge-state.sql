-- What the columns of a row cannot say, and the next merge needs to know: values that are not shown because a later one
-- contradicts them, and which ingestion a key of the detail came from. Null nearly always (ingest/merge-state.ts).
alter table heart_rate_metrics add column merge_state jsonb;
alter table blood_pressure_metrics add column merge_state jsonb;
alter table quantity_metrics add column merge_state jsonb;
alter table sleep_metrics add column merge_state jsonb;
alter table sleep_stages add column merge_state jsonb;
alter table health_events add column merge_state jsonb;
alter table workouts add column merge_state jsonb;
