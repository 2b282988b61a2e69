-- Every body as it was received. Bytes, not JSONB: JSONB cannot hold \u0000 or a lone surrogate, and loses the
-- spelling of numbers and duplicate keys. The id is a UUIDv7 whose milliseconds are received_at, so an id alone
-- tells the partition.
create table raw_ingestions (
  user_id uuid not null,
  received_at timestamptz not null,
  id uuid not null,
  -- The API key that sent it; null where a command on the host did.
  key_id text,
  status text not null default 'received'
    check (status in ('received', 'queued', 'processing', 'processed', 'partial', 'rejected', 'failed')),
  -- The bytes as sent, content-encoding included; bodies sent uncompressed are stored with stored_as gzip.
  payload bytea not null,
  stored_as text not null check (stored_as in ('as_sent', 'gzip')),
  content_type text,
  content_encoding text,
  -- What the client says of itself and its export, never credentials.
  client_headers jsonb not null default '{}',
  sent_bytes bigint not null check (sent_bytes >= 0),
  sha256 bytea not null check (length(sha256) = 32),
  format text,
  report jsonb,
  processing_errors jsonb,
  -- When a background worker took it: one that died gives it back by age.
  claimed_at timestamptz,
  -- How often that happened: a body that ends the process each time must not do so for ever.
  claims smallint not null default 0,
  processed_at timestamptz,
  primary key (user_id, received_at, id)
) partition by range (received_at);

-- The payload is compressed before it gets here: PostgreSQL need not try again.
alter table raw_ingestions alter column payload set storage external;

-- What a crash left behind is found without reading the ledger.
create index raw_ingestions_pending on raw_ingestions (user_id, id) where status in ('received', 'queued', 'processing');
