-- A stored body can be read again with newer code. Status, report and errors are then those of the latest reading, and
-- first_report keeps what the client was told when it sent the body.
alter table raw_ingestions
  add column replayed_at timestamptz,
  add column first_report jsonb;
