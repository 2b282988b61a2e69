-- The types that were switched off when the body came and that were taken out before it was kept; null where the payload
-- is exactly what was sent, * where nothing of it could be kept. sha256 and sent_bytes are always those of what was sent.
alter table raw_ingestions add column redacted_types text[];
