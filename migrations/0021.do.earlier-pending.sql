-- Whether an ingestion of a user that came before one is still to be written: asked for each body. As a function it is
-- planned once per connection; planning it for all partitions takes ten times as long as answering. An import that nobody
-- goes on with would be pending for ever: it counts while somebody reads it.
create function has_earlier_pending(of_user uuid, before_id uuid) returns boolean
language plpgsql stable as $$
begin
  return exists (
    select from raw_ingestions
    where user_id = of_user and id < before_id and status in ('received', 'queued', 'processing')
      and (stored_as <> 'not_kept' or status = 'queued' or claimed_at > now() - interval '10 minutes')
  );
end
$$;
